package io.nanosiem.conformance.ml;

import io.nanosiem.event.Event;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What came of scoring logs with known truth, over one or more runs. One thread at a time. */
final class Outcome {
  private static final int BLOCK = 250;
  private static final int FEWEST_BLOCKS = 20;

  /** What came of one kind of attack; the arrays go by place in {@link EventScorer#RATES}. */
  static final class Family {
    int events;
    int episodes;
    int runs;
    double precisions;
    final int[] foundEvents = new int[EventScorer.RATES.size()];
    final int[] foundEpisodes = new int[EventScorer.RATES.size()];

    double eventRecall(int rate) {
      return (double) foundEvents[rate] / events;
    }

    double episodeRecall(int rate) {
      return (double) foundEpisodes[rate] / episodes;
    }

    /** Of these attacks among all ordinary events. */
    double averagePrecision() {
      return precisions / runs;
    }
  }

  /** Ordinary events of one format and program; the array goes as those of families. */
  static final class Source {
    int events;
    final int[] flagged = new int[EventScorer.RATES.size()];
  }

  private final List<List<boolean[]>> flagged = new ArrayList<>();
  private final Map<String, Family> families = new TreeMap<>();
  private final Map<String, Source> sources = new TreeMap<>();
  private long ordinary;
  private double aurocs;
  private double precisions;
  private int labelledRuns;

  Outcome() {
    for (int i = 0; i < EventScorer.RATES.size(); i++) {
      flagged.add(new ArrayList<>());
    }
  }

  void add(EventLog log, EventScorer.Scores scores) {
    boolean[] attacks = log.attacks();
    int normals = 0;
    for (int rate = 0; rate < EventScorer.RATES.size(); rate++) {
      boolean[] of = new boolean[log.size()];
      normals = 0;
      for (int i = 0; i < attacks.length; i++) {
        if (!attacks[i]) {
          of[normals++] = scores.flagged()[rate][i];
        }
      }
      flagged.get(rate).add(Arrays.copyOf(of, normals));
    }
    ordinary += normals;
    addSources(log, attacks, scores);
    if (normals == log.size()) {
      return;
    }
    aurocs += Measures.auroc(scores.ranks(), attacks);
    precisions += Measures.averagePrecision(scores.ranks(), attacks);
    labelledRuns++;
    Map<String, List<Integer>> places = new TreeMap<>();
    for (int i = 0; i < attacks.length; i++) {
      if (attacks[i]) {
        places.computeIfAbsent(log.families().get(i), f -> new ArrayList<>()).add(i);
      }
    }
    double[] others = Measures.pick(scores.ranks(), attacks, false);
    places.forEach((name, at) -> addFamily(name, at, log, scores, others));
  }

  private void addSources(EventLog log, boolean[] attacks, EventScorer.Scores scores) {
    for (int i = 0; i < attacks.length; i++) {
      if (!attacks[i]) {
        Event event = log.events().get(i);
        String program = event.program();
        Source source =
            sources.computeIfAbsent(
                event.format() + (program == null ? "" : " " + program), name -> new Source());
        source.events++;
        for (int rate = 0; rate < source.flagged.length; rate++) {
          source.flagged[rate] += scores.flagged()[rate][i] ? 1 : 0;
        }
      }
    }
  }

  private void addFamily(
      String name, List<Integer> at, EventLog log, EventScorer.Scores scores, double[] others) {
    Family family = families.computeIfAbsent(name, n -> new Family());
    double[] ranks = Arrays.copyOf(others, others.length + at.size());
    boolean[] labels = new boolean[ranks.length];
    for (int i = 0; i < at.size(); i++) {
      ranks[others.length + i] = scores.ranks()[at.get(i)];
      labels[others.length + i] = true;
    }
    family.runs++;
    family.precisions += Measures.averagePrecision(ranks, labels);
    family.events += at.size();
    for (int rate = 0; rate < EventScorer.RATES.size(); rate++) {
      Map<String, Boolean> episodes = new HashMap<>();
      for (int place : at) {
        boolean isFound = scores.flagged()[rate][place];
        family.foundEvents[rate] += isFound ? 1 : 0;
        episodes.merge(log.episodes().get(place), isFound, (a, b) -> a || b);
      }
      family.foundEpisodes[rate] += (int) episodes.values().stream().filter(found -> found).count();
      family.episodes += rate == 0 ? episodes.size() : 0;
    }
  }

  /** How many ordinary events were scored. */
  long ordinary() {
    return ordinary;
  }

  /** The share of ordinary events that stood out, by place in {@link EventScorer#RATES}. */
  double share(int rate) {
    long hits = 0;
    for (boolean[] run : flagged.get(rate)) {
      hits += Measures.count(run);
    }
    return (double) hits / ordinary;
  }

  double binomialError(int rate) {
    return Measures.binomialError(share(rate), ordinary);
  }

  /** Blocks of 250 neighbours, or smaller ones of a short log. */
  double blockError(int rate) {
    List<boolean[]> runs = flagged.get(rate);
    int block = (int) Math.max(5, Math.min(BLOCK, ordinary / FEWEST_BLOCKS));
    return Measures.blockError(runs, block, 1);
  }

  /** By how much the runs differ; NaN if there are fewer than three. */
  double runError(int rate) {
    double[] shares =
        flagged.get(rate).stream()
            .mapToDouble(run -> (double) Measures.count(run) / run.length)
            .toArray();
    if (shares.length < 3) {
      return Double.NaN;
    }
    double mean = Arrays.stream(shares).average().orElseThrow();
    double squares = Arrays.stream(shares).map(s -> (s - mean) * (s - mean)).sum();
    return Math.sqrt(squares / (shares.length - 1.0) / shares.length);
  }

  double auroc() {
    return aurocs / labelledRuns;
  }

  double averagePrecision() {
    return precisions / labelledRuns;
  }

  Map<String, Source> sources() {
    return sources;
  }

  Map<String, Family> families() {
    return families;
  }
}
