package io.nanosiem.sigma;

import static org.assertj.core.api.Assertions.assertThat;

import io.nanosiem.detect.Detection;
import io.nanosiem.detect.Detector;
import io.nanosiem.detect.Severity;
import io.nanosiem.detect.StatefulDetector;
import io.nanosiem.event.Event;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What correlations mean, from the rule to what is found. */
class CorrelationsTest {
  private static final Instant START = Instant.parse("2026-06-02T03:00:00Z");
  private static final String RULES = base("fail") + base("login") + base("reset");

  private static String base(String action) {
    return "title: A "
        + action
        + "\nname: "
        + action
        + "\nid: id-of-"
        + action
        + "\nlevel: medium\n"
        + "logsource:\n    category: test\ndetection:\n    selection:\n        action: "
        + action
        + "\n    condition: selection\n---\n";
  }

  private static String correlation(String name, String... body) {
    StringBuilder out = new StringBuilder("title: The " + name + "\nname: " + name + "\n");
    out.append("correlation:\n");
    for (String line : body) {
      out.append("    ").append(line).append('\n');
    }
    return out.append("---\n").toString();
  }

  private static SigmaRules load(String... documents) {
    return SigmaRules.parse(
        RULES + String.join("", documents), SigmaOptions.defaults().lenient().unrouted());
  }

  private static SigmaRules one(String... body) {
    SigmaRules rules = load(correlation("it", body));
    assertThat(rules.problems()).isEmpty();
    return rules;
  }

  /** Events such as {@code 12 fail User=eve}; what is found, such as {@code 12 The it: eve}. */
  private static List<String> found(SigmaRules rules, String... events) {
    List<String> found = new ArrayList<>();
    SigmaDetector detectors = SigmaDetector.of(rules);
    Detector stateless = detectors.stateless().get(0);
    StatefulDetector stateful = detectors.stateful().get(0);
    for (String line : events) {
      String[] words = line.split(" ", -1);
      Event.Builder builder = Event.builder().time(at(words[0])).field("action", words[1]);
      for (int i = 2; i < words.length; i++) {
        int sign = words[i].indexOf('=');
        builder.field(words[i].substring(0, sign), words[i].substring(sign + 1));
      }
      Event event = builder.build();
      List<Detection> before = new ArrayList<>();
      stateless.detect(event, before::add);
      before.forEach(one -> tell(one, found));
      stateful.accept(event, before, one -> tell(one, found));
    }
    stateful.advanceTo(Instant.MAX, one -> tell(one, found));
    return found;
  }

  private static Instant at(String seconds) {
    return START.plusMillis(Math.round(Double.parseDouble(seconds) * 1000));
  }

  private static void tell(Detection one, List<String> found) {
    if (!one.isSignal()) {
      double seconds = (one.time().toEpochMilli() - START.toEpochMilli()) / 1000.0;
      boolean isCorrelation = one.rule().title().startsWith("The ");
      found.add(
          String.format(Locale.ROOT, "%.0f %s", seconds, one.rule().title())
              + (isCorrelation && one.entity() != null ? ": " + one.entity().value() : ""));
    }
  }

  @Spec({"S-126", "S-129"})
  @Test
  void everyTypeIsRead() {
    for (String condition :
        List.of(
            "type: event_count, condition: {gte: 2}",
            "type: value_count, condition: {field: User, gte: 2}",
            "type: value_sum, condition: {field: Bytes, gt: 2.5}",
            "type: value_avg, condition: {field: Bytes, gt: 2.5}",
            "type: value_percentile, condition: {field: Bytes, gt: 2, percentile: 95}",
            "type: value_median, condition: {field: Bytes, gt: 2}",
            "type: temporal",
            "type: temporal_ordered")) {
      String[] parts = condition.split(", condition", -1);
      List<String> body =
          new ArrayList<>(List.of(parts[0], "rules: [fail, login]", "group-by: [User]"));
      body.add("timespan: 1m");
      if (parts.length > 1) {
        body.add("condition" + parts[1]);
      }
      assertThat(one(body.toArray(new String[0])).correlations()).as(condition).hasSize(1);
    }
    assertThat(load(correlation("it", "type: counting", "rules: fail", "timespan: 1m")).problems())
        .hasSize(1);
    assertThat(load("name: it\ncorrelation:\n    type: temporal\n").problems())
        .extracting(SigmaProblem::message)
        .contains("the correlation has no title");
  }

