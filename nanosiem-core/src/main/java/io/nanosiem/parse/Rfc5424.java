package io.nanosiem.parse;

import io.nanosiem.event.Event;
import io.nanosiem.event.LogFormat;
import io.nanosiem.internal.JsonObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Syslog as RFC 5424 has it, read leniently.
 *
 * <p>One pass from left to right. Fields are kept in local variables until the header is known to
 * be one, so that a record that turns out to be something else leaves no trace. Where the RFC and
 * the senders differ: versions 0 and 2 to 999 are read as 1; the length limits of the header fields
 * are not enforced (names of pods and Java loggers exceed them daily) but noted; structured data
 * may be missing; a header that is cut short yields what there is of it; structured data that is
 * not closed is message text. A repeated SD-ID is merged, a repeated PARAM-NAME (legal, RFC 5424
 * §6.3.3) keeps all its values.
 */
final class Rfc5424 {
  /** More parameters than this, in all elements together, and the rest is read as message text. */
  static final int MAX_PARAMS = 1_000;

  private static final char BOM = '\uFEFF';

  private Rfc5424() {}

  /**
   * Reads a message whose priority ends before {@code at}.
   *
   * @return false, with nothing set, if this is not RFC 5424
   */
  static boolean read(
      String s, int priAt, int at, ParseContext context, Event.Builder into, int depth) {
    int i = Chars.endOfDigits(s, at);
    int versionDigits = i - at;
    if (versionDigits < 1 || versionDigits > 3 || Chars.at(s, i) != ' ') {
      return false;
    }
    int version = Chars.digits(s, at, versionDigits);
    if (s.charAt(at) == '0' && versionDigits > 1) {
      return false;
    }
    i++;
    int stampAt = i;
    Stamp stamp = null;
    if (Chars.at(s, i) == '-' && (i + 1 == s.length() || s.charAt(i + 1) == ' ')) {
      i++;
    } else {
      stamp = new Stamp();
      if (!stamp.iso(s, i) || (stamp.end < s.length() && s.charAt(stamp.end) != ' ')) {
        return false;
      }
      i = stamp.end;
    }
    int hostAt = i + 1;
    int hostEnd = endOfField(s, hostAt);
    int appAt = hostEnd + 1;
    int appEnd = endOfField(s, appAt);
    int procAt = appEnd + 1;
    int procEnd = endOfField(s, procAt);
    int msgIdAt = procEnd + 1;
    int msgIdEnd = endOfField(s, msgIdAt);
    if (hostEnd < 0 || appEnd < 0 || procEnd < 0 || msgIdEnd < 0) {
      return false;
    }
    boolean cut = i >= s.length() || msgIdAt > s.length() || msgIdEnd == msgIdAt;

    // From here on it is RFC 5424.
    if (depth == 0) {
      into.format(LogFormat.RFC5424);
    }
    boolean nested = depth > 0;
    Pri.apply(s, priAt, at, into, nested);
    if (version != 1) {
      into.derived("log.syslog.version", (long) version);
    }
    if (stamp != null && !(nested && into.time() != null)) {
      stamp.apply(context, into, stampAt);
    }
    String host = field(s, hostAt, hostEnd, 255, into);
    if (host != null && !(nested && into.host() != null)) {
      into.host(host);
    }
    String app = field(s, appAt, appEnd, 48, into);
    if (app != null && !(nested && into.program() != null)) {
      into.program(app);
    }
    String procId = field(s, procAt, procEnd, 128, into);
    if (procId != null && !(nested && into.pid().isPresent())) {
      long pid = Chars.number(procId, 0, procId.length());
      if (pid >= 0) {
        into.pid(pid);
      } else {
        into.derived("log.syslog.procid", procId);
      }
    }
    String msgId = field(s, msgIdAt, msgIdEnd, 32, into);
    if (msgId != null) {
      into.derived("log.syslog.msgid", msgId);
    }
    if (cut) {
      Warnings.add(into, "truncated_header", s.length(), "the header of RFC 5424 ends too early");
      return true;
    }
    message(s, structuredData(s, msgIdEnd, into), context, into, depth);
    return true;
  }

