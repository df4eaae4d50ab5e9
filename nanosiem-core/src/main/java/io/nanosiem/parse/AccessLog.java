package io.nanosiem.parse;

import io.nanosiem.event.Event;
import io.nanosiem.event.LogFormat;
import io.nanosiem.internal.JsonObject;

/**
 * Access logs of web servers: Apache's common and combined forms, with or without the virtual host
 * in front, nginx's forms and those of its ingress controller.
 *
 * <p>Fields have the names of the W3C's extended log format, which Sigma's web server rules use:
 * {@code c-ip}, {@code cs-username}, {@code cs-method}, {@code cs-uri-stem}, {@code cs-uri-query},
 * {@code sc-status}, {@code sc-bytes}, {@code cs-referer}, {@code cs-user-agent}. What the client
 * sent stays as the server wrote it, escapes included; a request that is none (TLS bytes on a plain
 * port) is only {@code request}. A dash is no value.
 */
final class AccessLog {
  /** Client, names and virtual host lie within so many characters. */
  private static final int MAX_PREFIX = 512;

  /** What {@code event.dataset} says of such a line, also within another record. */
  private static final String DATASET = "access";

  private AccessLog() {}

  /** Reads a record that begins like a line of an access log; false, with nothing set, if not. */
  static boolean read(String s, int at, ParseContext context, Event.Builder into, int depth) {
    int limit = Math.min(s.length(), at + MAX_PREFIX);
    for (int open = s.indexOf('[', at);
        open >= 0 && open < limit;
        open = s.indexOf('[', open + 1)) {
      if (!mayBeTime(s, open + 1)) {
        continue;
      }
      Stamp stamp = new Stamp();
      if ((stamp.accessLog(s, open + 1) || stamp.iso(s, open + 1))
          && Chars.at(s, stamp.end) == ']') {
        return Chars.at(s, stamp.end + 1) == ' '
            && Chars.at(s, stamp.end + 2) == '"'
            && line(s, at, open, stamp, context, into, depth);
      }
    }
    return false;
  }

  /** Whether {@code 10/Oct/2000} or {@code 2000-10-10} may begin here, by two characters. */
  static boolean mayBeTime(String s, int at) {
    return Chars.isDigit(Chars.at(s, at))
        && (Chars.at(s, at + 2) == '/' || Chars.at(s, at + 1) == '/' || Chars.at(s, at + 7) == '-');
  }

  /** The same for a record that should be one: dashes may stand for time and request too. */
  static boolean readPinned(String s, ParseContext context, Event.Builder into) {
    if (read(s, 0, context, into, 0)) {
      return true;
    }
    Tokens tokens = new Tokens(s, 0);
    for (int column = 0; column < 7; column++) {
      if (!tokens.next() || !tokens.isNil()) {
        return false;
      }
    }
    into.format(LogFormat.ACCESS);
    into.message(s);
    return true;
  }

  private static boolean line(
      String s,
      int at,
      int timeAt,
      Stamp stamp,
      ParseContext context,
      Event.Builder into,
      int depth) {
    // client ident user, the user with spaces if he likes; perhaps a virtual host in front.
    int first = Chars.endOfWord(s, at);
    int second = Chars.endOfWord(s, Math.min(first + 1, timeAt));
    int third = Chars.endOfWord(s, Math.min(second + 1, timeAt));
    if (first == at || second >= timeAt || third > timeAt || s.charAt(timeAt - 1) != ' ') {
      return false;
    }
    Tokens tokens = new Tokens(s, stamp.end + 1);
    if (!tokens.next() || tokens.kind != '"') {
      return false;
    }
    int requestAt = tokens.from;
    int requestEnd = tokens.to;
    if (!tokens.next() || !(tokens.isNil() || isNumber(s, tokens))) {
      return false;
    }
    long status = tokens.isNil() ? -1 : Chars.number(s, tokens.from, tokens.to);
    boolean sized = tokens.next() && tokens.kind == 0 && (tokens.isNil() || isNumber(s, tokens));
    if (depth == 0) {
      into.format(LogFormat.ACCESS);
      into.message(s);
    }
    into.derived("event.dataset", DATASET);
    if (into.time() == null) {
      stamp.apply(context, into, timeAt + 1);
    }
    JsonObject fields = new JsonObject(14);
    boolean hosted =
        third < timeAt - 1
            && isClient(s, first + 1, second)
            && (!isAddress(s, at, first) || isAddress(s, first + 1, second));
    if (hosted) {
      fields.add("cs-host", s.substring(at, first));
      put(fields, "c-ip", s, first + 1, second);
      put(fields, "cs-username", s, third + 1, timeAt - 1);
    } else {
      put(fields, "c-ip", s, at, first);
      put(fields, "ident", s, first + 1, second);
      put(fields, "cs-username", s, second + 1, timeAt - 1);
    }
    put(fields, "request", s, requestAt, requestEnd);
    request(s, requestAt, requestEnd, fields);
    if (status >= 0) {
      fields.add("sc-status", status);
    }
    if (sized && !tokens.isNil()) {
      fields.add("sc-bytes", Chars.number(s, tokens.from, tokens.to));
    }
    if (!sized) {
      tokens = new Tokens(s, tokens.at);
    }
    rest(s, tokens, fields);
    hand(fields, into);
    return true;
  }