  @Spec({"S-127", "S-128"})
  @Test
  void theRulesBelowAreSilentUnlessItGenerates() {
    String[] body = {"type: event_count", "rules: fail", "timespan: 1m", "condition: {gte: 2}"};
    String[] events = {"1 fail User=a", "2 login User=a", "3 fail User=a"};
    assertThat(found(one(body), events)).containsExactly("2 A login", "3 The it");
    SigmaRules within =
        load(correlation("it", body).replace("rules:", "generate: true\n    rules:"));
    assertThat(found(within, events))
        .containsExactly("1 A fail", "2 A login", "3 A fail", "3 The it");
    SigmaRules beside =
        load(correlation("it", body).replace("correlation:", "generate: true\ncorrelation:"));
    assertThat(found(beside, events))
        .containsExactly("1 A fail", "2 A login", "3 A fail", "3 The it");
    SigmaRules outer =
        load(
            correlation("it", body),
            correlation(
                "outer", "type: event_count", "rules: it", "timespan: 5m", "condition: {gte: 1}"));
    assertThat(found(outer, events)).containsExactly("2 A login", "3 The outer");
  }

  @Spec({"S-130", "S-145"})
  @Test
  void rulesAreNamedByIdOrNameAndTheirOrderCounts() {
    for (String rules : List.of("[fail, login]", "[id-of-fail, login]", "[fail, id-of-login]")) {
      SigmaRules loaded =
          one("type: temporal_ordered", "rules: " + rules, "group-by: [User]", "timespan: 10s");
      assertThat(found(loaded, "1 fail User=a", "5 login User=a")).containsExactly("5 The it: a");
      assertThat(found(loaded, "1 login User=a", "5 fail User=a")).isEmpty();
      assertThat(found(loaded, "1 fail User=a", "12 login User=a")).isEmpty();
    }
    assertThat(
            load(correlation("it", "type: temporal", "rules: [fial]", "timespan: 1m")).problems())
        .extracting(SigmaProblem::hint)
        .containsExactly("did you mean 'fail'?");
  }

  @Spec("S-131")
  @Test
  void aliasesJoinFieldsOfDifferentNames() {
    SigmaRules rules =
        one(
            "type: temporal",
            "rules: [fail, login]",
            "aliases:",
            "    who:",
            "        fail: From",
            "        id-of-login: Source",
            "group-by: [who]",
            "timespan: 10s");
    assertThat(found(rules, "1 fail From=x", "2 login Source=x")).containsExactly("2 The it: x");
    assertThat(found(rules, "1 fail From=x", "2 login Source=y")).isEmpty();
    assertThat(found(rules, "1 fail Source=x", "2 login From=x")).isEmpty();
  }

  @Spec({"S-132", "S-134", "S-141"})
  @Test
  void eachTupleOfValuesIsCountedForItself() {
    SigmaRules rules =
        one(
            "type: event_count",
            "rules: [fail, login]",
            "group-by: [User, Host]",
            "timespan: 1m",
            "condition: {gte: 3}");
    assertThat(
            found(
                rules,
                "1 fail User=a Host=x",
                "2 fail User=a Host=y",
                "3 login User=a Host=x",
                "4 fail User=a",
                "5 fail Host=x",
                "6 fail User=a Host=x"))
        .containsExactly("6 The it: a, x");
  }

  @Spec("S-133")
  @Test
  void aCorrelationOverAnotherGroupsForItself() {
    SigmaRules rules =
        load(
            correlation(
                "burst",
                "type: event_count",
                "rules: fail",
                "group-by: [User, Host]",
                "timespan: 10s",
                "condition: {gte: 2}"),
            correlation(
                "spread",
                "type: value_count",
                "rules: burst",
                "group-by: [User]",
                "timespan: 1m",
                "condition: {field: Host, gte: 2}"));
    assertThat(
            found(
                rules,
                "1 fail User=a Host=x",
                "2 fail User=a Host=x",
                "3 fail User=b Host=y",
                "4 fail User=b Host=y",
                "5 fail User=a Host=z",
                "6 fail User=a Host=z"))
        .containsExactly("6 The spread: a");
  }

