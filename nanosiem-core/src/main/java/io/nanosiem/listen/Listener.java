package io.nanosiem.listen;

import io.nanosiem.parse.LogParser;
import java.io.IOException;
import java.nio.charset.Charset;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * An input: feeds raw records into an engine.
 *
 * <p>An engine starts each listener once and closes it once, from any thread. Records of one
 * listener are processed in the order in which it hands them in.
 */
public interface Listener extends AutoCloseable {
  /**
   * Begins to listen, on threads of its own.
   *
   * @param intake where records go
   * @throws IOException if it cannot begin, such as when a port is taken; the message names it
   */
  void start(Intake intake) throws IOException;

  /**
   * Stops listening, and returns when no further record will be handed in. May be called twice.
   *
   * @throws IOException if something could not be let go of
   */
  @Override
  void close() throws IOException;

  /**
   * Names it in statistics, messages and event ids.
   *
   * @return a short name, such as {@code tcp:5140}
   */
  String name();

  /**
   * What to do when the engine has no room.
   *
   * @return {@link Overflow#BLOCK} unless overridden
   */
  default Overflow overflow() {
    return Overflow.BLOCK;
  }

  /**
   * Whether it has handed in all it knows of so far. A listener on a socket is always; one that
   * reads a file is when it has read it.
   *
   * @return false while something is left to hand in
   */
  default boolean isIdle() {
    return true;
  }

  /**
   * The zone of time stamps that name none.
   *
   * @return UTC unless overridden
   */
  default ZoneId zone() {
    return ZoneOffset.UTC;
  }

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
}
