package io.nanosiem.conformance.ml;

import io.nanosiem.event.Event;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Holds the anomaly detector against logs and tables that it was not made for, beside cheap scores
 * of the same features, and prints tables. {@code quality/anomaly.sh} runs it.
 */
public final class AnomalyEvaluation {
  private static final int WEEKS = 2;
  private static final int EPISODES = 3;
  private static final int SPLITS = 5;
  private static final int FEWEST = 100;
  private static final Set<String> NAMED =
      Set.of(
          "annthyroid",
          "breastw",
          "cardio",
          "ionosphere",
          "mammography",
          "pima",
          "satellite",
          "satimage-2",
          "shuttle",
          "smtp",
          "thyroid");

  private final Path data;
  private final int seeds;
  private final Map<String, EventScorer> scorers = EventScorer.all();

  private AnomalyEvaluation(Path data, int seeds) {
    this.data = data;
    this.seeds = seeds;
  }

  /**
   * Measures and prints.
   *
   * @param args how many seeds, then the parts: logs, drift, real, rows; all unless said
   */
  public static void main(String[] args) {
    String folder = System.getenv("NANOSIEM_DATA");
    if (folder == null) {
      throw new IllegalStateException("NANOSIEM_DATA names no directory of test data");
    }
    int seeds = args.length > 0 ? Integer.parseInt(args[0]) : 5;
    List<String> parts =
        args.length > 1
            ? List.of(args).subList(1, args.length)
            : List.of("logs", "drift", "real", "rows");
    AnomalyEvaluation evaluation = new AnomalyEvaluation(Path.of(folder), seeds);
    for (String part : parts) {
      switch (part) {
        case "logs" -> evaluation.logs();
        case "drift" -> evaluation.drift();
        case "real" -> evaluation.real();
        case "rows" -> evaluation.rows();
        default -> throw new IllegalArgumentException("no part is called " + part);
      }
    }
  }

  /** Two weeks to train on, the next two to be scored. */
  static Pair generated(long seed, Drift drift) {
    LogWeeks weeks = new LogWeeks(seed, drift);
    return new Pair(
        EventLog.of(weeks.ordinary(0, WEEKS)), EventLog.of(weeks.attacked(WEEKS, WEEKS, EPISODES)));
  }

  static Pair nanoAuth(Path data) {
    return new Pair(EventLog.nanoAuth(data, "train"), EventLog.nanoAuth(data, "test"));
  }

  /** What is learnt from, and what is scored. */
  record Pair(EventLog training, EventLog test) {}

  private void logs() {
    Map<String, Outcome> auth = run(1, seed -> nanoAuth(data));
    Map<String, Outcome> site = run(seeds, seed -> generated(seed, Drift.NONE));
    rateHead("Shares of unseen ordinary events that stand out, and ranking");
    rates("nano-auth", auth);
    rates("made-up site", site);
    print("");
    families("Families of nano-auth", auth);
    recalls("nano-auth", auth);
    families("Families of the made-up site", site);
    recalls("The made-up site", site);
    sources(of(site, "detector"));
    print("### Share of its own training events that the detector flags, %%%n");
    print("| data | events | at 1 %% | at 0.5 %% | at 0.1 %% |%n|---|---|---|---|---|");
    own("nano-auth", nanoAuth(data).training().events());
    own("made-up site", generated(1, Drift.NONE).training().events());
    print("");
  }

  private static void sources(Outcome detector) {
    print("### Where the made-up site's ordinary events come from that stand out%n");
    print("| source | ordinary | of them at 1 %%, in %% | at 0.5 %% | of all that do, at 0.5 %% |");
    print("|---|---|---|---|---|");
    double all = detector.share(1) * detector.ordinary();
    detector
        .sources()
        .forEach(
            (name, source) ->
                print(
                    "| %s | %,d | %.2f | %.2f | %.1f |",
                    name,
                    source.events,
                    100.0 * source.flagged[0] / source.events,
                    100.0 * source.flagged[1] / source.events,
                    100 * source.flagged[1] / all));
    print("");
  }

  private void own(String name, List<Event> events) {
    EventScorer.Scores scores = EventScorer.detector(events, 1).score(events);
    print(
        "| %s | %,d | %.2f | %.2f | %.2f |",
        name,
        events.size(),
        100 * share(scores.flagged()[0]),
        100 * share(scores.flagged()[1]),
        100 * share(scores.flagged()[2]));
  }

