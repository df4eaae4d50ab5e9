package io.nanosiem.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nanosiem.event.Event;
import io.nanosiem.event.FieldSource;
import io.nanosiem.event.LogSource;
import io.nanosiem.parse.LogParser;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.CharBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EventCodecTest {
  private static byte[] write(Event event) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    EventCodec.write(new DataOutputStream(bytes), event);
    return bytes.toByteArray();
  }

  private static Event read(byte[] bytes) throws IOException {
    ByteArrayInputStream in = new ByteArrayInputStream(bytes);
    Event event = EventCodec.read(new DataInputStream(in));
    assertThat(in.available()).as("nothing is left").isZero();
    return event;
  }

  private static Event again(Event event) throws IOException {
    return read(write(event));
  }

  /** Everything an event tells, in the order it tells it. */
  private static List<Object> all(Event event) {
    return Arrays.asList(
        event.id(),
        event.time(),
        event.hasOwnTime(),
        event.receivedAt(),
        event.offset(),
        event.host(),
        event.sourceAddress(),
        event.destinationAddress(),
        event.sourcePort(),
        event.destinationPort(),
        event.program(),
        event.pid(),
        event.user(),
        event.severity(),
        event.facility(),
        event.message(),
        event.logSource(),
        event.format(),
        event.authenticationOutcome(),
        event.category(),
        event.tags(),
        event.fields(),
        new ArrayList<>(event.fields().keySet()),
        event.derived(),
        new ArrayList<>(event.derived().keySet()),
        event.warnings(),
        event.raw());
  }

  @Test
  void losesNothingOfAnyEvent() throws IOException {
    long seed = 20_260_602L;
    RandomEvents events = new RandomEvents(seed);
    for (int i = 0; i < 3_000; i++) {
      Event event = events.next();
      Event again = again(event);
      assertThat(all(again)).as("seed %d, event %d", seed, i).isEqualTo(all(event));
      assertThat(again.toBuilder().build().fields()).isEqualTo(event.fields());
    }
  }

  @Test
  void losesNothingOfWhatParsersRead() throws IOException {
    LogParser parser = LogParser.auto();
    for (String line :
        List.of(
            "<34>1 2026-06-02T03:00:01.123456789+02:00 web-01 sshd 1234 ID7 [a@1 b=\"c\"] hello",
            "<38>Jun  2 03:00:01 web-01 sshd[99]: Failed password for root from 203.0.113.5 port 22",
            "{\"a\":1,\"a\":[2,{\"b\":null}],\"c\":1.50,\"d\":123456789012345678901234567890}",
            "CEF:0|v|p|1|id|name|5|src=203.0.113.5 spt=22 msg=x",
            "2026-06-02 03:00:01 plain text \uD83D\uDD12")) {
      Event event = parser.parse(line);
      assertThat(all(again(event))).isEqualTo(all(event));
    }
  }

  @Test
  void anEmptyEventIsSmall() throws IOException {
    Event empty = Event.builder().build();
    assertThat(all(again(empty))).isEqualTo(all(empty));
    assertThat(again(empty).logSource()).isSameAs(LogSource.UNKNOWN);
    assertThat(write(empty)).hasSizeLessThan(48);
  }

  @Test
  void tellsNullFromAbsentAndAbsentTimesFromEqualOnes() throws IOException {
    Event event = Event.builder().field("a", null).field("b", FieldSource.NULL).build();
    Event again = again(event);
    assertThat(again.field("a")).isSameAs(FieldSource.NULL);
    assertThat(again.fields().get("b")).isSameAs(FieldSource.NULL);
    assertThat(again.field("c")).isNull();
    Instant then = Instant.parse("2026-06-02T03:00:00Z");
    assertThat(again(Event.builder().time(then).receivedAt(then).build()).hasOwnTime()).isTrue();
    assertThat(again(Event.builder().receivedAt(then).build()).hasOwnTime()).isFalse();
  }

  @Test
  void nobodyChangesWhatWasRead() throws IOException {
    Event again = again(Event.of(Map.of("list", List.of(1, 2), "map", Map.of("a", List.of("b")))));
    assertThat(again.fields().get("list")).isInstanceOf(List.class);
    assertThatThrownBy(() -> again.fields().put("x", "y"))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> ((List<?>) Objects.requireNonNull(again.field("list"))).clear())
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> ((Map<?, ?>) Objects.requireNonNull(again.field("map"))).clear())
        .isInstanceOf(UnsupportedOperationException.class);
    Event more = again.toBuilder().field("list", 3).build();
    assertThat(more.field("list")).isEqualTo(List.of(1, 2, 3));
    assertThat(again.field("list")).isEqualTo(List.of(1, 2));
  }

  @Test
  void writesWhatItDoesNotKnowAsText() throws IOException {
    Map<Object, Object> odd = new LinkedHashMap<>();
    odd.put(7, URI.create("http://example.org/"));
    Event event =
        Event.builder()
            .field("buffer", CharBuffer.wrap("text"))
            .field("time", Instant.EPOCH)
            .derived("odd", odd)
            .derived("set", new LinkedHashSet<>(List.of("b", "a")))
            .derived("iterable", (Iterable<String>) () -> List.of("x", "y").iterator())
            .build();
    Event again = again(event);
    assertThat(again.fields()).isEqualTo(Map.of("buffer", "text", "time", "1970-01-01T00:00:00Z"));
    assertThat(again.derived())
        .isEqualTo(
            Map.of(
                "odd", Map.of("7", "http://example.org/"),
                "set", List.of("b", "a"),
                "iterable", List.of("x", "y")));
  }

  private static Object nested(int depth) {
    Object value = "bottom";
    for (int i = 0; i < depth; i++) {
      value = i % 2 == 0 ? List.of(value) : Map.of("k", value);
    }
    return value;
  }

  @Test
  void keepsTheDeepestThatAStrangerCanSend() throws IOException {
    // As deep as JSON is read, and every member twice, which wraps every level in a list.
    StringBuilder json = new StringBuilder("1");
    for (int i = 0; i < Json.MAX_DEPTH; i++) {
      json.insert(0, "{\"a\":").append(",\"a\":2}");
    }
    Event event = Event.fromJson(json.toString());
    assertThat(Json.write(again(event).fields())).isEqualTo(Json.write(event.fields()));
  }

  @Test
  void cutsWhatIsNestedTooDeep() throws IOException {
    Event deepest = Event.builder().field("f", nested(EventCodec.MAX_DEPTH)).build();
    assertThat(again(deepest).fields().toString()).contains("bottom");
    Event deeper = Event.builder().field("f", nested(EventCodec.MAX_DEPTH + 1)).build();
    assertThat(again(deeper).fields().toString()).doesNotContain("bottom").contains("[{k=…}]");
    List<Object> cycle = new ArrayList<>();
    cycle.add(cycle);
    assertThat(again(Event.builder().derived("cycle", cycle).build()).derived().toString())
        .contains("…");
  }

  @Test
  void refusesNestingThatNobodyWrote() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    byte[] empty = write(Event.builder().build());
    // The empty event ends in: no tags, fields, derived, warnings, raw.
    bytes.write(empty, 0, empty.length - 4);
    bytes.write(1); // one field
    bytes.write(1); // named with a text of length 0
    for (int i = 0; i < 1_000_000; i++) {
      bytes.write(13); // a list
      bytes.write(1); // of one
    }
    assertThatThrownBy(() -> read(bytes.toByteArray()))
        .isInstanceOf(IOException.class)
        .hasMessage("nested deeper than 400");
  }

  @Test
  void refusesAnotherVersion() throws IOException {
    byte[] bytes = write(Event.builder().build());
    bytes[0] = 9;
    assertThatThrownBy(() -> read(bytes))
        .isInstanceOf(IOException.class)
        .hasMessage("an event of version 9; only version 1 can be read");
  }

  @Test
  void noticesEveryTruncation() throws IOException {
    RandomEvents events = new RandomEvents(3);
    for (int i = 0; i < 20; i++) {
      byte[] bytes = write(events.next());
      for (int length = 0; length < Math.min(bytes.length, 3_000); length++) {
        byte[] cut = Arrays.copyOf(bytes, length);
        assertThatThrownBy(() -> read(cut)).isInstanceOf(IOException.class);
      }
    }
  }

  @Test
  void takesDamagedBytesAsAnIoExceptionOrAsAnEvent() throws IOException {
    long seed = 41;
    Random random = new Random(seed);
    RandomEvents events = new RandomEvents(seed);
    int read = 0;
    for (int i = 0; i < 10_000; i++) {
      byte[] bytes = write(events.next());
      for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
        bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
      }
      if (random.nextInt(4) == 0) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      try {
        Event event = EventCodec.read(new DataInputStream(new ByteArrayInputStream(bytes)));
        assertThat(all(again(event))).as("seed %d, event %d", seed, i).isEqualTo(all(event));
        read++;
      } catch (IOException e) {
        // What damaged bytes are expected to give.
      }
    }
    assertThat(read).as("some damage only changes a letter").isBetween(1_000, 9_000);
  }
}
