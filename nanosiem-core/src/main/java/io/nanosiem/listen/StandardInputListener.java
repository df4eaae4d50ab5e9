package io.nanosiem.listen;

import io.nanosiem.parse.LogParser;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * Reads standard input, or another stream that you hold open, to its end, a record a line; the
 * records of one Linux audit event are joined.
 *
 * <p>The stream is yours: it is not closed. A read that blocks cannot be interrupted, so closing
 * the engine does not wait for it. One engine at a time.
 */
public final class StandardInputListener implements Listener, ReplaySource {
  private static final int MAX_LINE = 1 << 20;

  private final InputStream in;
  private final Reading reading;
  private final Instant reference;
  private volatile boolean stopped;
  private volatile boolean done;

  private StandardInputListener(InputStream in, Reading reading, Instant reference) {
    this.in = in;
    this.reading = reading;
    this.reference = reference;
  }

  /**
   * Standard input.
   *
   * @return the listener; stamps without zone are read as UTC, stamps without year as of this year
   */
  public static StandardInputListener create() {
    return of(System.in, ZoneOffset.UTC, Instant.now());
  }

  /**
   * Any stream.
   *
   * @param in read to its end, never closed
   * @param zone of time stamps that name none
   * @param reference an instant in the year of the first record, for stamps without one
   * @return the listener
   */
  public static StandardInputListener of(InputStream in, ZoneId zone, Instant reference) {
    return new StandardInputListener(in, Reading.DEFAULT.in(zone), reference);
  }

  /**
   * The same stream, with the charset of records that are not UTF-8.
   *
   * @param charset such as windows-1252, GBK or Shift_JIS; a record read in it has the warning
   *     {@code charset_guess}
   * @return a copy
   */
  public StandardInputListener charset(Charset charset) {
    return new StandardInputListener(in, reading.with(charset), reference);
  }

  /**
   * The same stream, with a parser of its own instead of the engine's: to pin a format, or to read
   * it strictly.
   *
   * @param parser thread-safe
   * @return a copy
   */
  public StandardInputListener parser(LogParser parser) {
    return new StandardInputListener(in, reading.with(parser), reference);
  }

  @Override
  public String name() {
    return "stdin";
  }

  @Override
  public ZoneId zone() {
    return reading.zone();
  }

  @Override
  public @Nullable Charset charset() {
    return reading.charset();
  }

  @Override
  public @Nullable LogParser parser() {
    return reading.parser();
  }

  @Override
  public Instant firstReference() {
    return reference;
  }

  @Override
  public RecordReader open() {
    InputStream guarded =
        new FilterInputStream(in) {
          @Override
          public void close() {}
        };
    return new FileListener.Reader(new LineReader(guarded, MAX_LINE));
  }

  @Override
  public void start(Intake intake) {
    intake
        .threads()
        .newThread(
            () -> {
              try (RecordReader records = open()) {
                for (RawRecord next = records.next();
                    next != null && !stopped;
                    next = records.next()) {
                  if (!intake.submit(next) && stopped) {
                    return;
                  }
                }
              } catch (IOException e) {
                intake.report(e);
              } finally {
                done = true;
              }
            })
        .start();
  }

  @Override
  public boolean isIdle() {
    return done;
  }

  @Override
  public void close() {
    stopped = true;
  }
}
