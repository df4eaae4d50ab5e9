package io.nanosiem.parse;

import io.nanosiem.event.Event;
import io.nanosiem.event.LogFormat;
import io.nanosiem.internal.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * BSD syslog as it is in the wild, of which RFC 3164 is only a description.
 *
 * <p>{@code <PRI>Mmm dd hh:mm:ss host tag[pid]: text}, where each part may be missing. Time stamps
 * are those of {@link Stamp}; Cisco's sequence numbers, clock marks and mnemonics are understood.
 *
 * <p><b>What is a tag.</b> A word that ends with a colon, or is followed by a process id in
 * brackets. A word without either is one only if the text after it cannot well be the rest of its
 * sentence: it begins with a bracket or a tab, or the word is in lower case and the text begins
 * with a capital. Otherwise the line has no tag: taking the first word of each sentence for a
 * program, as some daemons do, makes programs of {@code Use} and {@code last}.
 *
 * <p><b>Without priority and with an ISO stamp</b> the line is syslog only if host and tag are
 * there: application logs begin the same way, and go on with a level.
 */
final class Bsd {
  private static final int MAX_TAG = 255;
  private static final int MAX_PID = 40;
  private static final long MAX_REPEAT = 1_000;

  private final String s;
  private int tagEnd;
  private int pidFrom = -1;
  private int pidTo = -1;
  private int textFrom;

  private Bsd(String s) {
    this.s = s;
  }

  /**
   * Reads a line whose priority, if any, lies before {@code at}.
   *
   * @return false, with nothing set, if the line has no priority and is no syslog either
   */
  static boolean read(
      String s, int priAt, int at, ParseContext context, Event.Builder into, int depth) {
    return new Bsd(s).read(priAt, at, context, into, depth);
  }

