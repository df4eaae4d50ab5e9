package io.nanosiem.ml;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A random choice of the rows that came by, each with the same chance, in the order they came
 * (Vitter's algorithm R). One thread.
 */
final class TrainingRows {
  /** Arrival and place of a row fit into one long. */
  static final int MOST = 10_000_000;

  private static final int PLACE_BITS = 24;

  private final int width;
  private final SplitMix64 random;
  private int most;
  private double[][] rows = new double[16][];
  private @Nullable String[] keys = new String[16];
  private long[] arrivals = new long[16];
  private int count;
  private long seen;

  /**
   * @param most rows to keep, at most {@link #MOST}
   */
  TrainingRows(int width, int most, long seed) {
    this.width = width;
    this.most = most;
    random = SplitMix64.stream(seed, -1);
  }

  int count() {
    return count;
  }

  long seen() {
    return seen;
  }

  /** An estimate of the heap taken. */
  long heapBytes() {
    return rows.length * heapBytesOfOne();
  }

  /** Header, values, and one place in each of the three arrays. */
  long heapBytesOfOne() {
    return 40L + 8L * width;
  }

  /**
   * Whether the next row is to be kept, which spares those that are not from being read. Is to be
   * followed by {@link #add} if so.
   */
  boolean offer() {
    seen++;
    return count < most || random.nextDouble() * seen < most;
  }

  /**
   * Keeps a row.
   *
   * @param row as a {@link RowReader} read it; is copied
   */
  void add(double[] row, @Nullable String key) {
    int place = count < most ? count++ : random.nextInt(most);
    put(place, row.clone(), key, (seen << PLACE_BITS) | place);
  }

  private void put(int place, double[] row, @Nullable String key, long arrival) {
    if (place >= rows.length) {
      int larger = Math.min(most, place * 2);
      rows = Arrays.copyOf(rows, larger);
      keys = Arrays.copyOf(keys, larger);
      arrivals = Arrays.copyOf(arrivals, larger);
    }
    rows[place] = row;
    keys[place] = key;
    arrivals[place] = arrival;
  }

  /** Keeps fewer rows from here on; of those there, a random choice. */
  void limit(int fewer) {
    most = Math.min(most, Math.max(1, fewer));
    while (count > most) {
      int place = random.nextInt(count--);
      rows[place] = rows[count];
      keys[place] = keys[count];
      arrivals[place] = (arrivals[count] & -(1L << PLACE_BITS)) | place;
    }
    if (rows.length > most) {
      rows = Arrays.copyOf(rows, most);
      keys = Arrays.copyOf(keys, most);
      arrivals = Arrays.copyOf(arrivals, most);
    }
  }

  /** The places of the rows in the order they came. */
  int[] inOrder() {
    long[] sorted = Arrays.copyOf(arrivals, count);
    Arrays.sort(sorted);
    int[] places = new int[count];
    Arrays.setAll(places, i -> (int) sorted[i] & ((1 << PLACE_BITS) - 1));
    return places;
  }

  double[] row(int place) {
    return rows[place];
  }

  @Nullable String key(int place) {
    return keys[place];
  }

  void write(DataOutput out) throws IOException {
    out.writeLong(random.state());
    out.writeLong(seen);
    out.writeInt(count);
    for (int i = 0; i < count; i++) {
      out.writeLong(arrivals[i]);
      String key = keys[i];
      out.writeBoolean(key != null);
      if (key != null) {
        out.writeUTF(key);
      }
      for (double value : rows[i]) {
        out.writeDouble(value);
      }
    }
  }

  /** Takes over what {@link #write} wrote, within the bound of this one. */
  void read(DataInput in) throws IOException {
    long state = in.readLong();
    seen = in.readLong();
    int written = in.readInt();
    if (written < 0 || written > MOST || seen < written) {
      throw new IOException("the number of training rows is damaged: " + written);
    }
    int bound = most;
    most = Math.max(most, written);
    for (int i = 0; i < written; i++) {
      long arrival = in.readLong();
      String key = in.readBoolean() ? in.readUTF() : null;
      double[] row = new double[width];
      for (int feature = 0; feature < width; feature++) {
        row[feature] = in.readDouble();
      }
      put(count++, row, key, arrival);
    }
    random.state(state);
    limit(bound);
  }
}
