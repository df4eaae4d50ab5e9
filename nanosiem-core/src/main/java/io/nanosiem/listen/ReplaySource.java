package io.nanosiem.listen;

import io.nanosiem.parse.LogParser;
import java.io.IOException;
import java.nio.charset.Charset;
import java.time.Instant;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * An input that can be read at the engine's pace, from its beginning to its end: what an engine in
 * replay mode takes. A listener that is one as well works in both modes.
 *
 * <p>One thread at a time; one engine.
 */
public interface ReplaySource {
  /**
   * Names it; event ids begin with it.
   *
   * @return a short name
   */
  String name();

  /**
   * The zone of time stamps that name none.
   *
   * @return a zone
   */
  ZoneId zone();

  /**
   * The charset of records that are not UTF-8.
   *
   * @return null, unless overridden: what is not UTF-8 is replaced
   */
  default @Nullable Charset charset() {
    return null;
  }

  /**
   * How its records are read.
   *
   * @return null, unless overridden: as the engine reads all others
   */
  default @Nullable LogParser parser() {
    return null;
  }

  /**
   * Where to begin looking for the year of stamps that name none.
   *
   * @return any instant in the year of the first record
   * @throws IOException if the source must be read to tell, and cannot be
   */
  Instant firstReference() throws IOException;

  /**
   * When its records happened if none of them says.
   *
   * @return a time
   * @throws IOException if it cannot be told
   */
  default Instant timeIfNone() throws IOException {
    return firstReference();
  }

  /**
   * Begins to read.
   *
   * @return a reader at the first record
   * @throws IOException if it cannot be read
   */
  RecordReader open() throws IOException;
}