  private void drift() {
    Map<String, Drift> drifts = new LinkedHashMap<>();
    drifts.put("five new people a week", Drift.PEOPLE);
    drifts.put("a new web server", Drift.HOST);
    drifts.put("new wording of two messages", Drift.RELEASE);
    drifts.put("15 % more traffic a week", Drift.GROWTH);
    drifts.put("the office an hour earlier", Drift.CLOCK);
    drifts.put("all of these", Drift.ALL);
    rateHead("The made-up site drifting after the training weeks");
    drifts.forEach((name, drift) -> rates(name, run(Math.min(3, seeds), s -> generated(s, drift))));
    print("");
  }

  /** One forest seed and one data seed a run. */
  private Map<String, Outcome> run(int runs, LongFunction<Pair> make) {
    Map<String, Outcome> outcomes = new LinkedHashMap<>();
    for (int seed = 1; seed <= runs; seed++) {
      Pair pair = make.apply(seed);
      for (Map.Entry<String, EventScorer> scorer : scorers.entrySet()) {
        EventScorer.Scores scores =
            scorer.getValue().train(pair.training().events(), seed).score(pair.test().events());
        outcomes.computeIfAbsent(scorer.getKey(), k -> new Outcome()).add(pair.test(), scores);
      }
    }
    return outcomes;
  }

  private static void rateHead(String title) {
    print("### %s%n", title);
    print("%% ± error if events were independent / by block bootstrap / by how sites differ.%n");
    print("| data | ordinary | scorer | at 1 %% | at 0.5 %% | at 0.1 %% | AUROC | AP |");
    print("|---|---|---|---|---|---|---|---|");
  }

  private static void rates(String data, Map<String, Outcome> outcomes) {
    outcomes.forEach(
        (name, outcome) ->
            print(
                "| %s | %,d | %s | %s | %s | %s | %s | %s |",
                data,
                outcome.ordinary(),
                name,
                rate(outcome, 0),
                rate(outcome, 1),
                rate(outcome, 2),
                number(outcome.auroc(), 4),
                number(outcome.averagePrecision(), 3)));
  }

  private static String rate(Outcome outcome, int rate) {
    double amongRuns = outcome.runError(rate);
    return String.format(
            Locale.ROOT,
            "%.2f ±%.2f/±%.2f",
            100 * outcome.share(rate),
            100 * outcome.binomialError(rate),
            100 * outcome.blockError(rate))
        + (Double.isNaN(amongRuns) ? "" : "/±" + number(100 * amongRuns, 2));
  }

  private static void families(String title, Map<String, Outcome> outcomes) {
    print("### %s%n", title);
    print(
        "Recall of the detector in %%, at 0.5 %% and 1 %%; average precision among all ordinary events.%n");
    Outcome detector = outcomes.values().iterator().next();
    List<String> others = new ArrayList<>(outcomes.keySet()).subList(1, outcomes.size());
    print(
        "| family | events | at 0.5 %% | at 1 %% | episodes | at 0.5 %% | at 1 %% | AP | %s |",
        String.join(" | ", others.stream().map(o -> "AP " + o).toList()));
    print("|---|---|---|---|---|---|---|---|%s", "---|".repeat(others.size()));
    double[] sums = new double[others.size() + 5];
    int counted = 0;
    for (String hidden : new String[] {"", "hidden"}) {
      for (Map.Entry<String, Outcome.Family> entry : detector.families().entrySet()) {
        boolean isHidden = LogAttacks.HIDDEN.contains(entry.getKey());
        if (isHidden == hidden.isEmpty()) {
          continue;
        }
        Outcome.Family family = entry.getValue();
        double[] row = new double[sums.length];
        row[0] = 100 * family.eventRecall(1);
        row[1] = 100 * family.eventRecall(0);
        row[2] = 100 * family.episodeRecall(1);
        row[3] = 100 * family.episodeRecall(0);
        row[4] = family.averagePrecision();
        for (int i = 0; i < others.size(); i++) {
          row[5 + i] =
              of(of(outcomes, others.get(i)).families(), entry.getKey()).averagePrecision();
        }
        familyRow(
            entry.getKey() + (isHidden ? " (hidden)" : ""), family.events, family.episodes, row);
        if (!isHidden) {
          counted++;
          for (int i = 0; i < row.length; i++) {
            sums[i] += row[i];
          }
        }
      }
    }
    for (int i = 0; i < sums.length; i++) {
      sums[i] /= counted;
    }
    familyRow("**mean of those not hidden**", 0, 0, sums);
    print("");
  }

