package io.nanosiem.stix;

import io.nanosiem.alert.Alert;
import io.nanosiem.alert.Sink;
import io.nanosiem.internal.Hashes;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * Writes each alert as a STIX 2.1 bundle into a file of its own, {@code
 * YYYY-MM-DD/alert-<id>.json}; a later revision replaces the file.
 *
 * <pre>{@code
 * .sink(StixSink.directory(Path.of("alerts")))
 * }</pre>
 *
 * <p>The day is the one in UTC on which the event that opened the alert was received; it stays the
 * same for all revisions, and nobody who writes log lines can choose it. In a replay, receive time
 * is event time. No name holds text from a log. Directories and files can be read by their owner
 * alone, where the file system knows owners. A file appears whole or not at all, also if the
 * process dies; a power failure may cost the newest ones. A directory of a day that is a link is
 * refused, so that nobody can lead alerts elsewhere.
 *
 * <p>One thread at a time, as an engine calls it; several sinks may share a directory unless they
 * write the same alerts.
 */
public final class StixSink implements Sink {
  private static final int MAX_ID = 64;

  private final Path root;
  private final StixBundles bundles;

  private StixSink(Path root, StixBundles bundles) {
    this.root = root;
    this.bundles = bundles;
  }

  /**
   * A sink with default bundles.
   *
   * @param root where to; made with the first alert if it is not there
   * @return the sink
   */
  public static StixSink directory(Path root) {
    return directory(root, StixBundles.withDefaults());
  }

  /**
   * A sink with bundles as set.
   *
   * @param root where to; made with the first alert if it is not there
   * @param bundles identity, marking and so on
   * @return the sink
   */
  public static StixSink directory(Path root, StixBundles bundles) {
    return new StixSink(root, bundles);
  }

  /**
   * Where an alert is written.
   *
   * @param alert any revision
   * @return the file, whether or not it is there; the same for all revisions
   */
  public Path fileOf(Alert alert) {
    return root.resolve(StixTime.day(alert.detection().event().receivedAt()))
        .resolve("alert-" + nameOf(alert.id()) + ".json");
  }

  @Override
  public void accept(Alert alert) throws IOException {
    Path file = fileOf(alert);
    Path day = file.getParent();
    if (day == null) {
      throw new IllegalStateException(file + " has no directory");
    }
    makeDirectory(day);
    Path half = day.resolve("." + file.getFileName() + ".tmp");
    // Left behind if an earlier process died while it wrote.
    Files.deleteIfExists(half);
    boolean done = false;
    try {
      try (OutputStream out = create(half)) {
        bundles.write(alert, out);
      }
      Files.move(half, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      done = true;
    } finally {
      if (!done) {
        Files.deleteIfExists(half);
      }
    }
  }

  private void makeDirectory(Path day) throws IOException {
    if (Files.isDirectory(day, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    Files.createDirectories(root);
    try {
      Files.createDirectory(day, permissions("rwx------"));
    } catch (FileAlreadyExistsException e) {
      if (!Files.isDirectory(day, LinkOption.NOFOLLOW_LINKS)) {
        throw new IOException(
            day + " is not a directory of its own (links are not followed); move it away", e);
      }
    }
  }

  private OutputStream create(Path file) throws IOException {
    Set<OpenOption> options =
        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
    SeekableByteChannel channel = Files.newByteChannel(file, options, permissions("rw-------"));
    return new BufferedOutputStream(Channels.newOutputStream(channel));
  }

  private FileAttribute<?>[] permissions(String posix) {
    return root.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(posix))
        }
        : new FileAttribute<?>[0];
  }

  /**
   * The id if it is one that an engine makes, else its hash: names hold nothing but what we put.
   */
  private static String nameOf(String id) {
    boolean plain = !id.isEmpty() && id.length() <= MAX_ID;
    for (int i = 0; plain && i < id.length(); i++) {
      char c = id.charAt(i);
      plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || c == '-';
    }
    return plain ? id : Hashes.sha256Hex(id, 32);
  }

  @Override
  public String toString() {
    return "StixSink[" + root + "]";
  }
}
