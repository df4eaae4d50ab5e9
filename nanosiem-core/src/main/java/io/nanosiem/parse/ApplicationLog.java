package io.nanosiem.parse;

import io.nanosiem.event.Event;
import io.nanosiem.event.LogFormat;
import io.nanosiem.event.SyslogSeverity;
import org.jspecify.annotations.Nullable;

/**
 * Lines of applications' own logs: a stamp, then level, process id, thread and logger in the order
 * that each library likes, then the text.
 *
 * <p>log4j and logback ({@code 2015-10-18 18:01:47,978 INFO [main] a.b.C: text}), Spring Boot,
 * Python's logging, OpenStack, Spark, HDFS, Windows CBS, Android's logcat, glog and klog, MySQL,
 * Redis. The name of the logger is the program, as it says which part of the application speaks. A
 * line is such a line only if it has a level: a stamp alone may begin any text.
 */
final class ApplicationLog {
  private ApplicationLog() {}

  /** Reads a record that is such a line; false, with nothing set, if it is none. */
  static boolean read(String s, ParseContext context, Event.Builder into) {
    if (!Chars.isDigit(s.charAt(0))) {
      return Chars.isDigit(Chars.at(s, 1)) ? glog(s, context, into) : prefixed(s, context, into);
    }
    Stamp stamp = new Stamp();
    if (stamp.iso(s, 0)) {
      return Chars.at(s, stamp.end + 4) == ','
          ? PostgresCsv.read(s, context, into) || line(s, 0, stamp, context, into)
          : line(s, 0, stamp, context, into);
    }
    if (logcat(s, stamp, context, into)
        || steps(s, stamp, context, into)
        || redis(s, stamp, context, into)) {
      return true;
    }
    return (stamp.form(s, 0, "y/M/D h:m:s")
            || stamp.form(s, 0, "yMD hms")
            || stamp.form(s, 0, "yMD H:m:s"))
        && line(s, 0, stamp, context, into);
  }

  /** {@code nova-api.log.1 2017-05-16 00:00:00.008 25746 INFO …}: the name of the file in front. */
  private static boolean prefixed(String s, ParseContext context, Event.Builder into) {
    int space = s.indexOf(' ');
    if (space < 5
        || space > 128
        || !Chars.isDigit(Chars.at(s, space + 1))
        || s.lastIndexOf(".log", space) < 0) {
      return false;
    }
    Stamp stamp = new Stamp();
    return stamp.iso(s, space + 1) && line(s, space + 1, stamp, context, into);
  }

  private static boolean line(
      String s, int at, Stamp stamp, ParseContext context, Event.Builder into) {
    int i = stamp.end;
    SyslogSeverity severity = null;
    long pid = -1;
    String program = null;
    String thread = null;
    for (int columns = 0; columns < 6; columns++) {
      i = skip(s, i);
      char c = Chars.at(s, i);
      int end = Chars.endOfWord(s, i);
      if (end == i) {
        break;
      }
      if (c == '[') {
        int close = close(s, i);
        if (close < 0) {
          break;
        }
        SyslogSeverity word = severity == null ? word(s, i + 1, close) : null;
        if (word != null) {
          severity = word;
          if (pid >= 0 && columns == 1) {
            // "0 [Note]" of MySQL counts threads, not processes.
            thread = String.valueOf(pid);
            pid = -1;
          }
        } else if (severity != null && thread == null) {
          thread = s.substring(i + 1, close);
          program = program == null ? classOf(thread) : program;
          if (program != null) {
            i = close + 1;
            break;
          }
        } else {
          break;
        }
        i = close + 1;
        continue;
      }
      if (pid < 0 && Chars.isDigit(c) && Chars.endOfDigits(s, i) == end && end - i <= 10) {
        pid = Chars.number(s, i, end);
        i = end;
        continue;
      }
      if (severity == null) {
        int wordEnd = s.charAt(end - 1) == ':' ? end - 1 : end;
        severity = word(s, i, wordEnd);
        if (severity != null) {
          i = end;
          continue;
        }
        if (program == null && isLogger(s, i, end) && isDash(s, end)) {
          // Python's usual order: name, then level.
          program = s.substring(i, end);
          i = end;
          continue;
        }
        return false;
      }
      int loggerEnd = loggerEnd(s, i, end);
      if (program == null && loggerEnd > i) {
        program = s.substring(i, loggerEnd);
        i = end;
        if (s.startsWith(" : ", i)) {
          i += 2;
        }
        i = skip(s, i);
      }
      break;
    }
    if (severity == null) {
      return false;
    }
    begin(stamp, at, context, into);
    into.severity(severity);
    if (pid >= 0) {
      into.pid(pid);
    }
    if (program != null) {
      into.program(program);
    }
    if (thread != null && !thread.isEmpty()) {
      into.derived("process.thread.name", thread);
    }
    into.message(s.substring(Math.min(skip(s, i), s.length())));
    return true;
  }

