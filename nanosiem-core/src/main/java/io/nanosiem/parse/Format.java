package io.nanosiem.parse;

import io.nanosiem.event.Event;
import io.nanosiem.event.LogFormat;

/**
 * The parsers behind the factories of {@link LogParser}.
 *
 * <p>The order in which {@link #AUTO} asks: a JSON object; XML of a Windows event; a line of an
 * application's log, which begins like syslog but goes on with a level; columns of known layouts;
 * syslog of either kind (CEF, LEEF, JSON, XML and pairs within it are its body); CEF or LEEF within
 * the first characters; access and error logs; pairs; plain text. The first character rules most of
 * them out, each decides in a few more, and none scans a line more than a fixed number of times.
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
      } else if (!readXml(s, first, context, into)
          && !readApplication(s, first, context, into)
          && !readSyslog(s, first, context, into)
          && !readCef(s, context, into)
          && !readLeef(s, context, into)
          && !readWeb(s, first, context, into)
          && !KeyValue.read(s, 0, context, into, 0)) {
        Plain.read(s, context, into);
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
  },
  LEEF {
    @Override
    void read(String s, ParseContext context, Event.Builder into) {
      if (Leef.find(s) < 0) {
        otherwise("not_leef", "no LEEF header found; kept as plain text", into);
        Plain.read(s, context, into);
        return;
      }
      if (!readSyslog(s, s.charAt(0), context, into) || !into.format().equals(LogFormat.LEEF)) {
        readLeef(s, context, into);
      }
    }
  },
  KEY_VALUE {
    @Override
    void read(String s, ParseContext context, Event.Builder into) {
      if (!KeyValue.LOGFMT.readAll(s, context, into)) {
        otherwise("not_kv", "no pair of key and value; kept as plain text", into);
        Plain.read(s, context, into);
      }
    }
  },
  ACCESS {
    @Override
    void read(String s, ParseContext context, Event.Builder into) {
      if (!AccessLog.readPinned(s, context, into)) {
        otherwise("not_access_log", "not a line of an access log; kept as plain text", into);
        Plain.read(s, context, into);
      }
    }
  },
  WEB_ERROR {
    @Override
    void read(String s, ParseContext context, Event.Builder into) {
      if (!WebErrorLog.read(s, 0, context, into, 0)) {
        otherwise("not_error_log", "not a line of an error log; kept as plain text", into);
        Plain.read(s, context, into);
      }
    }
  },
  APPLICATION {
    @Override
    void read(String s, ParseContext context, Event.Builder into) {
      if (!ApplicationLog.read(s, context, into)) {
        otherwise("not_application", "not a line with stamp and level; kept as plain text", into);
        Plain.read(s, context, into);
      }
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
  },
  WINDOWS_XML {
    @Override
    void read(String s, ParseContext context, Event.Builder into) {
      if (!WindowsXml.isAt(s, 0)) {
        otherwise("not_winxml", "not XML of a Windows event; kept as plain text", into);
        Plain.read(s, context, into);
      } else if (!WindowsXml.read(s, 0, context, into, 0)) {
        Plain.read(s, context, into);
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

  @Override
  public void parse(String record, ParseContext context, Event.Builder into) {
    String s = record;
    char first = Chars.at(s, 0);
    if (first <= ' ' || first == BOM) {
      int i = 0;
      while (i < s.length() && (s.charAt(i) <= ' ' || s.charAt(i) == BOM)) {
        i++;
      }
      if (i == s.length()) {
        into.format(LogFormat.PLAIN);
        return;
      }
      read(s.substring(i), context, into);
      // Space before plain text belongs to it; before a known format it is noise.
      if (first != BOM && into.format().equals(LogFormat.PLAIN)) {
        into.message(s);
      }
      return;
    }
    read(s, context, into);
  }

  private static boolean readXml(String s, char first, ParseContext context, Event.Builder into) {
    return first == '<' && WindowsXml.isAt(s, 0) && WindowsXml.read(s, 0, context, into, 0);
  }

  private static boolean readSyslog(
      String s, char first, ParseContext context, Event.Builder into) {
    return (first == '<'
            || first == '%'
            || first == '*'
            || Chars.isDigit(first)
            || Chars.isLetter(first))
        && Syslog.read(s, context, into, 0);
  }

  private static boolean readApplication(
      String s, char first, ParseContext context, Event.Builder into) {
    if (Chars.isDigit(first)) {
      return ApplicationLog.read(s, context, into)
          || WebErrorLog.read(s, 0, context, into, 0)
          || Columns.readKnown(s, context, into)
          || ClusterLog.read(s, context, into);
    }
    if (first == '-') {
      return ClusterLog.read(s, context, into);
    }
    return Chars.isLetter(first)
        && (ApplicationLog.read(s, context, into)
            || ClusterLog.read(s, context, into)
            || ((first == 'h' || first == 'w' || first == 'g')
                && Columns.readKnown(s, context, into)));
  }

  private static boolean readWeb(String s, char first, ParseContext context, Event.Builder into) {
    return (first == '['
            && (WebErrorLog.read(s, 0, context, into, 0) || AppleLog.read(s, context, into)))
        || AccessLog.read(s, 0, context, into, 0);
  }

  private static boolean readLeef(String s, ParseContext context, Event.Builder into) {
    int at = Leef.find(s);
    if (at < 0) {
      return false;
    }
    Leef.format(into);
    Leef.read(s, at, context, into, 0);
    return true;
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

  static void otherwise(String code, String message, Event.Builder into) {
    Warnings.add(into, code, message);
  }
}
