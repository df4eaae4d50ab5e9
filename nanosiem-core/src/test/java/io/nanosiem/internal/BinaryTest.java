package io.nanosiem.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BinaryTest {
  @FunctionalInterface
  private interface Writing {
    void to(DataOutput out) throws IOException;
  }

  private static byte[] bytes(Writing writing) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    writing.to(new DataOutputStream(bytes));
    return bytes.toByteArray();
  }

  private static String hex(Writing writing) throws IOException {
    return HexFormat.of().formatHex(bytes(writing));
  }

  private static DataInput input(byte[] bytes) {
    return new DataInputStream(new ByteArrayInputStream(bytes));
  }

  private static DataInput input(String hex) {
    return input(HexFormat.of().parseHex(hex));
  }

  @Test
  void writesNumbersSevenBitsAByte() throws IOException {
    // 300 = 2·128 + 44, the textbook example of a varint.
    assertThat(hex(out -> Binary.writeVarLong(out, 0))).isEqualTo("00");
    assertThat(hex(out -> Binary.writeVarLong(out, 127))).isEqualTo("7f");
    assertThat(hex(out -> Binary.writeVarLong(out, 300))).isEqualTo("ac02");
    assertThat(hex(out -> Binary.writeVarLong(out, -1))).isEqualTo("ffffffffffffffffff01");
    assertThat(hex(out -> Binary.writeSignedVarLong(out, -1))).isEqualTo("01");
    assertThat(hex(out -> Binary.writeSignedVarLong(out, 1))).isEqualTo("02");
    assertThat(hex(out -> Binary.writeSignedVarLong(out, -150))).isEqualTo("ab02");
  }

  @Test
  void readsNumbersOfEverySize() throws IOException {
    Random random = new Random(7);
    for (int i = 0; i < 2_000; i++) {
      long value = random.nextLong() >> random.nextInt(64);
      assertThat(Binary.readVarLong(input(bytes(out -> Binary.writeVarLong(out, value)))))
          .isEqualTo(value);
      assertThat(
              Binary.readSignedVarLong(input(bytes(out -> Binary.writeSignedVarLong(out, value)))))
          .isEqualTo(value);
    }
    for (long value : new long[] {Long.MIN_VALUE, Long.MAX_VALUE, 0, -1, 1}) {
      assertThat(
              Binary.readSignedVarLong(input(bytes(out -> Binary.writeSignedVarLong(out, value)))))
          .isEqualTo(value);
    }
  }

  @Test
  void refusesNumbersThatAreTooLong() {
    assertThatThrownBy(() -> Binary.readVarLong(input("ffffffffffffffffff02")))
        .isInstanceOf(IOException.class)
        .hasMessage("a number of more than 64 bits");
    assertThatThrownBy(() -> Binary.readVarLong(input("8080808080808080808000")))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(() -> Binary.readVarLong(input("ff"))).isInstanceOf(EOFException.class);
  }

  @Test
  void readsCountsWithinBoundsOnly() throws IOException {
    assertThat(Binary.readCount(input("05"), 5)).isEqualTo(5);
    assertThatThrownBy(() -> Binary.readCount(input("06"), 5))
        .isInstanceOf(IOException.class)
        .hasMessage("6 where at most 5 can be expected");
    assertThatThrownBy(() -> Binary.readCount(input("ffffffffffffffffff01"), 5))
        .isInstanceOf(IOException.class)
        .hasMessage("18446744073709551615 where at most 5 can be expected");
  }

  private static @Nullable String again(@Nullable String text) throws IOException {
    return Binary.readText(input(bytes(out -> Binary.writeText(out, text))));
  }

  @Test
  void keepsTextsOfAnyCharactersAndLength() throws IOException {
    assertThat(again(null)).isNull();
    for (String text :
        new String[] {
          "",
          "a",
          "äöü\u0000\u00FF",
          "日本語",
          "\uD83D\uDD12",
          "\uD800",
          "x\uDC00\uD800y",
          "é".repeat(8_191),
          "é".repeat(8_192),
          "é".repeat(8_193),
          "語".repeat(100_000),
          "line\r\n".repeat(50_000)
        }) {
      assertThat(again(text)).isEqualTo(text);
    }
    assertThat(hex(out -> Binary.writeText(out, "hi"))).isEqualTo("056869");
    assertThat(hex(out -> Binary.writeText(out, "→"))).isEqualTo("042192");
  }

  @Test
  void doesNotBelieveLengthsThatNothingStandsBehind() {
    // 2^26 characters in two bytes each: 128 MiB claimed, three bytes there.
    assertThatThrownBy(
            () ->
                Binary.readText(
                    input(
                        bytes(
                            out -> {
                              Binary.writeVarLong(out, (1L << 27 | 1) + 1);
                              out.write(new byte[3]);
                            }))))
        .isInstanceOf(EOFException.class);
    assertThatThrownBy(
            () ->
                Binary.readText(
                    input(bytes(out -> Binary.writeVarLong(out, (((1L << 26) + 1) << 1) + 1)))))
        .isInstanceOf(IOException.class)
        .hasMessage("a length of 67108865, beyond the limit of 67108864");
    assertThatThrownBy(() -> Binary.readText(input("ffffffffffffffffff01")))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(() -> Binary.readBytes(input("8080802000")))
        .isInstanceOf(EOFException.class);
  }

  @Test
  void refusesNullWhereATextMustBe() {
    assertThatThrownBy(() -> Binary.readRequiredText(input("00")))
        .isInstanceOf(IOException.class)
        .hasMessage("no text where there must be one");
  }

  @Test
  void keepsInstantsExactly() throws IOException {
    for (Instant instant :
        new Instant[] {
          Instant.MIN,
          Instant.MAX,
          Instant.EPOCH,
          Instant.parse("1969-12-31T23:59:59.999999999Z"),
          Instant.parse("2026-06-02T03:00:00.000000001Z")
        }) {
      assertThat(Binary.readInstant(input(bytes(out -> Binary.writeInstant(out, instant)))))
          .isEqualTo(instant);
    }
    assertThatThrownBy(
            () ->
                Binary.readInstant(
                    input(
                        bytes(
                            out -> {
                              Binary.writeSignedVarLong(out, Long.MAX_VALUE);
                              Binary.writeVarLong(out, 0);
                            }))))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(
            () ->
                Binary.readInstant(
                    input(
                        bytes(
                            out -> {
                              Binary.writeSignedVarLong(out, 0);
                              Binary.writeVarLong(out, 1_000_000_000);
                            }))))
        .isInstanceOf(IOException.class);
  }
}