  private boolean read(int priAt, int at, ParseContext context, Event.Builder into, int depth) {
    boolean hasPri = at > priAt;
    int start = hasPri && Chars.at(s, at) == ' ' ? at + 1 : at;
    int snare = depth == 0 ? Snare.withoutHeader(s, start) : -1;
    if (snare >= 0) {
      snare(priAt, at, start, snare, context, into);
      return true;
    }
    Stamp stamp = new Stamp(context.monthNames());
    int stampAt = start;
    boolean cisco = false;
    boolean found = stamp.bsd(s, start);
    boolean iso = false;
    if (!found) {
      // Sophos UTM writes 2016:03:12-03:17:42.
      iso = stamp.iso(s, start) || stamp.form(s, start, "Y:n:d-h:m:s");
      found = iso;
    }
    if (!found) {
      iso = otherStamp(start, hasPri, stamp);
      found = iso;
    }
    String ciscoHost = null;
    if (!found && (hasPri || Chars.isDigit(Chars.at(s, start)) || Chars.at(s, start) == '*')) {
      int mark = ciscoStamp(start, stamp);
      if (mark >= 0 && (hasPri || s.startsWith(": %", stamp.end))) {
        found = true;
        cisco = true;
        stampAt = mark;
        ciscoHost = ciscoHost(start, mark);
      }
    }
    int i = start;
    if (found) {
      i = stamp.end;
      if (Chars.at(s, i) == ':') {
        i++;
        cisco |= Chars.at(s, Chars.skipSpaces(s, i)) == '%';
      }
      if (i < s.length() && !Chars.isSpace(s.charAt(i))) {
        if (!hasPri) {
          return false;
        }
        found = false;
        i = start;
      }
    }
    String host = null;
    int tagAt = -1;
    if (found) {
      int word = Chars.skipSpaces(s, i);
      if (cisco) {
        host = ciscoHost;
        tagAt = word;
      } else {
        tagAt = word;
        if (word < s.length() && !startsText(word)) {
          int wordEnd = Chars.endOfWord(s, word);
          if (s.startsWith("Message forwarded from ", word)) {
            int from = word + "Message forwarded from ".length();
            int to = Chars.endOfWord(s, from);
            int hostEnd = to > from && s.charAt(to - 1) == ':' ? to - 1 : to;
            host = s.substring(from, hostEnd);
            tagAt = Chars.skipSpaces(s, to);
          } else if (!isTagWord(word, wordEnd)) {
            if (!isHost(word, wordEnd)) {
              int relay = s.indexOf("->", word);
              if (relay > word && relay < wordEnd && isHost(word, relay)) {
                // OSSEC's "name->192.0.2.1": the name, and where its records come from.
                host = s.substring(word, relay);
                tagAt = Chars.skipSpaces(s, wordEnd);
              } else if (!hasPri && iso) {
                return false;
              }
            } else {
              host =
                  wordEnd == word + 1 && s.charAt(word) == '-' ? null : s.substring(word, wordEnd);
              tagAt = Chars.skipSpaces(s, wordEnd);
            }
          }
        }
      }
    } else if (!hasPri && !isMnemonic(start)) {
      return false;
    }
    String origin = null;
    if (found && host != null) {
      int inner = innerHeader(tagAt);
      if (inner >= 0) {
        origin = s.substring(inner, Chars.endOfWord(s, inner));
        tagAt = Chars.skipSpaces(s, inner + origin.length());
      }
    }
    int priority = found ? priorityWord(tagAt) : -1;
    int priorityAt = tagAt;
    if (priority >= 0) {
      tagAt = Chars.skipSpaces(s, Chars.endOfWord(s, tagAt));
    }
    boolean tagged;
    if (found) {
      tagged = !startsText(tagAt) && !isRepeat(tagAt) && tag(tagAt, true);
    } else {
      tagged = !startsText(start) && tag(start, false);
      tagAt = start;
    }
    if (!hasPri
        && iso
        && !(tagged && host != null && textFrom > tagEnd)
        && !(host != null && KeyValue.beginsWithPair(s, tagAt))) {
      return false;
    }
    if (!hasPri && stamp.isEpoch() && pidFrom < 0) {
      // A number, a word and a colon are no syslog yet.
      return false;
    }

    if (tagged && s.startsWith("audit(", tagAt)) {
      // The kernel's own record without the kernel's tag: its number is no part of the name.
      tagEnd = tagAt + "audit".length();
      textFrom = tagAt;
    }

    boolean nested = depth > 0;
    if (!nested) {
      into.format(LogFormat.RFC3164);
    }
    if (hasPri) {
      Pri.apply(s, priAt, at, into, nested);
    }
    if (found && !(nested && into.time() != null)) {
      stamp.apply(context, into, stampAt);
    } else if (!found) {
      Warnings.add(into, "no_time", start, "there is no time stamp that could be read");
    }
    if (host != null && !(nested && into.host() != null)) {
      into.host(host);
    }
    if (origin != null) {
      into.derived("log.syslog.origin", origin);
    }
    String message;
    if (tagged) {
      if (!(nested && into.program() != null)) {
        program(s.substring(tagAt, tagEnd), into);
      }
      if (pidFrom >= 0 && !(nested && into.pid().isPresent())) {
        long pid = Chars.number(s, pidFrom, pidTo);
        if (pid >= 0) {
          into.pid(pid);
        } else if (pidTo > pidFrom) {
          into.derived("log.syslog.procid", s.substring(pidFrom, pidTo));
        }
      }
      message = s.substring(textFrom);
    } else {
      message = s.substring(Math.min(tagAt, s.length()));
    }
    into.message(message);
    if (priority >= 0) {
      Priorities.apply(s, priorityAt, priority, into);
    } else if (message.startsWith("[ID ")) {
      Priorities.solaris(message, into);
    }
    repeat(message, into);
    Body.read(message, tagged, context, into, depth + 1);
    return true;
  }

  /** A host, a tab, and what {@link Snare} reads. */
  private void snare(
      int priAt, int at, int start, int name, ParseContext context, Event.Builder into) {
    into.format(LogFormat.RFC3164);
    if (at > priAt) {
      Pri.apply(s, priAt, at, into, false);
    }
    Warnings.add(into, "no_time", start, "there is no time stamp that could be read");
    into.host(s.substring(start, name - 1));
    into.program(Snare.PROGRAM);
    String message = s.substring(name + Snare.PROGRAM.length() + 1);
    into.message(message);
    Body.read(message, true, context, into, 1);
  }

  /** {@code %ASA-6-302013: } without anything before it, as a file may hold it. */
  private boolean isMnemonic(int at) {
    if (Chars.at(s, at) != '%') {
      return false;
    }
    int dash = at + 1;
    int limit = Math.min(s.length(), at + 32);
    while (dash < limit && (isUpper(s.charAt(dash)) || s.charAt(dash) == '_')) {
      dash++;
    }
    return dash > at + 2
        && Chars.at(s, dash) == '-'
        && Chars.digits(s, dash + 1, 1) >= 0
        && Chars.at(s, dash + 2) == '-';
  }

  private static boolean isUpper(char c) {
    return (c >= 'A' && c <= 'Z') || Chars.isDigit(c);
  }

