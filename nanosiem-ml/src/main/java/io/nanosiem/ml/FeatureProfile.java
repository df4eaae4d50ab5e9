package io.nanosiem.ml;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What the training data looked like in one feature: how rare a value is by itself, and what is
 * usual.
 *
 * <p>Rarity is in decades, −log₁₀ of the share p of ordinary events with a value at least as far
 * from the usual; 2 is one in a hundred. How p is found depends on the feature:
 *
 * <ul>
 *   <li><b>Counted</b>, for categories and for measures of at most {@value #FEW} values: the share
 *       of events whose value is as rare as this one, or rarer. Values never seen share what Good
 *       and Turing left to them: the share of training events whose value was the only one of its
 *       kind. So a new user is rare where users are few and known, and ordinary where each event
 *       brings another. Of categories, the {@value #MANY} most frequent are kept; the others count
 *       as never seen.
 *   <li><b>Ranked</b>, for measures of more values: twice the share of events at least as far out
 *       on the nearer side, interpolated between {@link #STEP knots} that lie densest at both ends.
 * </ul>
 *
 * <p>A measure beyond all that training saw gets rarer with the distance, by a tail fitted to the
 * outer values, at most {@value #MOST_BEYOND} decades more.
 *
 * <p>Immutable.
 */
final class FeatureProfile {
  private static final int FEW = 64;
  private static final int MANY = 4096;
  private static final double STEP = 1.19;
  private static final int MOST_KNOTS = 512;
  private static final double MOST_BEYOND = 6;
  private static final double MAD_TO_DEVIATION = 1.4826;
  private static final double MEAN_TO_DEVIATION = 1.2533;

  private final boolean category;
  private final int rows;

  /** Ascending: the values that were counted, or those at the knots. */
  private final double[] values;

  /** How often each value occurred; none if ranked. */
  private final int[] counts;

  private final double[] decades;
  private final double unseen;
  private final ParetoTail below;
  private final ParetoTail above;
  private final double median;
  private final double deviation;

  private FeatureProfile(
      boolean category,
      int rows,
      double[] values,
      int[] counts,
      double @Nullable [] decades,
      double unseen,
      ParetoTail below,
      ParetoTail above,
      double median,
      double deviation) {
    this.category = category;
    this.rows = rows;
    this.values = values;
    this.counts = counts;
    this.decades = decades == null ? decadesOf(counts, rows) : decades;
    this.unseen = unseen;
    this.below = below;
    this.above = above;
    this.median = median;
    this.deviation = deviation;
  }

  /**
   * Of all values of a column.
   *
   * @param sorted finite, ascending, without missing values and negative zeros
   * @param category whether the values stand for things
   */
  static FeatureProfile of(double[] sorted, boolean category) {
    double[] values = distinct(sorted);
    return category || values.length <= FEW ? counted(sorted, values, category) : ranked(sorted);
  }

  /** Each value once. */
  static double[] distinct(double[] sorted) {
    double[] values = new double[sorted.length];
    int distinct = 0;
    for (int i = 0; i < sorted.length; i++) {
      if (i == 0 || sorted[i] != sorted[i - 1]) {
        values[distinct++] = sorted[i];
      }
    }
    return Arrays.copyOf(values, distinct);
  }

  /** How often each value is there. */
  static int[] count(double[] sorted, double[] values) {
    int[] counts = new int[values.length];
    int at = 0;
    for (double value : sorted) {
      while (values[at] != value) {
        at++;
      }
      counts[at]++;
    }
    return counts;
  }

  /** By Good and Turing, but half a row at least. */
  static double unseenDecades(int[] counts, int rows, int forgotten) {
    int once = 0;
    for (int count : counts) {
      once += count == 1 ? 1 : 0;
    }
    return StrictMath.log10((rows + 1.0) / Math.max(0.5, Math.max(once, forgotten)));
  }

  private static FeatureProfile counted(double[] sorted, double[] distinct, boolean category) {
    int rows = sorted.length;
    double[] values = distinct;
    int[] counts = count(sorted, values);
    double unseen = unseenDecades(counts, rows, 0);
    if (values.length > MANY) {
      int forgotten = 0;
      int[] all = counts;
      int[] byCount = all.clone();
      Arrays.sort(byCount);
      int least = byCount[byCount.length - MANY];
      // Of those that are as frequent as the last that fits, the smallest values are kept.
      long ties = MANY - Arrays.stream(all).filter(count -> count > least).count();
      values = new double[MANY];
      counts = new int[MANY];
      int at = 0;
      for (int i = 0; i < all.length; i++) {
        if (all[i] > least || (all[i] == least && ties-- > 0)) {
          values[at] = distinct[i];
          counts[at++] = all[i];
        } else {
          forgotten += all[i];
        }
      }
      unseen = unseenDecades(all, rows, forgotten);
    }
    boolean none = category || rows == 0;
    ParetoTail tail =
        spreadTail(rows == 0 ? 0 : values[0], rows == 0 ? 0 : values[values.length - 1]);
    return new FeatureProfile(
        category,
        rows,
        values,
        counts,
        null,
        unseen,
        tail,
        tail,
        none ? Double.NaN : middle(sorted),
        none ? Double.NaN : deviation(sorted));
  }

  /** Few values have no tail to be fitted; each multiple of their whole spread counts. */
  private static ParetoTail spreadTail(double least, double most) {
    return new ParetoTail(ParetoTail.MOST_SHAPE, most > least ? most - least : 1);
  }

  /** For each value the share of rows whose value is as rare or rarer. */
  static double[] decadesOf(int[] counts, int rows) {
    int[] ascending = counts.clone();
    Arrays.sort(ascending);
    long[] upTo = new long[ascending.length];
    // Rows whose value was not kept are at least as rare as those that were.
    long sum = rows - Arrays.stream(counts).asLongStream().sum();
    for (int i = 0; i < ascending.length; i++) {
      sum += ascending[i];
      upTo[i] = sum;
    }
    for (int i = ascending.length - 2; i >= 0; i--) {
      upTo[i] = ascending[i] == ascending[i + 1] ? upTo[i + 1] : upTo[i];
    }
    double[] decades = new double[counts.length];
    for (int i = 0; i < counts.length; i++) {
      long rarer = upTo[Arrays.binarySearch(ascending, counts[i])];
      decades[i] = rarer == 0 ? 0 : Math.max(0, -StrictMath.log10((double) rarer / rows));
    }
    return decades;
  }

  private static FeatureProfile ranked(double[] sorted) {
    int n = sorted.length;
    double[] values = new double[MOST_KNOTS];
    double[] decades = new double[MOST_KNOTS];
    int knots = 0;
    for (int rank : ranks(n)) {
      double value = sorted[rank];
      if (knots == 0 || value != values[knots - 1]) {
        values[knots] = value;
        int nearer = Math.min(upper(sorted, value), n - lower(sorted, value));
        decades[knots++] = Math.max(0, -StrictMath.log10(2.0 * nearer / n));
      }
    }
    int outer = Math.max(10, Math.min(n / 50, 500));
    double[] high = new double[outer];
    double[] low = new double[outer];
    for (int i = 0; i < outer; i++) {
      high[i] = sorted[n - 1 - i] - sorted[n - 1 - outer];
      low[i] = sorted[outer] - sorted[i];
    }
    double least = Math.max((sorted[n - 1] - sorted[0]) * 1e-3, Double.MIN_NORMAL);
    return new FeatureProfile(
        false,
        n,
        Arrays.copyOf(values, knots),
        new int[0],
        Arrays.copyOf(decades, knots),
        StrictMath.log10((n + 1) / 2.0),
        ParetoTail.of(low, least),
        ParetoTail.of(high, least),
        middle(sorted),
        deviation(sorted));
  }

  /** From both ends to the middle, each distance from the end somewhat larger than the last. */
  private static int[] ranks(int n) {
    int[] half = new int[MOST_KNOTS / 2 - 1];
    int count = 0;
    double next = 0;
    while (next < n / 2.0 && count < half.length) {
      half[count++] = (int) next;
      next = Math.max(next + 1, next * STEP);
    }
    int[] ranks = new int[2 * count + 1];
    ranks[count] = n / 2;
    for (int i = 0; i < count; i++) {
      ranks[i] = half[i];
      ranks[2 * count - i] = n - 1 - half[i];
    }
    return ranks;
  }

  /** The first place whose value is not below. */
  static int lower(double[] sorted, double value) {
    int low = 0;
    int high = sorted.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (sorted[middle] < value) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** The first place whose value is above. */
  static int upper(double[] sorted, double value) {
    return lower(sorted, Math.nextUp(value));
  }

  private static double middle(double[] sorted) {
    int n = sorted.length;
    return (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
  }

  /** A robust standard deviation: by the median, or if that is zero by the mean, of distances. */
  private static double deviation(double[] sorted) {
    double middle = middle(sorted);
    double[] distances = new double[sorted.length];
    double sum = 0;
    for (int i = 0; i < sorted.length; i++) {
      distances[i] = Math.abs(sorted[i] - middle);
      sum += distances[i];
    }
    Arrays.sort(distances);
    double median = middle(distances);
    return median > 0 ? median * MAD_TO_DEVIATION : sum / sorted.length * MEAN_TO_DEVIATION;
  }

  boolean isCategory() {
    return category;
  }

  /** Whether single values were counted. */
  boolean isCounted() {
    return counts.length > 0 || rows == 0;
  }

  /**
   * How rare a value is by itself.
   *
   * @param value a finite number, not negative zero, or NaN if missing
   * @return −log₁₀ of the share of ordinary events as far from the usual, at least 0; 0 if the
   *     value, or all of training, is missing
   */
  double decades(double value) {
    int last = values.length - 1;
    if (last < 0 || Double.isNaN(value)) {
      return 0;
    }
    double beyond = beyond(value, values[0], values[last]);
    if (beyond > 0) {
      return unseen + beyond;
    }
    int at = Arrays.binarySearch(values, value);
    if (at >= 0) {
      return decades[at];
    }
    if (category || isCounted()) {
      return unseen;
    }
    int next = -at - 1;
    double share = (value - values[next - 1]) / (values[next] - values[next - 1]);
    return decades[next - 1] + share * (decades[next] - decades[next - 1]);
  }

  /**
   * How many decades rarer a measure is for lying beyond a range.
   *
   * @return above 0 and at most {@value #MOST_BEYOND}; 0 if within, or for a category
   */
  double beyond(double value, double least, double most) {
    if (category || (value >= least && value <= most)) {
      return 0;
    }
    return Math.min(
        MOST_BEYOND, value > most ? above.decades(value - most) : below.decades(least - value));
  }

  /** Whether a category was among those too many and too rare to be kept, or never seen. */
  boolean isForgotten(double value) {
    return category && values.length == MANY && Arrays.binarySearch(values, value) < 0;
  }

  /**
   * The share of training rows with this value; of ranked features, with one at least as far out on
   * the nearer side.
   *
   * @return 0 to 1; 0 if there was none; NaN if nothing is known
   */
  double share(double value) {
    if (rows == 0 || Double.isNaN(value)) {
      return Double.NaN;
    }
    if (isCounted()) {
      int at = Arrays.binarySearch(values, value);
      return at < 0 ? 0 : (double) counts[at] / rows;
    }
    return value < values[0] || value > values[values.length - 1]
        ? 0
        : Math.min(0.5, StrictMath.pow(10, -decades(value)) / 2);
  }

  /** The middle of the training values; NaN for a category, or if there were none. */
  double median() {
    return median;
  }

  /**
   * How many robust standard deviations a value lies from the median.
   *
   * @return infinite if all of training was the same; NaN if missing, or for a category
   */
  double robustZ(double value) {
    double distance = value - median;
    return distance == 0 ? 0 : distance / deviation;
  }

  void write(ModelFile.Section out) {
    out.int32(category ? 1 : 0).int32(rows).int32(values.length).int32(counts.length);
    boolean none = category || rows == 0;
    out.float64(unseen).float64(none ? 0 : median).float64(none ? 0 : deviation);
    below.write(out);
    above.write(out);
    for (double value : values) {
      out.float64(value);
    }
    if (isCounted()) {
      for (int count : counts) {
        out.int32(count);
      }
    } else {
      for (double rarity : decades) {
        out.float64(rarity);
      }
    }
  }

  static FeatureProfile read(ModelFile.Reader in) {
    boolean category = in.intBetween("the kind of a profile", 0, 1) == 1;
    int rows = in.intBetween("the number of profile rows", 0, Integer.MAX_VALUE);
    int size = in.intBetween("the number of profile values", 0, MANY);
    int counted = in.intBetween("the number of profile counts", 0, MANY);
    boolean isCounted = counted == size && (counted > 0) == (rows > 0);
    if (!isCounted && (counted != 0 || category || rows == 0 || size < 2 || size > MOST_KNOTS)) {
      throw in.wrong("a profile has " + size + " values and " + counted + " counts");
    }
    double unseen = in.finiteDouble("the rarity of an unseen value");
    double median = in.finiteDouble("the median of a profile");
    double deviation = in.finiteDouble("the deviation of a profile");
    if (!isRarity(unseen) || deviation < 0) {
      throw in.wrong("a rarity is not between 0 and 20, or a deviation is negative");
    }
    ParetoTail below = ParetoTail.read(in);
    ParetoTail above = ParetoTail.read(in);
    double[] values = new double[size];
    for (int i = 0; i < size; i++) {
      values[i] = in.finiteDouble("a profile value");
      if (i > 0 && values[i] <= values[i - 1]) {
        throw in.wrong("the values of a profile do not grow");
      }
    }
    int[] counts = new int[counted];
    double[] decades = isCounted ? null : new double[size];
    long sum = 0;
    for (int i = 0; i < size; i++) {
      if (decades == null) {
        counts[i] = in.intBetween("a profile count", 1, rows);
        sum += counts[i];
      } else {
        decades[i] = in.finiteDouble("a profile rarity");
        if (!isRarity(decades[i])) {
          throw in.wrong("a rarity is not between 0 and 20");
        }
      }
    }
    if (sum > rows || (isCounted && !category && sum != rows)) {
      throw in.wrong("the counts of a profile make " + sum + ", not " + rows);
    }
    boolean none = category || rows == 0;
    return new FeatureProfile(
        category,
        rows,
        values,
        counts,
        decades,
        unseen,
        below,
        above,
        none ? Double.NaN : median,
        none ? Double.NaN : deviation);
  }

  /** No number of rows makes a value rarer. */
  private static boolean isRarity(double decades) {
    return decades >= 0 && decades <= 20;
  }
}
