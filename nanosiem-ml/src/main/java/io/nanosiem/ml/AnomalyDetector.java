package io.nanosiem.ml;

import io.nanosiem.ProgressListener;
import io.nanosiem.detect.Detection;
import io.nanosiem.detect.Detector;
import io.nanosiem.detect.Entity;
import io.nanosiem.detect.Evidence;
import io.nanosiem.detect.Findings;
import io.nanosiem.detect.RuleRef;
import io.nanosiem.detect.Severity;
import io.nanosiem.event.Event;
import io.nanosiem.internal.Hashes;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * Finds events that are unlike your ordinary ones, and says what is unlike about them.
 *
 * <pre>{@code
 * AnomalyDetector detector = AnomalyDetector.train(lastWeeksEvents);
 * detector.save(Path.of("model.forest"));
 * …
 * NanoSiem.builder().detector(AnomalyDetector.load(Path.of("model.forest"))) …
 * }</pre>
 *
 * <p>Two scorers look at the features of an event: an {@link IsolationForest}, which sees unusual
 * combinations, and a tail score, which sees each feature that is far out by itself, a value never
 * seen or beyond all that was. Each is calibrated on events it had not learned from, and the more
 * unusual verdict counts. A score means the same for each model: 0.62, the usual threshold, is
 * reached by 1 in 200 ordinary events, 0.70 (severity medium) by 1 in 10,000, 0.85 (high) by 1 in a
 * million. "Ordinary" is what the training events were: on other hosts, in another season, more
 * will stand out; {@link #drift} tells. Rates that the number of training events cannot show are
 * extrapolated, so with 2,000 events those for 0.70 and 0.85 are estimates.
 *
 * <p>Thread-safe. The model never changes; what changes are the counts behind {@link #drift}.
 * Events that are not reported cost no allocation beyond what features and grouping make.
 */
public final class AnomalyDetector implements Detector {
  /** The threshold unless you set one: that of the original NanoSIEM. */
  public static final double DEFAULT_THRESHOLD = 0.62;

  static final int FEWEST_EVENTS = 100;

  private final AnomalyModel model;
  private final String name;
  private final double threshold;
  private final RuleRef rule;
  private final RuleRef driftRule;
  private final RowReader reader;
  private final DriftMonitor drift;
  private final ScratchPool<Scratch> scratches;

  private AnomalyDetector(AnomalyModel model, String name, double threshold) {
    this.model = model;
    this.name = name;
    this.threshold = threshold;
    String id =
        name.isEmpty()
            ? Hashes.sha256Hex(HexFormat.of().formatHex(model.all().forest().toBytes()), 12)
            : name;
    rule =
        RuleRef.of("anomaly-" + id, "Unusual event", Severity.LOW)
            .describedAs(
                "The event is unlike those the model was trained on. Severity follows the score:"
                    + " low from the threshold, medium from 0.70, high from 0.85.");
    driftRule =
        RuleRef.of("anomaly-" + id + "-drift", "Logs have drifted", Severity.INFORMATIONAL)
            .describedAs(
                "The logs are no longer those that the anomaly model was trained on, so it reports"
                    + " more, or less, than its threshold promises. Train it again.");
    reader = new RowReader(model.features());
    drift = new DriftMonitor(model.usual());
    int width = model.all().forest().features();
    scratches = new ScratchPool<>(() -> new Scratch(width));
  }

  /** Working memory for one event. */
  private static final class Scratch {
    final double[] row;
    final double[] encoded;
    final DriftMonitor.Counter counter = new DriftMonitor.Counter();

    Scratch(int width) {
      row = new double[width];
      encoded = new double[width];
    }
  }

  /**
   * Settings for training.
   *
   * @return a builder for one thread
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Trains on events of yours, with the usual settings. A week of them is good: hours and weekdays
   * that do not occur in training will stand out.
   *
   * @param events ordinary events, at least 100, better some thousands; read once
   * @return a detector
   * @throws IllegalArgumentException if there are too few events
   * @throws CancellationException if the thread was interrupted; it stays so
   */
  public static AnomalyDetector train(Iterable<Event> events) {
    return builder().train(events);
  }

  /**
   * A detector that learns from the events that come by, and then begins to detect.
   *
   * @param duration for how long, in the time of the events; a week is good: hours and weekdays not
   *     seen will stand out
   * @return the detector
   * @throws IllegalArgumentException if the duration is not positive
   */
  public static LearningAnomalyDetector learning(Duration duration) {
    return builder().learning(duration);
  }

  /**
   * A detector trained on 2,000 synthetic events: a made-up site with web servers, a firewall and
   * some administrators. For demonstrations only; it knows nothing of your systems, so it goes by
   * its forest only: to the tail score everything of yours would be new.
   *
   * @return a detector, the same each time
   */
  public static AnomalyDetector demo() {
    return builder().name("demo").forestOnly().train(SyntheticBaseline.events());
  }

  /**
   * Reads a model that {@link #save} wrote, for the {@linkplain StandardFeatures standard} or the
   * {@linkplain FeatureSet#extended extended} features and a grouping of {@link Grouping}'s own.
   *
   * @param file the file
   * @return the detector, with the threshold it was saved with
   * @throws ModelFormatException if the file is damaged, no such file, or was trained with features
   *     or a grouping of your own
   * @throws java.io.UncheckedIOException if it cannot be read
   */
  public static AnomalyDetector load(Path file) {
    return read(ModelFile.load(file), null, null);
  }

  /**
   * Reads a model that was trained with features of your own.
   *
   * @param file the file
   * @param features what it was trained with
   * @return the detector, with the threshold it was saved with
   * @throws ModelFormatException if the file is damaged, no such file, or has other features
   * @throws java.io.UncheckedIOException if it cannot be read
   */
  public static AnomalyDetector load(Path file, FeatureExtractor features) {
    return read(ModelFile.load(file), features, null);
  }

  /**
   * Reads a model that was trained with a grouping of your own.
   *
   * @param file the file
   * @param features what it was trained with
   * @param grouping likewise
   * @return the detector, with the threshold it was saved with
   * @throws ModelFormatException if the file is damaged, no such file, or has other features or
   *     another grouping
   * @throws java.io.UncheckedIOException if it cannot be read
   */
  public static AnomalyDetector load(Path file, FeatureExtractor features, Grouping grouping) {
    return read(ModelFile.load(file), features, grouping);
  }

  static AnomalyDetector read(
      ModelFile file, @Nullable FeatureExtractor features, @Nullable Grouping grouping) {
    AnomalyModel model = AnomalyModel.read(file, features, grouping);
    ModelFile.Reader in = file.section("DTCT", "anomaly detector, though perhaps a forest");
    String name = in.text("the name");
    if (!name.isEmpty() && !isName(name)) {
      throw in.wrong("the name is not 1 to 64 letters, digits, '.', '-' or '_'");
    }
    double threshold = in.finiteDouble("the threshold");
    if (threshold <= 0 || threshold > 1) {
      throw in.wrong("the threshold is not above 0 and at most 1");
    }
    in.end();
    return new AnomalyDetector(model, name, threshold);
  }

  /**
   * Writes forests, calibration, feature names and threshold to a file, which appears, or replaces
   * an older one, only when it is complete.
   *
   * @param file the file
   * @throws java.io.UncheckedIOException if it cannot be written
   */
  public void save(Path file) {
    ModelFile.save(toBytes(), file);
  }

  AnomalyModel model() {
    return model;
  }

  /** An estimate. */
  long heapBytes() {
    return model.heapBytes();
  }

  byte[] toBytes() {
    ModelFile.Section detector = new ModelFile.Section().text(name).float64(threshold);
    return model.write(new ModelFile.Writer()).section("DTCT", detector).toBytes();
  }

  /**
   * This model with another threshold.
   *
   * @param score from which score on an event is reported, above 0 and at most 1
   * @return a copy
   * @throws IllegalArgumentException if out of range
   */
  public AnomalyDetector withThreshold(double score) {
    return new AnomalyDetector(model, name, checkThreshold(score));
  }

  /**
   * This model with the threshold that a share of ordinary events reaches.
   *
   * @param rate such as 0.001 for one in a thousand, from 0.000000001 to 0.5
   * @return a copy
   * @throws IllegalArgumentException if out of range
   */
  public AnomalyDetector withFalsePositiveRate(double rate) {
    return withThreshold(thresholdFor(rate));
  }

  /**
   * From which score on an event is reported.
   *
   * @return above 0, at most 1
   */
  public double threshold() {
    return threshold;
  }

  /**
   * The share of ordinary events that will be reported, by the calibration.
   *
   * @return above 0, at most 0.5 if it was set as a rate
   */
  public double falsePositiveRate() {
    return Calibration.rateOfScore(threshold);
  }

  /**
   * The forest behind the scores of events that belong to no group of their own.
   *
   * @return the forest; its features are those of the extractor, categories by their rarity
   */
  public IsolationForest forest() {
    return model.all().forest();
  }

  /**
   * The groups that have a baseline of their own.
   *
   * @return their keys, unmodifiable; empty without a grouping
   */
  public Set<String> groups() {
    return model.groups().keySet();
  }

  /**
   * The rule that detections of this model name.
   *
   * @return the reference, its id {@code anomaly-} with the model's name, or with a hash of the
   *     forest if it has none
   */
  public RuleRef rule() {
    return rule;
  }

  /**
   * How far the logs have moved away from those the model was trained on, by the last 10,000 events
   * that went through {@link #detect}. When drift begins, it is also reported there, as a detection
   * of the rule {@code anomaly-…-drift}.
   *
   * @return the last full window; about no events if there was none yet
   */
  public Drift drift() {
    return drift.last();
  }

  /**
   * How unusual an event is, and why, whether it reaches the threshold or not. Does not count for
   * {@link #drift}.
   *
   * @param event the event
   * @return the score
   */
  public AnomalyScore score(Event event) {
    Scratch scratch = scratches.take();
    String group = model.groupOf(event);
    Baseline baseline = model.baseline(group);
    read(event, baseline, scratch);
    AnomalyScore score =
        explain(
            event,
            baseline,
            group,
            scratch,
            baseline.forestDecades(scratch.encoded),
            baseline.tailDecades(scratch.row));
    scratches.giveBack(scratch);
    return score;
  }

  /**
   * All there is to say of an event, with exact Shapley values: for an alert that somebody looks
   * at, not for each event, as it takes about a millisecond.
   *
   * @param event the event
   * @return the verdict, the same as {@link #score}, and a report on each feature
   */
  public AnomalyExplanation explain(Event event) {
    AnomalyScore score = score(event);
    Scratch scratch = scratches.take();
    Baseline baseline = model.baseline(score.group());
    read(event, baseline, scratch);
    int width = scratch.row.length;
    double[] tail = new double[width];
    baseline.excess(scratch.row, tail);
    double[] gain = new double[width];
    baseline.forest().score(scratch.encoded, gain);
    double[] shapley = new double[width];
    baseline.forest().shapley(scratch.encoded, shapley);
    List<AnomalyExplanation.FeatureReport> reports = new ArrayList<>(width);
    for (int i = 0; i < width; i++) {
      double value = scratch.row[i];
      FeatureProfile profile = baseline.profile(i);
      reports.add(
          new AnomalyExplanation.FeatureReport(
              model.features().names().get(i),
              value,
              profile.median(),
              profile.robustZ(value),
              Calibration.rateOfDecades(profile.decades(value)),
              tail[i],
              gain[i],
              shapley[i],
              Wording.words(model.features(), profile, event, i, value)));
    }
    scratches.giveBack(scratch);
    return new AnomalyExplanation(score, reports);
  }

  @Override
  public void detect(Event event, Findings findings) {
    Scratch scratch = scratches.take();
    String group = model.groupOf(event);
    Baseline baseline = model.baseline(group);
    read(event, baseline, scratch);
    double forest = baseline.forestDecades(scratch.encoded);
    double tail = baseline.tailDecades(scratch.row);
    double decades = baseline.decades(forest, tail);
    AnomalyScore score =
        Calibration.scoreOfDecades(decades) >= threshold
            ? explain(event, baseline, group, scratch, forest, tail)
            : null;
    boolean drifting = scratch.counter.count(decades) && drift.take(scratch.counter);
    scratches.giveBack(scratch);
    if (score != null) {
      findings.add(
          new Detection(
              rule,
              severityOf(score.score()),
              event.time(),
              Entity.of(event),
              List.of(event),
              new Evidence.Anomaly(score.score(), threshold, score.drivers()),
              Wording.sentence(score, baseline.events(), model.grouping().name(), group)));
    }
    if (drifting) {
      findings.add(
          new Detection(
              driftRule,
              Severity.INFORMATIONAL,
              event.time(),
              null,
              List.of(event),
              Evidence.Fields.NONE,
              "The logs are not those the model was trained on: " + drift.last() + "."));
    }
  }

  @Override
  public String name() {
    return rule.id();
  }

  private void read(Event event, Baseline baseline, Scratch scratch) {
    reader.read(event, scratch.row);
    baseline.encode(scratch.row, scratch.encoded);
  }

  private static Severity severityOf(double score) {
    return score >= 0.85 ? Severity.HIGH : score >= 0.70 ? Severity.MEDIUM : Severity.LOW;
  }

  private AnomalyScore explain(
      Event event,
      Baseline baseline,
      @Nullable String group,
      Scratch scratch,
      double forest,
      double tail) {
    double[] contributions = new double[scratch.row.length];
    // The reasons are those of the scorer whose verdict counts, so they cannot contradict it.
    if (tail >= forest) {
      baseline.excess(scratch.row, contributions);
    } else {
      baseline.forest().score(scratch.encoded, contributions);
    }
    double decades = baseline.decades(forest, tail);
    return new AnomalyScore(
        Calibration.scoreOfDecades(decades),
        Calibration.rateOfDecades(decades),
        Calibration.rateOfDecades(forest),
        Calibration.rateOfDecades(tail),
        threshold,
        group,
        Wording.drivers(model.features(), baseline, event, scratch.row, contributions, decades));
  }

  private static double checkThreshold(double score) {
    if (!(score > 0 && score <= 1)) {
      throw new IllegalArgumentException("threshold was " + score + ", not above 0 and at most 1");
    }
    return score;
  }

  private static double thresholdFor(double rate) {
    if (!(rate >= 1e-9 && rate <= 0.5)) {
      throw new IllegalArgumentException(
          "falsePositiveRate was " + rate + ", not between 0.000000001 and 0.5");
    }
    return Calibration.scoreOfRate(rate);
  }

  private static boolean isName(String name) {
    if (name.isEmpty() || name.length() > 64) {
      return false;
    }
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (!(c >= 'a' && c <= 'z')
          && !(c >= 'A' && c <= 'Z')
          && !(c >= '0' && c <= '9')
          && "._-".indexOf(c) < 0) {
        return false;
      }
    }
    return true;
  }

  /** How a model is to be trained. One thread at a time. */
  public static final class Builder {
    private FeatureExtractor features = StandardFeatures.utc();
    private Grouping grouping = Grouping.none();
    private int mostGroups = 64;
    private int fewestInGroup = 1000;
    private boolean forestOnly;
    private String name = "";
    private int trees = 100;
    private int sampleSize = 256;
    private long seed = 42;
    private int threads = 1;
    private ProgressListener progress = ProgressListener.NONE;
    private int mostEvents = 100_000;
    private double threshold = DEFAULT_THRESHOLD;
    private @Nullable String thresholdSetBy;

    private Builder() {}

    private Builder(Builder other) {
      features = other.features;
      grouping = other.grouping;
      mostGroups = other.mostGroups;
      fewestInGroup = other.fewestInGroup;
      forestOnly = other.forestOnly;
      name = other.name;
      trees = other.trees;
      sampleSize = other.sampleSize;
      seed = other.seed;
      threads = other.threads;
      progress = other.progress;
      mostEvents = other.mostEvents;
      threshold = other.threshold;
      thresholdSetBy = other.thresholdSetBy;
    }

    /**
     * Names the model; its detections carry the name in their rule's id.
     *
     * @param value 1 to 64 of a–z, A–Z, 0–9, '.', '-' and '_'
     * @return this
     * @throws IllegalArgumentException if it is anything else
     */
    public Builder name(String value) {
      if (!isName(value)) {
        throw new IllegalArgumentException(
            "a model's name is 1 to 64 letters, digits, '.', '-' or '_'");
      }
      name = value;
      return this;
    }

    /**
     * Sets what the model looks at.
     *
     * @param extractor {@link StandardFeatures#utc()} unless set
     * @return this
     */
    public Builder features(FeatureExtractor extractor) {
      features = extractor;
      return this;
    }

    /**
     * Sets what events are compared with. Of the groups with at least 1,000 events among those kept
     * for training, the 64 largest get a baseline of their own.
     *
     * @param value {@link Grouping#none()} unless set
     * @return this
     */
    public Builder baselinePer(Grouping value) {
      grouping = value;
      return this;
    }

    /**
     * Sets the bounds of {@link #baselinePer}.
     *
     * @param most how many groups get a baseline of their own, 1 to 10,000; 64 unless set. With 100
     *     trees of 256 rows each takes some 550 kB of heap and 150 kB in the file
     * @param fewestEvents how many events of a group must have been kept for training, 100 or more;
     *     1,000 unless set
     * @return this
     * @throws IllegalArgumentException if out of range
     */
    public Builder groups(int most, int fewestEvents) {
      if (most < 1 || most > AnomalyModel.MOST_GROUPS) {
        throw new IllegalArgumentException(
            "groups were at most " + most + ", not between 1 and " + AnomalyModel.MOST_GROUPS);
      }
      if (fewestEvents < FEWEST_EVENTS) {
        throw new IllegalArgumentException(
            "groups had at least " + fewestEvents + " events, not " + FEWEST_EVENTS + " or more");
      }
      mostGroups = most;
      fewestInGroup = fewestEvents;
      return this;
    }

    /**
     * Goes without the tail score: values never seen then count only as far as they are unusual in
     * combination. Finds far less, and minds less what is new; for training events that are few, or
     * of another time or place than those to be judged.
     *
     * @return this
     */
    public Builder forestOnly() {
      forestOnly = true;
      return this;
    }

    /**
     * Sets the number of trees of each forest.
     *
     * @param value 1 to 10,000; 100 unless set
     * @return this
     * @throws IllegalArgumentException if out of range
     */
    public Builder trees(int value) {
      IsolationForest.builder().trees(value);
      trees = value;
      return this;
    }

    /**
     * Sets how many events each tree is grown from.
     *
     * @param value 2 to 65,535; 256 unless set; at most half of the training events are taken, so
     *     that each has trees that have not seen it
     * @return this
     * @throws IllegalArgumentException if out of range
     */
    public Builder sampleSize(int value) {
      IsolationForest.builder().sampleSize(value);
      sampleSize = value;
      return this;
    }

    /**
     * Sets what all chance is drawn from.
     *
     * @param value any number; 42 unless set
     * @return this
     */
    public Builder seed(long value) {
      seed = value;
      return this;
    }

    /**
     * Sets how many threads grow trees, the calling one included. The model does not depend on it.
     *
     * @param value 1 to 256; 1 unless set
     * @return this
     * @throws IllegalArgumentException if out of range
     */
    public Builder threads(int value) {
      IsolationForest.builder().threads(value);
      threads = value;
      return this;
    }

    /**
     * Sets who is told how many trees have grown.
     *
     * @param listener told in the thread that calls {@code train}
     * @return this
     */
    public Builder progress(ProgressListener listener) {
      progress = listener;
      return this;
    }

    /**
     * Sets how many events are kept for training. Of more, a random choice is kept, each event with
     * the same chance. While training, an event takes 16 bytes for each feature.
     *
     * @param value 100 to 10,000,000; 100,000 unless set
     * @return this
     * @throws IllegalArgumentException if out of range
     */
    public Builder mostEvents(int value) {
      if (value < FEWEST_EVENTS || value > TrainingRows.MOST) {
        throw new IllegalArgumentException(
            "mostEvents was " + value + ", not between " + FEWEST_EVENTS + " and 10,000,000");
      }
      mostEvents = value;
      return this;
    }

    /**
     * Sets from which score on an event is reported.
     *
     * @param score above 0 and at most 1; {@value AnomalyDetector#DEFAULT_THRESHOLD} unless set
     * @return this
     * @throws IllegalArgumentException if out of range, or the threshold was set already
     */
    public Builder threshold(double score) {
      setThreshold(checkThreshold(score), "threshold was already set to " + score);
      return this;
    }

    /**
     * Sets the threshold as the share of ordinary events that may be reported.
     *
     * @param rate such as 0.001 for one in a thousand, from 0.000000001 to 0.5
     * @return this
     * @throws IllegalArgumentException if out of range, or the threshold was set already
     */
    public Builder falsePositiveRate(double rate) {
      setThreshold(thresholdFor(rate), "falsePositiveRate was already set to " + rate);
      return this;
    }

    private void setThreshold(double score, String message) {
      if (thresholdSetBy != null) {
        throw new IllegalArgumentException(thresholdSetBy);
      }
      threshold = score;
      thresholdSetBy = message;
    }

    /**
     * Trains a model.
     *
     * @param events ordinary events, at least 100, better some thousands; read once, in order
     * @return the detector
     * @throws IllegalArgumentException if there are too few events, or settings do not fit together
     * @throws CancellationException if the thread was interrupted; it stays so
     */
    public AnomalyDetector train(Iterable<Event> events) {
      TrainingRows rows = rows();
      RowReader reader = new RowReader(features);
      double[] row = new double[features.names().size()];
      for (Event event : events) {
        if ((rows.seen() & 1023) == 0 && Thread.currentThread().isInterrupted()) {
          throw new CancellationException(
              "training was interrupted after " + rows.seen() + " events");
        }
        take(event, rows, reader, row);
      }
      return train(rows);
    }

    /**
     * A detector that learns from the events that come by, and then begins to detect.
     *
     * @param duration for how long, in the time of the events; a week is good
     * @return the detector, which does not follow later changes of this builder
     * @throws IllegalArgumentException if the duration is not positive
     */
    public LearningAnomalyDetector learning(Duration duration) {
      return new LearningAnomalyDetector(new Builder(this), duration);
    }

    FeatureExtractor features() {
      return features;
    }

    AnomalyDetector read(byte[] bytes, String origin) {
      return AnomalyDetector.read(ModelFile.parse(bytes, origin), features, grouping)
          .withThreshold(threshold);
    }

    String id() {
      return name;
    }

    Grouping grouping() {
      return grouping;
    }

    TrainingRows rows() {
      int width = IsolationForest.Builder.checkedNames(features.names()).size();
      if ((long) width * mostEvents > Integer.MAX_VALUE - 8) {
        throw new IllegalArgumentException(
            mostEvents + " events of " + width + " features are too much for one array");
      }
      return new TrainingRows(width, mostEvents, seed);
    }

    void take(Event event, TrainingRows rows, RowReader reader, double[] row) {
      if (rows.offer()) {
        reader.read(event, row);
        rows.add(row, grouping.of(event));
      }
    }

    AnomalyDetector train(TrainingRows rows) {
      if (rows.count() < FEWEST_EVENTS) {
        throw new IllegalArgumentException(
            "a model needs at least "
                + FEWEST_EVENTS
                + " ordinary events to learn what is ordinary; there were "
                + rows.count());
      }
      IsolationForest.Builder forest =
          IsolationForest.builder()
              .trees(trees)
              .seed(seed)
              .threads(threads)
              .progress(progress)
              .featureNames(features.names());
      int[] places = rows.inOrder();
      BaselineTrainer trainer =
          new BaselineTrainer(forest, sampleSize, RowReader.categoriesOf(features), !forestOnly);
      Baseline all = trainer.train(rowsAt(rows, places));
      double[] rarity = trainer.heldOutDecades();
      Map<String, Baseline> groups = new HashMap<>();
      for (Map.Entry<String, int[]> group : groupsOf(rows, places)) {
        int[] members = group.getValue();
        int[] own = Arrays.stream(members).map(member -> places[member]).toArray();
        groups.put(group.getKey(), trainer.train(rowsAt(rows, own)));
        // Their events will be judged by their own baseline, so that is what is usual for them.
        for (int i = 0; i < members.length; i++) {
          rarity[members[i]] = trainer.heldOutDecades()[i];
        }
      }
      AnomalyModel model =
          new AnomalyModel(features, grouping, all, groups, DriftMonitor.usualOf(rarity));
      return new AnomalyDetector(model, name, threshold);
    }

    private static double[][] rowsAt(TrainingRows rows, int[] places) {
      double[][] some = new double[places.length][];
      Arrays.setAll(some, i -> rows.row(places[i]));
      return some;
    }

    /** The largest groups, and which of the rows are theirs, in the order they came. */
    private List<Map.Entry<String, int[]>> groupsOf(TrainingRows rows, int[] places) {
      Map<String, List<Integer>> members = new HashMap<>();
      for (int i = 0; i < places.length; i++) {
        String key = rows.key(places[i]);
        // Half a surrogate pair would not come back from a file as it was.
        if (key != null && StandardCharsets.UTF_8.newEncoder().canEncode(key)) {
          members.computeIfAbsent(key, unused -> new ArrayList<>()).add(i);
        }
      }
      long forests = AnomalyModel.MOST_SAMPLED_ROWS / ((long) trees * sampleSize) - 1;
      return members.entrySet().stream()
          .filter(group -> group.getValue().size() >= fewestInGroup)
          .sorted(
              Comparator.comparing(
                      (Map.Entry<String, List<Integer>> group) -> -group.getValue().size())
                  .thenComparing(Map.Entry::getKey))
          .limit(Math.min(mostGroups, forests))
          .map(
              group ->
                  Map.entry(
                      group.getKey(),
                      group.getValue().stream().mapToInt(Integer::intValue).toArray()))
          .toList();
    }
  }
}
