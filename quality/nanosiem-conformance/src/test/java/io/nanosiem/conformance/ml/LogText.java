package io.nanosiem.conformance.ml;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** Writes lines in the formats of the site's sources. */
final class LogText {
  private static final DateTimeFormatter BSD = utc("MMM ppd HH:mm:ss");
  private static final DateTimeFormatter ACCESS = utc("dd/MMM/yyyy:HH:mm:ss +0000");

  private LogText() {}

  private static DateTimeFormatter utc(String pattern) {
    return DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH).withZone(ZoneOffset.UTC);
  }

  /** RFC 3164. */
  static String bsd(int priority, Instant time, String host, String tag, String message) {
    return "<" + priority + ">" + BSD.format(time) + " " + host + " " + tag + ": " + message;
  }

  /** RFC 5424. */
  static String syslog(
      int priority, Instant time, String host, String app, int pid, String message) {
    return "<"
        + priority
        + ">1 "
        + time.truncatedTo(ChronoUnit.MILLIS)
        + " "
        + host
        + " "
        + app
        + " "
        + pid
        + " - - "
        + message;
  }

  /** A session as the firewall reports it. */
  static String firewall(
      Instant time,
      String action,
      String source,
      int sourcePort,
      String destination,
      int destinationPort,
      String protocol,
      long in,
      long out,
      long seconds) {
    boolean isDenied = action.equals("deny");
    return "<"
        + (isDenied ? 132 : 134)
        + ">"
        + BSD.format(time)
        + " fw1 CEF:0|Palisade|EdgeWall|7.1|"
        + (isDenied ? "2004|session refused|5|" : "1001|session ended|2|")
        + "src="
        + source
        + " spt="
        + sourcePort
        + " dst="
        + destination
        + " dpt="
        + destinationPort
        + " proto="
        + protocol
        + " act="
        + action
        + " in="
        + in
        + " out="
        + out
        + " cn1="
        + seconds
        + " cn1Label=seconds";
  }

  /** A line of a web server's access log. */
  static String access(
      Instant time,
      String client,
      String method,
      String path,
      int status,
      long bytes,
      String agent) {
    return client
        + " - - ["
        + ACCESS.format(time)
        + "] \""
        + method
        + " "
        + path
        + " HTTP/1.1\" "
        + status
        + " "
        + bytes
        + " \"-\" \""
        + agent
        + "\"";
  }

  /** A line of the shop. */
  static String shop(
      Instant time,
      String host,
      String level,
      String user,
      String client,
      String message,
      long millis) {
    return "{\"@timestamp\":\""
        + time.truncatedTo(ChronoUnit.MILLIS)
        + "\",\"level\":\""
        + level
        + "\",\"host\":\""
        + host
        + "\",\"service\":\"shop\",\"user\":\""
        + user
        + "\",\"client\":{\"ip\":\""
        + client
        + "\"},\"message\":\""
        + message
        + "\",\"durationMs\":"
        + millis
        + "}";
  }

  /** A record of the domain controller; the fields as they stand in JSON. */
  static String windows(Instant time, String computer, int id, String fields) {
    return "{\"EventID\":"
        + id
        + ",\"Channel\":\"Security\",\"Provider_Name\":\"Microsoft-Windows-Security-Auditing\","
        + "\"TimeCreated\":\""
        + time.truncatedTo(ChronoUnit.MILLIS)
        + "\",\"Computer\":\""
        + computer
        + "\","
        + fields
        + "}";
  }
}