  /**
   * Seconds since 1970 as some appliances write them (also behind a version, as Meraki does), and
   * two of journald's outputs: {@code short-unix} and {@code short-full}, which names the day of
   * the week.
   */
  private boolean otherStamp(int start, boolean hasPri, Stamp stamp) {
    char c = Chars.at(s, start);
    if (Chars.isDigit(c)) {
      boolean versioned = hasPri && c == '1' && Chars.at(s, start + 1) == ' ';
      return stamp.epoch(s, versioned ? start + 2 : start);
    }
    if (Chars.isLetter(c)
        && Chars.at(s, start + 3) == ' '
        && Chars.isDigit(Chars.at(s, start + 4))
        && stamp.iso(s, start + 4)) {
      stamp.zoneAfter(s);
      return true;
    }
    return false;
  }

  /**
   * The header that a relay has left in place behind its own: {@code relay Oct 11 22:14:14 origin
   * app: …}, perhaps with a priority before it, or only the origin's name or address before a tag
   * with a process id. The outer host is the one who sent it and stays; whose text it is, the text
   * says.
   *
   * @return where the origin's name is, or -1
   */
  private int innerHeader(int at) {
    int i = Math.max(at, Pri.end(s, at));
    Stamp inner = null;
    char c = Chars.at(s, i);
    if (i > at || Chars.isDigit(c) || (c >= 'A' && c <= 'Z')) {
      inner = new Stamp();
      if ((inner.bsd(s, i) || inner.iso(s, i)) && Chars.at(s, inner.end) == ' ') {
        i = Chars.skipSpaces(s, inner.end);
      } else {
        inner = null;
      }
    }
    int hostEnd = Chars.endOfWord(s, i);
    if (hostEnd == i || hostEnd >= s.length() || isTagWord(i, hostEnd) || !isHost(i, hostEnd)) {
      return -1;
    }
    int tag = Chars.skipSpaces(s, hostEnd);
    int tagWordEnd = Chars.endOfWord(s, tag);
    if (tagWordEnd == tag || !isTagWord(tag, tagWordEnd)) {
      return -1;
    }
    if (inner != null) {
      return i;
    }
    int point = s.indexOf('.', i);
    boolean dotted =
        (point > i && point < hostEnd) || IpAddress.parse(s.substring(i, hostEnd)) != null;
    boolean withPid = s.charAt(tagWordEnd - 1) == ':' && s.charAt(tagWordEnd - 2) == ']';
    return i == at && dotted && withPid && s.indexOf('[', tag) > tag ? i : -1;
  }

  /** AIX writes {@code auth|security:info} before the tag; answers where its colon is, or -1. */
  private int priorityWord(int at) {
    int pipe = -1;
    int limit = Math.min(s.length() - 1, at + 31);
    for (int i = at; i < limit && !Chars.isSpace(s.charAt(i)); i++) {
      char c = s.charAt(i);
      if (c == '|') {
        pipe = pipe < 0 ? i : pipe;
      } else if (c == ':') {
        return pipe > at && !Chars.isSpace(s.charAt(i + 1)) ? i : -1;
      }
    }
    return -1;
  }

  /** Cisco's mnemonic says facility, severity and name of the message. */
  private static void program(String tag, Event.Builder into) {
    into.program(tag);
    if (tag.charAt(0) != '%') {
      return;
    }
    int dash = tag.indexOf('-');
    int level = Chars.digits(tag, dash + 1, 1);
    if (dash > 1 && level >= 0 && level <= 7 && Chars.at(tag, dash + 2) == '-') {
      into.derived("cisco.facility", tag.substring(1, dash));
      into.derived("cisco.severity", (long) level);
      into.derived("cisco.mnemonic", tag.substring(dash + 3));
    }
  }

  /**
   * A sequence number, a host, a clock mark before the stamp; answers where the stamp is, or -1.
   */
  private int ciscoStamp(int from, Stamp stamp) {
    int i = from;
    for (int parts = 0; parts < 3; parts++) {
      char c = Chars.at(s, i);
      int mark = c == '*' || c == '.' ? i + 1 : i;
      if (stamp.bsd(s, mark) || stamp.iso(s, mark)) {
        return mark;
      }
      int colon = i;
      while (colon < s.length() && colon < i + MAX_TAG && isHostCharacter(s.charAt(colon))) {
        colon++;
      }
      if (Chars.at(s, colon) != ':' || Chars.at(s, colon + 1) != ' ') {
        return -1;
      }
      i = Chars.skipSpaces(s, colon + 1);
    }
    return -1;
  }

