package io.nanosiem.ml;

import java.util.Arrays;

/** Grows isolation trees, one after the other. Holds working memory: one thread at a time. */
final class TreeGrower {
  /** Training data, asked for one value at a time. Reading must be safe from several threads. */
  interface Rows {
    int count();

    int features();

    /** A finite number, or NaN if the value is missing. */
    float value(int row, int feature);

    /** Reads a row, as {@link #value} does one value after the other. */
    default void read(int row, float[] into) {
      for (int feature = 0; feature < into.length; feature++) {
        into[feature] = value(row, feature);
      }
    }
  }

  private static final int EMPTY = -1;

  private final Rows rows;
  private final TreeArrays into;
  private final long seed;
  private final int sampleSize;

  /** The sample's values as keys, column by column. */
  private final int[] columns;

  private final boolean[] hasMissing;
  private final float[] row;
  private final int[] order;
  private final int[] swap;
  private final int[] candidates;
  private final int[] sample;
  private final int[] seen;

  TreeGrower(Rows rows, TreeArrays into, long seed, int sampleSize) {
    this.rows = rows;
    this.into = into;
    this.seed = seed;
    this.sampleSize = sampleSize;
    columns = new int[sampleSize * rows.features()];
    hasMissing = new boolean[rows.features()];
    row = new float[rows.features()];
    order = new int[sampleSize];
    swap = new int[sampleSize];
    candidates = new int[rows.features()];
    sample = new int[sampleSize];
    seen = new int[Integer.highestOneBit(sampleSize) * 4];
  }

  void grow(int tree) {
    SplitMix64 random = SplitMix64.stream(seed, tree);
    sample(random);
    Arrays.fill(hasMissing, false);
    for (int i = 0; i < sampleSize; i++) {
      rows.read(sample[i], row);
      for (int feature = 0; feature < row.length; feature++) {
        int key = TreeArrays.key(row[feature]);
        columns[feature * sampleSize + i] = key;
        hasMissing[feature] |= key == TreeArrays.MISSING;
      }
      order[i] = i;
    }
    for (int feature = 0; feature < candidates.length; feature++) {
      candidates[feature] = feature;
    }
    grow(random, tree, 1, 0, 0, sampleSize, candidates.length);
  }

  /**
   * The rows that a tree is grown from: the same that {@link #grow} takes. Valid until the next.
   */
  int[] sampleOf(int tree) {
    sample(SplitMix64.stream(seed, tree));
    return sample;
  }

  /** Without replacement, in time that does not depend on the number of rows (R. W. Floyd). */
  private void sample(SplitMix64 random) {
    Arrays.fill(seen, EMPTY);
    int n = rows.count();
    for (int i = 0; i < sampleSize; i++) {
      int last = n - sampleSize + i;
      int pick = random.nextInt(last + 1);
      if (!addSeen(pick)) {
        pick = last;
        addSeen(pick);
      }
      sample[i] = pick;
    }
  }

  private boolean addSeen(int row) {
    int mask = seen.length - 1;
    int slot = (row * 0x9E3779B9) >>> Integer.numberOfLeadingZeros(mask);
    while (seen[slot] != EMPTY) {
      if (seen[slot] == row) {
        return false;
      }
      slot = (slot + 1) & mask;
    }
    seen[slot] = row;
    return true;
  }

  /**
   * @param open how many of {@code candidates}, from the front, are not known to be constant in the
   *     rows from {@code begin} to {@code end}
   */
  private void grow(
      SplitMix64 random, int tree, int node, int depth, int begin, int end, int open) {
    if (end - begin <= 1 || depth == into.height) {
      into.leaf(tree, node, depth, end - begin);
      return;
    }
    int stillOpen = open;
    while (stillOpen > 0) {
      int pick = random.nextInt(stillOpen);
      int feature = candidates[pick];
      int column = feature * sampleSize;
      // A missing value is the least of all keys, and must not be taken for the minimum.
      int min = Integer.MAX_VALUE;
      int max = TreeArrays.MISSING;
      if (hasMissing[feature]) {
        for (int i = begin; i < end; i++) {
          int key = columns[column + order[i]];
          min = key == TreeArrays.MISSING ? min : Math.min(min, key);
          max = Math.max(max, key);
        }
      } else {
        for (int i = begin; i < end; i++) {
          int key = columns[column + order[i]];
          min = Math.min(min, key);
          max = Math.max(max, key);
        }
      }
      if (min < max) {
        float threshold =
            between(TreeArrays.number(min), TreeArrays.number(max), random.nextDouble());
        int key = TreeArrays.key(threshold);
        int middle =
            hasMissing[feature]
                ? partitionWithMissing(random, column, key, begin, end)
                : partition(column, key, begin, end);
        grow(random, tree, 2 * node, depth + 1, begin, middle, stillOpen);
        grow(random, tree, 2 * node + 1, depth + 1, middle, end, stillOpen);
        into.split(tree, node, feature, threshold);
        return;
      }
      // Constant here, so constant in everything below: drawn again from what is left, the choice
      // stays uniform among the features that can split.
      stillOpen--;
      candidates[pick] = candidates[stillOpen];
      candidates[stillOpen] = feature;
    }
    into.leaf(tree, node, depth, end - begin);
  }

  /** A float in [min, max), so that neither side of the split is empty. */
  static float between(float min, float max, double fraction) {
    float threshold = (float) (min + fraction * ((double) max - min));
    return threshold < max ? Math.max(threshold, min) : Math.max(Math.nextDown(max), min);
  }

  private int partition(int column, int threshold, int begin, int end) {
    int left = begin;
    int right = 0;
    for (int i = begin; i < end; i++) {
      // Written to both sides, and kept on one: which one is a coin toss, and no branch guesses it.
      int row = order[i];
      int goesRight = (int) (((long) threshold - columns[column + row]) >>> 63);
      order[left] = row;
      swap[right] = row;
      left += 1 - goesRight;
      right += goesRight;
    }
    System.arraycopy(swap, 0, order, left, right);
    return left;
  }

  private int partitionWithMissing(
      SplitMix64 random, int column, int threshold, int begin, int end) {
    int left = begin;
    int right = 0;
    int missing = 0;
    for (int i = begin; i < end; i++) {
      int row = order[i];
      int key = columns[column + row];
      if (key == TreeArrays.MISSING) {
        missing++;
        swap[sampleSize - missing] = row;
      } else if (key <= threshold) {
        order[left++] = row;
      } else {
        swap[right++] = row;
      }
    }
    // A missing value says nothing: such rows follow the others at random, in proportion.
    double share = (double) (left - begin) / (left - begin + right);
    for (int i = missing; i >= 1; i--) {
      int row = swap[sampleSize - i];
      if (random.chance(share)) {
        order[left++] = row;
      } else {
        // One row at least went left, so this stays below the rows that are still to be read.
        swap[right++] = row;
      }
    }
    System.arraycopy(swap, 0, order, left, right);
    return left;
  }
}
