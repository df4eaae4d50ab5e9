package io.nanosiem.stix;

import io.nanosiem.event.Event;
import io.nanosiem.event.EventCategory;
import io.nanosiem.internal.IpAddress;
import io.nanosiem.stix.Sco.Directory;
import io.nanosiem.stix.Sco.FileName;
import io.nanosiem.stix.Sco.UserAccount;
import io.nanosiem.stix.Sco.Value;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the events of one observation say, as cyber observables.
 *
 * <p>A value that is not what its field claims (a source of {@code -}, a host without a dot) gives
 * no object. Nothing is guessed: the name a syslog line carries is a piece of software, not the
 * path of an executable.
 */
final class Facts {
  private static final Set<String> TRANSPORTS = Set.of("tcp", "udp", "icmp", "sctp");
  private static final Set<String> APPLICATIONS =
      Set.of(
          "dns",
          "ftp",
          "http",
          "https",
          "imap",
          "kerberos",
          "ldap",
          "ntp",
          "pop3",
          "rdp",
          "smb",
          "smtp",
          "snmp",
          "ssh",
          "telnet",
          "tls");

  private final String alertId;
  private final int step;
  private final Map<String, Sco> all;
  private final Set<String> refs = new LinkedHashSet<>();

  private Facts(String alertId, int step, Map<String, Sco> all) {
    this.alertId = alertId;
    this.step = step;
    this.all = all;
  }

  /**
   * Adds the observables of some events to those of a bundle.
   *
   * @param all the observables of the bundle by identifier
   * @return the identifiers of those that the events mention, in order of mention
   */
  static List<String> of(String alertId, int step, List<Event> events, Map<String, Sco> all) {
    Facts facts = new Facts(alertId, step, all);
    for (Event event : events) {
      facts.add(event);
    }
    return new ArrayList<>(facts.refs);
  }

  private <T extends Sco> T put(T object) {
    all.putIfAbsent(object.id(), object);
    refs.add(object.id());
    return object;
  }

  private void add(Event event) {
    Value source = address(event.sourceAddress());
    Value destination = address(event.destinationAddress());
    host(event.host());
    traffic(event, source, destination);
    UserAccount user = user(event);
    String program = Values.name(event.program());
    if (program != null) {
      put(Sco.Software.of(program));
    }
    processes(event, program, user);
    String path = Values.path(text(event, "file.path"));
    if (path != null) {
      file(path);
    }
    URI url = url(text(event, "url.full"));
    if (url == null) {
      url = url(text(event, "url.original"));
    }
    domain(text(event, "url.domain"));
    domain(text(event, "destination.domain"));
    domain(text(event, "dns.question.name"));
  }

  private @Nullable Value address(@Nullable String text) {
    IpAddress address = text == null ? null : IpAddress.parse(text);
    return address == null ? null : put(Value.address(address.toString()));
  }

  private void host(@Nullable String text) {
    if (text != null && address(text) == null) {
      domain(text);
    }
  }

  private void domain(@Nullable String text) {
    String name = Values.domain(text);
    if (name != null) {
      put(Value.of("domain-name", name));
    }
  }

  private @Nullable URI url(@Nullable String text) {
    URI url = Values.url(text);
    if (url != null) {
      put(Value.of("url", url.toString()));
      domain(url.getHost());
    }
    return url;
  }

  private void traffic(Event event, @Nullable Value source, @Nullable Value destination) {
    OptionalInt sourcePort = event.sourcePort();
    OptionalInt destinationPort = event.destinationPort();
    Value known = source != null ? source : destination;
    if (known == null) {
      return;
    }
    if (source != null && destination != null) {
      if (!source.type().equals(destination.type())) {
        // One of them is wrong, and nothing says which.
        return;
      }
    } else if (sourcePort.isEmpty() && destinationPort.isEmpty()) {
      return;
    }
    List<String> protocols = new ArrayList<>(3);
    protocols.add(known.type().equals("ipv4-addr") ? "ipv4" : "ipv6");
    String transport = word(event, "network.transport", TRANSPORTS);
    String application = word(event, "network.protocol", APPLICATIONS);
    if (transport == null
        && application == null
        && event.category() == EventCategory.AUTHENTICATION
        && "sshd".equals(event.program())) {
      transport = "tcp";
      application = "ssh";
    }
    if (transport != null) {
      protocols.add(transport);
    }
    if (application != null) {
      protocols.add(application);
    }
    put(Sco.Traffic.of(source, destination, sourcePort, destinationPort, List.copyOf(protocols)));
  }

  private @Nullable UserAccount user(Event event) {
    String name = Values.name(event.user());
    if (name == null) {
      return null;
    }
    String shown = null;
    int slash = name.indexOf('\\');
    if (slash > 0 && slash == name.lastIndexOf('\\') && slash + 1 < name.length()) {
      // DOMAIN\login: whether the domain is one or a machine, the name alone does not tell.
      String login = Values.name(name.substring(slash + 1));
      if (login != null) {
        shown = name;
        name = login;
      }
    }
    String type = "linux".equals(event.logSource().product()) ? "unix" : null;
    return put(UserAccount.of(name, type, shown));
  }

  /**
   * The process that wrote the record and the one that it is about: the same if they have the same
   * name, as in an audit record; two, as when sudo writes which command it runs.
   */
  private void processes(Event event, @Nullable String program, @Nullable UserAccount user) {
    String executable = Values.path(firstText(event, "process.executable", "Image"));
    String commandLine = commandLine(firstText(event, "process.command_line", "CommandLine"));
    FileName image = executable == null ? null : file(executable);
    OptionalLong writer = event.pid();
    boolean same = image != null && program != null && image.name().equals(program);
    if (image != null || commandLine != null) {
      OptionalLong pid = same ? writer : OptionalLong.empty();
      put(Sco.OsProcess.of(alertId, step, pid, commandLine, user, image));
    }
    if (writer.isPresent() && !same) {
      put(Sco.OsProcess.of(alertId, step, writer, null, null, null));
    }
  }

  private static @Nullable String commandLine(@Nullable String text) {
    return text == null || text.isBlank()
        ? null
        : Values.cut(Values.wellFormed(text), Values.MAX_STRING);
  }

  /** A file and the directory that holds it; null if the path ends in a separator. */
  private @Nullable FileName file(String path) {
    int slash = Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\'));
    String name = path.substring(slash + 1);
    if (name.isBlank()) {
      return null;
    }
    Directory directory = null;
    if (slash >= 0) {
      // The root keeps its separator: "/" and "C:\".
      boolean root = slash == 0 || path.charAt(slash - 1) == ':';
      directory = put(Directory.of(path.substring(0, root ? slash + 1 : slash)));
    }
    return put(FileName.of(name, directory));
  }

  private static @Nullable String word(Event event, String field, Set<String> known) {
    String text = text(event, field);
    if (text == null || text.length() > 16) {
      return null;
    }
    String word = text.toLowerCase(Locale.ROOT);
    return known.contains(word) ? word : null;
  }

  private static @Nullable String firstText(Event event, String one, String other) {
    String text = text(event, one);
    return text != null ? text : text(event, other);
  }

  private static @Nullable String text(Event event, String field) {
    return event.field(field) instanceof CharSequence text ? text.toString() : null;
  }
}
