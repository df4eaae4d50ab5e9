package io.nanosiem.listen;

import io.nanosiem.parse.LogParser;
import java.nio.charset.Charset;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** How the records of one input are to be read: what the three kinds of listener share. */
record Reading(ZoneId zone, @Nullable Charset charset, @Nullable LogParser parser) {
  static final Reading DEFAULT = new Reading(ZoneOffset.UTC, null, null);

  Reading in(ZoneId other) {
    return new Reading(Objects.requireNonNull(other, "zone"), charset, parser);
  }

  Reading with(Charset other) {
    return new Reading(zone, Objects.requireNonNull(other, "charset"), parser);
  }

  Reading with(LogParser other) {
    return new Reading(zone, charset, Objects.requireNonNull(other, "parser"));
  }
}
