package io.nanosiem.parse;

import io.nanosiem.event.Event;
import io.nanosiem.event.LogFormat;

/**
 * The parsers behind the factories of {@link LogParser}.
 *
 * <p>The order in which {@link #AUTO} asks: a JSON object, syslog of either kind (CEF and JSON
 * within it are its body), CEF within the first characters, plain text. Each of them decides in a
 * few characters, so that the order costs little, and none scans a line more than a fixed number of
 * times.
 */
enum Format implements LogParser {
  AUTO {
    @Override
    void read(String s, ParseContext context, Event.Builder into) {
      char first = s.charAt(0);
      if (first == '{') {
        if (!JsonRecord.read(s, 0, context, into, 0)) {
          Plain.read(s, context, into);
        }
      } else if (first == 'C' && Cef.isAt(s, 0)) {
        into.format(LogFormat.CEF);
        Cef.read(s, 0, context, into, 0);
      } else if (!readSyslog(s, first, context, into) && !readCef(s, context, into)) {
        Plain.read(s, context, into);
      }
    }

    @Override
    void conform(String record, ParseContext context, Event.Builder into) {
      LogFormat format = into.format();
      if (format.equals(LogFormat.RFC5424)) {
        RFC5424.conform(record, context, into);
      } else if (format.equals(LogFormat.RFC3164)) {
        RFC3164.conform(record, context, into);
      } else if (format.equals(LogFormat.CEF)) {
        CEF.conform(record, context, into);
      } else if (format.equals(LogFormat.JSON)) {
        JSON.conform(record, context, into);
      }
    }
  },
  RFC5424 {
    @Override
    void read(String s, ParseContext context, Event.Builder into) {
      int priEnd = Pri.end(s, 0);
      if (priEnd < 0 || !Rfc5424.read(s, 0, priEnd, context, into, 0)) {
        otherwise("not_rfc5424", "not a message of RFC 5424; kept as plain text", into);
        Plain.read(s, context, into);
      }
    }

    @Override
    void conform(String record, ParseContext context, Event.Builder into) {
      Rfc5424Grammar.check(record, into);
    }
  },
  RFC3164 {
    @Override
    void read(String s, ParseContext context, Event.Builder into) {
      int priEnd = Pri.end(s, 0);
      if (!Bsd.read(s, 0, Math.max(priEnd, 0), context, into, 0)) {
        otherwise("not_rfc3164", "not a line of BSD syslog; kept as plain text", into);
        Plain.read(s, context, into);
      }
    }

    @Override
    void conform(String record, ParseContext context, Event.Builder into) {
      Rfc3164Grammar.check(record, into);
    }
  },
  CEF {
    @Override
    void read(String s, ParseContext context, Event.Builder into) {
      if (Cef.find(s) < 0) {
        otherwise("not_cef", "no CEF header found; kept as plain text", into);
        Plain.read(s, context, into);
        return;
      }
      if (!readSyslog(s, s.charAt(0), context, into) || !into.format().equals(LogFormat.CEF)) {
        readCef(s, context, into);
      }
    }

    @Override
    void conform(String record, ParseContext context, Event.Builder into) {
      int at = Cef.find(record);
      if (at < 0) {
        otherwise("not_cef", "no CEF header found", into);
        return;
      }
      int priEnd = Pri.end(record, 0);
      if (priEnd > 0 && Chars.isDigit(Chars.at(record, priEnd))) {
        Rfc5424Grammar.check(record, into);
      }
      CefGrammar.check(record, at, context, into);
    }
  },
  JSON {
    @Override
    void read(String s, ParseContext context, Event.Builder into) {
      if (s.charAt(0) != '{') {
        otherwise("not_json", "not a JSON object; kept as plain text", into);
        Plain.read(s, context, into);
      } else if (!JsonRecord.read(s, 0, context, into, 0)) {
        Plain.read(s, context, into);
      }
    }

    @Override
    void conform(String record, ParseContext context, Event.Builder into) {
      if (Chars.at(record, 0) == BOM) {
        Warnings.add(into, "json_bom", 0, "JSON must not begin with a byte order mark (RFC 8259)");
      }
    }
  },
  PLAIN {
    @Override
    void read(String s, ParseContext context, Event.Builder into) {
      Plain.read(s, context, into);
    }
  };

  private static final char BOM = '\uFEFF';

  abstract void read(String s, ParseContext context, Event.Builder into);

  /** Notes where a record that was read deviates from the specification of the format. */
  void conform(String record, ParseContext context, Event.Builder into) {}

  @Override
  public void parse(String record, ParseContext context, Event.Builder into) {
    String s = trimmed(record);
    if (s.isEmpty()) {
      into.format(LogFormat.PLAIN);
    } else {
      read(s, context, into);
    }
    if (context.strict()) {
      conform(record, context, into);
    }
  }

  /** Space before plain text belongs to it; before a known format it is noise. */
  private static String trimmed(String record) {
    char first = Chars.at(record, 0);
    if (first > ' ' && first != BOM) {
      return record;
    }
    int i = 0;
    while (i < record.length() && (record.charAt(i) <= ' ' || record.charAt(i) == BOM)) {
      i++;
    }
    char begin = Chars.at(record, i);
    return i == record.length() || first == BOM || begin == '{' || begin == '<'
        ? record.substring(i)
        : record;
  }

  private static boolean readSyslog(
      String s, char first, ParseContext context, Event.Builder into) {
    return (first == '<' || Chars.isDigit(first) || Chars.isLetter(first))
        && Syslog.read(s, context, into, 0);
  }

  private static boolean readCef(String s, ParseContext context, Event.Builder into) {
    int at = Cef.find(s);
    if (at < 0) {
      return false;
    }
    into.format(LogFormat.CEF);
    Cef.read(s, at, context, into, 0);
    return true;
  }

  private static void otherwise(String code, String message, Event.Builder into) {
    Warnings.add(into, code, message);
  }
}
