package io.nanosiem.parse;

import io.nanosiem.event.Event;
import io.nanosiem.event.LogFormat;
import java.util.List;

/**
 * The parsers behind the factories of {@link LogParser}.
 *
 * <p>The order in which {@link #AUTO} asks: a JSON object, a Linux audit record, container output,
 * syslog of either kind (CEF and JSON within it are its body), CEF within the first characters,
 * plain text. Each of them decides in a few characters, so that the order costs little, and none
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
      } else if (!readAudit(s, first, context, into)
          && !ContainerLine.read(s, context, into)
          && !readSyslog(s, first, context, into)
          && !readCef(s, context, into)) {
        Plain.read(s, context, into);
      }
    }

    @Override
    public List<String> split(String record) {
      return JsonRecords.split(record);
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
      // Space before plain text belongs to it; before a known format it is noise.
      char begin = s.charAt(i);
      if (first == BOM || begin == '{' || begin == '<') {
        s = s.substring(i);
      }
    }
    read(s, context, into);
  }

  private static boolean readSyslog(
      String s, char first, ParseContext context, Event.Builder into) {
    return (first == '<' || Chars.isDigit(first) || Chars.isLetter(first))
        && Syslog.read(s, context, into, 0);
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

  private static void otherwise(String code, String message, Event.Builder into) {
    Warnings.add(into, code, message);
  }
}
