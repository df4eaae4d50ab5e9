package io.nanosiem.normalize;

import io.nanosiem.event.AuthenticationOutcome;
import io.nanosiem.event.Event;
import io.nanosiem.event.EventCategory;
import io.nanosiem.event.EventTags;
import io.nanosiem.event.LogSource;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a Linux audit event means, as text or as the JSON of Microsoft's collector ({@code auoms}).
 *
 * <p><b>Which record is the verdict.</b> By the audit documentation {@code USER_AUTH} says that
 * somebody tried to authenticate and {@code USER_LOGIN} that he logged in, or failed to. One try at
 * a login program (sshd, login, a display manager) writes both, USER_AUTH even twice, once by PAM
 * and once by sshd; su, sudo and all others write USER_AUTH alone. So USER_LOGIN is the verdict
 * where there is one, and USER_AUTH of everybody else.
 *
 * <p><b>Programs that were run.</b> The events of a successful execve have category {@code
 * process_creation} and the names that rules use for it. One that failed ran nothing: its {@code
 * exe} is the program that tried.
 */
final class AuditEvents {
  private static final int MAX_COMMAND_LINE = 1 << 15;
  private static final int MAX_ARGUMENTS = 2_000;

  private final Event.Builder event;
  private final List<String> types;

  private AuditEvents(Event.Builder event, List<String> types) {
    this.event = event;
    this.types = types;
  }

  /** Reads an event if it is one; false, with nothing set, if it is none. */
  static boolean read(Event.Builder event) {
    boolean text = event.derived("auditd.message_type") != null;
    if (!text && !isAuoms(event.fields())) {
      return false;
    }
    new AuditEvents(event, texts(event.fields().get("type"))).read(text);
    return true;
  }

  /** Two members that together nobody else has. */
  private static boolean isAuoms(Map<String, @Nullable Object> fields) {
    return fields.get("audit_id") instanceof String
        && fields.get("type") instanceof String
        && (fields.containsKey("auoms_version") || fields.containsKey("SchemaVersion"));
  }

  private void read(boolean text) {
    if (!text && event.host() == null) {
      event.host(first("node"));
    }
    String call = call();
    if (call != null && event.field("SYSCALL") == null) {
      event.derived("SYSCALL", call);
    }
    if (event.program() == null) {
      event.program(known(first("comm")));
    }
    long pid = number(first("pid"));
    if (pid >= 0 && event.pid().isEmpty()) {
      event.pid(pid);
    }
    set("process.executable", known(first("exe")));
    set("process.working_directory", known(first("cwd")));
    addresses(call);
    users();
    switch (types.isEmpty() ? "" : types.get(0)) {
      case "USER_LOGIN" -> authentication(true);
      case "USER_AUTH" -> authentication(!isLoginProgram(first("exe")));
      case "USER_ACCT", "CRED_ACQ", "CRED_REFR", "CRED_DISP", "LOGIN", "GRP_AUTH" ->
          category(EventCategory.AUTHENTICATION);
      case "USER_START", "USER_END", "USER_LOGOUT" -> category(EventCategory.SESSION);
      case "ADD_USER",
          "DEL_USER",
          "ADD_GROUP",
          "DEL_GROUP",
          "USER_MGMT",
          "GRP_MGMT",
          "USER_CHAUTHTOK",
          "GRP_CHAUTHTOK",
          "ACCT_LOCK",
          "ACCT_UNLOCK" ->
          category(EventCategory.IAM);
      case "USER_CMD" -> {
        category(EventCategory.PROCESS);
        set("process.command_line", known(first("cmd")));
      }
      case "AVC", "USER_AVC" -> {
        if ("denied".equals(first("seresult")) || "DENIED".equals(first("apparmor"))) {
          event.tag(EventTags.DENIED);
        }
      }
      default -> {}
    }
    event.logSource(new LogSource(kind(call), "linux", "auditd"));
  }

  private @Nullable String call() {
    String known = first("SYSCALL");
    if (known != null) {
      return known;
    }
    String call = first("syscall");
    return call == null ? null : AuditSyscalls.name(first("arch"), call);
  }

  /** The category in Sigma's terms, and the fields that go with it. */
  private @Nullable String kind(@Nullable String call) {
    boolean failed = "no".equals(first("success"));
    if (types.contains("EXECVE") || "execve".equals(call) || "execveat".equals(call)) {
      if (event.category() == null) {
        category(EventCategory.PROCESS);
      }
      String line = commandLine();
      set("process.command_line", line);
      if (failed) {
        return null;
      }
      String program = known(first("exe"));
      String argument = program == null ? argument(0) : null;
      set("Image", argument != null && argument.startsWith("/") ? argument : program);
      set("CommandLine", line);
      set("CurrentDirectory", known(first("cwd")));
      actor();
      return "process_creation";
    }
    set("process.command_line", known(first("proctitle")));
    if (types.contains("SOCKADDR") && event.destinationAddress() != null) {
      category(EventCategory.NETWORK);
      if ("connect".equals(call)) {
        set("Image", known(first("exe")));
        set("DestinationIp", event.destinationAddress());
        event.destinationPort().ifPresent(port -> event.derived("DestinationPort", (long) port));
        set("Initiated", "true");
        actor();
        return "network_connection";
      }
    }
    if (types.contains("PATH")) {
      if (event.category() == null) {
        category(EventCategory.FILE);
      }
      String created = failed ? null : path("CREATE");
      if (created != null) {
        set("file.path", created);
        set("TargetFilename", created);
        set("Image", known(first("exe")));
        actor();
        return "file_event";
      }
      set("file.path", path("NORMAL"));
    }
    return null;
  }