  private static final String[] INGRESS = {
    "request_length",
    "request_time",
    "proxy_upstream_name",
    "proxy_alternative_upstream_name",
    "upstream_addr",
    "upstream_response_length",
    "upstream_response_time",
    "upstream_status",
    "req_id"
  };

  /** What combined and later forms add: referrer, agent, forwarded addresses, and numbers. */
  private static void rest(String s, Tokens tokens, JsonObject into) {
    int texts = 0;
    int extra = 0;
    boolean adjacent = true;
    for (int columns = 0; columns < 64 && tokens.next(); columns++) {
      boolean text = tokens.kind == '"' || (adjacent && texts < 2 && tokens.isNil());
      adjacent &= text;
      if (text) {
        switch (texts) {
          case 0 -> put(into, "cs-referer", s, tokens.from, tokens.to);
          case 1 -> put(into, "cs-user-agent", s, tokens.from, tokens.to);
          case 2 -> put(into, "x_forwarded_for", s, tokens.from, tokens.to);
          default -> {}
        }
        texts++;
      } else if (texts == 2 && extra < INGRESS.length) {
        if (extra == 2 && tokens.kind != '[') {
          // Two numbers and no name of an upstream: not the ingress controller's form.
          extra = INGRESS.length;
          continue;
        }
        put(into, INGRESS[extra++], s, tokens.from, tokens.to);
      }
    }
  }

  /** {@code GET /index.html?a=b HTTP/1.1}; the version may be missing (HTTP/0.9). */
  static void request(String s, int from, int to, Event.Builder into) {
    JsonObject fields = new JsonObject(4);
    request(s, from, to, fields);
    hand(fields, into);
  }

  /** Gives the fields to the event: as they are if they are the first, else beside the others. */
  private static void hand(JsonObject fields, Event.Builder into) {
    if (into.fields().isEmpty()) {
      into.fields(fields);
    } else {
      fields.forEach(into::field);
    }
  }

  private static void request(String s, int from, int to, JsonObject into) {
    int i = from;
    int limit = Math.min(to, from + 20);
    while (i < limit && ((s.charAt(i) >= 'A' && s.charAt(i) <= 'Z') || s.charAt(i) == '_')) {
      i++;
    }
    if (i == from || i >= to || s.charAt(i) != ' ') {
      return;
    }
    int uri = i + 1;
    int end = to;
    int version = s.lastIndexOf(" HTTP/", to - 1);
    if (version > i - 1 && version < to) {
      end = version;
      into.add("cs-version", s.substring(version + 1, to));
    }
    if (end <= uri) {
      return;
    }
    into.add("cs-method", s.substring(from, i));
    int query = s.indexOf('?', uri);
    if (query >= 0 && query < end) {
      into.add("cs-uri-stem", s.substring(uri, query));
      into.add("cs-uri-query", s.substring(query + 1, end));
    } else {
      into.add("cs-uri-stem", s.substring(uri, end));
    }
  }

  private static void put(JsonObject into, String name, String s, int from, int to) {
    if (!(to == from + 1 && s.charAt(from) == '-')) {
      into.add(name, s.substring(from, to));
    }
  }

  private static boolean isNumber(String s, Tokens token) {
    return Chars.number(s, token.from, token.to) >= 0;
  }

  private static boolean isClient(String s, int from, int to) {
    return isAddress(s, from, to) || (to == from + 1 && s.charAt(from) == '-');
  }

  /** Digits and dots, or colons among hexadecimal digits: an address by its looks. */
  private static boolean isAddress(String s, int from, int to) {
    int dots = 0;
    int colons = 0;
    for (int i = from; i < to; i++) {
      char c = s.charAt(i);
      if (c == '.') {
        dots++;
      } else if (c == ':') {
        colons++;
      } else if (Character.digit(c, 16) < 0 || c > 0x7F) {
        return false;
      }
    }
    return dots == 3 || colons > 1;
  }
}
