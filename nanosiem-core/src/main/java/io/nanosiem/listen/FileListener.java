package io.nanosiem.listen;

import io.nanosiem.internal.AuditJoiner;
import io.nanosiem.parse.LogParser;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Year;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads a file once, from its beginning to its end, a record a line.
 *
 * <p>A line longer than a mebibyte is cut there and flagged. Empty lines are no records. Line
 * numbers name the events: {@code auth.log:128} is line 128. The records of one Linux audit event
 * are joined (see {@link io.nanosiem.parse.AuditRecords}) and named by the first of them.
 *
 * <p>Time stamps without a year take it from {@link #year(int)}; else from the file's modification
 * time, less the number of New Years that pass inside the file.
 *
 * <p>Immutable but for running; use one for one engine.
 */
public final class FileListener implements Listener, ReplaySource {
  private static final int MAX_LINE = 1 << 20;

  private final Path file;
  private final Reading reading;
  private final @Nullable Integer year;
  private volatile boolean stopped;
  private volatile boolean done;
  private volatile @Nullable Thread reader;

  private FileListener(Path file, Reading reading, @Nullable Integer year) {
    this.file = file;
    this.reading = reading;
    this.year = year;
  }

  /**
   * A listener on a file. Nothing is opened before the engine starts.
   *
   * @param file a regular file, or a link to one
   * @return the listener
   */
  public static FileListener of(Path file) {
    return new FileListener(file, Reading.DEFAULT, null);
  }

  /**
   * The same file, with the zone of its time stamps.
   *
   * @param zone of stamps that name none; UTC if not said
   * @return a copy
   */
  public FileListener zone(ZoneId zone) {
    return new FileListener(file, reading.in(zone), year);
  }

  /**
   * The same file, with the charset of records that are not UTF-8.
   *
   * @param charset such as windows-1252, GBK or Shift_JIS; a record read in it has the warning
   *     {@code charset_guess}
   * @return a copy
   */
  public FileListener charset(Charset charset) {
    return new FileListener(file, reading.with(charset), year);
  }

  /**
   * The same file, with a parser of its own instead of the engine's: to pin a format, or to read it
   * strictly.
   *
   * @param parser thread-safe
   * @return a copy
   */
  public FileListener parser(LogParser parser) {
    return new FileListener(file, reading.with(parser), year);
  }

  /**
   * The same file, with the year it begins in.
   *
   * @param year of the first record, for stamps without one
   * @return a copy
   * @throws IllegalArgumentException if not between 1970 and 9999
   */
  public FileListener year(int year) {
    if (year < 1970 || year > 9999) {
      throw new IllegalArgumentException("year " + year + " is not between 1970 and 9999");
    }
    return new FileListener(file, reading, year);
  }

  /**
   * The file.
   *
   * @return the path as given
   */
  public Path file() {
    return file;
  }

  @Override
  public String name() {
    Path name = file.getFileName();
    return name == null ? file.toString() : name.toString();
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
  public Instant firstReference() throws IOException {
    int first;
    if (year != null) {
      first = year;
    } else {
      ZonedDateTime written = Files.getLastModifiedTime(file).toInstant().atZone(zone());
      first = firstYear(written);
    }
    return Year.of(first).atDay(182).atStartOfDay(zone()).toInstant();
  }

  @Override
  public Instant timeIfNone() throws IOException {
    return year != null
        ? Year.of(year).atDay(1).atStartOfDay(zone()).toInstant()
        : Files.getLastModifiedTime(file).toInstant().truncatedTo(ChronoUnit.SECONDS);
  }

  /** The year of the first line, if the last line is no later than the file was written. */
  private int firstYear(ZonedDateTime written) throws IOException {
    int newYears = 0;
    @Nullable LocalDate last = null;
    try (LineReader lines = new LineReader(Files.newInputStream(file), 32)) {
      for (byte[] line = lines.next(); line != null; line = lines.next()) {
        LocalDate date = BsdDate.at(line);
        if (date != null) {
          if (last != null && last.toEpochDay() - date.toEpochDay() > 183) {
            newYears++;
          }
          last = date;
        }
      }
    }
    int year = written.getYear() - newYears;
    boolean afterWriting =
        last != null && last.withYear(2000).isAfter(written.toLocalDate().withYear(2000));
    return afterWriting ? year - 1 : year;
  }

  @Override
  public RecordReader open() throws IOException {
    requireFile();
    return new Reader(new LineReader(Files.newInputStream(file), MAX_LINE));
  }

  private void requireFile() throws IOException {
    if (!Files.exists(file)) {
      throw new FileNotFoundException(file + ": no such file");
    }
    if (Files.isDirectory(file)) {
      throw new FileNotFoundException(file + ": is a directory; name the files in it");
    }
  }

  @Override
  public void start(Intake intake) throws IOException {
    RecordReader records = open();
    Thread thread =
        intake
            .threads()
            .newThread(
                () -> {
                  try (records) {
                    for (RawRecord next = records.next();
                        next != null && !stopped;
                        next = records.next()) {
                      if (!intake.submit(next) && stopped) {
                        return;
                      }
                    }
                  } catch (IOException e) {
                    if (!stopped) {
                      intake.report(e);
                    }
                  } finally {
                    done = true;
                  }
                });
    reader = thread;
    thread.start();
  }

  @Override
  public boolean isIdle() {
    return done;
  }

  @Override
  public void close() {
    stopped = true;
    Thread thread = reader;
    if (thread != null && thread != Thread.currentThread()) {
      thread.interrupt();
      try {
        thread.join(5_000);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /**
   * The lines of a stream as records, those of one Linux audit event joined; shared with standard
   * input.
   */
  static final class Reader implements RecordReader {
    @SuppressWarnings("ArrayRecordComponent") // private, and compared with nothing
    private record Line(byte[] bytes, boolean cut) {}

    private final LineReader lines;
    private final AuditJoiner<Line> joiner = new AuditJoiner<>();
    private long ordinal;
    private boolean ended;

    Reader(LineReader lines) {
      this.lines = lines;
    }

    @Override
    public @Nullable RawRecord next() throws IOException {
      while (true) {
        AuditJoiner.Group<Line> whole = joiner.next();
        if (whole != null) {
          return joined(whole);
        }
        byte[] line = ended ? null : lines.next();
        if (line == null) {
          if (ended || joiner.isEmpty()) {
            return null;
          }
          ended = true;
          joiner.flush();
        } else if (line.length > 0) {
          if (joiner.isEmpty() && !mayBeAudit(line)) {
            ordinal = lines.line();
            RawRecord record = RawRecord.of(line).at(ordinal);
            return lines.wasCut() ? record.cutShort() : record;
          }
          Line part = new Line(line, lines.wasCut());
          joiner.add(part, start(line), line.length, lines.line());
        }
      }
    }

    private RawRecord joined(AuditJoiner.Group<Line> group) {
      List<Line> parts = group.records();
      byte[] all = parts.get(0).bytes;
      boolean cut = parts.get(0).cut;
      if (parts.size() > 1) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (Line part : parts) {
          if (out.size() > 0) {
            out.write('\n');
          }
          out.writeBytes(part.bytes);
          cut |= part.cut;
        }
        all = out.toByteArray();
      }
      ordinal = group.ordinal();
      RawRecord record = RawRecord.of(all).at(ordinal);
      return cut ? record.cutShort() : record;
    }

    private static boolean mayBeAudit(byte[] line) {
      return line.length > 5
          && line[4] == '='
          && ((line[0] == 't' && line[1] == 'y') || (line[0] == 'n' && line[1] == 'o'));
    }

    /** Headers of audit records are ASCII; of other bytes it only matters that they are none. */
    private static String start(byte[] line) {
      return new String(line, 0, Math.min(line.length, 512), StandardCharsets.ISO_8859_1);
    }

    @Override
    public long ordinal() {
      return ordinal;
    }

    @Override
    public void close() throws IOException {
      lines.close();
    }
  }
}
