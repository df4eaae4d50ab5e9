package io.nanosiem.benchmarks;

import java.util.Locale;

/**
 * The made-up streams that correlation engines are compared on, the same for every engine and on
 * every run.
 *
 * <p>Random numbers are SplitMix64 from seed 42, a number below a bound being the unsigned
 * remainder of the next one. For each event are drawn, in this order: the step in time, 0 to 2 ms,
 * and then
 *
 * <ul>
 *   <li>{@link #BRUTE}: one of 10,000 addresses; below 7 of 10 it is a failed login.
 *   <li>{@link #DISTINCT}: below 2 of 10 it is a scanner, one of the first 100 addresses, at one of
 *       65,536 ports; else any of 10,000 addresses at one of 8 ports.
 *   <li>{@link #SEQUENCE}: one of 10,000 addresses; below 10 of 100 it is a failed login, below 12
 *       a successful one.
 * </ul>
 *
 * <p>{@link #DISTINCT_HEAVY} draws nothing: 100 addresses in turn, one event each ten milliseconds,
 * no value ever seen before.
 */
public enum Streams {
  /** Failed logins: which addresses fail five times in a minute? */
  BRUTE,
  /** Connections: which addresses try twenty ports in a minute? */
  DISTINCT,
  /** Logins: which addresses fail, and get in within ten minutes? */
  SEQUENCE,
  /**
   * Connections, 1,800 new values for each address in half an hour: which show 2,000? None does.
   */
  DISTINCT_HEAVY;

  /** An event that nobody asks for. */
  public static final int OTHER = 0;

  /** A failed login. */
  public static final int FAILED = 1;

  /** A successful login. */
  public static final int SUCCEEDED = 2;

  /** A connection to a port. */
  public static final int CONNECTED = 3;

  private static final long START = 1_700_000_000_000L;
  private static final int KEYS = 10_000;
  private static final int[] COMMON_PORTS = {22, 25, 53, 80, 443, 3389, 5432, 8080};

  /**
   * Its name in tables.
   *
   * @return such as {@code distinct_heavy}
   */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The first events of the stream.
   *
   * @param count how many
   * @return the events as columns
   */
  public Columns events(int count) {
    Columns to = new Columns(count);
    SplitMix64 random = new SplitMix64();
    long time = START;
    for (int i = 0; i < count; i++) {
      time += this == DISTINCT_HEAVY ? 10 : random.below(3);
      to.times[i] = time;
      switch (this) {
        case BRUTE -> {
          to.keys[i] = random.below(KEYS);
          to.kinds[i] = random.below(10) < 7 ? FAILED : OTHER;
        }
        case DISTINCT -> {
          boolean scanner = random.below(10) < 2;
          to.keys[i] = random.below(scanner ? 100 : KEYS);
          to.values[i] = scanner ? random.below(65_536) : COMMON_PORTS[random.below(8)];
          to.kinds[i] = CONNECTED;
        }
        case SEQUENCE -> {
          to.keys[i] = random.below(KEYS);
          int chance = random.below(100);
          to.kinds[i] = chance < 10 ? FAILED : chance < 12 ? SUCCEEDED : OTHER;
        }
        case DISTINCT_HEAVY -> {
          to.keys[i] = i % 100;
          to.values[i] = i;
          to.kinds[i] = CONNECTED;
        }
      }
    }
    return to;
  }

  /** Events as columns: nothing that an engine would have to be blamed for. */
  public static final class Columns {
    private final long[] times;
    private final int[] keys;
    private final int[] kinds;
    private final int[] values;

    private Columns(int count) {
      times = new long[count];
      keys = new int[count];
      kinds = new int[count];
      values = new int[count];
    }

    /**
     * How many there are.
     *
     * @return how many events
     */
    public int size() {
      return times.length;
    }

    /**
     * When it happened.
     *
     * @param at which event
     * @return milliseconds of the Unix epoch
     */
    public long time(int at) {
      return times[at];
    }

    /**
     * Who it was.
     *
     * @param at which event
     * @return a number from 0
     */
    public int key(int at) {
      return keys[at];
    }

    /**
     * Who it was, as a parser would say it.
     *
     * @param at which event
     * @return a text of its own for each event
     */
    public String address(int at) {
      return Streams.address(keys[at]);
    }

    /**
     * What happened.
     *
     * @param at which event
     * @return {@link #OTHER}, {@link #FAILED}, {@link #SUCCEEDED} or {@link #CONNECTED}
     */
    public int kind(int at) {
      return kinds[at];
    }

    /**
     * The port, or what stands for one.
     *
     * @param at which event
     * @return a number from 0
     */
    public int value(int at) {
      return values[at];
    }

    /**
     * A number over all fields, by which another program can prove that it made the same stream:
     * FNV-1a with a field in place of a byte, in the order time, key, kind, value.
     *
     * @return the number
     */
    public long checksum() {
      long sum = 0xcbf29ce484222325L;
      for (int i = 0; i < times.length; i++) {
        for (long field : new long[] {times[i], keys[i], kinds[i], values[i]}) {
          sum = (sum ^ field) * 0x100000001b3L;
        }
      }
      return sum;
    }
  }

  /** The address with a number, below 16,777,216. */
  static String address(int key) {
    return "10." + (key >> 16) + '.' + (key >> 8 & 255) + '.' + (key & 255);
  }

  private static final class SplitMix64 {
    private long state = 42;

    int below(int bound) {
      state += 0x9E3779B97F4A7C15L;
      long z = state;
      z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
      z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
      return (int) Long.remainderUnsigned(z ^ (z >>> 31), bound);
    }
  }
}
