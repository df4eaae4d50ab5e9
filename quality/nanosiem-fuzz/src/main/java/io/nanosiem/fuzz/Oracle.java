package io.nanosiem.fuzz;

import com.sun.management.ThreadMXBean;
import io.nanosiem.event.Event;
import io.nanosiem.event.ParseWarning;
import io.nanosiem.internal.Json;
import io.nanosiem.normalize.Normalizer;
import io.nanosiem.parse.LogParser;
import io.nanosiem.parse.ParseContext;
import io.nanosiem.parse.RecordDecoder;
import java.lang.management.ManagementFactory;
import java.nio.charset.Charset;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What must hold whatever is read: nothing is thrown, nothing lost, and neither time nor memory
 * grows faster than the record.
 */
final class Oracle {
  private static final Instant NOW = Instant.parse("2026-06-02T04:00:00Z");
  private static final ParseContext LIVE = ParseContext.live(NOW);
  private static final ParseContext IN_ORDER =
      ParseContext.inOrder(NOW, ZoneId.of("America/St_Johns"));

  /**
   * Generous, as these are to find what is quadratic or unbounded, not what is slow: a record of
   * one byte may hold a whole JSON parser's buffers, a warm machine may be busy with something
   * else.
   */
  private static final long BYTES = 400_000;

  private static final long BYTES_PER_BYTE = 2_000;
  private static final long NANOS = 200_000_000;
  private static final long NANOS_PER_BYTE = 100_000;
  private static final int MAX_WARNINGS = 100;

  /**
   * How much more an instrumented run may take: Jazzer copies both sides of each comparison of
   * strings. What it has collected is run again without it.
   */
  private static final int ALLOWANCE = Integer.getInteger("nanosiem.fuzz.allowance", 1);

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private Oracle() {}

  /** Reads bytes with a parser. */
  static void parse(LogParser parser, byte[] data) {
    bounded(data.length, () -> read(parser, data, null));
  }

  /** Reads bytes with a parser, and asks the normaliser what they mean. */
  static void normalize(Normalizer normalizer, byte[] data) {
    Event event = bounded(data.length, () -> read(LogParser.auto(), data, normalizer));
    String source = event.sourceAddress();
    if (source != null) {
      // What is an address is read again as the same address.
      Event.Builder again = Event.builder().field("src_ip", source);
      normalizer.normalize(again);
      require(source.equals(again.sourceAddress()), "address: " + source);
    }
  }

  /** Decodes bytes; what comes out can be encoded again. */
  static void decode(byte[] data) {
    for (String name : new String[] {"windows-1252", "GBK", "Shift_JIS", "UTF-16LE"}) {
      Charset charset = Charset.forName(name);
      bounded(data.length, () -> RecordDecoder.decode(data, charset, Event.builder()));
    }
    String text = RecordDecoder.decode(data, Event.builder());
    require(text.length() <= data.length, "more characters than bytes");
    Event.fromJson(Json.write(Map.of("text", text)));
  }

  private static Event read(LogParser parser, byte[] data, @Nullable Normalizer normalizer) {
    Event.Builder builder = Event.builder().receivedAt(NOW);
    String text = RecordDecoder.decode(data, builder);
    builder.raw(text);
    parser.parse(text, data.length % 2 == 0 ? LIVE : IN_ORDER, builder);
    if (normalizer != null) {
      normalizer.normalize(builder);
    }
    Event event = builder.build();
    require(text.equals(event.raw()), "the raw text is not kept");
    require(event.warnings().size() <= MAX_WARNINGS, "too many warnings");
    for (ParseWarning warning : event.warnings()) {
      require(
          warning.column() >= 0 && warning.column() <= text.length() + 1,
          "a column outside the record: " + warning);
    }
    Event again = event.toBuilder().build();
    require(same(event, again), "not the same after toBuilder().build()");
    Event.fromJson(Json.write(event.fields()));
    return event;
  }

  private static boolean same(Event one, Event other) {
    return one.time().equals(other.time())
        && one.hasOwnTime() == other.hasOwnTime()
        && Objects.equals(one.host(), other.host())
        && Objects.equals(one.program(), other.program())
        && Objects.equals(one.message(), other.message())
        && Objects.equals(one.user(), other.user())
        && one.format().equals(other.format())
        && one.fields().equals(other.fields())
        && one.derived().equals(other.derived())
        && one.warnings().equals(other.warnings());
  }

  /**
   * Runs it within its bounds. What looks too slow or too large is tried again, as classes are
   * loaded, instrumented and compiled on the way; what is, is so every time.
   */
  private static <T> T bounded(int length, Supplier<T> work) {
    return bounded(length, 1, work);
  }

  /** The same with bounds wider by a factor. */
  static <T> T bounded(int length, int factor, Supplier<T> work) {
    long allowance = (long) ALLOWANCE * factor;
    long nanos = Long.MAX_VALUE;
    long bytes = Long.MAX_VALUE;
    for (int attempt = 0; attempt < 12; attempt++) {
      long bytesBefore = THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
      long nanosBefore = System.nanoTime();
      T result = work.get();
      nanos = Math.min(nanos, System.nanoTime() - nanosBefore);
      bytes =
          Math.min(
              bytes, THREADS.getThreadAllocatedBytes(Thread.currentThread().getId()) - bytesBefore);
      if (nanos <= allowance * (NANOS + NANOS_PER_BYTE * length)
          && bytes <= allowance * (BYTES + BYTES_PER_BYTE * length)) {
        return result;
      }
    }
    throw new IllegalStateException(
        nanos + " ns and " + bytes + " bytes for a record of " + length + " bytes");
  }

  static void require(boolean holds, String what) {
    if (!holds) {
      throw new IllegalStateException(what);
    }
  }
}
