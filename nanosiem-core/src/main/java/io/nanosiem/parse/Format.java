package io.nanosiem.parse;

import io.nanosiem.event.Event;
import io.nanosiem.event.LogFormat;
import java.util.List;

/**
 * The parsers behind the factories of {@link LogParser}.
 *
 * <p>The order in which {@link #AUTO} asks: a JSON object; XML of a Windows event; a Linux audit
 * record; container output; a line of an application's log, which begins like syslog but goes on
 * with a level; columns of known layouts; syslog of either kind (CEF, LEEF, JSON, XML and pairs
 * within it are its body); CEF or LEEF within the first characters; access and error logs; pairs;
 * plain text. The first character rules most of them out, each decides in a few more, and none
 * scans a line more than a fixed number of times.
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
      } else if (JsonRecords.isRest(s)) {
        unsplit(s, context, into);
      } else if (!readXml(s, first, context, into)
          && !readAudit(s, first, context, into)
          && !ContainerLine.read(s, context, into)
          && !readApplication(s, first, context, into)
          && !readSyslog(s, first, context, into)
          && !readCef(s, context, into)
          && !readLeef(s, context, into)
          && !readWeb(s, first, context, into)
          && !readColumns(s, first, context, into)
          && !KeyValue.read(s, 0, context, into, 0)) {
        Plain.read(s, context, into);
      }
    }

    @Override
    public List<String> split(String record) {
      return JsonRecords.split(record);
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
      if (JsonRecords.isRest(s)) {
        unsplit(s, context, into);
      } else if (s.charAt(0) != '{') {
        otherwise("not_json", "not a JSON object; kept as plain text", into);
        Plain.read(s, context, into);
      } else if (!JsonRecord.read(s, 0, context, into, 0)) {
        Plain.read(s, context, into);
      }
    }

    @Override
    public List<String> split(String record) {
      return JsonRecords.split(record);
    }

    @Override
    void conform(String record, ParseContext context, Event.Builder into) {
      if (Chars.at(record, 0) == BOM) {
        Warnings.add(into, "json_bom", 0, "JSON must not begin with a byte order mark (RFC 8259)");
      }
    }
  },
  AUDITD {
    @Override
    void read(String s, ParseContext context, Event.Builder into) {
      char first = s.charAt(0);
      if (readAudit(s, first, context, into)) {
        return;
      }
      if (s.indexOf("audit") < 0 || !readSyslog(s, first, context, into)) {
        otherwise("not_auditd", "not an audit record; kept as plain text", into);
        Plain.read(s, context, into);
      } else if (!into.format().equals(LogFormat.AUDITD)) {
        otherwise("not_auditd", "syslog, but not of an audit record", into);
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
  CONTAINER {
    @Override
    void read(String s, ParseContext context, Event.Builder into) {
      if (!ContainerLine.read(s, context, into)) {
        otherwise("not_container", "no line of a container's output; kept as plain text", into);
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

  /** Notes where a record that was read deviates from the specification of the format. */
  void conform(String record, ParseContext context, Event.Builder into) {}

  @Override
  public void parse(String record, ParseContext context, Event.Builder into) {
    String s = stripped(record);
    if (s.isEmpty()) {
      into.format(LogFormat.PLAIN);
    } else {
      read(s, context, into);
      // Space before plain text belongs to it; before a known format it is noise.
      if (s.length() < record.length()
          && record.charAt(0) != BOM
          && into.format().equals(LogFormat.PLAIN)) {
        into.message(record);
      }
    }
    if (context.strict()) {
      conform(record, context, into);
    }
  }

  /** The record without byte order mark and white space at its beginning. */
  private static String stripped(String record) {
    int i = 0;
    while (i < record.length() && (record.charAt(i) <= ' ' || record.charAt(i) == BOM)) {
      i++;
    }
    return i == 0 ? record : record.substring(i);
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
    return Chars.isLetter(first) && ApplicationLog.read(s, context, into);
  }

  /** What begins with a word and is none of the formats asked before. */
  private static boolean readColumns(
      String s, char first, ParseContext context, Event.Builder into) {
    return (first == '-' || Chars.isLetter(first))
        && (ClusterLog.read(s, context, into)
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

  private static boolean readAudit(String s, char first, ParseContext context, Event.Builder into) {
    return Auditd.mayBegin(first) && Auditd.read(s, context, into, 0);
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

  private static void unsplit(String s, ParseContext context, Event.Builder into) {
    Warnings.add(
        into,
        "unsplit_records",
        "what is left of an array of records: cut off, or beyond as many as are taken apart");
    Plain.read(s, context, into);
  }

  static void otherwise(String code, String message, Event.Builder into) {
    Warnings.add(into, code, message);
  }
}