  /** Recall of all scorers, each family not hidden counting the same. */
  private static void recalls(String title, Map<String, Outcome> outcomes) {
    print("### %s: mean recall over the families that are not hidden, %%%n", title);
    print("| scorer | events, at 0.5 %% | at 1 %% | episodes, at 0.5 %% | at 1 %% |");
    print("|---|---|---|---|---|");
    outcomes.forEach(
        (name, outcome) -> {
          double[] means = new double[4];
          List<Outcome.Family> families = new ArrayList<>();
          outcome
              .families()
              .forEach(
                  (family, found) -> {
                    if (!LogAttacks.HIDDEN.contains(family)) {
                      families.add(found);
                    }
                  });
          for (Outcome.Family family : families) {
            means[0] += 100 * family.eventRecall(1) / families.size();
            means[1] += 100 * family.eventRecall(0) / families.size();
            means[2] += 100 * family.episodeRecall(1) / families.size();
            means[3] += 100 * family.episodeRecall(0) / families.size();
          }
          print("| %s | %.1f | %.1f | %.1f | %.1f |", name, means[0], means[1], means[2], means[3]);
        });
    print("");
  }

  private static void familyRow(String name, int events, int episodes, double[] row) {
    StringBuilder more = new StringBuilder();
    for (int i = 4; i < row.length; i++) {
      more.append(String.format(Locale.ROOT, " %.3f |", row[i]));
    }
    print(
        "| %s | %s | %.0f | %.0f | %s | %.0f | %.0f |%s",
        name,
        events == 0 ? "" : events,
        row[0],
        row[1],
        episodes == 0 ? "" : episodes,
        row[2],
        row[3],
        more);
  }

  private void real() {
    print("### Real logs, unlabelled: share of unseen events that stand out, %%%n");
    print(
        "Random: mean of %d splits in halves. Time: the second half by a model of the first, mean"
            + " of %d forests. Own: training events of the model of the whole.%n",
        SPLITS, SPLITS);
    print(
        "| log | events | random, at 1 %% | at 0.5 %% | time, at 1 %% | at 0.5 %% | max \\|z\\|"
            + " random, at 1 %% | time, at 1 %% | own, at 0.5 %% |");
    print("|---|---|---|---|---|---|---|---|---|");
    Outcome random = new Outcome();
    Outcome byTime = new Outcome();
    Outcome randomZ = new Outcome();
    Outcome byTimeZ = new Outcome();
    for (Path file : EventLog.realLogs(data)) {
      EventLog log = EventLog.unlabelled(file);
      if (log.size() < 2 * FEWEST) {
        print("| %s | %,d | too few | | | | | | |", EventLog.nameOf(file), log.size());
        continue;
      }
      EventScorer detector = EventScorer::detector;
      EventScorer z = EventScorer.onRows(RowScorer::maxZ);
      EventScorer.Scores own = EventScorer.detector(log.events(), 1).score(log.events());
      Outcome[] here = {
        split(log, detector, true, random),
        split(log, detector, false, byTime),
        split(log, z, true, randomZ),
        split(log, z, false, byTimeZ)
      };
      print(
          "| %s | %,d | %.2f | %.2f | %.2f | %.2f | %.2f | %.2f | %.2f |",
          EventLog.nameOf(file),
          log.size(),
          100 * here[0].share(0),
          100 * here[0].share(1),
          100 * here[1].share(0),
          100 * here[1].share(1),
          100 * here[2].share(0),
          100 * here[3].share(0),
          100 * share(own.flagged()[1]));
    }
    print(
        "| **all events** | %,d | %.2f | %.2f | %.2f | %.2f | %.2f | %.2f | |%n",
        byTime.ordinary() / SPLITS * 2,
        100 * random.share(0),
        100 * random.share(1),
        100 * byTime.share(0),
        100 * byTime.share(1),
        100 * randomZ.share(0),
        100 * byTimeZ.share(0));
  }

  /** Also adds to a sum over logs. */
  static Outcome split(EventLog log, EventScorer scorer, boolean isRandom, Outcome sum) {
    Outcome outcome = new Outcome();
    List<Integer> places = new ArrayList<>(IntStream.range(0, log.size()).boxed().toList());
    for (int seed = 1; seed <= SPLITS; seed++) {
      if (isRandom) {
        Collections.shuffle(places, new Random(seed));
      }
      int half = log.size() / 2;
      List<Integer> tested = new ArrayList<>(places.subList(half, log.size()));
      Collections.sort(tested);
      EventLog test = log.part(tested);
      EventScorer.Scores scores =
          scorer
              .train(places.subList(0, half).stream().map(log.events()::get).toList(), seed)
              .score(test.events());
      outcome.add(test, scores);
      sum.add(test, scores);
    }
    return outcome;
  }

