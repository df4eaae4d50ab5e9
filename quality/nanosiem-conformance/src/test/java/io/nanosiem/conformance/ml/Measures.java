package io.nanosiem.conformance.ml;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;

/** How well scores part attacks from the rest, and how sure a share is. */
final class Measures {
  private static final int RESAMPLES = 1_000;

  private Measures() {}

  /** The share of pairs of an attack and an ordinary event that are in order; level pairs half. */
  static double auroc(double[] scores, boolean[] attacks) {
    double[] ordinary = pick(scores, attacks, false);
    double[] positive = pick(scores, attacks, true);
    Arrays.sort(ordinary);
    double pairs = 0;
    for (double score : positive) {
      int below = firstAtLeast(ordinary, score);
      int upTo = firstAtLeast(ordinary, Math.nextUp(score));
      pairs += below + (upTo - below) / 2.0;
    }
    return pairs / ((double) ordinary.length * positive.length);
  }

  /** The mean over attacks of the share of attacks among all that score as high. */
  static double averagePrecision(double[] scores, boolean[] attacks) {
    Integer[] order = new Integer[scores.length];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, Comparator.comparingDouble(i -> -scores[i]));
    double sum = 0;
    int found = 0;
    for (int begin = 0; begin < order.length; ) {
      int end = begin;
      int before = found;
      while (end < order.length && scores[order[end]] == scores[order[begin]]) {
        found += attacks[order[end]] ? 1 : 0;
        end++;
      }
      sum += (double) (found - before) * found / end;
      begin = end;
    }
    return found == 0 ? Double.NaN : sum / found;
  }

  /** The standard error of a share if the events had nothing to do with one another. */
  static double binomialError(double share, long events) {
    return Math.sqrt(share * (1 - share) / events);
  }

  /**
   * The standard error of a share if events come in bursts: whole blocks of neighbours are drawn
   * again with replacement.
   *
   * @param runs each by time; no block spans two of them
   * @param block how many neighbours make a block; what is left over at a run's end is a shorter
   *     one
   */
  static double blockError(List<boolean[]> runs, int block, long seed) {
    int blocks = runs.stream().mapToInt(run -> (run.length + block - 1) / block).sum();
    int[] hits = new int[blocks];
    int[] sizes = new int[blocks];
    int at = 0;
    for (boolean[] run : runs) {
      for (int i = 0; i < run.length; i++) {
        hits[at + i / block] += run[i] ? 1 : 0;
        sizes[at + i / block]++;
      }
      at += (run.length + block - 1) / block;
    }
    SplittableRandom random = new SplittableRandom(seed);
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < RESAMPLES; i++) {
      long hit = 0;
      long size = 0;
      for (int j = 0; j < blocks; j++) {
        int pick = random.nextInt(blocks);
        hit += hits[pick];
        size += sizes[pick];
      }
      double share = (double) hit / size;
      sum += share;
      squares += share * share;
    }
    double mean = sum / RESAMPLES;
    return Math.sqrt(Math.max(0, squares / RESAMPLES - mean * mean));
  }

  /** The smallest of the scores that no more than a share of them reaches. */
  static double threshold(double[] scores, double rate) {
    double[] sorted = scores.clone();
    Arrays.sort(sorted);
    int above = (int) Math.floor(rate * sorted.length);
    return Math.nextUp(sorted[sorted.length - 1 - above]);
  }

  static double[] pick(double[] values, boolean[] flags, boolean wanted) {
    double[] picked = new double[values.length];
    int count = 0;
    for (int i = 0; i < values.length; i++) {
      if (flags[i] == wanted) {
        picked[count++] = values[i];
      }
    }
    return Arrays.copyOf(picked, count);
  }

  static int count(boolean[] flags) {
    int count = 0;
    for (boolean flag : flags) {
      count += flag ? 1 : 0;
    }
    return count;
  }

  private static int firstAtLeast(double[] sorted, double value) {
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
}