  /** Who and which process, by the names of Sigma's process creation. */
  private void actor() {
    set("User", runner());
    long pid = number(first("pid"));
    if (pid >= 0) {
      event.derived("ProcessId", pid);
    }
    long parent = number(first("ppid"));
    if (parent >= 0) {
      event.derived("ParentProcessId", parent);
      event.derived("process.parent.pid", parent);
    }
  }

  /** The account that the program runs as. */
  private @Nullable String runner() {
    String name = account("EUID", "UID", "effective_user", "user");
    return name != null || !"0".equals(first("euid")) ? name : "root";
  }

  private void users() {
    String account = Facts.name(first("acct"));
    if (account != null && account.startsWith("(")) {
      // "(unknown)", "(invalid user)", "(unknown user)".
      account = null;
    }
    String login = account("AUID", "audit_user");
    String caller = login != null ? login : account("UID", "user");
    if (caller == null && event.field("acct") == null && "0".equals(first("uid"))) {
      caller = "root";
    }
    boolean changed =
        switch (types.isEmpty() ? "" : types.get(0)) {
          case "ADD_USER", "DEL_USER", "USER_MGMT", "USER_CHAUTHTOK", "ACCT_LOCK", "ACCT_UNLOCK" ->
              true;
          default -> false;
        };
    if (changed) {
      set("user.target.name", account);
      Facts.user(event, caller);
    } else if (account != null && "su".equals(base(first("exe")))) {
      // For su the account is the one that he wants to become.
      set("user.effective.name", account);
      Facts.user(event, caller != null ? caller : account);
      if (account.equals("root")
          && "USER_AUTH".equals(types.isEmpty() ? "" : types.get(0))
          && !"0".equals(first("uid"))
          && isSuccess(first("res"))) {
        event.tag(EventTags.PRIVILEGE_ESCALATION);
      }
    } else {
      Facts.user(event, account != null ? account : event.field("acct") == null ? caller : null);
    }
  }

  private @Nullable String account(String... names) {
    for (String name : names) {
      String value = Facts.name(first(name));
      if (value != null && !value.equals("unset") && !value.startsWith("unknown(")) {
        return value;
      }
    }
    return null;
  }

  private void authentication(boolean verdict) {
    category(EventCategory.AUTHENTICATION);
    String result = first("res");
    if (verdict && result != null) {
      event.authenticationOutcome(
          isSuccess(result) ? AuthenticationOutcome.SUCCESS : AuthenticationOutcome.FAILURE);
    }
  }

  private static boolean isSuccess(@Nullable String result) {
    return "success".equals(result) || "1".equals(result) || "yes".equals(result);
  }

  /** Programs that write USER_LOGIN themselves. */
  private static boolean isLoginProgram(@Nullable String executable) {
    return switch (base(executable)) {
      case "sshd",
          "sshd-session",
          "sshd-auth",
          "login",
          "gdm-session-worker",
          "gdm-binary",
          "lightdm",
          "xdm" ->
          true;
      default -> false;
    };
  }

  private static String base(@Nullable String path) {
    return path == null ? "" : path.substring(path.lastIndexOf('/') + 1);
  }

  private void addresses(@Nullable String call) {
    AddressReader reader = new AddressReader();
    for (String name : List.of("addr", "hostname")) {
      String value = known(first(name));
      if (value != null && event.sourceAddress() == null) {
        if (reader.whole(value)) {
          event.sourceAddress(reader.text);
        } else {
          Facts.domain(event, value);
        }
      }
    }
    if (event.sourceAddress() != null) {
      port(first("rport"), true);
      String local = known(first("laddr"));
      if (local != null && event.destinationAddress() == null && reader.whole(local)) {
        event.destinationAddress(reader.text);
        port(first("lport"), false);
      }
    }
    String socket = first("saddr");
    if (socket != null && !"bind".equals(call)) {
      boolean peerIsSource = call != null && (call.startsWith("accept") || call.startsWith("recv"));
      socket(socket, peerIsSource, reader);
    }
  }

  private void port(@Nullable String text, boolean source) {
    long port = number(text);
    if (port >= 0 && port <= 65535) {
      if (source) {
        event.sourcePort((int) port);
      } else {
        event.destinationPort((int) port);
      }
    }
  }

