package io.nanosiem.parse;

import static org.assertj.core.api.Assertions.assertThat;

import io.nanosiem.event.Event;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The extension of CEF, read from sign to sign, against reading it character by character. */
class CefExtensionPropertyTest {
  private static final String HEADER = "CEF:0|v|p|1|2|n|3|";

  @Test
  void readsAsASlowReaderDoes() {
    long seed = 20_261_124L;
    SplittableRandom random = new SplittableRandom(seed);
    String[] parts = {
      "a",
      "src",
      "cs1Label",
      "msg",
      "rt",
      "=",
      "=",
      "=",
      " ",
      " ",
      " ",
      "\\",
      "\\",
      "\t",
      "\n",
      "|",
      ":",
      "é",
      "[0]",
      ".",
      "x y",
      "\\n",
      "\\=",
      "\\\\",
      "\\ ",
      "-",
      ",",
      "10.0.0.1",
      "\r"
    };
    for (int round = 0; round < 100_000; round++) {
      StringBuilder extension = new StringBuilder();
      int length = random.nextInt(24);
      for (int i = 0; i < length; i++) {
        extension.append(parts[random.nextInt(parts.length)]);
      }
      Map<String, List<String>> expected = slow(extension.toString());
      Map<String, Object> got = new LinkedHashMap<>();
      Event event = LogParser.cef().parse(HEADER + extension);
      event.fields().forEach(got::put);
      for (String header :
          List.of(
              "cefVersion",
              "deviceVendor",
              "deviceProduct",
              "deviceVersion",
              "deviceEventClassId",
              "name",
              "cefSeverity",
              "labels")) {
        got.remove(header);
      }
      Map<String, Object> wanted = new LinkedHashMap<>();
      expected.forEach(
          (key, values) -> wanted.put(key, values.size() == 1 ? values.get(0) : values));
      assertThat(got).as("seed %d, round %d: <%s>", seed, round, extension).isEqualTo(wanted);
    }
  }

  /** As the standard says it: a key is a word behind white space and before an unescaped '='. */
  private static Map<String, List<String>> slow(String s) {
    Map<String, List<String>> fields = new LinkedHashMap<>();
    @Nullable String key = null;
    int valueFrom = 0;
    int wordFrom = 0;
    boolean word = true;
    for (int i = 0; i < s.length(); i++) {
      char c = s.charAt(i);
      if (" \t\n\r".indexOf(c) >= 0) {
        wordFrom = i + 1;
        word = true;
      } else if (c == '\\') {
        i++;
        word = false;
      } else if (c == '=') {
        if (word && i > wordFrom) {
          put(fields, key, s.substring(valueFrom, wordFrom));
          key = s.substring(wordFrom, i);
          valueFrom = i + 1;
        }
        word = false;
      } else {
        word &= Character.isLetterOrDigit(c) || "_.-[],".indexOf(c) >= 0;
      }
    }
    put(fields, key, s.substring(valueFrom));
    return fields;
  }

  private static void put(Map<String, List<String>> fields, @Nullable String key, String raw) {
    if (key == null) {
      return;
    }
    int end = raw.length();
    while (end > 0 && raw.charAt(end - 1) <= ' ') {
      end--;
    }
    StringBuilder value = new StringBuilder();
    for (int i = 0; i < end; i++) {
      char next = i + 1 < end ? raw.charAt(i + 1) : '\0';
      if (raw.charAt(i) == '\\' && "=\\nr".indexOf(next) >= 0 && next != '\0') {
        value.append(next == 'n' ? '\n' : next == 'r' ? '\r' : next);
        i++;
      } else {
        value.append(raw.charAt(i));
      }
    }
    fields.computeIfAbsent(key, k -> new ArrayList<>()).add(value.toString());
  }

  @Test
  void knowsEachKeyByItsOwnCopy() {
    for (String key : List.of("src", "dst", "cs1Label", "deviceCustomDate1", "msg", "rt", "in")) {
      String record = "xx" + key + "=";
      int slot = CefKeys.slot(record, 2, 2 + key.length());
      assertThat(slot).isNotNegative();
      assertThat(CefKeys.name(slot)).isEqualTo(key);
    }
    assertThat(CefKeys.slot("srd", 0, 3)).isNegative();
    assertThat(CefKeys.slot("src", 0, 2)).isNegative();
    int[] fill = CefKeys.fill();
    assertThat(fill[0]).isBetween(150, 256);
    assertThat(fill[1]).isLessThan(24);
  }

  @Test
  void notesKeysThatOccurTwiceAndRecordsThatRunTogether() {
    Event twice = LogParser.cef().parse(HEADER + "cs1=a cs1=b");
    assertThat(twice.fields()).containsEntry("cs1", List.of("a", "b"));
    assertThat(twice.warnings()).anyMatch(warning -> warning.code().equals("duplicate_key"));
    Event two = LogParser.cef().parse(HEADER + "msg=x" + HEADER + "msg=y");
    assertThat(two.warnings())
        .anyMatch(
            warning ->
                warning.code().equals("second_record")
                    && warning.column() == HEADER.length() + "msg=x".length() + 1);
    assertThat(LogParser.cef().parse(HEADER + "msg=about CEF: a format").warnings()).isEmpty();
  }
}
