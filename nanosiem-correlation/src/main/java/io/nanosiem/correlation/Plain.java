package io.nanosiem.correlation;

import java.math.BigDecimal;
import java.math.MathContext;

/** Numbers of events, between doubles and what people write. */
final class Plain {
  private static final int MAX_DIGITS = 64;

  private Plain() {}

  /**
   * A double as a decimal: whole numbers as they are, others at the fifteen digits that every
   * double can keep, so that a tenth three times is three tenths.
   */
  static BigDecimal number(double value) {
    if (value == Math.rint(value) && Math.abs(value) < 1L << 53) {
      return BigDecimal.valueOf((long) value);
    }
    double finite = Math.max(-Double.MAX_VALUE, Math.min(Double.MAX_VALUE, value));
    return new BigDecimal(finite).round(new MathContext(15)).stripTrailingZeros();
  }

  /** The number that a value is, or writes in decimal; NaN if it is none. */
  static double of(Object value) {
    if (value instanceof Number number) {
      double plain = number.doubleValue();
      return Double.isInfinite(plain) ? Double.NaN : plain;
    }
    if (!(value instanceof String text) || !isDecimal(text)) {
      return Double.NaN;
    }
    return Double.parseDouble(text);
  }

  private static boolean isDecimal(String text) {
    if (text.isEmpty() || text.length() > MAX_DIGITS) {
      return false;
    }
    int i = text.charAt(0) == '-' || text.charAt(0) == '+' ? 1 : 0;
    int digits = 0;
    boolean hasPoint = false;
    for (; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= '0' && c <= '9') {
        digits++;
      } else if (c == '.' && !hasPoint && digits > 0) {
        hasPoint = true;
      } else {
        return false;
      }
    }
    return digits > 0 && text.charAt(text.length() - 1) != '.';
  }
}
