package io.nanosiem.parse;

import static org.assertj.core.api.Assertions.assertThat;

import io.nanosiem.event.Event;
import io.nanosiem.event.ParseWarning;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Strict mode notes what the specifications forbid, and nothing else. */
class StrictTest {
  private static List<String> codes(LogParser parser, String record) {
    return parser.strict().parse(record).warnings().stream().map(ParseWarning::code).toList();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<0>1 - - - - - -",
        "<191>1 2026-06-02T03:00:01.123456Z host app 1 ID -",
        "<34>1 2024-02-29T23:59:59-12:30 h a - - [a@32473] text",
        "<34>1 - -- -x - - [a@32473 b=\"\\\"\\\\\\]\" b=\"\"][c d=\"é\"]  two spaces",
        "<34>1 - - - - - - ",
        "<34>999 - - - - - - tab\tand\nline"
      })
  void messagesOfRfc5424Conform(String record) {
    assertThat(codes(LogParser.rfc5424(), record)).isEmpty();
    assertThat(codes(LogParser.auto(), record)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      quoteCharacter = '`',
      value = {
        "<192>1 - - - - - -!rfc5424_pri!1",
        "<034>1 - - - - - -!rfc5424_pri!2",
        "<34 1 - - - - - -!rfc5424_pri!1",
        "<34>0 - - - - - -!rfc5424_version!5",
        "<34>1000 - - - - - -!rfc5424_version!5",
        "<34>1 2026-06-02t03:00:01Z - - - - -!rfc5424_timestamp!17",
        "<34>1 2026-06-02T03:00:01z - - - - -!rfc5424_timestamp!26",
        "<34>1 2026-06-02T03:00:01 - - - - -!rfc5424_timestamp!26",
        "<34>1 2026-06-02T03:00:01.1234567Z - - - - -!rfc5424_timestamp!26",
        "<34>1 2026-06-02T03:00:60Z - - - - -!rfc5424_timestamp!18",
        "<34>1 2026-06-02T24:00:00Z - - - - -!rfc5424_timestamp!18",
        "<34>1 2026-02-29T03:00:01Z - - - - -!rfc5424_timestamp!7",
        "<34>1 2026-06-02T03:00:01+0200 - - - - -!rfc5424_timestamp!26",
        "<34>1 2026-06-02T03:00:01+24:00 - - - - -!rfc5424_timestamp!26",
        "<34>1 - h\u00e9 - - - -!rfc5424_hostname!10",
        "<34>1 -  - - - -!rfc5424_hostname!9",
        "<34>1 - h!rfc5424_app_name!10",
        "<34>1 - - a\u0001 - - -!rfc5424_app_name!12",
        "<34>1 - - - - - text!rfc5424_structured_data!17",
        "<34>1 - - - - - -text!rfc5424_structured_data!18",
        "<34>1 - - - - - [a]text!rfc5424_structured_data!20",
        "<34>1 - - - - - [a][a]!rfc5424_structured_data!20",
        "<34>1 - - - - - [a b=\"]\"]!rfc5424_structured_data!23",
        "<34>1 - - - - - [a b=\"\\x\"]!rfc5424_structured_data!23",
        "<34>1 - - - - - [a b= \"x\"]!rfc5424_structured_data!22",
        "<34>1 - - - - - [a  b=\"x\"]!rfc5424_structured_data!19",
        "<34>1 - - - - - [a ]!rfc5424_structured_data!19",
        "<34>1 - - - - - [a b=\"x]!rfc5424_structured_data!23",
        "<34>1 - - - - - []!rfc5424_structured_data!18"
      })
  void deviationsFromRfc5424AreNotedWithTheirPlace(String record, String code, int column) {
    Event event = LogParser.rfc5424().strict().parse(record);
    assertThat(event.raw()).isEqualTo(record);
    assertThat(event.warnings()).anyMatch(w -> w.code().equals(code) && w.column() == column);
  }

  @Test
  void lengthsOfHeaderFieldsAreThoseOfRfc5424() {
    String form = "<1>1 - %s %s %s %s -";
    assertThat(
            codes(
                LogParser.rfc5424(),
                String.format(
                    Locale.ROOT,
                    form,
                    "h".repeat(255),
                    "a".repeat(48),
                    "p".repeat(128),
                    "m".repeat(32))))
        .isEmpty();
    assertThat(
            codes(
                LogParser.rfc5424(),
                String.format(
                    Locale.ROOT,
                    form,
                    "h".repeat(256),
                    "a".repeat(49),
                    "p".repeat(129),
                    "m".repeat(33))))
        .contains("rfc5424_hostname", "rfc5424_app_name", "rfc5424_procid", "rfc5424_msgid");
    assertThat(codes(LogParser.rfc5424(), "<1>1 - - - - - [" + "i".repeat(33) + " " + "n=\"\"]"))
        .containsExactly("rfc5424_structured_data");
  }

  @Test
  void aMessageThatPromisesUtf8MustBeUtf8() {
    byte[] bytes = {
      '<',
      '1',
      '>',
      '1',
      ' ',
      '-',
      ' ',
      '-',
      ' ',
      '-',
      ' ',
      '-',
      ' ',
      '-',
      ' ',
      '-',
      ' ',
      (byte) 0xEF,
      (byte) 0xBB,
      (byte) 0xBF,
      (byte) 0xFF
    };
    Event.Builder event = Event.builder();
    String text = RecordDecoder.decode(bytes, event);
    LogParser.rfc5424().strict().parse(text, ParseContext.live(Instant.EPOCH), event);
    assertThat(event.warnings()).extracting(ParseWarning::code).contains("rfc5424_msg");
  }

  @Test
  void anythingElseThanSyslogIsNoRfc5424() {
    assertThat(codes(LogParser.rfc5424(), "")).contains("rfc5424_pri");
    assertThat(codes(LogParser.rfc5424(), " <1>1 - - - - - -")).contains("rfc5424_pri");
    assertThat(codes(LogParser.rfc5424(), "text")).contains("rfc5424_pri");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<34>Oct 11 22:14:15 mymachine su: 'su root' failed",
        "<13>Feb  5 17:32:18 10.0.0.99 Use it",
        "<13>Feb 29 17:32:18 2001:db8::7 app[1]: x",
        "<0>Jan  1 00:00:00 h-1 "
      })
  void packetsOfRfc3164Conform(String record) {
    assertThat(codes(LogParser.rfc3164(), record)).isEmpty();
    assertThat(codes(LogParser.auto(), record)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      quoteCharacter = '`',
      value = {
        "Oct 11 22:14:15 h su: x!rfc3164_pri",
        "<04>Oct 11 22:14:15 h su: x!rfc3164_pri",
        "<4>oct 11 22:14:15 h su: x!rfc3164_timestamp",
        "<4>Oct  11 22:14:15 h su: x!rfc3164_timestamp",
        "<4>Oct 01 22:14:15 h su: x!rfc3164_timestamp",
        "<4>Oct 1 22:14:15 h su: x!rfc3164_timestamp",
        "<4>Oct 11 22:14:60 h su: x!rfc3164_timestamp",
        "<4>Feb 30 22:14:15 h su: x!rfc3164_timestamp",
        "<4>2026-06-02T03:00:01Z h su: x!rfc3164_timestamp",
        "<4>Oct 11 22:14:15  h su: x!rfc3164_hostname",
        "<4>Oct 11 22:14:15 h.example.com su: x!rfc3164_hostname",
        "<4>Oct 11 22:14:15 10.0.0.256 su: x!rfc3164_hostname",
        "<4>Oct 11 22:14:15 h!rfc3164_hostname",
        "<4>Oct 11 22:14:15 h abcdefghijklmnopqrstuvwxyz1234567: x!rfc3164_tag"
      })
  void deviationsFromRfc3164AreNoted(String record, String code) {
    assertThat(codes(LogParser.rfc3164(), record)).contains(code);
  }

  @Test
  void aPacketOfRfc3164HasAtMost1024Octets() {
    String head = "<4>Oct 11 22:14:15 h su: ";
    String fits = head + "x".repeat(1024 - head.length());
    assertThat(codes(LogParser.rfc3164(), fits)).isEmpty();
    assertThat(codes(LogParser.rfc3164(), fits + "x")).containsExactly("rfc3164_length");
    assertThat(codes(LogParser.rfc3164(), head + "é".repeat(600)))
        .containsExactly("rfc3164_length");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CEF:0|v|p|1.0|100|name|0|",
        "CEF:1|v\\|v|p\\\\|1.0|100|a = b|Very-High|src=10.0.0.1 msg=a\\=b \\\\ c\\n d cs1= cs1Label=x",
        "<34>1 - h a - - - CEF:0|v|p|1|2|n|10|spt=0 dpt=65535 rt=1700000000000 c6a1=::1",
        "any text ASM:CEF:0|v|p|1|2|n|Unknown|ad.x_y=a|b  act=c"
      })
  void recordsOfCefConform(String record) {
    assertThat(codes(LogParser.cef(), record)).isEmpty();
    assertThat(codes(LogParser.auto(), record)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      quoteCharacter = '`',
      value = {
        "CEF:2|v|p|1.0|100|name|0|!cef_version",
        "CEF: 0|v|p|1.0|100|name|0|!cef_version",
        "CEF:0|v|p|1.0|100|name|0!cef_header",
        "CEF:0|v|p|1.0|100|name|!cef_header",
        "CEF:0|v\\x|p|1.0|100|name|0|!cef_header",
        "CEF:0|v|p|1.0|100|name|11|!cef_severity",
        "CEF:0|v|p|1.0|100|name|high|!cef_severity",
        "CEF:0|v|p|1.0|100|name|0|just text!cef_extension",
        "CEF:0|v|p|1.0|100|name|0|act=a =b!cef_value",
        "CEF:0|v|p|1.0|100|name|0|request=http://h/?a=b!cef_value",
        "CEF:0|v|p|1.0|100|name|0|a=C:\\temp!cef_value",
        "CEF:0|v|p|1.0|100|name|0|a=b\\!cef_value",
        "CEF:0|v|p|1.0|100|name|0|a=1 a=2!cef_duplicate_key",
        "CEF:0|v|p|1.0|100|name|0|a[0]=1!cef_key",
        "CEF:0|v|p|1.0|100|name|0|dpt=http!cef_type",
        "CEF:0|v|p|1.0|100|name|0|spt=65536!cef_type",
        "CEF:0|v|p|1.0|100|name|0|src=10.0.0!cef_type",
        "CEF:0|v|p|1.0|100|name|0|rt=yesterday!cef_type",
        "text!not_cef"
      })
  void deviationsFromCefAreNoted(String record, String code) {
    assertThat(codes(LogParser.cef(), record)).contains(code);
  }

  @Test
  void plainTextHasNoSpecification() {
    assertThat(codes(LogParser.auto(), "just some words")).isEmpty();
    assertThat(codes(LogParser.plain(), "<999>1 - nothing")).isEmpty();
  }

  @Test
  void hostileRecordsGetABoundedNumberOfWarnings() {
    String record = "<1>1 - - - - - [a b=\"" + "]".repeat(10_000) + "\"]";
    assertThat(LogParser.rfc5424().strict().parse(record).warnings()).hasSizeLessThan(30);
    String cef = "CEF:0|a|b|c|d|e|1|" + "a=\\x ".repeat(10_000);
    assertThat(LogParser.cef().strict().parse(cef).warnings()).hasSizeLessThan(50);
  }

  @Test
  void readingIsTheSameEitherWay() {
    String record = "<034>1 2026-06-02T03:00:60z h\u00e9 a 1 - [a b= \"x\"]text";
    Event lenient = LogParser.auto().parse(record);
    Event strict = LogParser.auto().strict().parse(record);
    assertThat(strict.time()).isEqualTo(lenient.time());
    assertThat(strict.fields()).isEqualTo(lenient.fields());
    assertThat(strict.message()).isEqualTo(lenient.message());
    assertThat(strict.warnings()).containsAll(lenient.warnings());
  }

  @Test
  void monthsOfOtherLanguagesAreReadOnRequest() {
    ParseContext context = ParseContext.live(Instant.parse("2026-06-15T12:00:00Z"));
    Event.Builder german = Event.builder();
    LogParser.auto()
        .months(Locale.GERMAN)
        .parse("<13>Mär  7 19:06:53 host app: x", context, german);
    assertThat(german.time()).isEqualTo(Instant.parse("2026-03-07T19:06:53Z"));
    assertThat(german.host()).isEqualTo("host");
    Event.Builder french = Event.builder();
    LogParser.cef()
        .months(Locale.FRENCH)
        .parse("CEF:0|v|p|1|2|n|1|rt=juil. 09 2015 00:27:43", context, french);
    assertThat(french.time()).isEqualTo(Instant.parse("2015-07-09T00:27:43Z"));
    Event.Builder english = Event.builder();
    LogParser.auto()
        .months(Locale.FRENCH)
        .parse("<13>Mar  7 19:06:53 host app: x", context, english);
    assertThat(english.time()).isEqualTo(Instant.parse("2026-03-07T19:06:53Z"));
    Event.Builder unasked = Event.builder();
    LogParser.auto().parse("<13>Mär  7 19:06:53 host app: x", context, unasked);
    assertThat(unasked.time()).isNull();
  }
}
