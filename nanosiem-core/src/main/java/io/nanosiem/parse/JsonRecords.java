package io.nanosiem.parse;

import java.util.ArrayList;
import java.util.List;

/**
 * Finds the single records in a text that holds several JSON objects: an array of objects, an
 * object whose main member is such an array named {@code Records} or {@code records} (CloudTrail,
 * S3, Azure), or objects one after the other.
 *
 * <p>The records are slices of the text, found by matching braces outside of strings in one pass,
 * without building anything; whether a slice is JSON is for its parser to say. A text that is not
 * clearly one of these forms stays one record: a member of another kind beside the array, an
 * element that is no object, or anything behind the end. So does one whose first record is cut off.
 *
 * <p>At most {@value #MAX} records come from one text. What is left behind them, or was cut off in
 * the middle, is the last slice: it begins with the comma before it, which no record does, and is
 * kept as plain text with the warning {@code unsplit_records}.
 */
final class JsonRecords {
  static final int MAX = 100_000;

  /** Members that may stand before the array: more make it an event that happens to hold one. */
  private static final int MAX_MEMBERS = 8;

  private final String s;
  private final List<String> records = new ArrayList<>();

  private JsonRecords(String s) {
    this.s = s;
  }

  /** The records in a text; the text alone if it holds no more than one. */
  static List<String> split(String s) {
    int at = space(s, 0);
    char first = Chars.at(s, at);
    if (first == '[') {
      int element = space(s, at + 1);
      return Chars.at(s, element) == '{' ? new JsonRecords(s).array(element, false) : List.of(s);
    }
    if (first != '{') {
      return List.of(s);
    }
    // A plain search is far quicker than a walk over the members, and nearly all records are told
    // by it.
    int array = s.indexOf("ecords\"", at) < 0 ? -1 : mainArray(s, at);
    if (array >= 0) {
      return new JsonRecords(s).array(array, true);
    }
    return hasNeighbours(s, at) ? new JsonRecords(s).sequence(at) : List.of(s);
  }

  /** Whether a text is what {@link #split} left over. */
  static boolean isRest(String s) {
    return Chars.at(s, 0) == ',' && Chars.at(s, space(s, 1)) == '{';
  }

  /** The elements of an array, the first of which begins at an index. */
  private List<String> array(int from, boolean inObject) {
    int at = from;
    int comma = -1;
    while (true) {
      if (records.size() == MAX) {
        return withRest(comma);
      }
      int end = Chars.at(s, at) == '{' ? end(s, at) : at;
      if (end < 0) {
        return withRest(comma);
      }
      if (end == at) {
        return at >= s.length() ? withRest(comma) : List.of(s);
      }
      records.add(s.substring(at, end));
      int next = space(s, end);
      char c = Chars.at(s, next);
      if (c == ',') {
        comma = next;
        at = space(s, next + 1);
      } else if (c == ']') {
        return closes(next + 1, inObject) ? List.copyOf(records) : List.of(s);
      } else {
        return next >= s.length() ? List.copyOf(records) : List.of(s);
      }
    }
  }

  private List<String> withRest(int comma) {
    if (records.isEmpty()) {
      return List.of(s);
    }
    if (comma >= 0 && space(s, comma + 1) < s.length()) {
      records.add(s.substring(comma));
    }
    return List.copyOf(records);
  }

  /** Whether nothing but scalars follow until the end of the text; its being cut off is no harm. */
  private boolean closes(int from, boolean inObject) {
    int at = space(s, from);
    if (!inObject) {
      return at >= s.length();
    }
    for (int members = 0; members <= MAX_MEMBERS; members++) {
      char c = Chars.at(s, at);
      if (c == '}') {
        return space(s, at + 1) >= s.length();
      }
      if (at >= s.length()) {
        return true;
      }
      if (c != ',') {
        return false;
      }
      int colon = colon(s, space(s, at + 1));
      int value = colon < 0 ? -1 : scalar(s, space(s, colon + 1));
      if (value < 0) {
        return false;
      }
      at = space(s, value);
    }
    return false;
  }

