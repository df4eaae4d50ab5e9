package io.nanosiem.parse;

import io.nanosiem.event.Event;
import io.nanosiem.event.LogFormat;
import java.util.List;

/**
 * Lines of columns whose names are known beforehand: the W3C's extended log format as IIS writes
 * it, the flow logs and load balancers of AWS, or any other that the user names.
 *
 * <p>A column is a word, a quoted text or one in brackets; a dash is no value. {@code date} and
 * {@code time} (UTC unless the context says otherwise), {@code timestamp} or {@code start} give the
 * time of the event. A column more than there are names is kept as {@code column.<number>}.
 */
final class Columns {
  private static final int MAX_COLUMNS = 256;

  private static final List<String> IIS =
      names(
          "date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip"
              + " cs-user-agent cs-referer sc-status sc-substatus sc-win32-status time-taken");

  /** IIS before 8.5 has no referrer by default. */
  private static final List<String> IIS_7 =
      names(
          "date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip"
              + " cs-user-agent sc-status sc-substatus sc-win32-status time-taken");

  private static final List<String> IIS_SITE =
      names(
          "date time c-ip cs-username s-sitename s-computername s-ip s-port cs-method cs-uri-stem"
              + " cs-uri-query sc-status");

  private static final List<String> WINDOWS_FIREWALL =
      names(
          "date time action protocol src-ip dst-ip src-port dst-port size tcpflags tcpsyn tcpack"
              + " tcpwin icmptype icmpcode info path");

  private static final List<String> VPC_FLOW =
      names(
          "version account_id interface_id srcaddr dstaddr srcport dstport protocol packets bytes"
              + " start end action log_status");

  private static final List<String> LOAD_BALANCER =
      names(
          "type timestamp elb client_host target_host request_processing_time"
              + " target_processing_time response_processing_time elb_status_code"
              + " target_status_code received_bytes sent_bytes request user_agent ssl_cipher"
              + " ssl_protocol target_group_arn trace_id domain_name chosen_cert_arn"
              + " matched_rule_priority request_creation_time actions_executed redirect_url"
              + " error_reason target_port_list target_status_code_list classification"
              + " classification_reason traceability_id");

  private final List<String> names;

  Columns(List<String> names) {
    this.names = List.copyOf(names);
  }

  private static List<String> names(String line) {
    return List.of(line.split(" "));
  }

  /**
   * Reads a record in one of the layouts known by their looks; false, with nothing set, if none.
   */
  static boolean readKnown(String s, ParseContext context, Event.Builder into) {
    List<String> layout = layout(s);
    return layout != null && new Columns(layout).read(s, context, into);
  }

  private static @org.jspecify.annotations.Nullable List<String> layout(String s) {
    char begin = s.charAt(0);
    if (Chars.isDigit(begin) && Chars.at(s, 1) != ' ' && Chars.at(s, 10) != ' ') {
      return null;
    }
    String[] first = new String[9];
    Tokens tokens = new Tokens(s, 0);
    int count = 0;
    while (count < first.length && tokens.next()) {
      if (tokens.to - tokens.from > 128 && count < 4) {
        return null;
      }
      first[count++] = tokens.text();
    }
    if (count < first.length) {
      return null;
    }
    if (first[0].equals("2") && first[1].length() == 12 && first[2].startsWith("eni-")) {
      return VPC_FLOW;
    }
    Stamp stamp = new Stamp();
    if (isLoadBalancer(first[0])
        && stamp.iso(first[1], 0)
        && isDecimal(first[5])
        && isDecimal(first[6])) {
      return LOAD_BALANCER;
    }
    if (first[0].length() != 10 || !stamp.form(s, 0, "Y-M-D h:m:s")) {
      return null;
    }
    int more = count;
    while (more < 32 && tokens.next()) {
      more++;
    }
    if (isWord(first[3]) && first[4].startsWith("/") && isNumber(first[6])) {
      return more == IIS_7.size() ? IIS_7 : IIS;
    }
    if (isNumber(first[7]) && (first[4].startsWith("W3SVC") || first[4].startsWith("MSFTPSVC"))) {
      return IIS_SITE;
    }
    if (isWord(first[2]) && isProtocol(first[3]) && more >= 14) {
      return WINDOWS_FIREWALL;
    }
    return null;
  }

  private static boolean isLoadBalancer(String type) {
    return switch (type) {
      case "http", "https", "h2", "grpcs", "ws", "wss" -> true;
      default -> false;
    };
  }

  private static boolean isProtocol(String word) {
    return switch (word) {
      case "TCP", "UDP", "ICMP", "ICMPv6", "IGMP" -> true;
      default -> false;
    };
  }

  private static boolean isWord(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!(c >= 'A' && c <= 'Z') && c != '-' && c != '_') {
        return false;
      }
    }
    return text.length() > 2;
  }

  private static boolean isNumber(String text) {
    return Chars.number(text, 0, text.length()) >= 0;
  }

  private static boolean isDecimal(String text) {
    int point = Chars.endOfDigits(text, text.startsWith("-") ? 1 : 0);
    return point == text.length()
        || (text.charAt(point) == '.' && Chars.endOfDigits(text, point + 1) == text.length());
  }

  /** Reads a record by the names; false, with nothing set, if it has no column at all. */
  boolean read(String s, ParseContext context, Event.Builder into) {
    Tokens tokens = new Tokens(s, 0);
    if (s.charAt(0) == '#' || !tokens.next()) {
      return false;
    }
    into.format(LogFormat.COLUMNS);
    into.message(s);
    String date = null;
    String clock = null;
    String stamp = null;
    int column = 0;
    do {
      String name = column < names.size() ? names.get(column) : "column." + (column + 1);
      column++;
      if (tokens.isNil()) {
        continue;
      }
      String text = tokens.text();
      switch (name) {
        case "date" -> date = text;
        case "time" -> clock = text;
        case "timestamp", "start" -> stamp = stamp == null ? text : stamp;
        default -> {}
      }
      if (name.equals("request")) {
        into.field(name, text);
        AccessLog.request(s, tokens.from, tokens.to, into);
      } else {
        long number =
            tokens.kind == 0 && text.charAt(0) != '0' ? Chars.number(text, 0, text.length()) : -1;
        into.field(name, number >= 0 ? (Object) number : text.equals("0") ? (Object) 0L : text);
      }
    } while (column < MAX_COLUMNS && tokens.next());
    if (date != null && clock != null) {
      Times.apply(date + " " + clock, context, into);
    } else if (stamp != null || clock != null) {
      Times.apply(stamp != null ? stamp : clock == null ? "" : clock, context, into);
    }
    return true;
  }
}
