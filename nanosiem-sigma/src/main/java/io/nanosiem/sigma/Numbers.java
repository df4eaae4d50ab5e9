package io.nanosiem.sigma;

import java.math.BigDecimal;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * Numbers of rules and events, compared exactly: a double never stands between two 64-bit integers.
 *
 * <p>A number is normalised to {@link Long} where it is whole and fits, otherwise to {@link
 * BigDecimal} without trailing zeros. Numbers whose plain decimal text would be longer than 400
 * digits are none to us: an exponent of a billion is cheap to write and ruinous to expand.
 */
final class Numbers {
  private static final int MAX_DIGITS = 400;

  private Numbers() {}

  /** The type of a plain YAML scalar that is neither null nor boolean. */
  static Yaml.Scalar.Type yamlType(String text) {
    int i = 0;
    int n = text.length();
    if (n > 2 && text.charAt(0) == '0' && (text.charAt(1) == 'x' || text.charAt(1) == 'o')) {
      int radix = text.charAt(1) == 'x' ? 16 : 8;
      for (int k = 2; k < n; k++) {
        if (text.charAt(k) > 'f' || Character.digit(text.charAt(k), radix) < 0) {
          return Yaml.Scalar.Type.STRING;
        }
      }
      return Yaml.Scalar.Type.INTEGER;
    }
    if (text.charAt(0) == '-' || text.charAt(0) == '+') {
      i++;
    }
    int whole = digits(text, i);
    boolean isDecimal = false;
    int end = i + whole;
    int fraction = 0;
    if (end < n && text.charAt(end) == '.') {
      isDecimal = true;
      fraction = digits(text, end + 1);
      end += 1 + fraction;
    }
    if (whole + fraction == 0) {
      return Yaml.Scalar.Type.STRING;
    }
    if (end < n && (text.charAt(end) == 'e' || text.charAt(end) == 'E')) {
      isDecimal = true;
      int exponent = end + 1;
      if (exponent < n && (text.charAt(exponent) == '-' || text.charAt(exponent) == '+')) {
        exponent++;
      }
      int count = digits(text, exponent);
      if (count == 0) {
        return Yaml.Scalar.Type.STRING;
      }
      end = exponent + count;
    }
    if (end != n) {
      return Yaml.Scalar.Type.STRING;
    }
    return isDecimal ? Yaml.Scalar.Type.DECIMAL : Yaml.Scalar.Type.INTEGER;
  }

  private static int digits(String text, int from) {
    int i = from;
    while (i < text.length() && text.charAt(i) >= '0' && text.charAt(i) <= '9') {
      i++;
    }
    return i - from;
  }

  /** The value of a YAML number, or null if it is beyond reason. */
  static @Nullable Number fromYaml(String text) {
    if (text.length() > MAX_DIGITS) {
      return null;
    }
    try {
      if (text.startsWith("0x")) {
        return normal(new BigDecimal(new BigInteger(text.substring(2), 16)));
      }
      if (text.startsWith("0o")) {
        return normal(new BigDecimal(new BigInteger(text.substring(2), 8)));
      }
      return normal(new BigDecimal(text));
    } catch (NumberFormatException e) {
      return null;
    }
  }

  /** A number of an event in normal form, or null if it is infinite, no number or beyond reason. */
  static @Nullable Number normal(Number number) {
    if (number instanceof Long
        || number instanceof Integer
        || number instanceof Short
        || number instanceof Byte) {
      return number.longValue();
    }
    if (number instanceof BigInteger integer) {
      return integer.bitLength() <= 63
          ? (Number) integer.longValue()
          : integer.bitLength() > MAX_DIGITS * 3 ? null : new BigDecimal(integer);
    }
    if (number instanceof BigDecimal decimal) {
      return normal(decimal);
    }
    double value = number.doubleValue();
    if (!Double.isFinite(value)) {
      return null;
    }
    if (value == Math.rint(value) && Math.abs(value) < 1L << 53) {
      return (long) value;
    }
    // The text of a float is shorter than that of the same value as a double: 0.1f is "0.1".
    return normal(
        new BigDecimal(number instanceof Float ? number.toString() : Double.toString(value)));
  }

  private static @Nullable Number normal(BigDecimal decimal) {
    if (decimal.signum() == 0) {
      return 0L;
    }
    long exponent = (long) decimal.precision() - decimal.scale();
    if (Math.abs(exponent) > MAX_DIGITS || decimal.scale() > 2 * MAX_DIGITS) {
      return null;
    }
    BigDecimal stripped = decimal.stripTrailingZeros();
    if (stripped.scale() <= 0 && exponent <= 19) {
      BigInteger integer = stripped.toBigInteger();
      if (integer.bitLength() <= 63) {
        return integer.longValue();
      }
    }
    return stripped;
  }

  /** The canonical decimal text of a number, or null if it has none. */
  static @Nullable String text(Number number) {
    Number normal = normal(number);
    if (normal == null) {
      return null;
    }
    return normal instanceof BigDecimal decimal ? decimal.toPlainString() : normal.toString();
  }

  /** Compares two numbers in normal form. */
  static int compare(Number a, Number b) {
    if (a instanceof Long x && b instanceof Long y) {
      return Long.compare(x, y);
    }
    return big(a).compareTo(big(b));
  }

  private static BigDecimal big(Number normal) {
    return normal instanceof BigDecimal decimal ? decimal : BigDecimal.valueOf(normal.longValue());
  }

  /** The number that a text such as {@code -12} or {@code 06.50} writes, or null. */
  static @Nullable Number fromDecimalText(String text) {
    int n = text.length();
    if (n == 0 || n > MAX_DIGITS) {
      return null;
    }
    int i = text.charAt(0) == '-' || text.charAt(0) == '+' ? 1 : 0;
    int whole = digits(text, i);
    if (whole == 0) {
      return null;
    }
    int end = i + whole;
    if (end == n && whole <= 18) {
      return Long.parseLong(text);
    }
    if (end < n) {
      if (text.charAt(end) != '.') {
        return null;
      }
      int fraction = digits(text, end + 1);
      if (fraction == 0 || end + 1 + fraction != n) {
        return null;
      }
    }
    return normal(new BigDecimal(text));
  }
}
