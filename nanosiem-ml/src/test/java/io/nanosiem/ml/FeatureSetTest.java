package io.nanosiem.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.nanosiem.event.Event;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class FeatureSetTest {
  private static final FeatureSet EXTENDED = FeatureSet.extended(ZoneOffset.UTC);

  private static double value(String feature, Event event) {
    double[] row = new double[EXTENDED.names().size()];
    EXTENDED.extract(event, row);
    return row[EXTENDED.names().indexOf(feature)];
  }

  private static String words(String feature, Event event) {
    int at = EXTENDED.names().indexOf(feature);
    return EXTENDED.describe(event, at, value(feature, event));
  }

  private static Event message(String text) {
    return Event.builder().message(text).build();
  }

  private static Event from(String address) {
    return Event.builder().sourceAddress(address).build();
  }

  @Test
  void addsToWhatIsThere() {
    FeatureSet set =
        FeatureSet.of(StandardFeatures.utc())
            .number(
                "length",
                event -> event.message() == null ? Double.NaN : 2.0 * event.message().length())
            .category("user", Event::user);
    assertThat(set.names()).hasSize(33).startsWith("hour_of_day").endsWith("length", "user");
    assertThat(set.isCategory(31)).isFalse();
    assertThat(set.isCategory(32)).isTrue();
    assertThat(set.isCategory(18)).isTrue();
    double[] row = new double[33];
    Event event = Event.builder().message("abc").user("mallory").build();
    set.extract(event, row);
    assertThat(row[31]).isEqualTo(6);
    assertThat(row[32]).isEqualTo(FeatureExtractor.category("mallory"));
    assertThat(set.describe(event, 31, 6)).isEqualTo("length 6");
    assertThat(set.describe(event, 31, 0.123456)).isEqualTo("length 0.1235");
    assertThat(set.describe(event, 32, row[32])).isEqualTo("user mallory");
    assertThat(set.describe(event, 32, Double.NaN)).isEqualTo("having no user");
    assertThat(set.describe(event, 9, 0)).isEqualTo("having no source port");
    assertThatThrownBy(() -> set.number("user", unused -> 1))
        .hasMessage("there is a feature 'user' already");
  }

  @Test
  void categoriesAreWholeNumbersThatDiffer() {
    List<Double> codes =
        List.of("", "a", "b", "ab", "ba", "aa", "root", "Root", "ro ot").stream()
            .map(FeatureExtractor::category)
            .toList();
    assertThat(codes)
        .doesNotHaveDuplicates()
        .allSatisfy(code -> assertThat(code).isEqualTo(Math.rint(code)).isBetween(0.0, 0x1p53));
    assertThat(FeatureExtractor.category(null)).isNaN();
  }

  @Test
  void networksAreTheFirstThreePartsOfAnAddress() {
    assertThat(value("source network", from("192.0.2.1")))
        .isEqualTo(value("source network", from("192.0.2.254")))
        .isNotEqualTo(value("source network", from("192.0.3.1")));
    assertThat(words("source network", from("192.0.2.1"))).isEqualTo("source network 192.0.2.0/24");
    assertThat(words("source network", from("2001:db8:5:6::1")))
        .isEqualTo("source network 2001:db8:5::/48");
    assertThat(words("source network", from("2001:db8::1")))
        .isEqualTo("source network 2001:db8::/48");
    assertThat(words("source network", from("::1"))).isEqualTo("source network ::/48");
    assertThat(value("source network", message("x"))).isNaN();
  }

  @Test
  void messagesThatDifferInNamesAndNumbersAreAlike() {
    Event one =
        Event.builder()
            .user("alice")
            .message("Accepted password for alice from 192.0.2.1 port 4")
            .build();
    Event other =
        Event.builder()
            .user("bob")
            .message("Accepted password for bob from 192.0.2.77 port 50000")
            .build();
    assertThat(value("message", one)).isEqualTo(value("message", other));
    assertThat(words("message", one))
        .isEqualTo("a message like \"Accepted password for from port\"");
    assertThat(value("message", message("Failed password for from port")))
        .isNotEqualTo(value("message", one));
    assertThat(value("message", Event.builder().build())).isNaN();
    assertThat(value("message", message("12 34"))).isEqualTo(value("message", message("")));
  }

  @Test
  void numbersInsideOfOtherThingsDoNotCount() {
    assertThat(value("largest number", message("sent 999 of 516977000 bytes")))
        .isCloseTo(Math.log10(516_977_001), within(1e-12));
    assertThat(words("largest number", message("out=516977000")))
        .isEqualTo("the number 516,977,000");
    assertThat(value("largest number", message("from 192.0.2.99, id a7b8 v1.22 12:30:59 x-77")))
        .isZero();
    assertThat(value("largest number", message(""))).isZero();
    assertThat(value("largest number", message("9".repeat(5000)))).isCloseTo(18, within(1e-9));
  }

  @Test
  void signsAreNeitherLettersNorDigitsNorBlanks() {
    assertThat(value("signs", message("a b,1;"))).isCloseTo(2 / 6.0, within(1e-12));
    assertThat(words("signs", message("a b,1;"))).isEqualTo("33 % signs in the message");
    assertThat(value("signs", message(""))).isNaN();
  }

  @Test
  void whatIsFromTheLogIsMadeFitToPrint() {
    Event event = Event.builder().user("a\u001b[31m\nb").host("h\u202e").build();
    assertThat(words("source network", from("192.0.\u001b[31m.7"))).doesNotContain("\u001b");
    for (String feature : List.of("user", "host", "user and host")) {
      assertThat(words(feature, event)).doesNotContain("\u001b", "\n", "\u202e");
    }
  }
}