  @Spec({"S-135", "S-136"})
  @Test
  void windowsSlideAndHaveBothEnds() {
    for (String timespan : List.of("60s", "1m")) {
      SigmaRules rules =
          one("type: event_count", "rules: fail", "timespan: " + timespan, "condition: {gte: 3}");
      // Across the full minute, and exactly a timespan long.
      assertThat(found(rules, "50 fail", "70 fail", "110 fail")).containsExactly("110 The it");
      assertThat(found(rules, "50 fail", "70 fail", "110.001 fail")).isEmpty();
    }
    for (String timespan : List.of("1h", "1d", "1w")) {
      assertThat(
              one("type: temporal", "rules: fail", "timespan: " + timespan)
                  .correlations()
                  .get(0)
                  .rule()
                  .timespan()
                  .toHours())
          .isIn(1L, 24L, 168L);
    }
  }

  @Spec("S-137")
  @Test
  void upperBoundsAreDecidedWhenTheWindowEnds() {
    SigmaRules range =
        one(
            "type: event_count",
            "rules: fail",
            "group-by: [User]",
            "timespan: 10s",
            "condition: {gt: 1, lte: 3}");
    assertThat(found(range, "1 fail User=a", "2 fail User=a", "20 fail User=b"))
        .containsExactly("11 The it: a");
    assertThat(found(range, "1 fail User=a", "2 fail User=a", "3 fail User=a", "4 fail User=a"))
        .isEmpty();
    for (String condition : List.of("{lt: 3}", "{lte: 2}", "{eq: 2}", "{neq: 3}")) {
      SigmaRules rules =
          one("type: event_count", "rules: fail", "timespan: 10s", "condition: " + condition);
      assertThat(found(rules, "1 fail", "2 fail")).as(condition).containsExactly("11 The it");
      assertThat(found(rules, "1 fail", "2 fail", "3 fail")).as(condition).isEmpty();
    }
  }

  @Spec({"S-138", "S-139", "S-142"})
  @Test
  void valuesAreCountedOnceAndTuplesWhole() {
    SigmaRules users =
        one("type: value_count", "rules: fail", "timespan: 1m", "condition: {field: User, gte: 3}");
    assertThat(
            found(
                users,
                "1 fail User=a",
                "2 fail User=a",
                "3 fail User=b",
                "4 fail",
                "5 fail User=c"))
        .containsExactly("5 The it");
    SigmaRules tuples =
        one(
            "type: value_count",
            "rules: fail",
            "timespan: 1m",
            "condition: {field: [User, Host], gte: 2}");
    assertThat(found(tuples, "1 fail User=ab Host=c", "2 fail User=ab Host=c", "3 fail User=ab"))
        .isEmpty();
    assertThat(found(tuples, "1 fail User=ab Host=c", "2 fail User=a Host=bc"))
        .containsExactly("2 The it");
    assertThat(
            load(correlation(
                    "it",
                    "type: value_count",
                    "rules: fail",
                    "timespan: 1m",
                    "condition: {gte: 2}"))
                .problems())
        .extracting(SigmaProblem::message)
        .containsExactly("a correlation of type value_count needs a field in its condition");
  }

  @Spec({"S-140", "S-143"})
  @Test
  void numbersAreAddedUpAndMeasured() {
    String[] events = {
      "1 web Bytes=1", "2 fail Bytes=100", "3 fail Bytes=x", "4 fail Bytes=800", "5 fail Bytes=0.5"
    };
    assertThat(found(measure("value_sum", "{field: Bytes, gt: 900}"), events))
        .containsExactly("5 The it");
    assertThat(found(measure("value_avg", "{field: Bytes, gte: 450}"), events))
        .containsExactly("4 The it");
    assertThat(found(measure("value_avg", "{field: Bytes, lt: 301}"), events))
        .containsExactly("2 The it");
    assertThat(found(measure("value_median", "{field: Bytes, gt: 100}"), events))
        .containsExactly("4 The it");
    assertThat(
            found(measure("value_percentile", "{field: Bytes, percentile: 100, gte: 800}"), events))
        .containsExactly("4 The it");
    assertThat(found(measure("value_percentile", "{field: Bytes, percentile: 0, lt: 1}"), events))
        .containsExactly("5 The it");
    assertThat(
            load(correlation(
                    "it",
                    "type: value_percentile",
                    "rules: fail",
                    "timespan: 1m",
                    "condition: {field: Bytes, lte: 1}"))
                .problems())
        .extracting(SigmaProblem::message)
        .containsExactly("a value_percentile does not say which percentile");
  }