  private void rows() {
    Map<String, RowScorer> contenders = new LinkedHashMap<>();
    contenders.put("detector", RowScorer::detector);
    contenders.put("forest alone", RowScorer::forest);
    contenders.put("max \\|z\\|", RowScorer::maxZ);
    contenders.put("mean z²", RowScorer::meanSquareZ);
    List<TabularSet> sets = new ArrayList<>();
    try (Stream<Path> files = Files.list(data.resolve("anomaly").resolve("sets"))) {
      files
          .filter(f -> f.toString().endsWith(".csv.gz"))
          .sorted()
          .map(TabularSet::read)
          .forEach(sets::add);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    rows("trained on half of the ordinary rows", sets, contenders, true);
    rows("trained on all rows without labels", sets, contenders, false);
  }

  private void rows(
      String title, List<TabularSet> all, Map<String, RowScorer> contenders, boolean isHalf) {
    print("### Labelled tables, %s: AUROC / average precision, mean of %d seeds%n", title, seeds);
    List<TabularSet> sets = new ArrayList<>(all);
    sets.removeIf(set -> (isHalf ? set.ordinary() / 2 : set.rows().length) < FEWEST);
    all.stream()
        .filter(set -> !sets.contains(set))
        .forEach(set -> print("Too few rows to train the detector: %s.%n", set.name()));
    print("| set | rows × features | anomalies | %s |", String.join(" | ", contenders.keySet()));
    print("|---|---|---|%s", "---|".repeat(contenders.size()));
    Map<TabularSet, List<TabularTrial.Result>> results = new LinkedHashMap<>();
    for (TabularSet set : sets) {
      List<TabularTrial.Result> row = new ArrayList<>();
      for (RowScorer scorer : contenders.values()) {
        row.add(
            isHalf
                ? TabularTrial.onOrdinaryHalf(set, scorer, seeds)
                : TabularTrial.onAll(set, scorer, seeds));
      }
      results.put(set, row);
      print(
          "| %s | %,d × %d | %,d | %s |",
          set.name() + (NAMED.contains(set.name()) ? "" : " ·"),
          set.rows().length,
          set.rows()[0].length,
          set.rows().length - set.ordinary(),
          String.join(
              " | ",
              row.stream()
                  .map(r -> number(mean(r.aurocs()), 4) + " / " + number(mean(r.precisions()), 3))
                  .toList()));
    }
    for (boolean isNamed : new boolean[] {true, false}) {
      List<List<TabularTrial.Result>> counted = new ArrayList<>();
      results.forEach(
          (set, row) -> {
            if (NAMED.contains(set.name()) == isNamed) {
              counted.add(row);
            }
          });
      StringBuilder cells = new StringBuilder();
      for (int i = 0; i < contenders.size(); i++) {
        int place = i;
        cells
            .append(meanOf(counted, row -> row.get(place).aurocs(), 4))
            .append(" / ")
            .append(meanOf(counted, row -> row.get(place).precisions(), 3))
            .append(" | ");
      }
      print("| **mean of %d %s** | | | %s", counted.size(), isNamed ? "named" : "others ·", cells);
    }
    print("");
  }

  /** The mean over sets, and its standard error by what it is with each seed. */
  private String meanOf(
      List<List<TabularTrial.Result>> rows,
      Function<List<TabularTrial.Result>, double[]> figures,
      int places) {
    double[] means = new double[seeds];
    for (List<TabularTrial.Result> row : rows) {
      for (int seed = 0; seed < seeds; seed++) {
        means[seed] += figures.apply(row)[seed] / rows.size();
      }
    }
    double mean = mean(means);
    double squares = Arrays.stream(means).map(m -> (m - mean) * (m - mean)).sum();
    double error = Math.sqrt(squares / (seeds - 1.0) / seeds);
    return number(mean, places) + (seeds < 2 ? "" : " ±" + number(error, places));
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElse(Double.NaN);
  }

  private static String number(double value, int places) {
    return Double.isNaN(value) ? "–" : String.format(Locale.ROOT, "%." + places + "f", value);
  }

  private static double share(boolean[] flags) {
    return (double) Measures.count(flags) / flags.length;
  }

  private static <V> V of(Map<String, V> map, String key) {
    @Nullable V value = map.get(key);
    if (value == null) {
      throw new IllegalStateException("nothing for " + key);
    }
    return value;
  }

  private static void print(String format, Object... values) {
    System.out.printf(Locale.ROOT, format + "%n", values);
  }
}
