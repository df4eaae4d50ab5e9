package io.nanosiem.sigma;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Reads JSON from bytes, one token after the other, without making objects of them: the characters
 * of texts go to one array.
 *
 * <p>Knows the plain part of the grammar (RFC 8259), which is nearly all that is written, and
 * throws {@link OddException} at the rest and at every fault. Whoever reads then turns to the
 * reader that knows all of it and says what is wrong; so this one has to be right, but not
 * complete.
 *
 * <p>One thread at a time.
 */
final class JsonScanner {
  private static final VarHandle EIGHT_BYTES =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long EACH = 0x0101010101010101L;
  private static final long HIGHEST = 0x8080808080808080L;
  static final byte[] NOTHING = {};
  private static final int MOST_CHARACTERS = 1 << 20;
  private static final int MOST_DIGITS = 18;
  private static final int DEEPEST = 50;

  /** More than these are not kept for the next line. */
  private static final int MOST_KEPT = 1 << 16;

  private byte[] in = NOTHING;
  private int at;
  private int end;

  /** The characters of the texts that were read. */
  char[] out = new char[1024];

  int used;

  /** Whether the text read last has a character beyond ASCII. */
  boolean isForeign;

  /** The integer read last. */
  long integer;

  /** Something that is left to another reader. */
  static final class OddException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private OddException() {
      super(null, null, false, false);
    }
  }

  void begin(byte[] utf8, int from, int length) {
    in = utf8;
    at = from;
    end = from + length;
    used = 0;
    // A character takes at least a byte.
    if (out.length < length) {
      out = new char[Math.max(length, 2 * out.length)];
    }
  }

  /** Lets go of the bytes. */
  void end() {
    in = NOTHING;
    at = 0;
    end = 0;
    if (out.length > MOST_KEPT) {
      out = new char[1024];
    }
  }

  int position() {
    return at;
  }

  static OddException odd() {
    return new OddException();
  }

  /** The next byte that is no white space, which stays. */
  int peek() {
    while (at < end) {
      byte b = in[at];
      if (b > ' ' || b < 0) {
        return b;
      }
      if (b != ' ' && b != '\t' && b != '\n' && b != '\r') {
        throw odd();
      }
      at++;
    }
    return -1;
  }

  void expect(char wanted) {
    if (peek() != wanted) {
      throw odd();
    }
    at++;
  }

  /** Whether a sign is next, which is taken if so. */
  boolean take(char wanted) {
    if (peek() != wanted) {
      return false;
    }
    at++;
    return true;
  }

  /** Whether nothing but white space is left. */
  boolean isAtEnd() {
    return at == end || (peek() == -1 && at == end);
  }

  /** Reads a text, whose characters are added to the others. */
  void text() {
    expect('"');
    byte[] bytes = in;
    char[] characters = out;
    int last = end;
    int from = at;
    int to = used;
    isForeign = false;
    while (from < last) {
      while (last - from >= Long.BYTES) {
        long eight = (long) EIGHT_BYTES.get(bytes, from);
        if (!isPlain(eight)) {
          break;
        }
        characters[to] = (char) (eight & 0x7F);
        characters[to + 1] = (char) ((eight >>> 8) & 0x7F);
        characters[to + 2] = (char) ((eight >>> 16) & 0x7F);
        characters[to + 3] = (char) ((eight >>> 24) & 0x7F);
        characters[to + 4] = (char) ((eight >>> 32) & 0x7F);
        characters[to + 5] = (char) ((eight >>> 40) & 0x7F);
        characters[to + 6] = (char) ((eight >>> 48) & 0x7F);
        characters[to + 7] = (char) (eight >>> 56);
        from += Long.BYTES;
        to += Long.BYTES;
      }
      if (from == last) {
        break;
      }
      byte b = bytes[from];
      if (b < ' ' || b == '"' || b == '\\') {
        if (b == '"') {
          at = from + 1;
          if (to - used > MOST_CHARACTERS) {
            throw odd();
          }
          used = to;
          return;
        }
        if (b != '\\' && b >= 0) {
          throw odd(); // a control character
        }
        at = from;
        to = b == '\\' ? escape(to) : beyondAscii(to);
        from = at;
      } else {
        characters[to++] = (char) b;
        from++;
      }
    }
    throw odd();
  }

  /**
   * Whether eight bytes are all ASCII, and none of them a control character, quote or backslash.
   */
  private static boolean isPlain(long eight) {
    // A byte borrows from its highest bit if it is less than what is taken from it.
    long quote = eight ^ (EACH * '"');
    long backslash = eight ^ (EACH * '\\');
    long odd = (eight - EACH * ' ') | (quote - EACH) | (backslash - EACH) | eight;
    return (odd & HIGHEST) == 0;
  }

  private int escape(int to) {
    if (at + 1 >= end) {
      throw odd();
    }
    byte kind = in[at + 1];
    at += 2;
    int c;
    switch (kind) {
      case '"', '\\', '/' -> c = kind;
      case 'b' -> c = '\b';
      case 'f' -> c = '\f';
      case 'n' -> c = '\n';
      case 'r' -> c = '\r';
      case 't' -> c = '\t';
      case 'u' -> {
        if (end - at < 4) {
          throw odd();
        }
        c = 0;
        for (int i = 0; i < 4; i++) {
          byte digit = in[at++];
          int value = digit < 0 ? -1 : Character.digit(digit, 16);
          if (value < 0) {
            throw odd();
          }
          c = (c << 4) | value;
        }
      }
      default -> throw odd();
    }
    isForeign |= c >= 128;
    out[to] = (char) c;
    return to + 1;
  }

  private int continued(int offset) {
    int b = at + offset < end ? in[at + offset] : 0;
    if ((b & 0xC0) != 0x80) {
      throw odd();
    }
    return b & 0x3F;
  }

  /** A character of two to four bytes (RFC 3629). */
  private int beyondAscii(int to) {
    int first = in[at] & 0xFF;
    int point;
    int bytes;
    int least;
    if (first < 0xE0) {
      point = ((first & 0x1F) << 6) | continued(1);
      bytes = 2;
      least = 0x80;
    } else if (first < 0xF0) {
      point = ((first & 0x0F) << 12) | (continued(1) << 6) | continued(2);
      bytes = 3;
      least = 0x800;
    } else {
      point = ((first & 0x07) << 18) | (continued(1) << 12) | (continued(2) << 6) | continued(3);
      bytes = 4;
      least = 0x10000;
    }
    if (first < 0xC0
        || first > 0xF4
        || point < least
        || point > Character.MAX_CODE_POINT
        || (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE)) {
      throw odd();
    }
    at += bytes;
    isForeign = true;
    return to + Character.toChars(point, out, to);
  }

  /**
   * Reads a number.
   *
   * @return whether it is an integer of up to 18 digits, which is then in {@link #integer}
   */
  boolean number() {
    int from = at;
    boolean isNegative = at < end && in[at] == '-';
    if (isNegative) {
      at++;
    }
    int digits = at;
    long value = digits(digits < end && in[digits] == '0');
    boolean isInteger = at - digits <= MOST_DIGITS;
    if (at < end && in[at] == '.') {
      at++;
      digits(false);
      isInteger = false;
    }
    if (at < end && (in[at] == 'e' || in[at] == 'E')) {
      at++;
      if (at < end && (in[at] == '+' || in[at] == '-')) {
        at++;
      }
      digits(false);
      isInteger = false;
    }
    // What may follow a number, so that nothing hangs on to it.
    if (at - from > 500 || (at < end && in[at] > ' ' && ",]}".indexOf(in[at]) < 0)) {
      throw odd();
    }
    integer = isNegative ? -value : value;
    return isInteger;
  }

  /** Reads at least one digit, or a lone zero; wraps around beyond 18. */
  private long digits(boolean isZero) {
    long value = 0;
    int from = at;
    while (at < end && in[at] >= '0' && in[at] <= '9') {
      value = 10 * value + in[at++] - '0';
    }
    if (at == from || (isZero && at - from > 1)) {
      throw odd();
    }
    return value;
  }

  /** Reads a word such as true. */
  void word(String wanted) {
    if (end - at < wanted.length()) {
      throw odd();
    }
    for (int i = 0; i < wanted.length(); i++) {
      if (in[at++] != wanted.charAt(i)) {
        throw odd();
      }
    }
    if (at < end && in[at] > ' ' && ",]}".indexOf(in[at]) < 0) {
      throw odd();
    }
  }

  /** Reads any value and forgets it. */
  void skip(int depth) {
    if (depth > DEEPEST) {
      throw odd();
    }
    int kept = used;
    switch (peek()) {
      case '"' -> text();
      case '{' -> {
        expect('{');
        if (!take('}')) {
          do {
            peek();
            text();
            if (used - kept > 1000) {
              throw odd(); // a name that other readers may refuse
            }
            used = kept;
            expect(':');
            skip(depth + 1);
          } while (take(','));
          expect('}');
        }
      }
      case '[' -> {
        expect('[');
        if (!take(']')) {
          do {
            skip(depth + 1);
          } while (take(','));
          expect(']');
        }
      }
      case 't' -> word("true");
      case 'f' -> word("false");
      case 'n' -> word("null");
      default -> number();
    }
    used = kept;
  }
}