  /** log4j's {@code %t:%C{1}@%L}: thread, class and line in one pair of brackets. */
  private static @Nullable String classOf(String thread) {
    int sign = thread.lastIndexOf('@');
    int colon = thread.lastIndexOf(':', sign);
    return sign > colon + 1 && colon >= 0 && Chars.endOfDigits(thread, sign + 1) == thread.length()
        ? thread.substring(colon + 1, sign)
        : null;
  }

  private static int loggerEnd(String s, int from, int end) {
    int last = end - 1;
    if (s.charAt(last) == ':' && isLogger(s, from, last)) {
      return last;
    }
    boolean follows =
        isDash(s, end)
            || s.startsWith(" : ", end)
            || s.startsWith("  ", end)
            || (s.startsWith(" [", end) && s.indexOf('.', from) < end && s.indexOf('.', from) > 0);
    return follows && isLogger(s, from, end) ? end : -1;
  }

  private static boolean isDash(String s, int at) {
    return s.startsWith(" - ", at);
  }

  private static boolean isLogger(String s, int from, int to) {
    if (to <= from || to - from > 255 || !Chars.isLetter(s.charAt(from))) {
      return false;
    }
    for (int i = from; i < to; i++) {
      char c = s.charAt(i);
      if (!Chars.isLetter(c) && !Chars.isDigit(c) && "._-$/:#*".indexOf(c) < 0) {
        return false;
      }
    }
    return true;
  }

  /** The closing bracket of a thread's name, which may have brackets in it, followed by a space. */
  private static int close(String s, int open) {
    int depth = 0;
    int limit = Math.min(s.length(), open + 256);
    for (int i = open; i < limit; i++) {
      char c = s.charAt(i);
      if (c == '[') {
        depth++;
      } else if (c == ']' && --depth == 0) {
        return i;
      }
    }
    return -1;
  }

  private static int skip(String s, int from) {
    int i = from;
    while (i < s.length()) {
      char c = s.charAt(i);
      boolean dash = c == '-' && (Chars.at(s, i + 1) == ' ' || Chars.at(s, i + 1) == '-');
      if (!Chars.isSpace(c) && !dash && !(c == ',' && i == from)) {
        break;
      }
      i++;
    }
    return i;
  }

  /** A level that is written as one: in capitals, or with a capital. */
  private static @Nullable SyslogSeverity word(String s, int from, int to) {
    if (to - from < 3 || to - from > 13 || s.charAt(from) < 'A' || s.charAt(from) > 'Z') {
      return null;
    }
    String word = s.substring(from, to);
    return word.equals("Note") || word.equals("System")
        ? SyslogSeverity.NOTICE
        : SyslogSeverity.fromWord(word);
  }

  /** {@code I20210131 14:48:54.411655 15520 main.c++:9] text}; klog leaves the year out. */
  private static boolean glog(String s, ParseContext context, Event.Builder into) {
    SyslogSeverity severity = oneLetter(s.charAt(0));
    Stamp stamp = new Stamp();
    if (severity == null
        || !Chars.isDigit(Chars.at(s, 1))
        || !(stamp.form(s, 1, "YMD h:m:sf") || stamp.form(s, 1, "MD h:m:sf"))) {
      return false;
    }
    int pidAt = Chars.skipSpaces(s, stamp.end);
    int pidEnd = Chars.endOfDigits(s, pidAt);
    long pid = Chars.number(s, pidAt, pidEnd);
    int fileAt = pidEnd + 1;
    int close = s.indexOf("] ", fileAt);
    int colon = close < 0 ? -1 : s.lastIndexOf(':', close);
    if (pid < 0 || Chars.at(s, pidEnd) != ' ' || colon < fileAt || close - fileAt > 255) {
      return false;
    }
    long line = Chars.number(s, colon + 1, close);
    if (line < 0) {
      return false;
    }
    begin(stamp, 1, context, into);
    into.severity(severity);
    into.pid(pid);
    into.program(s.substring(fileAt, colon));
    into.derived("log.origin.file.name", s.substring(fileAt, colon));
    into.derived("log.origin.file.line", line);
    into.message(s.substring(close + 2).strip());
    return true;
  }

