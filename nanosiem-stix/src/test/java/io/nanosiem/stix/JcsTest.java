package io.nanosiem.stix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JcsTest {
  // RFC 8785, appendix B.
  @ParameterizedTest
  @CsvSource({
    "0000000000000000, 0",
    "8000000000000000, 0",
    "0000000000000001, 5e-324",
    "8000000000000001, -5e-324",
    "7fefffffffffffff, 1.7976931348623157e+308",
    "4340000000000000, 9007199254740992",
    "c340000000000000, -9007199254740992",
    "4430000000000000, 295147905179352830000",
    "44b52d02c7e14af5, 9.999999999999997e+22",
    "44b52d02c7e14af6, 1e+23",
    "44b52d02c7e14af7, 1.0000000000000001e+23",
    "444b1ae4d6e2ef4e, 999999999999999700000",
    "444b1ae4d6e2ef4f, 999999999999999900000",
    "444b1ae4d6e2ef50, 1e+21",
    "3eb0c6f7a0b5ed8c, 9.999999999999997e-7",
    "3eb0c6f7a0b5ed8d, 0.000001",
    "41b3de4355555553, 333333333.3333332",
    "41b3de4355555554, 333333333.33333325",
    "41b3de4355555555, 333333333.3333333",
    "41b3de4355555556, 333333333.3333334",
    "41b3de4355555557, 333333333.33333343",
    "becbf647612f3696, -0.0000033333333333333333",
    "43143ff3c1cb0959, 1424953923781206.2",
    "3d30000000000000, 5.684341886080802e-14"
  })
  void numbersAreWrittenAsEcmaScriptDoes(String bits, String expected) {
    double value = Double.longBitsToDouble(Long.parseUnsignedLong(bits, 16));
    assertThat(Jcs.canonical(value)).isEqualTo(expected);
  }

  @Test
  void wholeNumbersKeepTheirDigits() {
    assertThat(Jcs.canonical(List.of(0, -7, 1L << 53, 5.0))).isEqualTo("[0,-7,9007199254740992,5]");
  }

  @Test
  void keysAreSortedByUtf16AndNothingIsEscapedThatNeedNotBe() {
    // RFC 8785 §3.2.3: a surrogate pair (D83D) comes before U+FB33, as code units say.
    assertThat(Jcs.canonical(Map.of("\uFB33", 1, "\uD83D\uDE00", 2, "\u20AC", 3, "1", "a/b")))
        .isEqualTo("{\"1\":\"a/b\",\"\u20AC\":3,\"\uD83D\uDE00\":2,\"\uFB33\":1}");
    assertThat(Jcs.canonical("\u0000\u001F\b\t\n\f\r\"\\\u007F\u2028"))
        .isEqualTo("\"\\u0000\\u001f\\b\\t\\n\\f\\r\\\"\\\\\u007F\u2028\"");
  }

  @Test
  void whatJsonCannotSayIsRefused() {
    assertThatThrownBy(() -> Jcs.canonical(Double.NaN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("NaN has no place in JSON");
  }
}
