package io.nanosiem.correlation;

/**
 * An event as numbers, in an array of rows: when, which facts or rules it meets, its place among
 * arrivals with how many events it stands for, and the values that are told apart or measured.
 */
final class Row {
  static final int TIME = 0;
  static final int MASK = 1;
  static final int ORDER = 2;
  static final int VALUES = 3;

  /** A record that says it stands for more is taken for so many. */
  static final int MAX_WEIGHT = 1_000;

  private static final int WEIGHT_BITS = 10;

  private Row() {}

  static long order(long arrival, long weight) {
    return arrival << WEIGHT_BITS | weight;
  }

  static long arrival(long[] rows, int at) {
    return rows[at + ORDER] >>> WEIGHT_BITS;
  }

  static int weight(long[] rows, int at) {
    return (int) (rows[at + ORDER] & (1 << WEIGHT_BITS) - 1);
  }
}
