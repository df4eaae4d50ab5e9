package io.nanosiem.conformance.ml;

import static org.assertj.core.api.Assertions.assertThat;

import io.nanosiem.conformance.OutsideData;
import io.nanosiem.event.Event;
import io.nanosiem.ml.IsolationForest;
import io.nanosiem.ml.StandardFeatures;
import io.nanosiem.normalize.Normalizer;
import io.nanosiem.parse.LogParser;
import io.nanosiem.parse.ParseContext;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/**
 * Whether an explanation tells what the forest did. Trained on one week of a log, asked about the
 * attacks of the next.
 *
 * <ul>
 *   <li>Deletion: the features that an explanation ranks first are set to the training median, one
 *       after the other. The sooner the score falls to that of the median row, the more faithful
 *       was the ranking. Measured is the mean of the curve from 1 (the score itself) to 0 (the
 *       median row's); less is better.
 *   <li>Injection: an ordinary row gets one or two features moved far beyond what training knows.
 *       Does the explanation name them? This favours the distance from the mean, which ignores the
 *       model, by the way the rows are made.
 * </ul>
 */
class AttributionTest {
  private static final int SEEDS = 5;
  private static final int ATTACKS_OF_A_FAMILY = 25;
  private static final int INJECTIONS = 300;
  private static final int FEATURES = StandardFeatures.NAMES.size();

  private interface Ranking {
    void explain(double[] row, double[] into);
  }

  private static final class Figures {
    double deletion;
    int deletions;
    int first;
    int amongThree;
    double reciprocal;
    int injections;
    int bothFirst;
    int pairs;

    double deletionArea() {
      return deletion / deletions;
    }
  }

  private final Map<String, Figures> figures = new HashMap<>();
  private double worstGainSum;
  private double worstShapleySum;

  @Test
  void theGainIsAsFaithfulToTheModelAsShapleyValues() throws IOException {
    Path logs = OutsideData.folder().resolve("anomaly").resolve("logs");
    double[][] training = rows(logs.resolve("nano-auth-v1.train.log.gz"));
    double[][] test = rows(logs.resolve("nano-auth-v1.test.log.gz"));
    List<String> truth = Files.readAllLines(logs.resolve("nano-auth-v1.test.truth.csv"));
    assertThat(truth).hasSize(test.length + 1);

    List<String> names = List.of("random order", "abs z", "gain", "Shapley");
    for (int seed = 0; seed < SEEDS; seed++) {
      measure(seed, training, test, truth, names);
    }

    StringBuilder table =
        new StringBuilder(
            String.format(
                Locale.ROOT,
                "%d forests; sums off by at most %.1e (gain), %.1e (Shapley)%n",
                SEEDS,
                worstGainSum,
                worstShapleySum));
    for (String name : names) {
      Figures each = figures(name);
      table.append(
          String.format(
              Locale.ROOT,
              "%-12s deletion %.3f (n=%d)  injected: first %.3f, among three %.3f, MRR %.3f (n=%d);"
                  + " both of two first %.3f (n=%d)%n",
              name,
              each.deletionArea(),
              each.deletions,
              each.first / (double) each.injections,
              each.amongThree / (double) each.injections,
              each.reciprocal / each.injections,
              each.injections,
              each.bothFirst / (double) each.pairs,
              each.pairs));
    }
    System.out.println(table);

    assertThat(worstGainSum).as("%s", table).isLessThan(1e-4);
    assertThat(worstShapleySum).as("%s", table).isLessThan(1e-4);
    double gain = figures("gain").deletionArea();
    double shapley = figures("Shapley").deletionArea();
    assertThat(gain).as("%s", table).isLessThan(shapley + 0.02);
    assertThat(gain).as("%s", table).isLessThan(figures("random order").deletionArea() - 0.3);
    assertThat(shapley).as("%s", table).isLessThan(figures("abs z").deletionArea());
  }

  private Figures figures(String name) {
    return figures.computeIfAbsent(name, key -> new Figures());
  }

