package io.nanosiem.ml;

import io.nanosiem.event.AuthenticationOutcome;
import io.nanosiem.event.Event;
import io.nanosiem.event.EventCategory;
import io.nanosiem.event.LogFormat;
import io.nanosiem.event.Printable;
import io.nanosiem.event.SyslogFacility;
import io.nanosiem.event.SyslogSeverity;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The 31 numbers that the original NanoSIEM looks at, by its names and in its ranges, all from 0 to
 * 1: when, from where, to which port, by which program, how the message reads, how urgent.
 *
 * <p>Where the meaning differs from the original, on purpose:
 *
 * <ul>
 *   <li>The time of day is that of the source: by the offset that came with the event's time, else
 *       in the zone this extractor was made for. An event that has neither a time of its own nor a
 *       receive time has none: the five time features are missing (NaN), not midnight.
 *   <li>A port belongs to a side. The port a client speaks from is {@code source_port_norm}; the
 *       original takes the first port in the text for the destination, so that each login seems to
 *       go to a random port.
 *   <li>IPv6 addresses count: the first octet is that of the address, and private means RFC 1918 or
 *       RFC 4193.
 *   <li>Program groups also hold what came after the original (such as {@code sshd-session}), know
 *       programs that are written with a path or a PAM suffix, and follow the category that the
 *       normaliser found.
 *   <li>Failure and success are the normaliser's verdict as well as words of the message.
 *   <li>Severity, facility, process id and tags are read from the record, where the original's
 *       baseline has them constant, so that its model cannot use them.
 *   <li>A dotted number counts as an address only if its four parts are at most 255; a path only if
 *       it begins a word, so that {@code text/html} and {@code 10/100} are none.
 * </ul>
 *
 * <p>Of a message, the first {@value #LONGEST_SCAN} characters are searched for words. Immutable
 * and thread-safe.
 */
public final class StandardFeatures implements FeatureExtractor {
  /** The names of the features, in order. */
  public static final List<String> NAMES =
      List.of(
          "hour_of_day",
          "minute_of_hour",
          "is_weekend",
          "is_off_hours",
          "is_business_hours",
          "has_source_ip",
          "source_ip_octet1",
          "source_ip_is_rfc1918",
          "dest_port_norm",
          "source_port_norm",
          "is_common_port",
          "is_high_port",
          "is_privileged_port",
          "dest_port_bucket",
          "has_dest_port",
          "log_source_enc",
          "is_auth_program",
          "is_network_program",
          "program_hash_norm",
          "has_pid",
          "message_length_norm",
          "has_ip_in_message",
          "has_failure_keyword",
          "has_success_keyword",
          "has_path_in_message",
          "severity_enc",
          "facility_enc",
          "has_severity",
          "is_error_severity",
          "is_info_severity",
          "tag_count_norm");

  private static final int PROGRAM = 18;
  private static final int LONGEST_SCAN = 8192;

  private static final Set<String> AUTH_PROGRAMS =
      Set.of(
          "sshd",
          "sshd-session",
          "sudo",
          "su",
          "login",
          "pam",
          "auth",
          "passwd",
          "slapd",
          "krb5kdc",
          "gdm",
          "lightdm",
          "polkit",
          "polkitd",
          "systemd-logind");

  private static final Set<String> NETWORK_PROGRAMS =
      Set.of(
          "firewalld",
          "iptables",
          "nftables",
          "ufw",
          "fail2ban",
          "snort",
          "suricata",
          "zeek",
          "bro",
          "tcpdump",
          "nginx",
          "apache",
          "apache2",
          "httpd");

  private static final String[] FAILURE_WORDS = {
    "fail",
    "error",
    "denied",
    "reject",
    "invalid",
    "unauthoris",
    "unauthoriz",
    "refused",
    "incorrect"
  };

  private static final String[] SUCCESS_WORDS = {
    "accept", "success", "granted", "authenticated", "loggedin", "connected"
  };

  private static final StandardFeatures UTC = new StandardFeatures(ZoneOffset.UTC);

  private final ZoneId zone;

  private StandardFeatures(ZoneId zone) {
    this.zone = zone;
  }

  /**
   * The features, the time of day in UTC where an event's time came without an offset.
   *
   * @return the extractor
   */
  public static StandardFeatures utc() {
    return UTC;
  }

  /**
   * The features, the time of day in your zone where an event's time came without an offset.
   *
   * @param zone where the sources' clocks are
   * @return the extractor
   */
  public static StandardFeatures in(ZoneId zone) {
    return new StandardFeatures(zone);
  }

  /**
   * The zone of times that came without an offset.
   *
   * @return the zone
   */
  public ZoneId zone() {
    return zone;
  }

  @Override
  public List<String> names() {
    return NAMES;
  }

  @Override
  public void extract(Event event, double[] into) {
    time(event, into);
    source(event, into);
    destination(event, into);
    program(event, into);
    message(event, into);
    urgency(event, into);
  }

  private void time(Event event, double[] into) {
    if (!hasTime(event)) {
      for (int i = 0; i < 5; i++) {
        into[i] = Double.NaN;
      }
      return;
    }
    long local = localSecond(event);
    int secondOfDay = (int) Math.floorMod(local, 86_400L);
    int hour = secondOfDay / 3600;
    // 1970-01-01 was a Thursday; 0 is Monday.
    int weekday = (int) Math.floorMod(Math.floorDiv(local, 86_400L) + 3, 7L);
    boolean weekend = weekday >= 5;
    into[0] = hour / 23.0;
    into[1] = secondOfDay / 60 % 60 / 59.0;
    into[2] = bit(weekend);
    into[3] = bit(hour < 6 || hour >= 22);
    into[4] = bit(hour >= 8 && hour < 18 && !weekend);
  }

  private static boolean hasTime(Event event) {
    return event.hasOwnTime() || !event.receivedAt().equals(Instant.EPOCH);
  }

  private long localSecond(Event event) {
    ZoneOffset offset = event.offset();
    if (offset == null) {
      offset = zone instanceof ZoneOffset fixed ? fixed : zone.getRules().getOffset(event.time());
    }
    return event.time().getEpochSecond() + offset.getTotalSeconds();
  }

  private static void source(Event event, double[] into) {
    String address = event.sourceAddress();
    int first = address == null ? -1 : octet(address, 0);
    into[5] = bit(address != null);
    into[6] = Math.max(0, first) / 255.0;
    into[7] = bit(address != null && isPrivate(address, first));
    into[9] = event.sourcePort().orElse(0) / 65535.0;
  }

  /** One of the first two octets of an address, IPv6 or not; -1 if it is none. */
  private static int octet(String address, int index) {
    if (address.indexOf(':') >= 0) {
      int group = 0;
      int digits = 0;
      for (int i = 0; i < address.length() && address.charAt(i) != ':'; i++) {
        int digit = Character.digit(address.charAt(i), 16);
        if (digit < 0 || ++digits > 4) {
          return -1;
        }
        group = group << 4 | digit;
      }
      return index == 0 ? group >> 8 : group & 0xFF;
    }
    int octet = 0;
    int part = 0;
    int digits = 0;
    for (int i = 0; i < address.length(); i++) {
      char c = address.charAt(i);
      if (c == '.') {
        if (part == index) {
          break;
        }
        part++;
        octet = 0;
        digits = 0;
      } else if (c >= '0' && c <= '9' && digits < 3) {
        octet = octet * 10 + c - '0';
        digits++;
      } else {
        return -1;
      }
    }
    return part == index && digits > 0 && octet <= 255 ? octet : -1;
  }

  private static boolean isPrivate(String address, int first) {
    if (address.indexOf(':') >= 0) {
      return (first & 0xFE) == 0xFC;
    }
    return switch (first) {
      case 10 -> true;
      case 172 -> (octet(address, 1) & 0xF0) == 16;
      case 192 -> octet(address, 1) == 168;
      default -> false;
    };
  }

  private static void destination(Event event, double[] into) {
    OptionalInt present = event.destinationPort();
    int port = present.orElse(0);
    boolean known = present.isPresent();
    into[8] = port / 65535.0;
    into[10] = bit(known && isCommon(port));
    into[11] = bit(known && port > 1024);
    into[12] = bit(known && port <= 1024);
    into[13] = known ? bucket(port) : 0;
    into[14] = bit(known);
  }

  private static boolean isCommon(int port) {
    return switch (port) {
      case 20,
          21,
          22,
          23,
          25,
          53,
          80,
          110,
          143,
          443,
          465,
          587,
          993,
          995,
          1433,
          1521,
          3306,
          3389,
          5432,
          5900,
          6379,
          8080,
          8443,
          27017 ->
          true;
      default -> false;
    };
  }

  private static double bucket(int port) {
    if (port <= 1024) {
      return port <= 80 ? 0.1 : port <= 443 ? 0.2 : 0.3;
    }
    if (port <= 8080) {
      return port <= 3306 ? 0.4 : port <= 5432 ? 0.5 : 0.6;
    }
    return port <= 8443 ? 0.7 : port <= 32768 ? 0.8 : 0.9;
  }

  private static void program(Event event, double[] into) {
    into[15] = format(event.format());
    String program = event.program();
    String name = program == null ? "" : program.toLowerCase(Locale.ROOT);
    String base = baseName(name);
    EventCategory category = event.category();
    into[16] = bit(AUTH_PROGRAMS.contains(base) || category == EventCategory.AUTHENTICATION);
    into[17] =
        bit(
            NETWORK_PROGRAMS.contains(base)
                || category == EventCategory.NETWORK
                || category == EventCategory.WEB
                || category == EventCategory.INTRUSION_DETECTION);
    int hash = 0;
    for (int i = 0; i < name.length(); i++) {
      hash = (hash * 31 + name.charAt(i)) & 0xFFFFFF;
    }
    into[18] = hash / (double) 0xFFFFFF;
    into[19] = bit(event.pid().isPresent());
  }

  /** {@code /usr/sbin/sshd(pam_unix)} is sshd. */
  private static String baseName(String name) {
    int end = name.indexOf('(');
    if (end < 0) {
      end = name.length();
    }
    int begin = name.lastIndexOf('/', end - 1) + 1;
    return begin == 0 && end == name.length() ? name : name.substring(begin, end);
  }

  private static double format(LogFormat format) {
    return switch (format.name()) {
      case "rfc5424" -> 0.2;
      case "rfc3164" -> 0.4;
      case "cef" -> 0.6;
      case "json" -> 0.8;
      case "plain" -> 1.0;
      default -> 0.5;
    };
  }

  private static void message(Event event, double[] into) {
    String message = event.message();
    String text = message == null ? "" : message;
    into[20] = Math.min(1, text.length() / 512.0);
    boolean ip = false;
    boolean failure = event.authenticationOutcome() == AuthenticationOutcome.FAILURE;
    boolean success = event.authenticationOutcome() == AuthenticationOutcome.SUCCESS;
    boolean path = false;
    int end = Math.min(text.length(), LONGEST_SCAN);
    char before = ' ';
    for (int i = 0; i < end; i++) {
      char c = text.charAt(i);
      if (isLetter(c)) {
        if (!isLetter(before)) {
          failure = failure || beginsWithAny(text, i, FAILURE_WORDS);
          success = success || beginsWithAny(text, i, SUCCESS_WORDS) || loggedIn(text, i);
        }
      } else if (c == '/') {
        path = path || (beginsToken(before) && isPath(text, i, end));
      } else if (c >= '0' && c <= '9' && !ip && !isLetterOrDigit(before) && before != '.') {
        ip = isAddress(text, i, end);
      }
      before = c;
    }
    if (!ip && text.indexOf(':') >= 0) {
      ip = containsV6(text, event.sourceAddress()) || containsV6(text, event.destinationAddress());
    }
    into[21] = bit(ip);
    into[22] = bit(failure);
    into[23] = bit(success);
    into[24] = bit(path);
  }

  private static boolean isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  private static boolean isLetterOrDigit(char c) {
    return isLetter(c) || (c >= '0' && c <= '9');
  }

  private static boolean beginsWithAny(String text, int at, String[] words) {
    char first = (char) (text.charAt(at) | 0x20);
    for (String word : words) {
      if (word.charAt(0) == first && text.regionMatches(true, at, word, 0, word.length())) {
        return true;
      }
    }
    return false;
  }

  private static boolean loggedIn(String text, int at) {
    return text.regionMatches(true, at, "logged in", 0, 9)
        || text.regionMatches(true, at, "logged-in", 0, 9);
  }

  private static boolean beginsToken(char before) {
    return before <= ' ' || "\"'`=([{<,;:>|".indexOf(before) >= 0;
  }

  /** A slash, a name, a slash, a name. */
  private static boolean isPath(String text, int slash, int end) {
    int first = nameEnd(text, slash + 1, end);
    return first > slash + 1
        && first < end
        && text.charAt(first) == '/'
        && nameEnd(text, first + 1, end) > first + 1;
  }

  private static int nameEnd(String text, int from, int end) {
    // A name longer than file systems allow is none; the bound keeps the search linear.
    int limit = Math.min(end, from + 255);
    int i = from;
    while (i < limit) {
      char c = text.charAt(i);
      if (!isLetterOrDigit(c)
          && c != '.'
          && c != '_'
          && c != '-'
          && c != '%'
          && c != '+'
          && c < 128
          && c != '~'
          && c != '@') {
        break;
      }
      i++;
    }
    return i;
  }

  private static boolean isAddress(String text, int from, int end) {
    int i = from;
    for (int part = 0; part < 4; part++) {
      int value = 0;
      int digits = 0;
      while (i < end && digits < 4 && text.charAt(i) >= '0' && text.charAt(i) <= '9') {
        value = value * 10 + text.charAt(i) - '0';
        digits++;
        i++;
      }
      if (digits == 0 || digits > 3 || value > 255) {
        return false;
      }
      if (part < 3) {
        if (i >= end || text.charAt(i) != '.') {
          return false;
        }
        i++;
      }
    }
    // A fifth group, as in 1.2.3.4.5, or a letter makes it a version; a full stop does not.
    return i >= end
        || (!isLetterOrDigit(text.charAt(i))
            && (text.charAt(i) != '.' || i + 1 >= end || !isLetterOrDigit(text.charAt(i + 1))));
  }

  private static boolean containsV6(String text, @Nullable String address) {
    return address != null && address.indexOf(':') >= 0 && text.contains(address);
  }

  private static void urgency(Event event, double[] into) {
    SyslogSeverity severity = event.severity();
    into[25] = severity == null ? 0 : urgency(severity);
    into[26] = facility(event.facility());
    into[27] = bit(severity != null);
    into[28] = bit(severity != null && severity.compareTo(SyslogSeverity.ERROR) <= 0);
    into[29] = bit(severity != null && severity.compareTo(SyslogSeverity.NOTICE) >= 0);
    into[30] = Math.min(1, event.tags().size() / 10.0);
  }

  private static double urgency(SyslogSeverity severity) {
    return switch (severity) {
      case EMERGENCY -> 1;
      case ALERT -> 0.86;
      case CRITICAL -> 0.72;
      case ERROR -> 0.58;
      case WARNING -> 0.44;
      case NOTICE -> 0.30;
      case INFORMATIONAL -> 0.16;
      case DEBUG -> 0.08;
    };
  }

  private static double facility(@Nullable SyslogFacility facility) {
    if (facility == null) {
      return 0;
    }
    return switch (facility) {
      case AUTH, AUTHPRIV -> 1;
      case KERN -> 0.9;
      case DAEMON -> 0.7;
      case SYSLOG -> 0.6;
      case USER -> 0.5;
      case MAIL, CRON -> 0.4;
      case FTP -> 0.3;
      case NEWS, LPR, UUCP -> 0.2;
      default -> 0.1;
    };
  }

  private static double bit(boolean value) {
    return value ? 1 : 0;
  }

  @Override
  public boolean isCategory(int feature) {
    return feature == PROGRAM;
  }

  @Override
  public String describe(Event event, int feature, double value) {
    boolean yes = value != 0;
    return switch (feature) {
      case 0 -> "the hour of " + clock(event);
      case 1 -> "minute " + Math.round(value * 59) + " of the hour";
      case 2 -> yes ? "a weekend" : "a weekday";
      case 3 -> clock(event) + (yes ? ", at night," : ", by day,");
      case 4 -> clock(event) + (yes ? ", in business hours," : ", outside business hours,");
      case 5 -> yes ? "a source address" : "having no source address";
      case 6 -> source(event) + " (by its first octet)";
      case 7 -> source(event) + (yes ? " being private" : " not being private");
      case 8 -> destination(event);
      case 10 -> destination(event) + (yes ? " being a usual one" : " not being a usual one");
      case 11 -> destination(event) + (yes ? " being above 1024" : " not being above 1024");
      case 12 -> destination(event) + (yes ? " being privileged" : " not being privileged");
      case 13 -> destination(event) + " (by its range)";
      case 9 ->
          event.sourcePort().isPresent()
              ? "source port " + event.sourcePort().getAsInt()
              : "having no source port";
      case 14 -> yes ? "a destination port" : "having no destination port";
      case 15 -> "format " + Printable.of(event.format().name(), 40);
      case 16 -> yes ? "a program for authentication" : "a program not for authentication";
      case 17 -> yes ? "a network program" : "a program not of the network";
      case 18 -> {
        String program = event.program();
        yield program == null ? "having no program" : "program " + Printable.of(program, 40);
      }
      case 19 -> yes ? "a process id" : "having no process id";
      case 20 ->
          "a message of "
              + (event.message() == null ? 0 : event.message().length())
              + " characters";
      case 21 -> yes ? "an address in the message" : "having no address in the message";
      case 22 -> yes ? "a failure" : "having no failure";
      case 23 -> yes ? "a success" : "having no success";
      case 24 -> yes ? "a path in the message" : "having no path in the message";
      case 25 -> severity(event);
      case 28 -> severity(event) + (yes ? " being an error" : " not being an error");
      case 29 -> severity(event) + (yes ? " being informational" : " not being informational");
      case 26 -> {
        SyslogFacility facility = event.facility();
        yield facility == null ? "having no facility" : "facility " + facility.keyword();
      }
      case 27 -> yes ? "a severity" : "having no severity";
      case 30 -> event.tags().size() + (event.tags().size() == 1 ? " tag" : " tags");
      default -> FeatureExtractor.super.describe(event, feature, value);
    };
  }

  private String clock(Event event) {
    if (!hasTime(event)) {
      return "no time";
    }
    int minute = (int) Math.floorMod(localSecond(event), 86_400L) / 60;
    return (minute < 600 ? "0" : "") + minute / 60 + (minute % 60 < 10 ? ":0" : ":") + minute % 60;
  }

  private static String source(Event event) {
    String address = event.sourceAddress();
    return address == null
        ? "having no source address"
        : "source address " + Printable.of(address, 45);
  }

  private static String severity(Event event) {
    SyslogSeverity severity = event.severity();
    return severity == null ? "having no severity" : "severity " + severity.keyword();
  }

  private static String destination(Event event) {
    OptionalInt port = event.destinationPort();
    return port.isPresent() ? "destination port " + port.getAsInt() : "having no destination port";
  }
}