  /**
   * A {@code struct sockaddr} in hexadecimal digits: the family in the byte order of the machine,
   * port and address in that of the network (ip(7), ipv6(7)).
   */
  private void socket(String hex, boolean source, AddressReader reader) {
    if (hex.length() < 16 || hex.length() > 256) {
      return;
    }
    for (int i = 0; i < hex.length(); i++) {
      if (Character.digit(hex.charAt(i), 16) < 0) {
        return;
      }
    }
    int family = octet(hex, 0) | octet(hex, 1);
    StringBuilder address = new StringBuilder(40);
    if (family == 2) {
      for (int i = 4; i < 8; i++) {
        address.append(i > 4 ? "." : "").append(octet(hex, i));
      }
    } else if (family == 10 && hex.length() >= 48) {
      for (int i = 8; i < 24; i += 2) {
        address.append(i > 8 ? ":" : "").append(hex, 2 * i, 2 * i + 4);
      }
    }
    if (address.length() == 0 || !reader.whole(address.toString())) {
      return;
    }
    int port = octet(hex, 2) << 8 | octet(hex, 3);
    if (source && event.sourceAddress() == null) {
      event.sourceAddress(reader.text);
      event.sourcePort(port);
    } else if (!source && event.destinationAddress() == null) {
      event.destinationAddress(reader.text);
      event.destinationPort(port);
    }
  }

  private static int octet(String hex, int index) {
    return Character.digit(hex.charAt(2 * index), 16) << 4
        | Character.digit(hex.charAt(2 * index + 1), 16);
  }

  /** What was run, with its arguments: of EXECVE, of the collector, or else the process title. */
  private @Nullable String commandLine() {
    String line = first("cmdline");
    if (line != null) {
      return line;
    }
    long count = Math.min(number(first("argc")), MAX_ARGUMENTS);
    if (!types.contains("EXECVE") || count < 1) {
      return known(first("proctitle"));
    }
    StringBuilder joined = new StringBuilder();
    for (int i = 0; i < count && joined.length() < MAX_COMMAND_LINE; i++) {
      String argument = argument(i);
      if (argument != null) {
        joined.append(i > 0 ? " " : "").append(argument);
      }
    }
    return joined.length() == 0
        ? null
        : joined.substring(0, Math.min(joined.length(), MAX_COMMAND_LINE));
  }

  /** An argument by EXECVE; the first four of a system call have the same names. */
  private @Nullable String argument(int index) {
    int execve = types.indexOf("EXECVE");
    if (execve < 0) {
      return null;
    }
    List<String> values = texts(event.fields().get("a" + index));
    if (values.isEmpty()) {
      return null;
    }
    return values.get(types.indexOf("SYSCALL") < execve ? values.size() - 1 : 0);
  }

  /** The path with a role in the call, made absolute; null if there is none. */
  private @Nullable String path(String role) {
    List<String> names = texts(event.fields().get("name"));
    List<String> roles = texts(event.fields().get("nametype"));
    int at = roles.isEmpty() && role.equals("NORMAL") && !names.isEmpty() ? 0 : roles.indexOf(role);
    if (at < 0 || at >= names.size() || (!roles.isEmpty() && roles.size() != names.size())) {
      return null;
    }
    String name = known(names.get(at));
    String directory = known(first("cwd"));
    if (name == null || name.startsWith("/") || directory == null) {
      return name;
    }
    String tail = name.startsWith("./") ? name.substring(2) : name;
    return directory.endsWith("/") ? directory + tail : directory + "/" + tail;
  }

  private void category(EventCategory category) {
    event.category(category);
  }

  private void set(String name, @Nullable String value) {
    if (value != null) {
      event.derived(name, value);
    }
  }

  private static @Nullable String known(@Nullable String value) {
    return value == null
            || value.isEmpty()
            || value.equals("?")
            || value.equals("(none)")
            || value.equals("(null)")
        ? null
        : value;
  }

  private @Nullable String first(String name) {
    Object value = event.fields().get(name);
    if (value instanceof List<?> list) {
      value = list.isEmpty() ? null : list.get(0);
    }
    return value instanceof String text
        ? text
        : value instanceof Long number ? number.toString() : null;
  }

  private static List<String> texts(@Nullable Object value) {
    if (value instanceof String text) {
      return List.of(text);
    }
    if (value instanceof List<?> list) {
      return list.stream().filter(String.class::isInstance).map(String.class::cast).toList();
    }
    return List.of();
  }

  private static long number(@Nullable String text) {
    if (text == null || text.isEmpty() || text.length() > 10) {
      return -1;
    }
    long value = 0;
    for (int i = 0; i < text.length(); i++) {
      if (!AddressReader.isDigit(text.charAt(i))) {
        return -1;
      }
      value = value * 10 + text.charAt(i) - '0';
    }
    return value;
  }
}