  private static SigmaRules measure(String type, String condition) {
    return one("type: " + type, "rules: fail", "timespan: 1m", "condition: " + condition);
  }

  @Spec({"S-144", "S-146"})
  @Test
  void rulesTogetherInAnyOrderOrSomeOfThem() {
    SigmaRules all =
        one("type: temporal", "rules: [fail, login, reset]", "group-by: [User]", "timespan: 10s");
    assertThat(found(all, "1 reset User=a", "2 fail User=a", "3 login User=a"))
        .containsExactly("3 The it: a");
    assertThat(found(all, "1 reset User=a", "2 fail User=a", "3 login User=b")).isEmpty();
    assertThat(found(all, "1 reset User=a", "2 fail User=a", "12 login User=a")).isEmpty();
    SigmaRules two =
        one(
            "type: temporal",
            "rules: [fail, login, reset]",
            "group-by: [User]",
            "timespan: 10s",
            "condition: {gte: 2}");
    assertThat(found(two, "1 fail User=a", "2 fail User=a", "3 reset User=a"))
        .containsExactly("3 The it: a");
  }

  @Spec("S-147")
  @Test
  void anExpressionSaysWhichRulesAndWhichNot() {
    SigmaRules or =
        one(
            "type: temporal",
            "timespan: 10s",
            "group-by: [User]",
            "condition: fail and (login or reset)");
    assertThat(or.correlations().get(0).rule().over())
        .containsExactly("id-of-fail", "id-of-login", "id-of-reset");
    assertThat(found(or, "1 reset User=a", "2 fail User=a")).containsExactly("2 The it: a");
    assertThat(found(or, "1 reset User=a", "2 login User=a")).isEmpty();
    SigmaRules not =
        one("type: temporal", "timespan: 10s", "group-by: [User]", "condition: fail and not login");
    assertThat(found(not, "1 fail User=a")).containsExactly("11 The it: a");
    assertThat(found(not, "1 fail User=a", "9 login User=a")).isEmpty();
    assertThat(found(not, "1 login User=a", "9 fail User=a")).isEmpty();
    assertThat(found(not, "1 fail User=a", "12 login User=a")).containsExactly("11 The it: a");
  }

  @Spec({"S-148", "S-149"})
  @Test
  void whatIsMissingOrNotKnownIsRefused() {
    String[] whole = {"type: event_count", "rules: fail", "timespan: 1m", "condition: {gte: 2}"};
    for (int left = 0; left < whole.length; left++) {
      List<String> body = new ArrayList<>(List.of(whole));
      String gone = body.remove(left);
      assertThat(load(correlation("it", body.toArray(new String[0]))).problems())
          .as(gone)
          .hasSize(1);
    }
    for (String stranger :
        List.of("window: session", "gap: 5s", "Type: event_count", "group_by: [a]")) {
      List<String> body = new ArrayList<>(List.of(whole));
      body.add(stranger);
      assertThat(load(correlation("it", body.toArray(new String[0]))).problems())
          .as(stranger)
          .extracting(SigmaProblem::message)
          .containsExactly(
              "unknown key '"
                  + stranger.substring(0, stranger.indexOf(':'))
                  + "' in a correlation");
    }
  }

  @Spec("S-150")
  @Test
  void itsLevelIsThatOfTheAlertOrTheHighestBelow() {
    String it = correlation("it", "type: temporal", "rules: fail", "timespan: 1m");
    assertThat(load(it).correlations().get(0).level()).isEqualTo(Severity.MEDIUM);
    String critical = it.replace("name: it", "name: it\nlevel: critical");
    assertThat(load(critical).correlations().get(0).level()).isEqualTo(Severity.CRITICAL);
  }

  @Spec("S-151")
  @Test
  void theNameOfItsFileSaysNothing(@TempDir Path folder) throws IOException {
    String it = correlation("it", "type: temporal", "rules: fail", "timespan: 1m");
    for (String name : List.of("mr_it.yml", "It happens.yaml")) {
      Path sub = Files.createDirectory(folder.resolve(name + " folder"));
      Files.writeString(sub.resolve("rules.yml"), RULES);
      Files.writeString(sub.resolve(name), it);
      assertThat(SigmaRules.load(sub).correlations()).hasSize(1);
    }
    try (Stream<Path> files = Files.walk(folder)) {
      assertThat(files.filter(Files::isRegularFile)).hasSize(4);
    }
  }
}
