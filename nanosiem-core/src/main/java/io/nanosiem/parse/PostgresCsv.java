package io.nanosiem.parse;

import io.nanosiem.event.Event;
import io.nanosiem.event.LogFormat;
import io.nanosiem.event.SyslogSeverity;

/**
 * PostgreSQL's log as comma-separated values; the names are those of its manual (section "Using
 * CSV-Format Log Output").
 */
final class PostgresCsv {
  private static final String[] NAMES = {
    "log_time",
    "user_name",
    "database_name",
    "process_id",
    "connection_from",
    "session_id",
    "session_line_num",
    "command_tag",
    "session_start_time",
    "virtual_transaction_id",
    "transaction_id",
    "error_severity",
    "sql_state_code",
    "message",
    "detail",
    "hint",
    "internal_query",
    "internal_query_pos",
    "context",
    "query",
    "query_pos",
    "location",
    "application_name",
    "backend_type",
    "leader_pid",
    "query_id"
  };

  private PostgresCsv() {}

  /** Reads a record that begins like such a line; false, with nothing set, if it does not. */
  static boolean read(String s, ParseContext context, Event.Builder into) {
    Stamp stamp = new Stamp();
    if (!stamp.iso(s, 0)) {
      return false;
    }
    int zone = stamp.end;
    int comma = s.indexOf(',', zone);
    if (comma < 0 || comma - zone > 8 || Chars.at(s, zone) != ' ') {
      return false;
    }
    char next = Chars.at(s, comma + 1);
    if (next != '"' && next != ',') {
      return false;
    }
    stamp.zoneAfter(s);
    into.format(LogFormat.COLUMNS);
    into.message(s);
    stamp.apply(context, into, 0);
    int i = comma + 1;
    for (int column = 1; column < NAMES.length && i <= s.length(); column++) {
      int end;
      String value;
      if (Chars.at(s, i) == '"') {
        end = i + 1;
        while (end < s.length() && (s.charAt(end) != '"' || Chars.at(s, end + 1) == '"')) {
          end += s.charAt(end) == '"' ? 2 : 1;
        }
        value = s.substring(i + 1, Math.min(end, s.length())).replace("\"\"", "\"");
        end = s.indexOf(',', Math.min(end, s.length()));
      } else {
        end = s.indexOf(',', i);
        value = s.substring(i, end < 0 ? s.length() : end);
      }
      if (!value.isEmpty()) {
        put(NAMES[column], value, into);
      }
      if (end < 0) {
        break;
      }
      i = end + 1;
    }
    return true;
  }

  private static void put(String name, String value, Event.Builder into) {
    into.field(name, value);
    switch (name) {
      case "process_id" -> {
        long pid = Chars.number(value, 0, value.length());
        if (pid >= 0) {
          into.pid(pid);
        }
      }
      case "message" -> into.message(value);
      case "error_severity" ->
          into.severity(
              switch (value) {
                case "PANIC" -> SyslogSeverity.EMERGENCY;
                case "LOG" -> SyslogSeverity.INFORMATIONAL;
                default ->
                    value.startsWith("DEBUG")
                        ? SyslogSeverity.DEBUG
                        : SyslogSeverity.fromWord(value);
              });
      default -> {}
    }
  }
}
