package io.nanosiem.correlation;

/**
 * An event as numbers, in an array of rows: when, which facts or rules it meets, its place among
 * arrivals with how many events it stands for and how large it is, and the values that are told
 * apart or measured.
 */
final class Row {
  static final int TIME = 0;
  static final int MASK = 1;
  static final int ORDER = 2;
  static final int VALUES = 3;

  /** A record that says it stands for more is taken for so many. */
  static final int MAX_WEIGHT = 1_000;

  private static final int WEIGHT_BITS = 10;
  private static final int SIZE_BITS = 13;
  private static final int SIZE_UNIT = 16;

  private Row() {}

  /**
   * Packs numbers into one; the place among arrivals is still to be set.
   *
   * @param bytes of the event, at most 64 KiB, kept to the next 16; 0 for one that is too large
   */
  static long order(long weight, long bytes) {
    long units = (bytes + SIZE_UNIT - 1) / SIZE_UNIT;
    return units << WEIGHT_BITS | weight;
  }

  static long arrived(long order, long arrival) {
    return order | arrival << (SIZE_BITS + WEIGHT_BITS);
  }

  static long arrival(long[] rows, int at) {
    return rows[at + ORDER] >>> (SIZE_BITS + WEIGHT_BITS);
  }

  static int weight(long[] rows, int at) {
    return (int) (rows[at + ORDER] & (1 << WEIGHT_BITS) - 1);
  }

  /** Heap that the event takes; 0 if it is too large to be kept. */
  static int bytes(long[] rows, int at) {
    return ((int) (rows[at + ORDER] >>> WEIGHT_BITS) & (1 << SIZE_BITS) - 1) * SIZE_UNIT;
  }
}
