package io.nanosiem.correlation;

import java.util.Arrays;

/**
 * What one group has come to in one chain or correlation whose verdict is known at each event: a
 * pure function on an array of longs, the <em>cells</em>. Whoever keeps the cells has all that the
 * verdict depends on; they can be copied, written down and taken up elsewhere.
 *
 * <p>Events are fed in order of (time, first step they meet, arrival). The cells follow the rule
 * and not what is sent: thresholds bound them, or a stated number of entries.
 *
 * <p>The first cells, the <em>head</em>, belong to the {@link KeyState} that keeps them; a measure
 * never looks at them. Immutable, so one serves all groups.
 */
abstract sealed class Measure
    permits CountMeasure,
        DistinctMeasure,
        TogetherMeasure,
        InOrderMeasure,
        StepsMeasure,
        SumMeasure,
        PercentileMeasure {
  /** No time. */
  static final long NONE = Long.MIN_VALUE;

  /** Of the head: when the last alert was. */
  static final int LAST_ALERT = 0;

  /** When the last event was that was fed; not there if the measure puts late events in place. */
  static final int LAST_TIME = 1;

  /** Of the head of a sequence: the last row that a firing consumed, by time and place. */
  static final int CONSUMED_TIME = 2;

  static final int CONSUMED_PLACE = 3;

  /** The first step that the last event meets. */
  static final int LAST_LOW = 4;

  private static final int SEQUENCE_HEAD = 5;

  final int head;

  /** Whether it puts late and tied events in their place by itself. */
  final boolean isSelfSufficient;

  /** What order means to a measure. */
  enum Order {
    /**
     * Steps follow each other, and firing consumes what led to it: fed again if events come late.
     */
    SEQUENCE(SEQUENCE_HEAD, false),
    /** A window slides over events: fed again if they come late. */
    SLIDING(LAST_TIME + 1, false),
    /** Late and tied events are put in their place without being fed again. */
    ANY(LAST_ALERT + 1, true);

    private final int head;
    private final boolean isSelfSufficient;

    Order(int head, boolean isSelfSufficient) {
      this.head = head;
      this.isSelfSufficient = isSelfSufficient;
    }
  }

  Measure(Order order) {
    head = order.head;
    isSelfSufficient = order.isSelfSufficient;
  }

  /** Cells before the first event. */
  final long[] empty() {
    long[] cells = new long[head + length()];
    Arrays.fill(cells, 0, head, NONE);
    reset(cells);
    return cells;
  }

  /** How many cells it begins with, behind the head. */
  abstract int length();

  /** Forgets everything but the head. */
  abstract void reset(long[] cells);

  /** The cells with room for one more event: the same, or a larger copy. */
  long[] room(long[] cells, long[] rows, int at) {
    return cells;
  }

  /**
   * Takes an event in, for which there is {@link #room}.
   *
   * @return the time of the event with which the condition holds because of this one: its own, or
   *     that of a younger one if it came late; {@link #NONE} if it does not
   */
  abstract long feed(long[] cells, long[] rows, int at);

  /** Whether one event can meet the condition by itself. */
  abstract boolean mayFireAlone(long[] rows, int at);

  /** Whether it is worth protecting: half-way to the condition or further. */
  abstract boolean isAdvanced(long[] cells);

  /** The number that the condition is about; NaN for conditions that are not about one. */
  double number(long[] cells) {
    return Double.NaN;
  }
}
