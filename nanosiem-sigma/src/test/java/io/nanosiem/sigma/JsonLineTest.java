package io.nanosiem.sigma;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nanosiem.event.FieldSource;
import io.nanosiem.event.LogSource;
import io.nanosiem.internal.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Lines read from their bytes say what the same lines read as a whole say. */
class JsonLineTest {
  private static final String[] NAMES = {
    "", "a", "EventID", "Image", "a.b", "user", "user.name", "näme", "x\\u0041y", "l\\\\ong", "日本"
  };

  /** As they come out of the escapes, and paths. */
  private static final String[] ASKED = {
    "",
    "a",
    "EventID",
    "Image",
    "a.b",
    "user",
    "user.name",
    "näme",
    "xAy",
    "l\\ong",
    "日本",
    "a.a",
    "a.b.a",
    "user.user.name",
    "user.name.a",
    "Image.",
    ".",
    "absent"
  };

  private static final String[] TEXTS = {
    "",
    "x",
    "C:\\\\Windows\\\\System32\\\\cmd.exe",
    "a quote \\\" and \\/ and \\b\\f\\n\\r\\t",
    "\\u00e9\\u20AC\\ud83d\\ude00",
    "\\uD800 alone",
    "Zürich",
    "日本語のログ",
    "\uD83D\uDD12 closed",
    "exactly8",
    "exactly 16 bytes",
    "12345",
    "a text that is a good deal longer than sixty-four bytes, as lines of logs have them, mostly"
  };

  private static final String[] NUMBERS = {
    "0", "-0", "1", "-17", "4625", "999999999999999999", "1000000000000000000",
    "9223372036854775807", "9223372036854775808", "1.5", "-0.25e3", "1E2", "1e999", "0.0"
  };

  private static final String[] SPACES = {"", "", "", " ", "\t", "\r\n", "  "};

  private final List<FieldSource> kept = new ArrayList<>();

  private static <T> T any(SplittableRandom random, T[] values) {
    return values[random.nextInt(values.length)];
  }

  private static void value(SplittableRandom random, int depth, StringBuilder out) {
    switch (random.nextInt(depth > 3 ? 6 : 9)) {
      case 0, 1 -> out.append('"').append(any(random, TEXTS)).append('"');
      case 2, 3 -> out.append(any(random, NUMBERS));
      case 4 -> out.append(random.nextBoolean());
      case 5 -> out.append("null");
      case 6 -> object(random, depth + 1, out);
      default -> {
        out.append('[');
        for (int n = random.nextInt(4); n > 0; n--) {
          out.append(any(random, SPACES));
          value(random, depth + 1, out);
          out.append(any(random, SPACES)).append(n > 1 ? "," : "");
        }
        out.append(']');
      }
    }
  }

  private static void object(SplittableRandom random, int depth, StringBuilder out) {
    out.append('{');
    for (int n = random.nextInt(6); n > 0; n--) {
      out.append(any(random, SPACES)).append('"').append(any(random, NAMES)).append('"');
      out.append(any(random, SPACES)).append(':').append(any(random, SPACES));
      value(random, depth, out);
      out.append(any(random, SPACES)).append(n > 1 ? "," : "");
    }
    out.append(any(random, SPACES)).append('}');
  }