  private List<String> sequence(int from) {
    int at = from;
    while (at < s.length()) {
      if (records.size() == MAX || s.charAt(at) != '{') {
        break;
      }
      int end = end(s, at);
      if (end < 0) {
        break;
      }
      records.add(s.substring(at, end));
      at = space(s, end);
    }
    if (at < s.length()) {
      if (records.isEmpty() || s.charAt(at) != '{') {
        return List.of(s);
      }
      records.add(s.substring(at));
    }
    return records.size() > 1 ? List.copyOf(records) : List.of(s);
  }

  /** The index of the first object in the array that is the main member of an object; or -1. */
  private static int mainArray(String s, int open) {
    int at = space(s, open + 1);
    for (int members = 0; members < MAX_MEMBERS; members++) {
      int colon = colon(s, at);
      if (colon < 0) {
        return -1;
      }
      int value = space(s, colon + 1);
      char c = Chars.at(s, value);
      if (c == '[') {
        int element = space(s, value + 1);
        boolean named = s.startsWith("\"Records\"", at) || s.startsWith("\"records\"", at);
        return named && Chars.at(s, element) == '{' ? element : -1;
      }
      int end = scalar(s, value);
      if (end < 0) {
        return -1;
      }
      int comma = space(s, end);
      if (Chars.at(s, comma) != ',') {
        return -1;
      }
      at = space(s, comma + 1);
    }
    return -1;
  }

  /**
   * Whether an object is followed by another, as far as a glance can tell: a closing brace and an
   * opening one with nothing between, which within one object only a string can hold.
   */
  private static boolean hasNeighbours(String s, int from) {
    int brace = s.indexOf('}', from);
    while (brace >= 0) {
      int next = space(s, brace + 1);
      if (Chars.at(s, next) == '{') {
        return true;
      }
      brace = s.indexOf('}', next);
    }
    return false;
  }

  /** The index of the colon behind the name that begins at an index; or -1. */
  private static int colon(String s, int from) {
    if (Chars.at(s, from) != '"') {
      return -1;
    }
    int end = endOfString(s, from);
    int colon = end < 0 ? -1 : space(s, end);
    return Chars.at(s, colon) == ':' ? colon : -1;
  }

  /** The index after the scalar that begins at an index; -1 if it is none, or does not end. */
  private static int scalar(String s, int from) {
    char c = Chars.at(s, from);
    if (c == '"') {
      return endOfString(s, from);
    }
    int i = from;
    while (i < s.length() && isScalar(s.charAt(i))) {
      i++;
    }
    return i == from ? -1 : i;
  }

  private static boolean isScalar(char c) {
    return Chars.isLetter(c) || Chars.isDigit(c) || c == '-' || c == '+' || c == '.';
  }

  /** The index after the string that begins at an index, or -1. */
  private static int endOfString(String s, int from) {
    for (int i = from + 1; i < s.length(); i++) {
      char c = s.charAt(i);
      if (c == '"') {
        return i + 1;
      }
      if (c == '\\') {
        i++;
      }
    }
    return -1;
  }

  /** The index after the object that begins at an index, or -1 if it does not end. */
  private static int end(String s, int from) {
    int depth = 0;
    for (int i = from; i < s.length(); i++) {
      switch (s.charAt(i)) {
        case '"' -> {
          int end = endOfString(s, i);
          if (end < 0) {
            return -1;
          }
          i = end - 1;
        }
        case '{', '[' -> depth++;
        case '}', ']' -> {
          depth--;
          if (depth == 0) {
            return i + 1;
          }
        }
        default -> {}
      }
    }
    return -1;
  }

  private static int space(String s, int from) {
    int i = from;
    while (i < s.length() && (s.charAt(i) <= ' ' || s.charAt(i) == '\uFEFF')) {
      i++;
    }
    return i;
  }
}
