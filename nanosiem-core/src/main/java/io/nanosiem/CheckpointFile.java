package io.nanosiem;

import io.nanosiem.event.Printable;
import io.nanosiem.internal.Binary;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The file that a checkpoint is kept in: sections with names, written in one go and read as a
 * whole.
 *
 * <pre>
 * magic       8 bytes  "NANOSIEM"
 * version     4 bytes
 * bodies      of the sections, one behind the other
 * contents    how many sections; of each its name, its length and the CRC-32C of its body
 * trailer     8 bytes  where the contents begin
 *             4 bytes  the CRC-32C of the contents and those 8 bytes
 * </pre>
 *
 * <p>The contents come last, so that writing is one pass without going back, and a file that was
 * cut short has none. Every byte is compared with something: the magic and the version with what
 * they must be, all others with a checksum. All of that is done before the first section is handed
 * out, so whoever restores sees what was written or nothing. A section that nobody asks for is
 * skipped: a later version may add some.
 *
 * <p><b>Replacing the file.</b> It is written under another name in the same directory, forced to
 * the disk, and renamed; so there is a whole file under the name at every moment, the old one or
 * the new one. Only its owner can read it, and links are not followed: one that stands under the
 * name is replaced, and not read. What a process that was killed left half-written is deleted by
 * the next.
 */
final class CheckpointFile implements AutoCloseable {
  private static final byte[] MAGIC = "NANOSIEM".getBytes(StandardCharsets.US_ASCII);
  private static final int VERSION = 1;
  private static final int HEADER = MAGIC.length + Integer.BYTES;
  private static final int TRAILER = Long.BYTES + Integer.BYTES;
  private static final int MAX_CONTENTS = 1 << 20;
  private static final int MAX_SECTIONS = 10_000;
  private static final int BUFFER = 1 << 16;
  private static final String SUFFIX = ".tmp";

  /** Where a body is, and its checksum. */
  private record Section(long offset, long length, int crc) {}

  /** What a section holds. */
  @FunctionalInterface
  interface Body {
    void write(DataOutput out) throws IOException;
  }

  private final FileChannel channel;
  private final Map<String, Section> sections = new LinkedHashMap<>();

