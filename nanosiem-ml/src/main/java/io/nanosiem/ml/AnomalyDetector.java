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
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
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
 * <p>An {@link IsolationForest} scores the features of an event; the raw score is calibrated on
 * scores that training events got from trees that had not seen them. A score means the same for
 * each model: 0.62, the usual threshold, is reached by 1 in 200 ordinary events, 0.70 (severity
 * medium) by 1 in 10,000, 0.85 (high) by 1 in a million. "Ordinary" is what the training events
 * were: on other hosts, in another season, more will stand out. Rates that the number of training
 * events cannot show are extrapolated, so with 2,000 events those for 0.70 and 0.85 are estimates.
 *
 * <p>Immutable, stateless and thread-safe. Events that are not reported cost no allocation beyond
 * what the feature extractor makes.
 */
public final class AnomalyDetector implements Detector {
  /** The threshold unless you set one: that of the original NanoSIEM. */
  public static final double DEFAULT_THRESHOLD = 0.62;

  private static final int FEWEST_EVENTS = 100;
  private static final int MOST_DRIVERS = 5;
  private static final int DRIVERS_IN_SENTENCE = 3;
  private static final double UNUSUAL_SHARE = 0.05;
  private static final String STANDARD = "standard ";

  private final IsolationForest forest;
  private final Calibration calibration;
  private final List<FeatureProfile> profiles;
  private final FeatureExtractor features;
  private final String name;
  private final double threshold;
  private final double rawThreshold;
  private final RuleRef rule;
  private final ScratchPool<double[]> rows;

