package io.nanosiem.parse;

import static org.assertj.core.api.Assertions.assertThat;

import io.nanosiem.event.Event;
import io.nanosiem.event.LogFormat;
import io.nanosiem.event.SyslogSeverity;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CefTest {
  private static Event read(String line) {
    return LogParser.auto().parse(line);
  }

  private static Map<String, ?> extension(String extension) {
    return read("CEF:0|V|P|1|100|n|5|" + extension).fields();
  }

  @Test
  void readsHeaderAndExtension() {
    Event event =
        read("CEF:0|Acme|Wall|1.0|100|worm stopped|10|src=10.0.0.1 dst=2.1.2.2 spt=1232 msg=a b");

    assertThat(event.format()).isEqualTo(LogFormat.CEF);
    assertThat(event.fields())
        .containsEntry("cefVersion", 0L)
        .containsEntry("deviceVendor", "Acme")
        .containsEntry("deviceProduct", "Wall")
        .containsEntry("deviceVersion", "1.0")
        .containsEntry("deviceEventClassId", "100")
        .containsEntry("name", "worm stopped")
        .containsEntry("cefSeverity", "10")
        .containsEntry("src", "10.0.0.1")
        .containsEntry("spt", "1232")
        .containsEntry("msg", "a b");
    assertThat(event.severity()).isEqualTo(SyslogSeverity.CRITICAL);
    assertThat(event.message()).isEqualTo("a b");
    assertThat(event.warnings()).isEmpty();
  }

  @Test
  void unescapesTheHeader() {
    Event event = read("CEF:0|a\\|b|c\\\\|1\\x|i=d|n|3|");

    assertThat(event.fields())
        .containsEntry("deviceVendor", "a|b")
        .containsEntry("deviceProduct", "c\\")
        .containsEntry("deviceVersion", "1\\x")
        .containsEntry("deviceEventClassId", "i=d");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      ignoreLeadingAndTrailingWhitespace = false,
      quoteCharacter = '`',
      value = {
        "a=this =has = equals\\=#a#this =has = equals=",
        "a=x|y z#a#x|y z",
        "a=x\\|y#a#x\\|y",
        "a=b\\\\ c=d#a#b\\",
        "a=one  two   c=d#a#one  two",
        "a=Guid:test= c=d#a#Guid:test=",
        "a=status=ok c=d#a#status=ok",
        "a= c=d#a#",
        "a=tail   #a#tail",
        "a=back\\#a#back\\",
        " ad.Error_,Code=5#ad.Error_,Code#5",
        "a[0]=x#a[0]#x",
        "schlüssel=x#schlüssel#x"
      })
  void findsKeysAndValues(String extension, String key, String value) {
    assertThat(extension(extension).get(key)).isEqualTo(value == null ? "" : value);
  }

  @Test
  void unescapesLineBreaks() {
    assertThat(extension("a=1\\n2\\r3\\q4").get("a")).isEqualTo("1\n2\r3\\q4");
  }

  @Test
  void keepsKeysThatOccurTwice() {
    assertThat(extension("a=1 b=2 a=3").get("a")).isEqualTo(List.of("1", "3"));
  }

  @Test
  void givesLabelsTheirOwnPlace() {
    Map<String, ?> fields = extension("cs1Label=src cs1=x src=10.0.0.1 cn1=5 cn1Label=count");

    assertThat(fields.get("src")).isEqualTo("10.0.0.1");
    assertThat(fields.get("labels")).isEqualTo(Map.of("src", "x", "count", "5"));
  }

  @ParameterizedTest
  @CsvSource({
    "1436401663000, 2015-07-09T00:27:43Z",
    "Sep 18 2017 13:25:40, 2017-09-18T13:25:40Z",
    "Sep 18 2017 13:25:40.123 UTC, 2017-09-18T13:25:40.123Z",
    "Sep 18 2017 13:25:40 CET, 2017-09-18T11:25:40Z",
    "Jan 18 2017 13:25:40 CET, 2017-01-18T12:25:40Z",
    "20170918T132540.123+01:00, 2017-09-18T12:25:40.123Z",
    "2025-06-29T23:35:00Z, 2025-06-29T23:35:00Z"
  })
  void readsTheTime(String rt, String instant) {
    Event event = read("CEF:0|V|P|1|100|n|5|src=10.0.0.1 rt=" + rt + " end=1");

    assertThat(event.time()).isEqualTo(Instant.parse(instant));
  }

  @Test
  void livesWithoutATimeItCanRead() {
    Event event = read("CEF:0|V|P|1|100|n|5|rt=juil. 09 2015 00:27:43 src=10.0.0.1");

    assertThat(event.hasOwnTime()).isFalse();
    assertThat(event.fields()).containsEntry("rt", "juil. 09 2015 00:27:43");
    assertThat(event.warnings()).extracting(w -> w.code()).containsExactly("bad_time");
  }

  @ParameterizedTest
  @CsvSource({
    "0, INFORMATIONAL",
    "3, INFORMATIONAL",
    "4, WARNING",
    "6, WARNING",
    "7, ERROR",
    "8, ERROR",
    "9, CRITICAL",
    "10, CRITICAL",
    "10.0, CRITICAL",
    "Low, INFORMATIONAL",
    "Medium, WARNING",
    "HIGH, ERROR",
    "Very-High, CRITICAL",
    "VeryHigh, CRITICAL",
    "Unknown,",
    "11,",
    "-1,"
  })
  void mapsTheSeverity(String severity, SyslogSeverity expected) {
    assertThat(read("CEF:0|V|P|1|1|n|" + severity + "|a=b").severity()).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CEF:0|V|P|1|1|n|5|a=b",
        "CEF:1|V|P|1|1|n|5|a=b",
        "CEF: 0|V|P|1|1|n|5|a=b",
        "ASM:CEF:0|V|P|1|1|n|5|a=b",
        "any text CEF:0|V|P|1|1|n|5|a=b",
        "Sep 10 23:54:51 192.0.2.1 CEF:0|V|P|1|1|n|5|a=b",
        "Sep 10 23:54:51 192.0.2.1 ASM:CEF:0|V|P|1|1|n|5|a=b",
        "<132>Sep 10 23:54:51 192.0.2.1 app: CEF:0|V|P|1|1|n|5|a=b",
        "<132>1 2026-09-10T23:54:51Z h app 1 - - CEF:0|V|P|1|1|n|5|a=b",
        "{\"message\":\"CEF:0|V|P|1|1|n|5|a=b\"}"
      })
  void isFoundWhereverItMayBe(String line) {
    for (LogParser parser : new LogParser[] {LogParser.auto(), LogParser.cef()}) {
      if (line.startsWith("{") && parser == LogParser.cef()) {
        continue;
      }
      Event event = parser.parse(line);
      assertThat(event.fields()).containsEntry("deviceProduct", "P").containsEntry("a", "b");
    }
  }

  @Test
  void leavesTheEnvelopeAlone() {
    Event event =
        read(
            "<132>Sep 10 23:54:51 gate CEF:0|V|P|1|1|n|10|dvchost=liar rt=1436401663000 msg=x"
                + " spid=4");

    assertThat(event.host()).isEqualTo("gate");
    assertThat(event.severity()).isEqualTo(SyslogSeverity.WARNING);
    assertThat(event.time().toString()).contains("-09-10T23:54:51");
    assertThat(event.format()).isEqualTo(LogFormat.CEF);
  }

  @Test
  void takesTheDeviceForTheHostIfNobodyElseIsNamed() {
    assertThat(read("CEF:0|V|P|1|1|n|5|dvc=192.0.2.1 dvchost=gate").host()).isEqualTo("gate");
    assertThat(read("CEF:0|V|P|1|1|n|5|dvc=192.0.2.1").host()).isEqualTo("192.0.2.1");
  }

  @Test
  void isNoCefThatAUserNamePutsIntoALine() {
    Event event =
        read("Oct  1 22:14:15 h sshd[1]: Invalid user CEF:0|a|b|c|d|e|f|g=h from 192.0.2.1");

    assertThat(event.format()).isEqualTo(LogFormat.RFC3164);
    assertThat(event.fields()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CEF:",
        "CEF:0",
        "CEF:0|",
        "CEF:0|a|b|c",
        "CEF:x|a|b|c|d|e|f|",
        "the CEF: a | b | c",
        "CEF:0|V|P|1|1|n|5|text without keys",
        "CEF:0|V|P|1|1|n|5|=x ==",
        "CEF:0|V|P|1|1|n"
      })
  void livesWithWhatIsBroken(String line) {
    assertThat(read(line).raw()).isEqualTo(line);
    assertThat(LogParser.cef().parse(line).raw()).isEqualTo(line);
  }

  @Test
  void keepsPlainTextWhenPinned() {
    Event event = LogParser.cef().parse("hello");

    assertThat(event.format()).isEqualTo(LogFormat.PLAIN);
    assertThat(event.warnings()).extracting(w -> w.code()).containsExactly("not_cef");
  }
}
