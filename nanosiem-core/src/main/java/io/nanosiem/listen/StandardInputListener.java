package io.nanosiem.listen;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

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
  private final ZoneId zone;
  private final Instant reference;
  private volatile boolean stopped;
  private volatile boolean done;

  private StandardInputListener(InputStream in, ZoneId zone, Instant reference) {
    this.in = in;
    this.zone = zone;
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
    return new StandardInputListener(in, zone, reference);
  }

  @Override
  public String name() {
    return "stdin";
  }

  @Override
  public ZoneId zone() {
    return zone;
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