  private AnomalyDetector(
      IsolationForest forest,
      Calibration calibration,
      List<FeatureProfile> profiles,
      FeatureExtractor features,
      String name,
      double threshold) {
    this.forest = forest;
    this.calibration = calibration;
    this.profiles = List.copyOf(profiles);
    this.features = features;
    this.name = name;
    this.threshold = threshold;
    rawThreshold = calibration.rawFor(threshold);
    String id =
        name.isEmpty() ? Hashes.sha256Hex(HexFormat.of().formatHex(forest.toBytes()), 12) : name;
    rule =
        RuleRef.of("anomaly-" + id, "Unusual event", Severity.LOW)
            .describedAs(
                "The event is unlike those the model was trained on. Severity follows the score:"
                    + " low from the threshold, medium from 0.70, high from 0.85.");
    int width = forest.features();
    rows = new ScratchPool<>(() -> new double[width]);
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
   * A detector trained on 2,000 synthetic events: a made-up site with web servers, a firewall and
   * some administrators. For demonstrations only; it knows nothing of your systems.
   *
   * @return a detector, the same each time
   */
  public static AnomalyDetector demo() {
    return builder().name("demo").train(SyntheticBaseline.events());
  }

  /**
   * Reads a model that {@link #save} wrote, for the standard features.
   *
   * @param file the file
   * @return the detector, with the threshold it was saved with
   * @throws ModelFormatException if the file is damaged, no such file, or was trained with features
   *     of your own
   * @throws java.io.UncheckedIOException if it cannot be read
   */
  public static AnomalyDetector load(Path file) {
    return read(ModelFile.load(file), null);
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
    return read(ModelFile.load(file), features);
  }

  static AnomalyDetector read(ModelFile file, @Nullable FeatureExtractor given) {
    IsolationForest forest = ModelFile.readForest(file);
    ModelFile.Reader in = file.section("DTCT", "anomaly detector, though perhaps a forest");
    String name = in.text("the name");
    if (!name.isEmpty() && !isName(name)) {
      throw in.wrong("the name is not 1 to 64 letters, digits, '.', '-' or '_'");
    }
    double threshold = in.finiteDouble("the threshold");
    if (threshold <= 0 || threshold > 1) {
      throw in.wrong("the threshold is not above 0 and at most 1");
    }
    String trainedWith = in.text("the kind of features");
    in.end();
    FeatureExtractor features = given;
    if (features == null) {
      if (!trainedWith.startsWith(STANDARD)) {
        throw in.wrong("was trained with features of your own: load it together with them");
      }
      try {
        features = StandardFeatures.in(ZoneId.of(trainedWith.substring(STANDARD.length())));
      } catch (DateTimeException e) {
        throw in.wrong("the time zone of the features is not known here");
      }
    }
    List<String> names = features.names();
    for (int i = 0; i < Math.max(names.size(), forest.features()); i++) {
      String ours = i < names.size() ? names.get(i) : "nothing";
      String theirs = i < forest.features() ? forest.featureNames().get(i) : "nothing";
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
    Calibration calibration = Calibration.read(file.section("CALB", "calibration"));
    ModelFile.Reader profile = file.section("PROF", "profile of its training data");
    List<FeatureProfile> profiles = new ArrayList<>();
    for (int i = 0; i < forest.features(); i++) {
      profiles.add(FeatureProfile.read(profile));
    }
    profile.end();
    return new AnomalyDetector(forest, calibration, profiles, features, name, threshold);
  }

  /**
   * Writes forest, calibration, feature names and threshold to a file, which appears, or replaces
   * an older one, only when it is complete.
   *
   * @param file the file
   * @throws java.io.UncheckedIOException if it cannot be written
   */
  public void save(Path file) {
    ModelFile.save(toBytes(), file);
  }

  byte[] toBytes() {
    ModelFile.Section detector =
        new ModelFile.Section()
            .text(name)
            .float64(threshold)
            .text(
                features instanceof StandardFeatures standard
                    ? STANDARD + standard.zone().getId()
                    : "");
    ModelFile.Section calibrated = new ModelFile.Section();
    calibration.write(calibrated);
    ModelFile.Section profiled = new ModelFile.Section();
    for (FeatureProfile profile : profiles) {
      profile.write(profiled);
    }
    return new ModelFile.Writer()
        .forest(forest)
        .section("CALB", calibrated)
        .section("PROF", profiled)
        .section("DTCT", detector)
        .toBytes();
  }

  /**
   * This model with another threshold.
   *
   * @param score from which score on an event is reported, above 0 and at most 1
   * @return a copy
   * @throws IllegalArgumentException if out of range
   */
  public AnomalyDetector withThreshold(double score) {
    return new AnomalyDetector(
        forest, calibration, profiles, features, name, checkThreshold(score));
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
   * The forest behind the scores.
   *
   * @return the forest; its features are those of the extractor
   */
  public IsolationForest forest() {
    return forest;
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
   * How unusual an event is, and why, whether it reaches the threshold or not.
   *
   * @param event the event
   * @return the score
   */
  public AnomalyScore score(Event event) {
    double[] row = rows.take();
    features.extract(event, row);
    AnomalyScore score = explain(event, row, forest.score(row));
    rows.giveBack(row);
    return score;
  }

  @Override
  public void detect(Event event, Findings findings) {
    double[] row = rows.take();
    features.extract(event, row);
    double raw = forest.score(row);
    AnomalyScore score = raw >= rawThreshold ? explain(event, row, raw) : null;
    rows.giveBack(row);
    if (score != null) {
      findings.add(
          new Detection(
              rule,
              severityOf(score.score()),
              event.time(),
              Entity.of(event),
              List.of(event),
              new Evidence.Anomaly(score.score(), threshold, score.drivers()),
              sentence(score)));
    }
  }

  @Override
  public String name() {
    return rule.id();
  }

  private static Severity severityOf(double score) {
    return score >= 0.85 ? Severity.HIGH : score >= 0.70 ? Severity.MEDIUM : Severity.LOW;
  }

  private AnomalyScore explain(Event event, double[] row, double raw) {
    double[] contributions = new double[row.length];
    forest.score(row, contributions);
    List<Evidence.Driver> drivers = new ArrayList<>(MOST_DRIVERS);
    double strongest = 0;
    while (drivers.size() < MOST_DRIVERS) {
      int best = 0;
      for (int i = 1; i < contributions.length; i++) {
        if (contributions[i] > contributions[best]) {
          best = i;
        }
      }
      double contribution = contributions[best];
      strongest = Math.max(strongest, contribution);
      // What made less than a twentieth of the strongest is no reason.
      if (contribution <= 0 || contribution < strongest / 20) {
        break;
      }
      drivers.add(
          new Evidence.Driver(
              forest.featureNames().get(best),
              row[best],
              contribution,
              words(event, best, row[best])));
      contributions[best] = 0;
    }
    return new AnomalyScore(calibration.score(raw), calibration.rate(raw), raw, threshold, drivers);
  }

  private String words(Event event, int feature, double value) {
    String what = features.describe(event, feature, value);
    FeatureProfile profile = profiles.get(feature);
    double share = profile.share(value);
    if (Double.isNaN(share)) {
      return what + " is unusual in this combination";
    }
    if (share == 0) {
      return what
          + (profile.isDiscrete() ? " was never seen in training" : " is beyond all of training");
    }
    return share < UNUSUAL_SHARE
        ? what + " is unusual (" + percent(share) + " of training)"
        : what + " is unusual in this combination (alone: " + percent(share) + " of training)";
  }

  private static String percent(double share) {
    long thousandths = Math.round(share * 1000);
    if (thousandths == 0) {
      return "under 0.1 %";
    }
    return thousandths < 100 && thousandths % 10 != 0
        ? thousandths / 10 + "." + thousandths % 10 + " %"
        : Math.round(share * 100) + " %";
  }

  private String sentence(AnomalyScore score) {
    StringBuilder out = new StringBuilder(200);
    // No more is claimed than ten times what the training events can show.
    double provable = 0.1 / calibration.rows();
    out.append(score.rate() < provable ? "Less than 1 in " : "About 1 in ");
    appendRounded(out, 1 / Math.max(score.rate(), provable));
    out.append(" ordinary events is as unusual: ");
    int shown = Math.min(DRIVERS_IN_SENTENCE, score.drivers().size());
    for (int i = 0; i < shown; i++) {
      out.append(i == 0 ? "" : "; ").append(score.drivers().get(i).words());
    }
    return out.append('.').toString();
  }

  /** Two significant digits, thousands apart. */
  private static void appendRounded(StringBuilder out, double value) {
    long unit = 1;
    while (value / unit >= 100) {
      unit *= 10;
    }
    String digits = Long.toString(Math.round(value / unit) * unit);
    for (int i = 0; i < digits.length(); i++) {
      if (i > 0 && (digits.length() - i) % 3 == 0) {
        out.append(',');
      }
      out.append(digits.charAt(i));
    }
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
    private final IsolationForest.Builder forest = IsolationForest.builder();
    private FeatureExtractor features = StandardFeatures.utc();
    private String name = "";
    private int sampleSize = 256;
    private long seed = 42;
    private int mostEvents = 100_000;
    private double threshold = DEFAULT_THRESHOLD;
    private @Nullable String thresholdSetBy;

    private Builder() {}

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
     * Sets the number of trees.
     *
     * @param value 1 to 10,000; 100 unless set
     * @return this
     * @throws IllegalArgumentException if out of range
     */
    public Builder trees(int value) {
      forest.trees(value);
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
      forest.sampleSize(value);
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
      forest.seed(value);
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
      forest.threads(value);
      return this;
    }

    /**
     * Sets who is told how many trees have grown.
     *
     * @param listener told in the thread that calls {@code train}
     * @return this
     */
    public Builder progress(ProgressListener listener) {
      forest.progress(listener);
      return this;
    }

    /**
     * Sets how many events are kept for training. Of more, a random choice is kept, each event with
     * the same chance. An event takes 4 bytes for each feature.
     *
     * @param value 100 to 10,000,000; 100,000 unless set
     * @return this
     * @throws IllegalArgumentException if out of range
     */
    public Builder mostEvents(int value) {
      if (value < FEWEST_EVENTS || value > 10_000_000) {
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
      List<String> names = IsolationForest.Builder.checkedNames(features.names());
      int width = names.size();
      if ((long) width * mostEvents > Integer.MAX_VALUE - 8) {
        throw new IllegalArgumentException(
            mostEvents + " events of " + width + " features are too much for one array");
      }
      float[] kept = new float[width * Math.min(mostEvents, 1024)];
      double[] row = new double[width];
      SplitMix64 random = SplitMix64.stream(seed, -1);
      long seen = 0;
      int count = 0;
      for (Event event : events) {
        if ((seen & 1023) == 0 && Thread.currentThread().isInterrupted()) {
          throw new CancellationException("training was interrupted after " + seen + " events");
        }
        seen++;
        int place;
        if (count < mostEvents) {
          place = count++;
          if (count * width > kept.length) {
            long larger = Math.min((long) width * mostEvents, kept.length * 2L);
            kept = Arrays.copyOf(kept, (int) larger);
          }
        } else {
          // Vitter's algorithm R: the n-th event replaces a kept one with probability k/n.
          double at = random.nextDouble() * seen;
          if (at >= mostEvents) {
            continue;
          }
          place = (int) at;
        }
        features.extract(event, row);
        for (int i = 0; i < width; i++) {
          kept[place * width + i] = (float) row[i];
        }
      }
      if (count < FEWEST_EVENTS) {
        throw new IllegalArgumentException(
            "a model needs at least "
                + FEWEST_EVENTS
                + " ordinary events to learn what is ordinary; there were "
                + count);
      }
      IsolationForest.FlatRows rows = new IsolationForest.FlatRows(kept, width, count);
      IsolationForest grown =
          forest
              .featureNames(names)
              .sampleSize(Math.max(2, Math.min(sampleSize, count / 2)))
              .fit(rows);
      Calibration calibration = Calibration.of(grown.outOfSampleScores(rows));
      List<FeatureProfile> profiles = new ArrayList<>(width);
      float[] column = new float[count];
      for (int feature = 0; feature < width; feature++) {
        for (int i = 0; i < count; i++) {
          column[i] = rows.value(i, feature);
        }
        profiles.add(FeatureProfile.of(column, features.isCategory(feature)));
      }
      return new AnomalyDetector(grown, calibration, profiles, features, name, threshold);
    }
  }
}
