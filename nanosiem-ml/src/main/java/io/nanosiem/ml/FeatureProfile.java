package io.nanosiem.ml;

import java.util.Arrays;

/**
 * What the training data looked like in one feature, kept to say in words how unusual a value is.
 *
 * <p>Of a measure, up to {@value #FEW} different values are kept with their counts; of more, the
 * quantiles are kept, and rarity is the share of rows at least as far out on the nearer side. Of a
 * category, up to {@value #MANY} different values are kept with their counts; of more, nothing, as
 * the order of categories means nothing.
 *
 * <p>Immutable.
 */
final class FeatureProfile {
  private static final int FEW = 64;
  private static final int MANY = 1024;
  private static final int QUANTILES = 257;

  private final int rows;

  /** Ascending. Distinct values if {@link #counts} has entries, else quantiles at equal steps. */
  private final float[] values;

  private final int[] counts;

  private FeatureProfile(int rows, float[] values, int[] counts) {
    this.rows = rows;
    this.values = values;
    this.counts = counts;
  }

  /** Of all values of a column; those that are missing are left out. */
  static FeatureProfile of(float[] column, boolean category) {
    float[] sorted = new float[column.length];
    int n = 0;
    for (float value : column) {
      if (!Float.isNaN(value)) {
        sorted[n++] = value + 0.0f;
      }
    }
    Arrays.sort(sorted, 0, n);
    int most = category ? MANY : FEW;
    float[] values = new float[most];
    int[] counts = new int[most];
    int distinct = 0;
    for (int i = 0; i < n; i++) {
      if (distinct == 0 || sorted[i] != values[distinct - 1]) {
        if (distinct == most) {
          return category ? new FeatureProfile(0, new float[0], new int[0]) : quantiles(sorted, n);
        }
        values[distinct++] = sorted[i];
      }
      counts[distinct - 1]++;
    }
    return new FeatureProfile(n, Arrays.copyOf(values, distinct), Arrays.copyOf(counts, distinct));
  }

  private static FeatureProfile quantiles(float[] sorted, int n) {
    float[] values = new float[QUANTILES];
    for (int i = 0; i < QUANTILES; i++) {
      values[i] = sorted[(int) ((long) (n - 1) * i / (QUANTILES - 1))];
    }
    return new FeatureProfile(n, values, new int[0]);
  }

  /** Whether single values were counted. */
  boolean isDiscrete() {
    return counts.length > 0 || rows == 0;
  }

  /**
   * The share of training rows with this value; of many-valued features, with one at least as far
   * out.
   *
   * @return 0 to 1; 0 if there was none; NaN if nothing is known
   */
  double share(double value) {
    float wanted = (float) value + 0.0f;
    if (rows == 0) {
      return Double.NaN;
    }
    int at = Arrays.binarySearch(values, wanted);
    if (isDiscrete()) {
      return at < 0 ? 0 : (double) counts[at] / rows;
    }
    if (wanted < values[0] || wanted > values[QUANTILES - 1]) {
      return 0;
    }
    int below = 0;
    int above = 0;
    for (float quantile : values) {
      if (quantile <= wanted) {
        below++;
      }
      if (quantile >= wanted) {
        above++;
      }
    }
    // Within the range, so at least one row is as far out.
    return Math.max(1.0 / rows, (double) Math.min(below, above) / QUANTILES);
  }

  void write(ModelFile.Section out) {
    out.int32(rows).int32(values.length).int32(counts.length);
    for (float value : values) {
      out.float32(value);
    }
    for (int count : counts) {
      out.int32(count);
    }
  }

  static FeatureProfile read(ModelFile.Reader in) {
    int rows = in.intBetween("the number of profile rows", 0, Integer.MAX_VALUE);
    int size = in.intBetween("the number of profile values", 0, MANY);
    int counted = in.intBetween("the number of profile counts", 0, MANY);
    boolean discrete = counted == size && (counted > 0 || rows == 0);
    if (!discrete && !(counted == 0 && size == QUANTILES && rows > 0)) {
      throw in.wrong("a profile has " + size + " values and " + counted + " counts");
    }
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = in.finiteFloat("a profile value");
      if (i > 0 && (values[i] < values[i - 1] || (discrete && values[i] == values[i - 1]))) {
        throw in.wrong("the values of a profile do not grow");
      }
    }
    int[] counts = new int[counted];
    long sum = 0;
    for (int i = 0; i < counted; i++) {
      counts[i] = in.intBetween("a profile count", 1, rows);
      sum += counts[i];
    }
    if (discrete && sum != rows) {
      throw in.wrong("the counts of a profile make " + sum + ", not " + rows);
    }
    return new FeatureProfile(rows, values, counts);
  }
}