  /**
   * The index after a header field of printable characters, the end of the record included; -1 if
   * the field is empty within the record (two spaces) or holds a control character.
   */
  private static int endOfField(String s, int from) {
    if (from < 0) {
      return -1;
    }
    if (from >= s.length()) {
      return s.length();
    }
    int i = from;
    while (i < s.length()) {
      char c = s.charAt(i);
      if (c == ' ') {
        break;
      }
      if (c < ' ' || c == 0x7F) {
        return -1;
      }
      i++;
    }
    return i == from ? -1 : i;
  }

  private static @Nullable String field(
      String s, int from, int to, int maxLength, Event.Builder into) {
    if (from >= to || (to - from == 1 && s.charAt(from) == '-')) {
      return null;
    }
    if (to - from > maxLength) {
      Warnings.add(into, "long_field", from, "longer than the " + maxLength + " of RFC 5424");
    }
    return s.substring(from, to);
  }

  /** Reads structured data that begins after {@code at}; answers where the message begins. */
  private static int structuredData(String s, int at, Event.Builder into) {
    int i = at + 1;
    if (at >= s.length() || i >= s.length()) {
      Warnings.add(into, "no_structured_data", at, "neither structured data nor '-' is there");
      return s.length();
    }
    char first = s.charAt(i);
    if (first == '-' && (i + 1 == s.length() || s.charAt(i + 1) == ' ')) {
      return i + 2;
    }
    if (first != '[') {
      Warnings.add(into, "no_structured_data", i, "neither structured data nor '-' is there");
      return i;
    }
    Elements elements = new Elements(s, into);
    int end = elements.read(i);
    if (!elements.byId.isEmpty()) {
      elements.store();
    }
    if (end < s.length() && s.charAt(end) == ' ') {
      return end + 1;
    }
    if (end < s.length() && !elements.broken) {
      Warnings.add(into, "no_space_after_sd", end, "a space is missing after structured data");
    }
    return end;
  }

  /**
   * Structured data in the text of another record, as Juniper sends it behind a BSD header: the
   * first element whose id is one of an enterprise ({@code [junos@2636.1.1.1.2.39 …]}).
   */
  static boolean elements(String s, Event.Builder into) {
    int limit = Math.min(s.length(), 512);
    for (int open = s.indexOf('['); open >= 0 && open < limit; open = s.indexOf('[', open + 1)) {
      int at = open + 1;
      int space = open + 1;
      int most = Math.min(s.length(), open + 64);
      while (space < most && s.charAt(space) != ' ') {
        if (s.charAt(space) == '@') {
          at = space;
        }
        space++;
      }
      if (at > open + 1
          && space < most
          && Chars.isDigit(Chars.at(s, at + 1))
          && s.indexOf("=\"", space) > 0) {
        Elements elements = new Elements(s, into);
        elements.cutOff = true;
        elements.read(open);
        if (!elements.byId.isEmpty()) {
          into.field("sd", elements.byId);
          return true;
        }
        return false;
      }
    }
    return false;
  }

  private static void message(
      String s, int from, ParseContext context, Event.Builder into, int depth) {
    int start = from;
    if (start < s.length() && s.charAt(start) == BOM) {
      start++;
      if (start == s.length()) {
        return;
      }
    }
    if (start >= s.length()) {
      return;
    }
    String message = s.substring(start);
    into.message(message);
    Body.read(message, true, context, into, depth + 1);
  }

  /** The elements of structured data, read one after the other. */
  private static final class Elements {
    private final String s;
    private final Event.Builder into;
    private int params;
    private boolean lists;
    private boolean duplicates;

    final Map<String, Object> byId = new LinkedHashMap<>(4);
    boolean broken;

    /** Whether an element that the record ends in still counts. */
    boolean cutOff;

    Elements(String s, Event.Builder into) {
      this.s = s;
      this.into = into;
    }

    /** Puts what was read into the event, made so that it need not be copied once more. */
    void store() {
      byId.replaceAll((id, values) -> frozen((Map<?, ?>) values));
      Map<String, Object> frozen = Collections.unmodifiableMap(byId);
      if (into.fields().isEmpty()) {
        JsonObject fields = new JsonObject(4);
        fields.put("sd", frozen);
        into.fields(fields);
      } else {
        into.field("sd", frozen);
      }
    }

