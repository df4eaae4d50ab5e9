package io.nanosiem.alert;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes each revision of an alert as one JSON object on one line, into {@code
 * alerts-YYYY-MM-DD.ndjson} of the day the revision was made, in UTC.
 *
 * <p>A line goes to the file in one write and is forced to the disk when the engine flushes. If a
 * crash left half a line at the end of a file, it is cut off before the first line is added, and
 * logged; so no reader ever meets half an alert in the middle of a file. New files can be read by
 * their owner only; links are not followed.
 *
 * <p>For one engine.
 */
public final class NdjsonSink implements Sink {
  private static final Logger LOG = LoggerFactory.getLogger(NdjsonSink.class);
  private static final int TAIL = 1 << 16;

  private final Path directory;
  private final boolean anew;
  private final Set<Path> begun = new HashSet<>();
  private @Nullable LocalDate day;
  private @Nullable FileChannel channel;

  private NdjsonSink(Path directory, boolean anew) {
    this.directory = directory;
    this.anew = anew;
  }

  /**
   * A sink that adds to the files of a directory.
   *
   * @param directory made if it is not there
   * @return the sink
   */
  public static NdjsonSink directory(Path directory) {
    return new NdjsonSink(directory, false);
  }

  /**
   * The same, but each file that is written to is emptied first: for replays, whose output is to be
   * that of their input and nothing else.
   *
   * @return a copy
   */
  public NdjsonSink startAnew() {
    return new NdjsonSink(directory, true);
  }

  @Override
  public void accept(Alert alert) throws IOException {
    ByteBuffer line = ByteBuffer.wrap((alert.toJson() + '\n').getBytes(StandardCharsets.UTF_8));
    FileChannel to = channelFor(LocalDate.ofInstant(alert.recordedAt(), ZoneOffset.UTC));
    long before = to.size();
    try {
      while (line.hasRemaining()) {
        to.write(line);
      }
    } catch (IOException e) {
      // Such as a full disk: leave no half line behind, the alert will be offered again.
      to.truncate(before);
      throw e;
    }
  }

  private FileChannel channelFor(LocalDate wanted) throws IOException {
    if (channel != null && wanted.equals(day)) {
      return channel;
    }
    close();
    Files.createDirectories(directory);
    Path file = directory.resolve("alerts-" + wanted + ".ndjson");
    Set<OpenOption> options =
        Set.of(
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            LinkOption.NOFOLLOW_LINKS);
    FileChannel opened = FileChannel.open(file, options, ownerOnly());
    try {
      if (anew && begun.add(file)) {
        opened.truncate(0);
      }
      cutHalfLine(opened, file);
      opened.position(opened.size());
    } catch (IOException e) {
      opened.close();
      throw e;
    }
    channel = opened;
    day = wanted;
    return opened;
  }

  private static FileAttribute<?>[] ownerOnly() {
    return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        }
        : new FileAttribute<?>[0];
  }

  private static void cutHalfLine(FileChannel file, Path name) throws IOException {
    long end = file.size();
    long keep = end;
    ByteBuffer buffer = ByteBuffer.allocate(TAIL);
    while (keep > 0) {
      long from = Math.max(0, keep - TAIL);
      buffer.clear().limit((int) (keep - from));
      int read = 0;
      while (buffer.hasRemaining() && read >= 0) {
        read = file.read(buffer, from + buffer.position());
      }
      int last = buffer.position() - 1;
      while (last >= 0 && buffer.get(last) != '\n') {
        last--;
      }
      if (last >= 0) {
        keep = from + last + 1;
        break;
      }
      keep = from;
    }
    if (keep < end) {
      LOG.warn("{}: cut off {} bytes of a line that was never finished", name, end - keep);
      file.truncate(keep);
    }
  }

  @Override
  public void flush() throws IOException {
    if (channel != null) {
      channel.force(false);
    }
  }

  @Override
  public void close() throws IOException {
    if (channel != null) {
      FileChannel open = channel;
      channel = null;
      day = null;
      open.close();
    }
  }
}