  private void measure(
      int seed, double[][] training, double[][] test, List<String> truth, List<String> names) {
    IsolationForest forest = IsolationForest.builder().seed(seed).fit(training);
    Random random = new Random(1_000 + seed);
    Columns columns = new Columns(training);
    Ranking byChance =
        (row, into) -> {
          for (int i = 0; i < FEATURES; i++) {
            into[i] = random.nextDouble();
          }
        };
    List<Ranking> rankings = List.of(byChance, columns::distances, forest::score, forest::shapley);

    double[] scores = new double[training.length];
    forest.score(training, scores);
    Arrays.sort(scores);
    double top = scores[(int) (scores.length * 0.95)];
    double floor = forest.score(columns.median);
    Map<String, Integer> taken = new HashMap<>();
    for (int i = 0; i < test.length; i++) {
      String[] answer = truth.get(i + 1).split(",", -1);
      double score = forest.score(test[i]);
      if (answer[0].equals("1")
          && score > Math.max(top, floor)
          && taken.merge(answer[1], 1, Integer::sum) <= ATTACKS_OF_A_FAMILY) {
        checkSums(forest, test[i]);
        for (int k = 0; k < names.size(); k++) {
          Figures each = figures(names.get(k));
          each.deletion += deletion(forest, test[i], order(rankings.get(k), test[i]), columns);
          each.deletions++;
        }
      }
    }

    for (int i = 0; i < 2 * INJECTIONS; i++) {
      double[] row = training[random.nextInt(training.length)].clone();
      List<Integer> injected = new ArrayList<>();
      while (injected.size() < 1 + i % 2) {
        int feature = random.nextInt(FEATURES);
        if (columns.deviation[feature] > 0 && !injected.contains(feature)) {
          injected.add(feature);
          row[feature] = columns.far[feature];
        }
      }
      for (int k = 0; k < names.size(); k++) {
        Figures each = figures(names.get(k));
        List<Integer> order = order(rankings.get(k), row);
        if (injected.size() == 1) {
          int rank = order.indexOf(injected.get(0));
          each.first += rank == 0 ? 1 : 0;
          each.amongThree += rank < 3 ? 1 : 0;
          each.reciprocal += 1.0 / (rank + 1);
          each.injections++;
        } else {
          each.bothFirst += injected.containsAll(order.subList(0, 2)) ? 1 : 0;
          each.pairs++;
        }
      }
    }
  }

  private void checkSums(IsolationForest forest, double[] row) {
    double[] values = new double[FEATURES];
    double lost = forest.baseDepth() - forest.depth(row);
    forest.score(row, values);
    worstGainSum = Math.max(worstGainSum, Math.abs(Arrays.stream(values).sum() - lost));
    forest.shapley(row, values);
    worstShapleySum = Math.max(worstShapleySum, Math.abs(Arrays.stream(values).sum() - lost));
  }

  private static List<Integer> order(Ranking ranking, double[] row) {
    double[] values = new double[FEATURES];
    ranking.explain(row, values);
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < FEATURES; i++) {
      order.add(i);
    }
    order.sort(Comparator.comparingDouble(i -> -values[i]));
    return order;
  }

  /** The mean height of the curve, by trapezoids. */
  private static double deletion(
      IsolationForest forest, double[] row, List<Integer> order, Columns columns) {
    double floor = forest.score(columns.median);
    double span = forest.score(row) - floor;
    double[] left = row.clone();
    double area = 0;
    double before = 1;
    for (int feature : order) {
      left[feature] = columns.median[feature];
      double now = (forest.score(left) - floor) / span;
      area += (before + now) / 2;
      before = now;
    }
    return area / FEATURES;
  }

  /** What training looked like. */
  private static final class Columns {
    final double[] median = new double[FEATURES];
    final double[] mean = new double[FEATURES];
    final double[] deviation = new double[FEATURES];

    /** Three standard deviations beyond what 999 in 1,000 stay below. */
    final double[] far = new double[FEATURES];

    Columns(double[][] training) {
      for (int feature = 0; feature < FEATURES; feature++) {
        int column = feature;
        double[] values = Arrays.stream(training).mapToDouble(row -> row[column]).toArray();
        Arrays.sort(values);
        double average = Arrays.stream(values).average().orElseThrow();
        double variance =
            Arrays.stream(values).map(x -> (x - average) * (x - average)).average().orElseThrow();
        median[feature] = values[values.length / 2];
        mean[feature] = average;
        deviation[feature] = variance > 1e-18 ? Math.sqrt(variance) : 0;
        far[feature] = values[(int) (values.length * 0.999)] + 3 * deviation[feature];
      }
    }

    void distances(double[] row, double[] into) {
      for (int i = 0; i < FEATURES; i++) {
        double distance = Math.abs(row[i] - mean[i]);
        // A value that a constant feature never had lies farthest of all.
        into[i] = distance < 1e-12 ? 0 : distance / Math.max(deviation[i], 1e-9);
      }
    }
  }

  private static double[][] rows(Path log) throws IOException {
    List<double[]> rows = new ArrayList<>();
    Instant reference = Instant.parse("2024-06-01T00:00:00Z");
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(log)), StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        Event.Builder builder = Event.builder().raw(line);
        LogParser.auto().parse(line, ParseContext.inOrder(reference, ZoneOffset.UTC), builder);
        Normalizer.standard().normalize(builder);
        Event event = builder.build();
        reference = event.hasOwnTime() ? event.time() : reference;
        double[] row = new double[FEATURES];
        StandardFeatures.utc().extract(event, row);
        rows.add(row);
      }
    }
    return rows.toArray(new double[0][]);
  }
}