  private static @Nullable FieldSource whole(byte[] line) {
    try {
      return FieldSource.of(Json.readObject(new String(line, StandardCharsets.UTF_8)));
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static void assertSame(JsonLine line, byte[] utf8, int from, int length, Object seed) {
    byte[] own = java.util.Arrays.copyOfRange(utf8, from, from + length);
    FieldSource whole = whole(own);
    String text = new String(own, StandardCharsets.UTF_8);
    if (whole == null) {
      assertThatThrownBy(() -> line.begin(utf8, from, length))
          .as("seed %s: %s", seed, text)
          .isInstanceOf(IllegalArgumentException.class);
    } else {
      line.begin(utf8, from, length);
      for (String name : ASKED) {
        assertThat(line.field(name))
            .as("seed %s: %s of %s", seed, name, text)
            .isEqualTo(whole.field(name));
      }
      assertThat(line.leaves()).as("seed %s: %s", seed, text).isEqualTo(whole.leaves());
    }
    line.end();
  }

  @Test
  void saysWhatAnObjectReadAsAWholeSays() {
    long seed = Long.getLong("property.seed", System.nanoTime());
    SplittableRandom random = new SplittableRandom(seed);
    JsonLine line = new JsonLine();
    int whole = 0;
    for (int i = 0; i < 8_000; i++) {
      StringBuilder json = new StringBuilder(any(random, SPACES));
      object(random, 0, json);
      byte[] utf8 = json.append(any(random, SPACES)).toString().getBytes(StandardCharsets.UTF_8);
      int before = random.nextInt(10);
      byte[] among = new byte[before + utf8.length + random.nextInt(10)];
      java.util.Arrays.fill(among, (byte) '"');
      System.arraycopy(utf8, 0, among, before, utf8.length);
      assertSame(line, among, before, utf8.length, seed);
      line.begin(utf8, 0, utf8.length);
      whole += line.odd() != null ? 1 : 0;
      line.end();
    }
    assertThat(whole).as("seldom left to the other reader").isBetween(50, 4_000);
  }

  @Test
  void refusesWhatIsNoObject() {
    long seed = Long.getLong("property.seed", System.nanoTime());
    SplittableRandom random = new SplittableRandom(seed);
    JsonLine line = new JsonLine();
    byte[] alphabet = "{}[]\",:\\u0189eE.+- tfn\u0000\u001F\u007F".getBytes(StandardCharsets.UTF_8);
    int refused = 0;
    for (int i = 0; i < 16_000; i++) {
      StringBuilder json = new StringBuilder();
      object(random, 1, json);
      byte[] utf8 = json.toString().getBytes(StandardCharsets.UTF_8);
      for (int n = random.nextInt(1, 4); n > 0; n--) {
        int at = random.nextInt(utf8.length);
        utf8[at] =
            switch (random.nextInt(3)) {
              case 0 -> (byte) random.nextInt(256);
              case 1 -> alphabet[random.nextInt(alphabet.length)];
              default -> utf8[random.nextInt(utf8.length)];
            };
      }
      int length = random.nextInt(4) == 0 ? random.nextInt(utf8.length + 1) : utf8.length;
      refused += whole(java.util.Arrays.copyOf(utf8, length)) == null ? 1 : 0;
      assertSame(line, utf8, 0, length, seed);
    }
    assertThat(refused).isBetween(4_000, 15_600);
  }

  @Test
  void leavesLargeAndOddOnesToTheOtherReader() {
    JsonLine line = new JsonLine();
    StringBuilder many = new StringBuilder("{\"a\":1");
    for (int i = 0; i < JsonLine.MOST_MEMBERS; i++) {
      many.append(",\"f").append(i).append("\":").append(i);
    }
    StringBuilder sameHash = new StringBuilder("{\"a\":1");
    for (int i = 0; i < 64; i++) {
      // "Aa" and "BB" have the same hash, and so have their combinations.
      sameHash.append(",\"");
      for (int bit = 0; bit < 6; bit++) {
        sameHash.append((i >> bit & 1) == 0 ? "Aa" : "BB");
      }
      sameHash.append("\":").append(i);
    }
    String deep = "{\"a\":" + "[".repeat(150) + "1" + "]".repeat(150) + "}";
    for (String json :
        List.of(
            many + "}", sameHash + "}", deep, "{\"a\":1,\"a\":2}", "{\"a\":{\"b\":1,\"b\":2}}")) {
      byte[] utf8 = json.getBytes(StandardCharsets.UTF_8);
      assertSame(line, utf8, 0, utf8.length, json);
    }
  }

  @Test
  void namesLineAndColumnOfAFault() {
    SigmaRules rules = SigmaRules.builtIn();
    assertThatThrownBy(() -> rules.matchJson("{\"a\":1,}".getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("line 1, column 8");
    assertThatThrownBy(() -> rules.matchJson("[1]".getBytes(StandardCharsets.UTF_8)))
        .hasMessageContaining("not a JSON object");
    assertThatThrownBy(() -> rules.matchJson(new byte[0]))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> rules.matchJson(new byte[4], 2, 3, line -> LogSource.UNKNOWN))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void findsTheLogSourceInTheLine() {
    LogSourceFields fields = LogSourceFields.named("category", "product", "service");
    byte[] line = "{\"product\":\"windows\",\"service\":7}".getBytes(StandardCharsets.UTF_8);
    SigmaRules rules = SigmaRules.builtIn();
    rules.matchJson(
        line,
        0,
        line.length,
        event -> {
          LogSource source = fields.apply(event);
          assertThat(source).isEqualTo(LogSource.of("windows", null));
          assertThat(fields.apply(event)).isSameAs(source);
          kept.add(event);
          return source;
        });
    assertThat(kept.get(0).field("product")).as("not held").isNull();
    assertThat(fields.apply(name -> null)).isEqualTo(LogSource.UNKNOWN);
    assertThat(fields.apply(name -> "x".repeat(201))).isEqualTo(LogSource.UNKNOWN);
  }
}