  /** The first part before a Cisco stamp that is more than a sequence number. */
  private @Nullable String ciscoHost(int from, int to) {
    int i = from;
    while (i < to) {
      int colon = s.indexOf(':', i);
      if (colon < 0 || colon >= to) {
        return null;
      }
      if (colon > i && Chars.endOfDigits(s, i) < colon) {
        return s.substring(i, colon);
      }
      i = Chars.skipSpaces(s, colon + 1);
    }
    return null;
  }

  /** Whether the text of the line begins here, without host and tag. */
  private boolean startsText(int at) {
    char c = Chars.at(s, at);
    return c == '{'
        || c == '"'
        || (c == 'C' && s.startsWith("CEF:", at))
        || (c == 'L' && s.startsWith("LEEF:", at))
        || (c == '@' && s.startsWith("@cee:", at));
  }

  private boolean isRepeat(int at) {
    return Chars.at(s, at) == 'l' && s.startsWith("last message repeated ", at);
  }

  /** Whether a word is a tag, so that the host is missing. */
  private boolean isTagWord(int from, int to) {
    char last = s.charAt(to - 1);
    if (last == ':') {
      return to - from > 1 && !(s.charAt(to - 2) == ':');
    }
    if (last != ']' || s.charAt(from) == '[') {
      return isRepeat(from);
    }
    int open = s.lastIndexOf('[', to);
    return open > from && Chars.number(s, open + 1, to - 1) >= 0;
  }

  private boolean isHost(int from, int to) {
    if (to - from > 255) {
      return false;
    }
    for (int i = from; i < to; i++) {
      char c = s.charAt(i);
      if (!isHostCharacter(c) && c != ':' && c != '[' && c != ']' && c != '%' && c != '#') {
        return false;
      }
    }
    return s.charAt(from) != '[' || s.indexOf(':', from) < to;
  }

  private static boolean isHostCharacter(char c) {
    return Chars.isLetter(c)
        || Chars.isDigit(c)
        || c == '.'
        || c == '-'
        || c == '_'
        || c == '/'
        || c == '@'
        || c > 0x7F;
  }

  private static boolean isTagCharacter(char c) {
    return isHostCharacter(c) || c == '%' || c == '+' || c == '#' || c == '$' || c == '~';
  }

  /** Looks for a tag; sets where it and the text after it are. */
  private boolean tag(int from, boolean colonless) {
    int i = from;
    int limit = Math.min(s.length(), from + MAX_TAG);
    while (i < limit) {
      char c = s.charAt(i);
      if (c == '(') {
        int close = s.indexOf(')', i);
        if (i == from || close < 0 || close - i > 64) {
          return false;
        }
        i = close + 1;
        continue;
      }
      if (c == ':' && Chars.at(s, i + 1) == ':' && i > from && Chars.isLetter(Chars.at(s, i + 2))) {
        i += 2;
        continue;
      }
      if (!isTagCharacter(c)) {
        break;
      }
      i++;
    }
    if (i == from) {
      return false;
    }
    tagEnd = i;
    char c = Chars.at(s, i);
    if (c == ']' && Chars.at(s, i + 1) == ':') {
      // "gdm-password]:" is how gdm calls itself.
      tagEnd = i + 1;
      return afterColon(from, i + 1);
    }
    if (c == ':') {
      return afterColon(from, i);
    }
    if (c == '[') {
      return pid(i);
    }
    if (c == ' ' && s.charAt(from) == '%' && isMnemonic(from)) {
      textFrom = i + 1;
      return true;
    }
    if (c == ' ') {
      int next = i + 1;
      if (Chars.at(s, next) == '[' && Chars.isDigit(Chars.at(s, next + 1)) && pid(next)) {
        return textFrom > 0 && s.charAt(pidTo + 1 < s.length() ? pidTo + 1 : pidTo) == ':';
      }
      pidFrom = -1;
      pidTo = -1;
      // "syslogd 1.4.1: restart." names its version; the text keeps it.
      if (Chars.isDigit(Chars.at(s, next)) && Chars.isLetter(s.charAt(from))) {
        int version = next;
        while (version < s.length()
            && (Chars.isDigit(s.charAt(version)) || s.charAt(version) == '.')) {
          version++;
        }
        if (Chars.at(s, version) == ':'
            && s.indexOf('.', next) < version
            && s.indexOf('.', next) > 0
            && Chars.at(s, version + 1) == ' ') {
          textFrom = next;
          return true;
        }
      }
      if (i == from + 2 && s.charAt(from) == '-' && s.charAt(from + 1) == '-') {
        return dashes(from, next);
      }
    }
    return words(from, i) || (colonless && colonless(from, i));
  }