  /** {@code 03-17 16:13:38.811 1702 2395 D WindowManager: text}. */
  private static boolean logcat(String s, Stamp stamp, ParseContext context, Event.Builder into) {
    if (!stamp.form(s, 0, "M-D h:m:s.F")) {
      return false;
    }
    int pidAt = Chars.skipSpaces(s, stamp.end);
    int pidEnd = Chars.endOfDigits(s, pidAt);
    int tidAt = Chars.skipSpaces(s, pidEnd);
    int tidEnd = Chars.endOfDigits(s, tidAt);
    int tagAt = tidEnd + 3;
    SyslogSeverity severity = oneLetter(Chars.at(s, tidEnd + 1));
    if (pidEnd == pidAt || tidEnd == tidAt || severity == null || Chars.at(s, tidEnd + 2) != ' ') {
      return false;
    }
    int colon = s.indexOf(": ", tagAt);
    int end = colon < 0 && s.endsWith(":") ? s.length() - 1 : colon;
    begin(stamp, 0, context, into);
    into.severity(severity);
    into.pid(Chars.number(s, pidAt, pidEnd));
    into.derived("process.thread.id", Chars.number(s, tidAt, tidEnd));
    if (end > tagAt && end - tagAt <= 128) {
      into.program(s.substring(tagAt, end).strip());
      into.message(s.substring(Math.min(s.length(), end + 2)));
    } else {
      into.message(s.substring(Math.min(s.length(), tagAt)));
    }
    return true;
  }

  /** {@code 20171223-22:15:29:606|Step_LSC|30002312|text}. */
  private static boolean steps(String s, Stamp stamp, ParseContext context, Event.Builder into) {
    if (!stamp.form(s, 0, "YMD-H:I:S:F") || Chars.at(s, stamp.end) != '|') {
      return false;
    }
    int name = stamp.end + 1;
    int nameEnd = s.indexOf('|', name);
    int pidEnd = nameEnd < 0 ? -1 : s.indexOf('|', nameEnd + 1);
    long pid = pidEnd < 0 ? -1 : Chars.number(s, nameEnd + 1, pidEnd);
    if (pid < 0) {
      return false;
    }
    begin(stamp, 0, context, into);
    into.program(s.substring(name, nameEnd));
    into.pid(pid);
    into.message(s.substring(pidEnd + 1));
    return true;
  }

  /**
   * {@code 26571:M 27 Dec 2018 11:19:18.874 * text}: process and role, stamp, sign of the level.
   */
  private static boolean redis(String s, Stamp stamp, ParseContext context, Event.Builder into) {
    int colon = Chars.endOfDigits(s, 0);
    if (colon > 8
        || Chars.at(s, colon) != ':'
        || !Chars.isLetter(Chars.at(s, colon + 1))
        || Chars.at(s, colon + 2) != ' '
        || !(stamp.form(s, colon + 3, "d N Y h:m:sf") || stamp.form(s, colon + 3, "d N h:m:sf"))
        || Chars.at(s, stamp.end) != ' '
        || Chars.at(s, stamp.end + 2) != ' ') {
      return false;
    }
    SyslogSeverity severity =
        switch (s.charAt(stamp.end + 1)) {
          case '.', '-' -> SyslogSeverity.DEBUG;
          case '*' -> SyslogSeverity.NOTICE;
          case '#' -> SyslogSeverity.WARNING;
          default -> null;
        };
    if (severity == null) {
      return false;
    }
    begin(stamp, colon + 3, context, into);
    into.severity(severity);
    into.pid(Chars.number(s, 0, colon));
    into.message(s.substring(stamp.end + 3));
    return true;
  }

  private static @Nullable SyslogSeverity oneLetter(char c) {
    return switch (c) {
      case 'V', 'D', 'T' -> SyslogSeverity.DEBUG;
      case 'I' -> SyslogSeverity.INFORMATIONAL;
      case 'N' -> SyslogSeverity.NOTICE;
      case 'W' -> SyslogSeverity.WARNING;
      case 'E' -> SyslogSeverity.ERROR;
      case 'F', 'C', 'A' -> SyslogSeverity.CRITICAL;
      default -> null;
    };
  }

  private static void begin(Stamp stamp, int at, ParseContext context, Event.Builder into) {
    into.format(LogFormat.APPLICATION);
    stamp.apply(context, into, at);
  }
}