    @SuppressWarnings("unchecked")
    private Map<?, ?> frozen(Map<?, ?> values) {
      if (lists) {
        ((Map<String, Object>) values)
            .replaceAll(
                (name, value) ->
                    value instanceof List<?> several
                        ? Collections.unmodifiableList(several)
                        : value);
      }
      return Collections.unmodifiableMap(values);
    }

    /** Answers the index after the last element that was read whole. */
    int read(int from) {
      int i = from;
      while (i < s.length() && s.charAt(i) == '[') {
        int end = element(i);
        if (end < 0) {
          broken = true;
          Warnings.add(into, "bad_structured_data", i, "not an SD-ELEMENT; read as message text");
          return i;
        }
        i = end;
      }
      return i;
    }

    private int element(int from) {
      int i = from + 1;
      int idEnd = name(i);
      if (idEnd == i) {
        return -1;
      }
      String id = s.substring(i, idEnd);
      Map<String, Object> values = new LinkedHashMap<>(8);
      i = idEnd;
      while (true) {
        char c = Chars.at(s, i);
        if (c == ']' || (cutOff && i >= s.length() && !values.isEmpty())) {
          store(id, values, from);
          return i + 1;
        }
        if (c != ' ' || ++params > MAX_PARAMS) {
          return -1;
        }
        while (Chars.at(s, i) == ' ') {
          i++;
        }
        if (Chars.at(s, i) == ']') {
          continue;
        }
        int nameEnd = name(i);
        if (nameEnd == i || Chars.at(s, nameEnd) != '=') {
          return -1;
        }
        String name = s.substring(i, nameEnd);
        i = nameEnd + 1;
        while (Chars.at(s, i) == ' ') {
          i++;
        }
        if (Chars.at(s, i) != '"') {
          return -1;
        }
        int valueEnd = endOfValue(i + 1);
        if (valueEnd < 0) {
          return -1;
        }
        put(values, name, unescape(i + 1, valueEnd));
        i = valueEnd + 1;
      }
    }

    private int name(int from) {
      int i = from;
      while (i < s.length()) {
        char c = s.charAt(i);
        if (c <= ' ' || c == '=' || c == ']' || c == '"' || c == 0x7F) {
          break;
        }
        i++;
      }
      return i;
    }

    /** The index of the closing quote, or -1. */
    private int endOfValue(int from) {
      int i = from;
      while (i < s.length()) {
        char c = s.charAt(i);
        if (c == '"') {
          return i;
        }
        i += c == '\\' ? 2 : 1;
      }
      return -1;
    }

    /** A backslash before anything but quote, backslash and bracket is data (RFC 5424 §6.3.3). */
    private String unescape(int from, int to) {
      int i = s.indexOf('\\', from);
      if (i < 0 || i >= to) {
        return s.substring(from, to);
      }
      StringBuilder out = new StringBuilder(to - from);
      out.append(s, from, i);
      while (i < to) {
        char c = s.charAt(i);
        if (c == '\\' && i + 1 < to) {
          char next = s.charAt(i + 1);
          if (next == '"' || next == '\\' || next == ']') {
            c = next;
            i++;
          }
        }
        out.append(c);
        i++;
      }
      return out.toString();
    }

    @SuppressWarnings("unchecked")
    private void store(String id, Map<String, Object> values, int at) {
      Object before = byId.putIfAbsent(id, values);
      if (before == null) {
        return;
      }
      if (!duplicates) {
        duplicates = true;
        Warnings.add(into, "duplicate_sd_id", at, "an SD-ID occurs twice; its values were merged");
      }
      Map<String, Object> merged = (Map<String, Object>) before;
      values.forEach(
          (name, value) -> {
            if (value instanceof List<?> several) {
              several.forEach(one -> put(merged, name, one));
            } else {
              put(merged, name, value);
            }
          });
    }

    @SuppressWarnings("unchecked")
    private void put(Map<String, Object> values, String name, Object value) {
      Object before = values.putIfAbsent(name, value);
      if (before instanceof List<?> several) {
        ((List<Object>) several).add(value);
      } else if (before != null) {
        List<Object> both = new ArrayList<>();
        both.add(before);
        both.add(value);
        lists = true;
        values.put(name, both);
      }
    }
  }
}