  /** {@code Microsoft Word[14463]: text}: of several words only with a process id and a colon. */
  private boolean words(int from, int to) {
    int end = to;
    for (int more = 0; more < 3 && Chars.at(s, end) == ' '; more++) {
      int word = end + 1;
      end = word;
      while (end < s.length() && end < from + 64 && isTagCharacter(s.charAt(end))) {
        end++;
      }
      if (end == word) {
        return false;
      }
    }
    if (end == to || Chars.at(s, end) != '[' || !pid(end)) {
      return false;
    }
    if (Chars.number(s, pidFrom, pidTo) < 0 || Chars.at(s, pidTo + 1) != ':') {
      pidFrom = -1;
      pidTo = -1;
      return false;
    }
    tagEnd = end;
    return true;
  }

  /** {@code -- root[2421]: …} of login, and {@code -- MARK --} of syslogd. */
  private boolean dashes(int from, int next) {
    int end = next;
    while (end < s.length() && end < next + 64 && isTagCharacter(s.charAt(end))) {
      end++;
    }
    if (end > next && Chars.at(s, end) == '[' && pid(end) && Chars.at(s, pidTo + 1) == ':') {
      tagEnd = end;
      return true;
    }
    pidFrom = -1;
    pidTo = -1;
    tagEnd = from + 2;
    textFrom = next;
    return true;
  }

  private boolean afterColon(int from, int colon) {
    char next = Chars.at(s, colon + 1);
    boolean spaced = next == ' ' || next == '\t' || colon + 1 >= s.length();
    if (!spaced) {
      boolean numeric = Chars.endOfDigits(s, from) == colon;
      boolean drive = colon == from + 1 && (next == '\\' || next == '/');
      if (numeric || drive || (next == '/' && Chars.at(s, colon + 2) == '/') || next == ':') {
        return false;
      }
      if (!Chars.isLetter(s.charAt(from)) && s.charAt(from) != '%') {
        return false;
      }
    }
    textFrom = Math.min(s.length(), spaced && next != '\t' ? colon + 2 : colon + 1);
    return true;
  }

  private boolean pid(int open) {
    int close = open + 1;
    while (close < s.length() && close < open + MAX_PID && s.charAt(close) != ']') {
      char c = s.charAt(close);
      if (c <= ' ' || c == '[') {
        return false;
      }
      close++;
    }
    if (Chars.at(s, close) != ']') {
      return false;
    }
    int i = close + 1;
    char next = Chars.at(s, i);
    if (next == ':') {
      i++;
    } else if (next != ' ' && i < s.length()) {
      return false;
    } else if (Chars.number(s, open + 1, close) < 0) {
      return false;
    }
    pidFrom = open + 1;
    pidTo = close;
    textFrom = Math.min(s.length(), Chars.at(s, i) == ' ' ? i + 1 : i);
    return true;
  }

  private boolean colonless(int from, int to) {
    char next = Chars.at(s, to);
    if (to - from > 48 || !Chars.isLetter(s.charAt(from)) || (next != ' ' && next != '\t')) {
      return false;
    }
    char after = Chars.at(s, to + 1);
    char second = Chars.at(s, to + 2);
    boolean sentence =
        after >= 'A' && after <= 'Z' && (second < 'A' || second > 'Z') && isLowerCase(from, to);
    if (next == '\t' || (after == '[' && isLowerCase(from, to)) || sentence) {
      textFrom = to + 1;
      return true;
    }
    return false;
  }

  private boolean isLowerCase(int from, int to) {
    for (int i = from; i < to; i++) {
      char c = s.charAt(i);
      if (!(c >= 'a' && c <= 'z') && !Chars.isDigit(c) && c != '_' && c != '-' && c != '/') {
        return false;
      }
    }
    return true;
  }

  /**
   * {@code last message repeated 5 times} and {@code message repeated 5 times: [ … ]}: the daemon
   * left lines out, so that whoever counts must count this one so often. Capped, as whoever writes
   * to the log can write this too.
   */
  private static void repeat(String message, Event.Builder into) {
    int at;
    if (message.startsWith("message repeated ")) {
      at = "message repeated ".length();
    } else if (message.startsWith("last message repeated ")) {
      at = "last message repeated ".length();
    } else {
      return;
    }
    int end = Chars.endOfDigits(message, at);
    if (end == at || !message.startsWith(" time", end)) {
      return;
    }
    long times = Chars.number(message, at, end);
    if (times < 0 || times > MAX_REPEAT) {
      Warnings.add(into, "repeat_capped", at, "a repetition of more than " + MAX_REPEAT);
      times = MAX_REPEAT;
    }
    if (times > 0) {
      into.derived("event.repeat", times);
    }
  }
}
