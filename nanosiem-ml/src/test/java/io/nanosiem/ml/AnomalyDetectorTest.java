package io.nanosiem.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.nanosiem.detect.Detection;
import io.nanosiem.detect.Evidence;
import io.nanosiem.detect.Severity;
import io.nanosiem.event.Event;
import io.nanosiem.event.EventCategory;
import io.nanosiem.event.LogFormat;
import io.nanosiem.event.SyslogFacility;
import io.nanosiem.event.SyslogSeverity;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnomalyDetectorTest {
  /** The demo's model with its tail score. */
  private static final AnomalyDetector DEMO =
      AnomalyDetector.builder().name("demo").train(SyntheticBaseline.events());

  private static final List<String> NAMES = StandardFeatures.NAMES;
  private static final Pattern BITS = Pattern.compile("(is|has)_.*");

  @TempDir Path directory;

  /** Sunday night, an unknown tool, an odd port, critical. */
  private static Event strange() {
    return Event.builder()
        .id("t:1")
        .format(LogFormat.RFC5424)
        .time(Instant.parse("2026-03-15T03:12:00Z"))
        .offset(ZoneOffset.UTC)
        .host("db-01")
        .program("nc")
        .pid(666)
        .severity(SyslogSeverity.CRITICAL)
        .facility(SyslogFacility.KERN)
        .sourceAddress("10.20.1.2")
        .sourcePort(40_000)
        .destinationAddress("203.0.113.9")
        .destinationPort(4444)
        .category(EventCategory.NETWORK)
        .message("connection refused: 203.0.113.9 port 4444, shell on /dev/tcp/203.0.113.9")
        .build();
  }

  private static List<Detection> detect(AnomalyDetector detector, Event event) {
    List<Detection> found = new ArrayList<>();
    detector.detect(event, found::add);
    return found;
  }

  @Test
  void flagsFewOfItsOwnTrainingEventsAndNoneOfThemMedium() {
    int flagged = 0;
    for (Event event : SyntheticBaseline.events()) {
      for (Detection detection : detect(DEMO, event)) {
        flagged++;
        assertThat(detection.severity()).isEqualTo(Severity.LOW);
      }
    }
    // The threshold stands for 1 in 200, so for 10. Trees know their own rows, so it is fewer.
    assertThat(flagged).isLessThanOrEqualTo(15);
  }

  @Test
  void flagsFewOfOtherDaysOfTheSameSite() {
    int low = 0;
    int more = 0;
    List<Event> events = SyntheticBaseline.events(99, 20_000);
    for (Event event : events) {
      for (Detection detection : detect(DEMO, event)) {
        if (detection.severity() == Severity.LOW) {
          low++;
        } else {
          more++;
        }
      }
    }
    // 1 in 200 is 100, 1 in 10,000 is 2; 2,000 training events know little of the first.
    assertThat(low).isBetween(20, 200);
    assertThat(more).isLessThanOrEqualTo(10);
  }

  @Test
  void aFalsePositiveRateIsKeptOnEventsNotSeenBefore() {
    List<Event> training = SyntheticBaseline.events(1, 30_000);
    List<Event> other = SyntheticBaseline.events(2, 40_000);
    AnomalyDetector detector = AnomalyDetector.train(training);
    AnomalyDetector one = detector.withFalsePositiveRate(0.01);
    AnomalyDetector half = detector.withFalsePositiveRate(0.005);
    assertThat(one.falsePositiveRate()).isCloseTo(0.01, within(1e-12));
    int overOne = 0;
    int overHalf = 0;
    for (Event event : other) {
      for (Detection detection : detect(one, event)) {
        overOne++;
        double score = ((Evidence.Anomaly) detection.evidence()).score();
        overHalf += score >= half.threshold() ? 1 : 0;
      }
    }
    // Events that are alike score alike, so that some thresholds cannot be met closely.
    assertThat((double) overOne / other.size()).isCloseTo(0.01, within(0.0025));
    assertThat((double) overHalf / other.size()).isCloseTo(0.005, within(0.0015));
  }

  @Test
  void reportsWhatIsStrangeAndWhy() {
    List<Detection> found = detect(DEMO, strange());
    assertThat(found).hasSize(1);
    Detection detection = found.get(0);
    assertThat(detection.rule().id()).isEqualTo("anomaly-demo");
    assertThat(detection.rule()).isEqualTo(DEMO.rule());
    assertThat(detection.event().id()).isEqualTo("t:1");
    assertThat(String.valueOf(detection.entity())).isEqualTo("10.20.1.2");
    Evidence.Anomaly anomaly = (Evidence.Anomaly) detection.evidence();
    assertThat(anomaly.threshold()).isEqualTo(0.62);
    assertThat(anomaly.score()).isBetween(0.62, 1.0);
    AnomalyScore score = DEMO.score(strange());
    assertThat(score.isAnomalous()).isTrue();
    assertThat(score.score()).isEqualTo(anomaly.score());
    assertThat(score.drivers()).isEqualTo(anomaly.drivers());
    assertThat(detection.explanation())
        .contains(anomaly.drivers().get(0).words())
        .contains("ordinary events")
        .endsWith(".")
        .doesNotContain("\n");
  }

  @Test
  void driversSpeakForTheScoreStrongestFirst() {
    for (Event event : SyntheticBaseline.events(5, 500)) {
      AnomalyScore score = DEMO.score(event);
      assertThat(score.drivers()).hasSizeLessThanOrEqualTo(5);
      double last = Double.MAX_VALUE;
      for (Evidence.Driver driver : score.drivers()) {
        assertThat(driver.contribution()).isPositive().isLessThanOrEqualTo(last);
        assertThat(NAMES).contains(driver.feature());
        assertThat(driver.words()).isNotBlank();
        last = driver.contribution();
      }
      assertThat(score.isAnomalous()).isEqualTo(!detect(DEMO, event).isEmpty());
      assertThat(score.score()).isBetween(0.0, 1.0);
      assertThat(score.score()).isCloseTo(Calibration.scoreOfRate(score.rate()), within(1e-9));
    }
  }

  @Test
  void wordsAreBackedByTheTrainingData() {
    AnomalyScore score = DEMO.score(strange());
    assertThat(score.drivers())
        .anySatisfy(
            driver -> {
              assertThat(driver.feature()).isEqualTo("severity_enc");
              assertThat(driver.words()).isEqualTo("severity crit was never seen in training");
            });
  }

  @Test
  void sharesInWordsAreThoseOfTheTrainingEvents() {
    StandardFeatures features = StandardFeatures.utc();
    double[][] training =
        SyntheticBaseline.events().stream()
            .map(
                event -> {
                  double[] row = new double[NAMES.size()];
                  features.extract(event, row);
                  return row;
                })
            .toArray(double[][]::new);
    Pattern percent = Pattern.compile("([0-9.]+) % of training");
    int checked = 0;
    for (Event event : SyntheticBaseline.events(5, 2000)) {
      for (Evidence.Driver driver : DEMO.score(event).drivers()) {
        int feature = NAMES.indexOf(driver.feature());
        // Values that were counted, not ranked.
        if (features.isCategory(feature) || BITS.matcher(driver.feature()).matches()) {
          long same = Arrays.stream(training).filter(row -> row[feature] == driver.value()).count();
          Matcher found = percent.matcher(driver.words().replaceFirst("alone:.*", ""));
          if (driver.value() != RowReader.NO_THING) {
            assertThat(driver.words().endsWith("never seen in training")).isEqualTo(same == 0);
          }
          if (found.find() && driver.value() != RowReader.NO_THING) {
            assertThat(Double.parseDouble(found.group(1)))
                .as("%s", driver)
                .isCloseTo(same / 20.0, within(0.51));
            checked++;
          }
        }
      }
    }
    assertThat(checked).isGreaterThan(100);
  }

  @Test
  void isTheSameEachTime() {
    assertThat(AnomalyDetector.demo().toBytes()).isEqualTo(AnomalyDetector.demo().toBytes());
    byte[] four =
        AnomalyDetector.builder()
            .name("demo")
            .threads(4)
            .train(SyntheticBaseline.events())
            .toBytes();
    assertThat(four).isEqualTo(DEMO.toBytes());
  }

  @Test
  void comesBackFromItsFileAsItWas() {
    Path file = directory.resolve("m");
    AnomalyDetector saved =
        AnomalyDetector.builder()
            .features(StandardFeatures.in(ZoneId.of("Asia/Tokyo")))
            .falsePositiveRate(0.001)
            .train(SyntheticBaseline.events());
    saved.save(file);
    AnomalyDetector loaded = AnomalyDetector.load(file);
    assertThat(loaded.threshold()).isEqualTo(saved.threshold());
    assertThat(loaded.rule()).isEqualTo(saved.rule());
    assertThat(loaded.rule().id()).matches("anomaly-[0-9a-f]{12}");
    for (Event event : SyntheticBaseline.events(3, 200)) {
      assertThat(loaded.score(event)).isEqualTo(saved.score(event));
    }
    assertThat(loaded.score(strange())).isEqualTo(saved.score(strange()));
    assertThat(loaded.toBytes()).isEqualTo(saved.toBytes());
  }

  private static final FeatureExtractor LENGTHS =
      new FeatureExtractor() {
        @Override
        public List<String> names() {
          return List.of("message", "fields");
        }

        @Override
        public void extract(Event event, double[] into) {
          into[0] = event.message() == null ? Double.NaN : event.message().length();
          into[1] = event.fields().size();
        }
      };

  @Test
  void featuresOfYourOwnAreKeptApart() {
    Path file = directory.resolve("m");
    AnomalyDetector own =
        AnomalyDetector.builder().features(LENGTHS).train(SyntheticBaseline.events());
    own.save(file);
    assertThatThrownBy(() -> AnomalyDetector.load(file))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageEndingWith("was trained with features of your own: load it together with them");
    AnomalyDetector loaded = AnomalyDetector.load(file, LENGTHS);
    assertThat(loaded.score(strange())).isEqualTo(own.score(strange()));
    assertThatThrownBy(() -> AnomalyDetector.load(file, StandardFeatures.utc()))
        .hasMessage(
            file + ": was trained with 'message' as feature 0, the extractor has 'hour_of_day'");
    Event.Builder longest = Event.builder().message("x".repeat(5000));
    for (int i = 0; i < 20; i++) {
      longest.field("f" + i, i);
    }
    AnomalyScore score = own.score(longest.build());
    assertThat(score.drivers().get(0).words())
        .isIn(
            "message = 5000.0 is beyond all of training",
            "fields = 20.0 was never seen in training");
  }

  @Test
  void thresholdsAreChecked() {
    assertThatThrownBy(() -> AnomalyDetector.builder().threshold(0))
        .hasMessage("threshold was 0.0, not above 0 and at most 1");
    assertThatThrownBy(() -> AnomalyDetector.builder().threshold(Double.NaN))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> AnomalyDetector.builder().falsePositiveRate(0))
        .hasMessage("falsePositiveRate was 0.0, not between 0.000000001 and 0.5");
    assertThatThrownBy(() -> AnomalyDetector.builder().threshold(0.7).falsePositiveRate(0.01))
        .hasMessage("threshold was already set to 0.7");
    assertThatThrownBy(() -> AnomalyDetector.builder().name("a b"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(DEMO.withThreshold(1.0).threshold()).isEqualTo(1);
    assertThat(detect(DEMO.withThreshold(1.0), SyntheticBaseline.events().get(0))).isEmpty();
    assertThat(detect(DEMO.withThreshold(0.001), strange())).hasSize(1);
  }

  /** The same site, seen from two hosts with opposite habits. */
  private static List<Event> twoHosts(int events, long seed) {
    List<Event> all = new ArrayList<>();
    for (Event event : SyntheticBaseline.events(seed, events)) {
      boolean day = event.time().atOffset(ZoneOffset.UTC).getHour() % 24 < 12;
      all.add(event.toBuilder().host(day ? "early" : "late").build());
    }
    return all;
  }

  @Test
  void aGroupIsComparedWithItself() {
    List<Event> training = twoHosts(6000, 1);
    AnomalyDetector together =
        AnomalyDetector.builder().features(StandardFeatures.utc()).train(training);
    AnomalyDetector apart =
        AnomalyDetector.builder()
            .features(StandardFeatures.utc())
            .baselinePer(Grouping.host())
            .train(training);
    assertThat(together.groups()).isEmpty();
    assertThat(apart.groups()).containsExactlyInAnyOrder("early", "late");
    // An ordinary event of the afternoon, on the host that works in the morning.
    Event ordinary =
        training.stream().filter(event -> "late".equals(event.host())).skip(1000).findFirst().get();
    Event misplaced = ordinary.toBuilder().host("early").build();
    assertThat(apart.score(ordinary).group()).isEqualTo("late");
    assertThat(apart.score(misplaced).group()).isEqualTo("early");
    assertThat(together.score(misplaced).rate()).isEqualTo(together.score(ordinary).rate());
    assertThat(apart.score(misplaced).rate())
        .isLessThan(0.005)
        .isLessThan(apart.score(ordinary).rate() / 4);
    assertThat(detect(apart, misplaced).get(0).explanation())
        .contains(" ordinary events of host early is as unusual: ")
        .contains("the hour of ");
    // A host that training did not know is compared with all.
    Event elsewhere = ordinary.toBuilder().host("new").build();
    assertThat(apart.score(elsewhere)).isEqualTo(together.score(elsewhere));
  }

  @Test
  void groupsAreBoundedTheLargestFirst() {
    List<Event> training = new ArrayList<>();
    List<Event> events = SyntheticBaseline.events(1, 4000);
    for (int i = 0; i < events.size(); i++) {
      String host = i % 2 == 0 ? "half" : i % 4 == 1 ? "quarter" : i % 8 == 3 ? "eighth" : "h" + i;
      training.add(events.get(i).toBuilder().host(host).build());
    }
    AnomalyDetector.Builder builder =
        AnomalyDetector.builder().baselinePer(Grouping.host()).trees(10);
    assertThat(builder.train(training).groups()).containsExactlyInAnyOrder("half", "quarter");
    assertThat(builder.groups(1, 100).train(training).groups()).containsExactly("half");
    assertThat(builder.groups(9, 500).train(training).groups())
        .containsExactlyInAnyOrder("half", "quarter", "eighth");
    assertThatThrownBy(() -> AnomalyDetector.builder().groups(0, 1000))
        .hasMessage("groups were at most 0, not between 1 and 10000");
    assertThatThrownBy(() -> AnomalyDetector.builder().groups(5, 99))
        .hasMessage("groups had at least 99 events, not 100 or more");
  }

  @Test
  void groupsComeBackFromTheFile() {
    Path file = directory.resolve("m");
    AnomalyDetector saved =
        AnomalyDetector.builder().baselinePer(Grouping.host()).trees(10).train(twoHosts(4000, 2));
    saved.save(file);
    AnomalyDetector loaded = AnomalyDetector.load(file);
    assertThat(loaded.groups()).isEqualTo(saved.groups()).isNotEmpty();
    assertThat(loaded.toBytes()).isEqualTo(saved.toBytes());
    for (Event event : twoHosts(200, 3)) {
      assertThat(loaded.score(event)).isEqualTo(saved.score(event));
    }

    Grouping own = new Grouping("site", event -> "s");
    AnomalyDetector.builder().baselinePer(own).trees(10).train(twoHosts(4000, 2)).save(file);
    assertThatThrownBy(() -> AnomalyDetector.load(file))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageEndingWith(
            "was trained with a grouping of your own, 'site': load it together with it");
    StandardFeatures features = StandardFeatures.utc();
    assertThatThrownBy(() -> AnomalyDetector.load(file, features, Grouping.host()))
        .hasMessageEndingWith("was trained with the grouping 'site', not 'host'");
    assertThat(AnomalyDetector.load(file, features, own).groups()).containsExactly("s");
  }

  @Test
  void logsThatChangeAreReportedOnce() {
    AnomalyDetector detector = AnomalyDetector.train(SyntheticBaseline.events(1, 5000));
    List<Detection> found = new ArrayList<>();
    for (Event event : SyntheticBaseline.events(2, 10_100)) {
      detector.detect(event, found::add);
    }
    assertThat(detector.drift().events()).isEqualTo(10_000);
    assertThat(detector.drift().isDrifting()).isFalse();
    // A new program, and it works at night.
    for (Event event : SyntheticBaseline.events(3, 30_000)) {
      Event changed =
          event.toBuilder().program("newd").time(event.time().plusSeconds(40_000)).build();
      detector.detect(changed, found::add);
    }
    assertThat(detector.drift().isDrifting()).isTrue();
    List<Detection> drifts =
        found.stream().filter(each -> each.rule().id().endsWith("-drift")).toList();
    assertThat(drifts).hasSize(1);
    assertThat(drifts.get(0).severity()).isEqualTo(Severity.INFORMATIONAL);
    assertThat(drifts.get(0).explanation())
        .startsWith("The logs are not those the model was trained on: of the last 10,000 events ");
  }

  @Test
  void aFeatureFarOutIsFoundThoughTheForestMaySleep() {
    // Thirty ordinary features, and one that is never beyond 10.
    Random random = new Random(1);
    FeatureExtractor thirtyOne =
        new FeatureExtractor() {
          @Override
          public List<String> names() {
            return IntStream.range(0, 31).mapToObj(i -> "f" + i).toList();
          }

          @Override
          public void extract(Event event, double[] into) {
            Random own = new Random(event.time().toEpochMilli());
            for (int i = 0; i < 31; i++) {
              into[i] = own.nextGaussian();
            }
            into[7] += event.severity() == null ? 0 : 30;
          }
        };
    List<Event> training = new ArrayList<>();
    for (int i = 0; i < 5000; i++) {
      training.add(Event.builder().time(Instant.ofEpochMilli(random.nextInt())).build());
    }
    AnomalyDetector detector =
        AnomalyDetector.builder().features(thirtyOne).falsePositiveRate(0.002).train(training);
    int byForest = 0;
    for (int i = 0; i < 100; i++) {
      Event far =
          Event.builder()
              .time(Instant.ofEpochMilli(random.nextInt()))
              .severity(SyslogSeverity.ERROR)
              .build();
      AnomalyScore score = detector.score(far);
      assertThat(score.isAnomalous()).isTrue();
      assertThat(score.drivers().get(0).feature()).isEqualTo("f7");
      byForest += score.forestRate() <= 0.002 ? 1 : 0;
    }
    assertThat(byForest).isLessThan(50);
  }

  @Test
  void anExplanationAddsUpToWhatItExplains() {
    List<Event> events = new ArrayList<>(SyntheticBaseline.events(5, 30));
    events.add(strange());
    Baseline baseline = DEMO.model().all();
    for (Event event : events) {
      AnomalyExplanation explanation = DEMO.explain(event);
      assertThat(explanation.score()).isEqualTo(DEMO.score(event));
      assertThat(explanation.features()).hasSize(NAMES.size());
      double[] row = new double[NAMES.size()];
      double[] encoded = new double[NAMES.size()];
      new RowReader(StandardFeatures.utc()).read(event, row);
      baseline.encode(row, encoded);
      double depth = DEMO.forest().baseDepth() - DEMO.forest().depth(encoded);
      double tail = 0;
      double gain = 0;
      double shapley = 0;
      for (AnomalyExplanation.FeatureReport report : explanation.features()) {
        tail += report.tail();
        gain += report.gain();
        shapley += report.shapley();
        assertThat(report.rate()).isBetween(0.0, 1.0);
        // What the words call usual by itself, the tail does not call rare.
        if (report.words().contains("in this combination")) {
          assertThat(report.tail()).as("%s", report).isLessThan(0.2);
        }
      }
      assertThat(tail).isCloseTo(baseline.excess(row), within(1e-9));
      assertThat(gain).isCloseTo(depth, within(1e-4));
      assertThat(shapley).isCloseTo(depth, within(1e-4));
    }
    assertThat(DEMO.explain(strange()).toString())
        .startsWith("score 0.86")
        .contains("severity crit was never seen in training\n");
  }

  @Test
  void withoutItsStrongestReasonAnEventIsLessUnusual() {
    // The reason of a verdict is what carries it: what is usual put in its place, the verdict
    // falls.
    Random random = new Random(3);
    int fell = 0;
    int rose = 0;
    int tried = 0;
    FeatureExtractor numbers =
        new FeatureExtractor() {
          @Override
          public List<String> names() {
            return List.of("a", "b", "c", "d", "e", "f");
          }

          @Override
          public void extract(Event event, double[] into) {
            for (int i = 0; i < 6; i++) {
              into[i] =
                  event.field(names().get(i)) instanceof Number number ? number.doubleValue() : 0;
            }
          }
        };
    List<Event> training = new ArrayList<>();
    for (int i = 0; i < 3000; i++) {
      training.add(numbers(random.doubles(6, 0, 1).toArray()));
    }
    AnomalyDetector detector =
        AnomalyDetector.builder().features(numbers).falsePositiveRate(0.02).train(training);
    for (int i = 0; i < 500; i++) {
      double[] row = random.doubles(6, 0, 1).toArray();
      row[random.nextInt(6)] += random.nextDouble() * 2 - 0.5;
      row[random.nextInt(6)] -= random.nextDouble() * 0.4;
      AnomalyScore score = detector.score(numbers(row));
      if (score.isAnomalous()) {
        row[numbers.names().indexOf(score.drivers().get(0).feature())] = 0.5;
        tried++;
        double without = detector.score(numbers(row)).score();
        fell += without < score.score() ? 1 : 0;
        rose += without > score.score() ? 1 : 0;
      }
    }
    assertThat(tried).isGreaterThan(100);
    // Where it neither falls nor rises, the other scorer finds the event as unusual.
    assertThat((double) fell / tried).isGreaterThan(0.9);
    assertThat((double) rose / tried).isLessThan(0.02);
  }

  private static Event numbers(double[] row) {
    Event.Builder event = Event.builder();
    for (int i = 0; i < row.length; i++) {
      event.field("abcdef".substring(i, i + 1), row[i]);
    }
    return event.build();
  }

  @Test
  void aFeatureThatIsMissingFromAllOfTrainingSaysNothing() {
    Path file = directory.resolve("m");
    List<Event> timeless = new ArrayList<>();
    for (Event event : SyntheticBaseline.events(1, 500)) {
      timeless.add(event.toBuilder().time(null).receivedAt(Instant.EPOCH).build());
    }
    AnomalyDetector saved = AnomalyDetector.builder().trees(10).train(timeless);
    saved.save(file);
    AnomalyDetector loaded = AnomalyDetector.load(file);
    assertThat(loaded.score(strange())).isEqualTo(saved.score(strange()));
    assertThat(saved.explain(strange()).features().get(0))
        .satisfies(
            hour -> {
              assertThat(hour.feature()).isEqualTo("hour_of_day");
              assertThat(hour.usual()).isNaN();
              assertThat(hour.tail()).isZero();
            });
  }

  @Test
  void aGroupWhoseNameIsNoTextIsComparedWithAll() {
    Path file = directory.resolve("m");
    List<Event> training = new ArrayList<>();
    for (Event event : SyntheticBaseline.events(1, 3000)) {
      String half = training.size() % 2 == 0 ? "\ud800" : "\udbff";
      training.add(event.toBuilder().host(half).build());
    }
    AnomalyDetector saved =
        AnomalyDetector.builder().baselinePer(Grouping.host()).trees(10).train(training);
    assertThat(saved.groups()).isEmpty();
    saved.save(file);
    assertThat(AnomalyDetector.load(file).score(training.get(0)))
        .isEqualTo(saved.score(training.get(0)));
  }

  @Test
  void theForestMayJudgeAlone() {
    AnomalyDetector demo = AnomalyDetector.demo();
    assertThat(demo.explain(strange()).features())
        .allSatisfy(feature -> assertThat(feature.tail()).isZero());
    AnomalyScore score = demo.score(strange());
    assertThat(score.tailRate()).isEqualTo(1);
    assertThat(score.rate()).isCloseTo(score.forestRate(), within(0.2 * score.forestRate()));
    assertThat(score.drivers()).isNotEmpty();
    Path file = directory.resolve("m");
    demo.save(file);
    assertThat(AnomalyDetector.load(file).score(strange())).isEqualTo(score);
  }

  @Test
  void severityFollowsTheScore() {
    List<Event> events = new ArrayList<>(SyntheticBaseline.events(6, 300));
    events.add(strange());
    AnomalyDetector all = DEMO.withThreshold(0.001);
    for (Event event : events) {
      for (Detection detection : detect(all, event)) {
        double score = ((Evidence.Anomaly) detection.evidence()).score();
        assertThat(detection.severity())
            .isEqualTo(
                score >= 0.85 ? Severity.HIGH : score >= 0.70 ? Severity.MEDIUM : Severity.LOW);
      }
    }
  }

  @Test
  void tooFewEventsAreNotLearnedFrom() {
    assertThatThrownBy(() -> AnomalyDetector.train(SyntheticBaseline.events(1, 99)))
        .hasMessage(
            "a model needs at least 100 ordinary events to learn what is ordinary; there were 99");
    assertThat(AnomalyDetector.train(SyntheticBaseline.events(1, 100)).forest().sampleSize())
        .isEqualTo(50);
  }

  @Test
  void ofManyEventsARandomChoiceIsKept() {
    AnomalyDetector detector =
        AnomalyDetector.builder().mostEvents(1500).train(SyntheticBaseline.events(4, 6000));
    // Sorted by time: had it kept the first 1,500, the last week would be out of its range.
    List<Event> late = SyntheticBaseline.events(8, 4000);
    int flagged = 0;
    for (Event event : late) {
      flagged += detect(detector, event).size();
    }
    assertThat(flagged).isLessThan(60);
  }

  @Test
  void trainingCanBeInterrupted() {
    Thread.currentThread().interrupt();
    try {
      assertThatThrownBy(() -> AnomalyDetector.train(SyntheticBaseline.events(1, 500)))
          .isInstanceOf(CancellationException.class);
      assertThat(Thread.currentThread().isInterrupted()).isTrue();
    } finally {
      Thread.interrupted();
    }
  }

  @Test
  void manyThreadsMayAskAtOnce() throws Exception {
    List<Event> events = SyntheticBaseline.events(7, 2000);
    List<AnomalyScore> expected = events.stream().map(DEMO::score).toList();
    ExecutorService pool = Executors.newFixedThreadPool(8);
    try {
      List<Future<List<AnomalyScore>>> answers = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        answers.add(pool.submit(() -> events.stream().map(DEMO::score).toList()));
      }
      for (Future<List<AnomalyScore>> answer : answers) {
        assertThat(answer.get()).isEqualTo(expected);
      }
    } finally {
      pool.shutdownNow();
    }
  }

  @Test
  void theBaselineIsSortedAndItsTextsHoldNoAccident() {
    List<Event> events = SyntheticBaseline.events();
    List<Instant> times = events.stream().map(Event::time).toList();
    List<Instant> sorted = new ArrayList<>(times);
    Collections.sort(sorted);
    assertThat(times).isEqualTo(sorted);
    assertThat(events)
        .allSatisfy(event -> assertThat(event.raw()).isNotBlank().doesNotContain("null", "\n"));
  }
}
