package io.nanosiem.conformance.ml;

import static org.assertj.core.api.Assertions.assertThat;

import io.nanosiem.event.Event;
import io.nanosiem.event.LogFormat;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class LogWeeksTest {
  private static final Pattern ADDRESS = Pattern.compile("\\d+\\.\\d+\\.\\d+\\.\\d+");
  private static final Pattern OURS =
      Pattern.compile(
          "10\\..*|192\\.0\\.2\\..*|198\\.51\\.100\\..*|203\\.0\\.113\\..*|127\\.0\\.0\\.1|0\\.0\\.0\\.0");
  private static final Pattern LONG_ADDRESS =
      Pattern.compile("\\b2[0-9a-f]{3}:[0-9a-f:]*::[0-9a-f]*");

  @Test
  void areTheSameForTheSameSeedHoweverMuchIsAskedFor() {
    List<LogLine> two = new LogWeeks(7, Drift.NONE).ordinary(0, 2);
    List<LogLine> second = new LogWeeks(7, Drift.NONE).ordinary(1, 1);

    assertThat(new LogWeeks(7, Drift.NONE).ordinary(0, 2)).isEqualTo(two);
    assertThat(new HashSet<>(two).containsAll(second)).isTrue();
    assertThat(new LogWeeks(8, Drift.NONE).ordinary(1, 1)).isNotEqualTo(second);
  }

  @Test
  void haveTheSizeTheyWereMadeFor() {
    assertThat(new LogWeeks(3, Drift.NONE).ordinary(0, 2)).hasSizeBetween(30_000, 60_000);
  }

  @Test
  void haveEachFamilyAsOftenAsAskedAndNoOtherLineMarked() {
    Map<String, Set<String>> episodes = new TreeMap<>();
    List<LogLine> ordinary = new LogWeeks(3, Drift.NONE).ordinary(2, 2);
    List<LogLine> attacked = new LogWeeks(3, Drift.NONE).attacked(2, 2, 3);
    for (LogLine line : attacked) {
      if (!line.isOrdinary()) {
        episodes.computeIfAbsent(line.family(), f -> new TreeSet<>()).add(line.episode());
      }
    }

    assertThat(episodes).hasSize(19).containsKeys(LogAttacks.HIDDEN.toArray(new String[0]));
    assertThat(episodes.values()).allSatisfy(of -> assertThat(of).hasSize(3));
    assertThat(attacked.stream().filter(LogLine::isOrdinary)).containsExactlyElementsOf(ordinary);
  }

  @Test
  void areReadByTheParserWithTheTimesTheyWereWrittenAt() {
    List<LogLine> lines = new LogWeeks(4, Drift.ALL).attacked(2, 2, 3);
    List<Event> events = EventLog.of(lines).events();
    Set<LogFormat> formats = new HashSet<>();
    for (int i = 0; i < lines.size(); i++) {
      Event event = events.get(i);
      formats.add(event.format());
      assertThat(event.hasOwnTime()).as(lines.get(i).text()).isTrue();
      assertThat(event.time().getEpochSecond())
          .as(lines.get(i).text())
          .isEqualTo(lines.get(i).time().getEpochSecond());
    }

    assertThat(formats)
        .contains(LogFormat.RFC3164, LogFormat.RFC5424, LogFormat.CEF, LogFormat.JSON)
        .hasSize(5);
  }

  @Test
  void nameNobodysAddress() {
    int longAddresses = 0;
    for (LogLine line : new LogWeeks(5, Drift.ALL).attacked(2, 2, 3)) {
      Matcher address = ADDRESS.matcher(line.text());
      while (address.find()) {
        assertThat(address.group()).as(line.text()).matches(OURS);
      }
      Matcher longAddress = LONG_ADDRESS.matcher(line.text());
      while (longAddress.find()) {
        longAddresses++;
        assertThat(longAddress.group()).as(line.text()).startsWith("2001:db8:");
      }
    }

    assertThat(longAddresses).isPositive();
  }

  @Test
  void driftAsTheyAreTold() {
    long before = count(Drift.NONE, line -> true);

    assertThat(count(Drift.NONE, line -> line.contains(" web3 "))).isZero();
    assertThat(count(Drift.HOST, line -> line.contains(" web3 "))).isPositive();
    assertThat(count(Drift.NONE, line -> line.contains("order view"))).isZero();
    assertThat(count(Drift.RELEASE, line -> line.contains("order view"))).isPositive();
    assertThat(people(Drift.PEOPLE)).isGreaterThanOrEqualTo(people(Drift.NONE) + 8);
    assertThat(count(Drift.GROWTH, line -> true)).isBetween(before * 105 / 100, before * 125 / 100);
    assertThat(early(Drift.CLOCK)).isGreaterThan(2 * early(Drift.NONE));
  }

  private static List<LogLine> drifted(Drift drift) {
    return new LogWeeks(6, drift).ordinary(2, 2);
  }

  private static long count(Drift drift, Predicate<String> wanted) {
    return drifted(drift).stream().map(LogLine::text).filter(wanted).count();
  }

  private static long people(Drift drift) {
    Pattern name = Pattern.compile("\"TargetUserName\":\"(\\w+)\"");
    return drifted(drift).stream()
        .map(line -> name.matcher(line.text()))
        .filter(Matcher::find)
        .map(found -> found.group(1))
        .distinct()
        .count();
  }

  /** Logons before seven in the morning. */
  private static long early(Drift drift) {
    return drifted(drift).stream()
        .filter(line -> line.text().contains("\"EventID\":4624"))
        .filter(line -> line.time().getEpochSecond() % 86_400 < 7 * 3600)
        .count();
  }
}
