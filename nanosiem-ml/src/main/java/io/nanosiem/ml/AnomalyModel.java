package io.nanosiem.ml;

import io.nanosiem.event.Event;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All that was learned: one baseline of all events, and one for each group that was seen often
 * enough. Immutable and thread-safe.
 *
 * @param all the baseline of all events together, the answer for events of no known group
 * @param groups baselines by the key of their group
 * @param usual for each {@linkplain DriftMonitor#binOf bin} of rarity the share of training events
 */
record AnomalyModel(
    FeatureExtractor features,
    Grouping grouping,
    Baseline all,
    Map<String, Baseline> groups,
    List<Double> usual) {
  /** Trees times sample size of all forests may not exceed this: some 400 MB of heap. */
  static final long MOST_SAMPLED_ROWS = 1 << 24;

  static final int MOST_GROUPS = 10_000;
  private static final String STANDARD = "standard ";
  private static final String EXTENDED = "extended ";

  AnomalyModel {
    groups = Map.copyOf(groups);
    usual = List.copyOf(usual);
  }

  /** The key of the group with a baseline of its own that an event belongs to; null for none. */
  @Nullable String groupOf(Event event) {
    if (groups.isEmpty()) {
      return null;
    }
    String key = grouping.of(event);
    return key != null && groups.containsKey(key) ? key : null;
  }

  Baseline baseline(@Nullable String group) {
    Baseline own = group == null ? null : groups.get(group);
    return own == null ? all : own;
  }

  /** An estimate: 22 bytes for each row a tree was grown from, and what a baseline has besides. */
  long heapBytes() {
    long sampled = sampledRows(all.forest());
    for (Baseline group : groups.values()) {
      sampled += sampledRows(group.forest());
    }
    return 22 * sampled + 100_000L * (groups.size() + 1);
  }

  /** Adds the sections of a detector's file. */
  ModelFile.Writer write(ModelFile.Writer out) {
    ModelFile.Section base = new ModelFile.Section();
    base.text(kindOf(features)).text(grouping.name());
    for (double share : usual) {
      base.float64(share);
    }
    all.writeAllButForest(base);
    ModelFile.Section grouped = new ModelFile.Section().int32(groups.size());
    new TreeMap<>(groups)
        .forEach(
            (key, baseline) -> {
              grouped.text(key);
              baseline.write(grouped);
            });
    return out.forest(all.forest()).section("BASE", base).section("GRPS", grouped);
  }

  /** How a file says which features of ours a model was trained with; empty if with others. */
  private static String kindOf(FeatureExtractor features) {
    if (features instanceof StandardFeatures standard) {
      return STANDARD + standard.zone().getId();
    }
    ZoneId zone = features instanceof FeatureSet set ? set.extendedIn() : null;
    return zone == null ? "" : EXTENDED + zone.getId();
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @param given what it was trained with; null for the standard features
   * @param givenGrouping likewise; null for one of {@link Grouping}'s own
   */
  static AnomalyModel read(
      ModelFile file, @Nullable FeatureExtractor given, @Nullable Grouping givenGrouping) {
    IsolationForest forest = ModelFile.readForest(file);
    ModelFile.Reader in = file.section("BASE", "anomaly detector, though perhaps a forest");
    FeatureExtractor features = features(in, in.text("the kind of features"), given);
    checkNames(file, forest.featureNames(), features.names());
    String groupedBy = in.text("the name of the grouping");
    Grouping grouping = givenGrouping == null ? Grouping.named(groupedBy) : givenGrouping;
    if (grouping == null) {
      throw in.wrong(
          "was trained with a grouping of your own, '" + groupedBy + "': load it together with it");
    }
    if (!grouping.name().equals(groupedBy)) {
      throw in.wrong(
          "was trained with the grouping '" + groupedBy + "', not '" + grouping.name() + "'");
    }
    List<Double> usual = new ArrayList<>();
    double sum = 0;
    for (int i = 0; i < DriftMonitor.BINS; i++) {
      double share = in.finiteDouble("a share of events");
      if (share <= 0) {
        throw in.wrong("a share of events is not above 0");
      }
      usual.add(share);
      sum += share;
    }
    if (Math.abs(sum - 1) > 1e-6) {
      throw in.wrong("the shares of events make " + sum + ", not 1");
    }
    int[] categories = RowReader.categoriesOf(features);
    Baseline all = Baseline.read(in, forest, categories);
    in.end();
    ModelFile.Reader grouped = file.section("GRPS", "groups");
    int count = grouped.intBetween("the number of groups", 0, MOST_GROUPS);
    Map<String, Baseline> groups = new LinkedHashMap<>();
    long sampled = sampledRows(forest);
    for (int i = 0; i < count; i++) {
      String key = grouped.text("the key of a group");
      IsolationForest own = ModelFile.readTrees(grouped, width -> namesFor(grouped, forest, width));
      sampled += sampledRows(own);
      if (sampled > MOST_SAMPLED_ROWS) {
        throw grouped.wrong("the groups hold more trees than a model may have");
      }
      if (groups.put(key, Baseline.read(grouped, own, categories)) != null) {
        throw grouped.wrong("a group is there twice");
      }
    }
    grouped.end();
    return new AnomalyModel(features, grouping, all, groups, usual);
  }

  static long sampledRows(IsolationForest forest) {
    return (long) forest.trees() * forest.sampleSize();
  }

  private static List<String> namesFor(ModelFile.Reader in, IsolationForest forest, int width) {
    if (width != forest.features()) {
      throw in.wrong("a group has " + width + " features, not " + forest.features());
    }
    return forest.featureNames();
  }

  private static FeatureExtractor features(
      ModelFile.Reader in, String trainedWith, @Nullable FeatureExtractor given) {
    if (given != null) {
      return given;
    }
    boolean extended = trainedWith.startsWith(EXTENDED);
    if (!extended && !trainedWith.startsWith(STANDARD)) {
      throw in.wrong("was trained with features of your own: load it together with them");
    }
    try {
      ZoneId zone = ZoneId.of(trainedWith.substring(STANDARD.length()));
      return extended ? FeatureSet.extended(zone) : StandardFeatures.in(zone);
    } catch (DateTimeException e) {
      throw in.wrong("the time zone of the features is not known here");
    }
  }

  private static void checkNames(ModelFile file, List<String> trained, List<String> here) {
    for (int i = 0; i < Math.max(here.size(), trained.size()); i++) {
      String ours = i < here.size() ? here.get(i) : "nothing";
      String theirs = i < trained.size() ? trained.get(i) : "nothing";
      if (!ours.equals(theirs)) {
        throw new ModelFormatException(
            file.origin(),
            -1,
            "was trained with '"
                + theirs
                + "' as feature "
                + i
                + ", the extractor has '"
                + ours
                + "'");
      }
    }
  }
}