  private CheckpointFile(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Opens a file and checks all of it.
   *
   * @return the file, to be closed; null if there is none
   * @throws IOException if it is damaged, of an unknown version, or cannot be read
   */
  static @Nullable CheckpointFile open(Path path) throws IOException {
    try {
      BasicFileAttributes attributes =
          Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      if (!attributes.isRegularFile()) {
        throw new IOException(
            attributes.isSymbolicLink()
                ? "it is a link, and links are not followed"
                : "it is no file");
      }
    } catch (NoSuchFileException e) {
      return null;
    }
    CheckpointFile file =
        new CheckpointFile(
            FileChannel.open(path, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
    try {
      file.check();
      return file;
    } catch (Throwable e) {
      file.close();
      throw e;
    }
  }

  private void check() throws IOException {
    long size = channel.size();
    byte[] header = bytes(0, (int) Math.min(size, HEADER));
    ByteBuffer head = ByteBuffer.wrap(header);
    if (size < HEADER + TRAILER) {
      throw new IOException("it is cut short: " + size + " bytes");
    }
    for (byte expected : MAGIC) {
      if (head.get() != expected) {
        throw new IOException("it is no checkpoint, or damaged at its beginning");
      }
    }
    int version = head.getInt();
    if (version != VERSION) {
      throw new IOException(
          "it is of format version "
              + Integer.toUnsignedString(version)
              + ", and this NanoSIEM reads version "
              + VERSION);
    }
    readContents(size);
    for (Map.Entry<String, Section> entry : sections.entrySet()) {
      if (crc(entry.getValue()) != entry.getValue().crc()) {
        throw new IOException(
            "section '" + Printable.of(entry.getKey(), 200) + "' is damaged: wrong checksum");
      }
    }
  }

  private void readContents(long size) throws IOException {
    String damaged = "it is cut short, or damaged at its end";
    ByteBuffer trailer = ByteBuffer.wrap(bytes(size - TRAILER, TRAILER));
    long begin = trailer.getLong();
    long length = size - TRAILER - begin;
    if (begin < HEADER || length < 0 || length > MAX_CONTENTS) {
      throw new IOException(damaged);
    }
    byte[] contents = bytes(begin, (int) length);
    CRC32C crc = new CRC32C();
    crc.update(contents);
    crc.update(trailer.array(), 0, Long.BYTES);
    if ((int) crc.getValue() != trailer.getInt()) {
      throw new IOException(damaged);
    }
    DataInput in = new DataInputStream(new ByteArrayInputStream(contents));
    long offset = HEADER;
    for (int left = Binary.readCount(in, MAX_SECTIONS); left > 0; left--) {
      String name = Binary.readRequiredText(in);
      Section section = new Section(offset, Binary.readVarLong(in), in.readInt());
      if (section.length() < 0
          || section.length() > begin - offset
          || sections.put(name, section) != null) {
        throw new IOException(damaged);
      }
      offset += section.length();
    }
    if (offset != begin) {
      throw new IOException(damaged);
    }
  }

  private byte[] bytes(long offset, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length);
    while (bytes.hasRemaining()) {
      if (channel.read(bytes, offset + bytes.position()) < 0) {
        throw new EOFException("it became shorter while it was read");
      }
    }
    return bytes.array();
  }

  private int crc(Section section) throws IOException {
    CRC32C crc = new CRC32C();
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
    for (long done = 0; done < section.length(); ) {
      buffer.clear().limit((int) Math.min(BUFFER, section.length() - done));
      int read = channel.read(buffer, section.offset() + done);
      if (read < 0) {
        throw new EOFException("it became shorter while it was read");
      }
      crc.update(buffer.flip());
      done += read;
    }
    return (int) crc.getValue();
  }

  /** Whether there is such a section. */
  boolean has(String name) {
    return sections.containsKey(name);
  }

  /** Whether a section holds nothing; one that is not there does not. */
  boolean isEmpty(String name) {
    Section section = sections.get(name);
    return section == null || section.length() == 0;
  }

  /** What a section holds; nothing if it is not there. Ends where the section does. */
  DataInput section(String name) {
    Section section = sections.getOrDefault(name, new Section(HEADER, 0, 0));
    return new DataInputStream(new BufferedInputStream(new BodyInput(section), 1 << 13));
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  /** The bytes of one section. */
  private final class BodyInput extends InputStream {
    private long position;
    private final long end;

    BodyInput(Section section) {
      position = section.offset();
      end = section.offset() + section.length();
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
      if (length == 0) {
        return 0;
      }
      if (position >= end) {
        return -1;
      }
      int wanted = (int) Math.min(length, end - position);
      int read = channel.read(ByteBuffer.wrap(to, offset, wanted), position);
      if (read > 0) {
        position += read;
      }
      return read;
    }
  }

  /**
   * Begins a new file beside the one under the name.
   *
   * @return to be committed or abandoned
   * @throws IOException if the directory does not let us
   */
  static Writer create(Path path) throws IOException {
    Path directory = directoryOf(path);
    if (!Files.isDirectory(directory)) {
      throw new IOException("the directory " + directory + " does not exist");
    }
    // Made for its owner alone, and never where there is something already.
    Path scratch = Files.createTempFile(directory, path.getFileName() + ".", SUFFIX);
    try {
      return new Writer(
          path,
          scratch,
          FileChannel.open(scratch, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS));
    } catch (Throwable e) {
      Files.deleteIfExists(scratch);
      throw e;
    }
  }

  /** Deletes what writers left that were killed before they were done. */
  static void deleteLeftovers(Path path) throws IOException {
    String prefix = path.getFileName() + ".";
    DirectoryStream.Filter<Path> ours =
        file -> {
          String name = String.valueOf(file.getFileName());
          return name.length() > prefix.length() + SUFFIX.length()
              && name.startsWith(prefix)
              && name.endsWith(SUFFIX)
              && name.substring(prefix.length(), name.length() - SUFFIX.length())
                  .chars()
                  .allMatch(c -> c >= '0' && c <= '9');
        };
    try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(directoryOf(path), ours)) {
      for (Path leftover : leftovers) {
        Files.deleteIfExists(leftover);
      }
    }
  }

  private static Path directoryOf(Path path) {
    Path parent = path.toAbsolutePath().getParent();
    if (parent == null) {
      throw new IllegalArgumentException(path + " is no file");
    }
    return parent;
  }

  /** A file in the making. One thread at a time. */
  static final class Writer {
    private final Path path;
    private final Path scratch;
    private final FileChannel channel;
    private final ByteArrayOutputStream contents = new ByteArrayOutputStream();
    private int count;
    private long written;

    private Writer(Path path, Path scratch, FileChannel channel) throws IOException {
      this.path = path;
      this.scratch = scratch;
      this.channel = channel;
      write(ByteBuffer.allocate(HEADER).put(MAGIC).putInt(VERSION).flip());
    }

    private void write(ByteBuffer bytes) throws IOException {
      while (bytes.hasRemaining()) {
        written += channel.write(bytes);
      }
    }

    /**
     * Writes a section.
     *
     * @param name none of those before
     * @param body called once, in this thread; what it is given is of no use afterwards
     */
    void section(String name, Body body) throws IOException {
      long begin = written;
      BodyOutput counted = new BodyOutput();
      DataOutputStream out = new DataOutputStream(new BufferedOutputStream(counted, 1 << 13));
      body.write(out);
      out.flush();
      counted.ended = true;
      DataOutput entry = new DataOutputStream(contents);
      Binary.writeText(entry, name);
      Binary.writeVarLong(entry, written - begin);
      entry.writeInt((int) counted.crc.getValue());
      count++;
    }

    /** Writes the end of the file, which is not yet in its place. */
    void finish() throws IOException {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      DataOutput out = new DataOutputStream(bytes);
      Binary.writeVarLong(out, count);
      out.write(contents.toByteArray());
      out.writeLong(written);
      CRC32C crc = new CRC32C();
      crc.update(bytes.toByteArray());
      out.writeInt((int) crc.getValue());
      write(ByteBuffer.wrap(bytes.toByteArray()));
    }

    /** Brings the file to the disk and puts it under its name, in place of what was there. */
    void commit() throws IOException {
      channel.force(true);
      channel.close();
      Files.move(scratch, path, StandardCopyOption.ATOMIC_MOVE);
      try (FileChannel directory = FileChannel.open(directoryOf(path), StandardOpenOption.READ)) {
        // Without this a crash of the machine may bring the old name back.
        directory.force(true);
      } catch (IOException e) {
        // Windows has no such thing as a directory that is opened; there the move has to do.
      }
    }

    /** Leaves no trace, if it was not committed. */
    void abandon() throws IOException {
      try {
        channel.close();
      } finally {
        Files.deleteIfExists(scratch);
      }
    }

    /** The bytes of one section, counted and summed up. */
    private final class BodyOutput extends OutputStream {
      final CRC32C crc = new CRC32C();
      boolean ended;

      @Override
      public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
      }

      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        if (ended) {
          throw new IOException("the section has ended");
        }
        crc.update(bytes, offset, length);
        Writer.this.write(ByteBuffer.wrap(bytes, offset, length));
      }
    }
  }
}
