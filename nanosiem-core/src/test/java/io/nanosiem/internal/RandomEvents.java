package io.nanosiem.internal;

import io.nanosiem.event.AuthenticationOutcome;
import io.nanosiem.event.Event;
import io.nanosiem.event.EventCategory;
import io.nanosiem.event.FieldSource;
import io.nanosiem.event.LogFormat;
import io.nanosiem.event.LogSource;
import io.nanosiem.event.ParseWarning;
import io.nanosiem.event.SyslogFacility;
import io.nanosiem.event.SyslogSeverity;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Events of everything that an event can hold. One thread at a time. */
public final class RandomEvents {
  private static final String[] TEXTS = {
    "",
    "a",
    "203.0.113.5",
    "Failed password for root",
    "Zürich\u0000\u00FF",
    "日本語 ログ",
    "\uD83D\uDD12",
    "\uD800 alone",
    "line\r\nbreak\u001B[2J"
  };

  private final Random random;

  /** The same seed makes the same events. */
  public RandomEvents(long seed) {
    random = new Random(seed);
  }

  private boolean maybe() {
    return random.nextInt(3) > 0;
  }

  private String text() {
    return random.nextInt(200) == 0
        ? TEXTS[random.nextInt(TEXTS.length)].repeat(9_000)
        : TEXTS[random.nextInt(TEXTS.length)] + random.nextInt(50);
  }

  private @Nullable String textOrNull() {
    return maybe() ? text() : null;
  }

  private static <T> T any(Random random, T[] values) {
    return values[random.nextInt(values.length)];
  }

  private Instant instant() {
    return switch (random.nextInt(12)) {
      case 0 -> Instant.MIN;
      case 1 -> Instant.MAX;
      case 2 -> Instant.EPOCH;
      default ->
          Instant.ofEpochSecond(1_780_000_000L + random.nextInt(), random.nextInt(1_000_000_000));
    };
  }

  private @Nullable Object value(int depth) {
    int kinds = depth > 4 ? 14 : 17;
    return switch (random.nextInt(kinds)) {
      case 0 -> null;
      case 1 -> FieldSource.NULL;
      case 2 -> random.nextBoolean();
      case 3 -> random.nextInt();
      case 4 -> random.nextLong();
      case 5 -> random.nextGaussian();
      case 6 -> random.nextFloat();
      case 7 -> (short) random.nextInt();
      case 8 -> (byte) random.nextInt();
      case 9 -> new BigInteger(random.nextInt(400), random).negate();
      case 10 -> new BigDecimal(new BigInteger(random.nextInt(100), random), random.nextInt());
      case 11 -> Double.NaN;
      case 12, 13 -> text();
      case 14, 15 -> {
        List<@Nullable Object> list = new ArrayList<>();
        for (int i = random.nextInt(5); i > 0; i--) {
          list.add(value(depth + 1));
        }
        yield list;
      }
      default -> map(depth + 1);
    };
  }

  private Map<String, @Nullable Object> map(int depth) {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    for (int i = random.nextInt(6); i > 0; i--) {
      map.put(text(), value(depth));
    }
    return map;
  }

  /** The next event. */
  public Event next() {
    Event.Builder event =
        Event.builder()
            .id(textOrNull())
            .time(maybe() ? instant() : null)
            .receivedAt(maybe() ? instant() : null)
            .offset(maybe() ? ZoneOffset.ofTotalSeconds(random.nextInt(129_601) - 64_800) : null)
            .host(textOrNull())
            .sourceAddress(textOrNull())
            .destinationAddress(textOrNull())
            .sourcePort(random.nextInt(65_537) - 1)
            .destinationPort(maybe() ? random.nextInt(65_536) : -1)
            .program(textOrNull())
            .pid(random.nextInt(8) == 0 ? Long.MAX_VALUE : random.nextInt())
            .user(textOrNull())
            .severity(maybe() ? any(random, SyslogSeverity.values()) : null)
            .facility(maybe() ? any(random, SyslogFacility.values()) : null)
            .message(textOrNull())
            .authenticationOutcome(maybe() ? any(random, AuthenticationOutcome.values()) : null)
            .category(maybe() ? any(random, EventCategory.values()) : null)
            .raw(textOrNull());
    if (maybe()) {
      event.logSource(new LogSource(textOrNull(), textOrNull(), textOrNull()));
    }
    if (maybe()) {
      event.format(new LogFormat("own-" + text()));
    }
    for (int i = random.nextInt(4); i > 0; i--) {
      event.tag(text());
    }
    if (maybe()) {
      event.fields(map(0));
    }
    for (int i = random.nextInt(4); i > 0; i--) {
      event.field("named" + random.nextInt(3), value(0));
    }
    for (int i = random.nextInt(4); i > 0; i--) {
      Object value = value(3);
      if (value != null) {
        event.derived(text(), value);
      }
    }
    for (int i = random.nextInt(20) == 0 ? 120 : random.nextInt(3); i > 0; i--) {
      event.warning(new ParseWarning(text(), random.nextInt(), text()));
    }
    return event.build();
  }
}
