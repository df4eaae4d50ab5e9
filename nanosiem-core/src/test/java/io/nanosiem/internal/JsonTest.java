package io.nanosiem.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonTest {
  @Test
  void keepsNumbersExactly() {
    Map<String, ?> read =
        Json.readObject(
            "{\"a\":9007199254740993,\"b\":18446744073709551615,\"c\":1.10,\"d\":1e999999999,\"e\":-0}");
    assertThat(read.get("a")).isEqualTo(9007199254740993L);
    assertThat(read.get("b")).isEqualTo(new BigInteger("18446744073709551615"));
    assertThat(read.get("c")).isEqualTo(new BigDecimal("1.10"));
    assertThat(read.get("d")).as("kept as text rather than expanded").isEqualTo("1e999999999");
    assertThat(read.get("e")).isEqualTo(0L);
  }

  @Test
  void keepsEveryValueOfAKeyThatOccursTwice() {
    assertThat(Json.readObject("{\"a\":1,\"a\":2,\"a\":null}").get("a"))
        .isEqualTo(Arrays.asList(1L, 2L, null));
  }

  @Test
  void refusesWhatIsNotOneObject() {
    assertThatThrownBy(() -> Json.readObject("[1]")).hasMessageContaining("should begin with '{'");
    assertThatThrownBy(() -> Json.readObject("{} x")).hasMessageContaining("column 4");
    assertThatThrownBy(() -> Json.readObject("{\"a\":}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("line 1, column");
    assertThatThrownBy(() -> Json.readObject("{\"a\":1"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Json.readObject("{'a':1}"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void refusesBombs() {
    String deep = "{\"a\":".repeat(100_000);
    assertThatThrownBy(() -> Json.readObject(deep)).isInstanceOf(IllegalArgumentException.class);
    String longString = "{\"a\":\"" + "x".repeat((1 << 20) + 1) + "\"}";
    assertThatThrownBy(() -> Json.readObject(longString))
        .isInstanceOf(IllegalArgumentException.class);
    String longNumber = "{\"a\":" + "9".repeat(2_000) + "}";
    assertThatThrownBy(() -> Json.readObject(longNumber))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void writesWhatItRead() {
    String text =
        "{\"s\":\"a\\\"\\\\\\n\",\"n\":1,\"d\":1.50,\"t\":true,\"x\":null,\"l\":[1,[2],{\"y\":\"z\"}]}";
    assertThat(Json.write(Json.readObject(text))).isEqualTo(text);
    assertThat(Json.write(List.of(Double.NaN, 'c'))).isEqualTo("[\"NaN\",\"c\"]");
  }
}
