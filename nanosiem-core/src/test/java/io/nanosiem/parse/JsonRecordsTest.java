package io.nanosiem.parse;

import static org.assertj.core.api.Assertions.assertThat;

import io.nanosiem.event.Event;
import io.nanosiem.event.LogFormat;
import io.nanosiem.internal.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonRecordsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{\"Records\":[{\"a\":1},{\"a\":2}]}|{\"a\":1};{\"a\":2}",
        "{ \"records\" : [ {\"a\":[{}]} , {\"a\":\"]}\"} ] }|{\"a\":[{}]};{\"a\":\"]}\"}",
        "[{\"a\":1},{\"a\":2}]|{\"a\":1};{\"a\":2}",
        "[{\"a\":1}]|{\"a\":1}",
        "{\"a\":1}{\"a\":2} {\"a\":3}|{\"a\":1};{\"a\":2};{\"a\":3}",
        "{\"a\":\"}{\\\"}{\"}{\"b\":1}|{\"a\":\"}{\\\"}{\"};{\"b\":1}",
        "{\"next\":null,\"n\":-1.5e3,\"Records\":[{\"a\":1}],\"t\":\"x\",\"b\":true}|{\"a\":1}"
      })
  void findsTheRecordsWithinOne(String text, String expected) {
    assertThat(LogParser.auto().split(text)).isEqualTo(List.of(expected.split(";")));
    assertThat(LogParser.json().split(text)).isEqualTo(List.of(expected.split(";")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[",
        "{}",
        "[]",
        "[1,2]",
        "[{\"a\":1},2]",
        "[{\"a\":1}] x",
        "[{\"a\":1},]",
        "[{\"a\":1",
        "{\"Records\":[]}",
        "{\"Records\":[1]}",
        "{\"Records\":{\"a\":1}}",
        "{\"Records\":[{\"a\":1}],\"other\":{\"b\":1}}",
        "{\"Records\":[{\"a\":1}],\"other\":[{\"b\":1}]}",
        "{\"other\":{\"b\":1},\"Records\":[{\"a\":1}]}",
        "{\"items\":[{\"a\":1},{\"a\":2}]}",
        "{\"a\":{\"Records\":[{\"a\":1}]}}",
        "{\"a\":1} {",
        "{\"a\":1} x {\"a\":2}",
        "{\"a\":\"}{\"}",
        "[Sun Dec 04 04:47:44 2005] [error] x",
        "<13>1 - - - - - - {}{}"
      })
  void leavesWhatIsNoneAsOne(String text) {
    assertThat(LogParser.auto().split(text).size()).isLessThanOrEqualTo(2);
    if (!text.equals("{\"a\":1} {")) {
      assertThat(LogParser.auto().split(text)).containsExactly(text);
    }
  }

  @Test
  void otherParsersAnswerWithTheRecordItself() {
    String text = "[{\"a\":1},{\"a\":2}]";
    assertThat(LogParser.plain().split(text)).containsExactly(text);
    LogParser own = (record, context, into) -> into.message(record);
    assertThat(own.parseAll(text)).singleElement().extracting(Event::message).isEqualTo(text);
  }

  @Test
  void readsEachAsAnEvent() {
    List<Event> events =
        LogParser.auto()
            .parseAll("{\"Records\":[{\"eventTime\":\"2026-06-02T03:00:04Z\",\"n\":1},{\"n\":2}]}");

    assertThat(events).extracting(Event::format).containsOnly(LogFormat.JSON);
    assertThat(events).extracting(e -> e.field("n")).containsExactly(1L, 2L);
    assertThat(events).extracting(Event::raw).last().isEqualTo("{\"n\":2}");
  }

  @Test
  void keepsWhatWasCutOffAsTheLastRecord() {
    List<Event> events = LogParser.auto().parseAll("{\"Records\":[{\"n\":1},{\"n\":2},{\"n\"");

    assertThat(events).hasSize(3);
    assertThat(events.get(2).format()).isEqualTo(LogFormat.PLAIN);
    assertThat(events.get(2).raw()).isEqualTo(",{\"n\"");
    assertThat(events.get(2).warnings()).extracting(w -> w.code()).contains("unsplit_records");
  }

  @Test
  void takesNoMoreThanAHundredThousandOutOfOneText() {
    List<String> records =
        LogParser.auto().split("[" + "{},".repeat(100_002).replaceFirst(",$", "") + "]");

    assertThat(records).hasSize(100_001);
    assertThat(records.get(100_000)).isEqualTo(",{},{}]");
  }

  /** The slow obvious reference: write lists of objects, split, and read them back. */
  @Test
  void givesBackWhatWasWrittenInAnyOfTheForms() {
    long seed = 20_261_124L;
    SplittableRandom random = new SplittableRandom(seed);
    for (int round = 0; round < 2_000; round++) {
      List<Map<String, Object>> wanted = new ArrayList<>();
      int count = 1 + random.nextInt(4);
      for (int i = 0; i < count; i++) {
        wanted.add(object(random, 0));
      }
      String joined =
          wanted.stream()
              .map(Json::write)
              .collect(Collectors.joining(random.nextBoolean() ? ", " : ","));
      String text =
          switch (random.nextInt(3)) {
            case 0 -> "[" + joined + " ]";
            case 1 -> "{\"Records\" :[ " + joined + "]}";
            default -> wanted.stream().map(Json::write).collect(Collectors.joining("\t"));
          };
      List<String> found = LogParser.auto().split(text);
      assertThat(found.stream().map(one -> Json.write(Json.readObject(one))).toList())
          .as("seed %s, round %s: %s", seed, round, text)
          .isEqualTo(wanted.stream().map(Json::write).toList());
    }
  }

  private static Map<String, Object> object(SplittableRandom random, int depth) {
    String[] words = {"a", "}{", "]}", "\\", "\"", "[{", ",", "Records", "é"};
    Map<String, Object> object = new LinkedHashMap<>();
    int members = random.nextInt(4);
    for (int i = 0; i < members; i++) {
      String name = words[random.nextInt(words.length)] + i;
      object.put(
          name,
          switch (random.nextInt(depth < 3 ? 4 : 2)) {
            case 0 -> words[random.nextInt(words.length)];
            case 1 -> random.nextLong();
            case 2 -> object(random, depth + 1);
            default -> List.of(object(random, depth + 1), "x");
          });
    }
    return object;
  }
}
