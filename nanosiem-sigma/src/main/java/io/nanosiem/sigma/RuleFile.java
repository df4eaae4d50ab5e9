package io.nanosiem.sigma;

import io.nanosiem.event.Printable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A file of rules that is still to be read: from a directory, an archive, the class path, or a text
 * at hand. Immutable; any thread may read it.
 */
final class RuleFile {
  /** Where reading stops: the characters that YAML is read of, each of at most four bytes. */
  static final int MOST_BYTES = 4 * YamlReader.MAX_CHARACTERS;

  private final String label;
  private final @Nullable Path path;
  private final Content content;

  private RuleFile(String label, @Nullable Path path, Content content) {
    this.label = label;
    this.path = path;
    this.content = content;
  }

  /** Reads the text when it is asked for. */
  @FunctionalInterface
  private interface Content {
    String text() throws UnreadableException;
  }

  /** Why there is no text to be had. */
  static final class UnreadableException extends Exception {
    private static final long serialVersionUID = 1L;

    private final @Nullable String hint;

    UnreadableException(String message, @Nullable String hint) {
      super(message, null, false, false);
      this.hint = hint;
    }

    String message() {
      return String.valueOf(getMessage());
    }

    @Nullable String hint() {
      return hint;
    }
  }

  static RuleFile ofText(String label, @Nullable Path path, String text) {
    String plain = withoutMark(text);
    return new RuleFile(label, path, () -> plain);
  }

  static RuleFile ofBytes(String label, @Nullable Path path, byte[] bytes) {
    return new RuleFile(label, path, () -> decode(bytes));
  }

  static RuleFile ofPath(Path file) {
    return new RuleFile(Printable.of(file.toString()), file, () -> read(file));
  }

  /** Stands for something that is not read, so that the reason is among the problems. */
  static RuleFile refused(
      String label, @Nullable Path path, String message, @Nullable String hint) {
    return new RuleFile(
        label,
        path,
        () -> {
          throw new UnreadableException(message, hint);
        });
  }

  /** What messages call it; fit to print. */
  String label() {
    return label;
  }

  /** The file, or the archive it is in; null if neither lies in a file system. */
  @Nullable Path path() {
    return path;
  }

  String text() throws UnreadableException {
    return content.text();
  }

  private static String read(Path file) throws UnreadableException {
    try (InputStream in = Files.newInputStream(file)) {
      return decode(read(in));
    } catch (IOException e) {
      throw new UnreadableException("the file cannot be read: " + reason(e), null);
    }
  }

  /** All bytes, of which there may be one more than is read of a file. */
  static byte[] read(InputStream in) throws IOException {
    return in.readNBytes(MOST_BYTES + 1);
  }

  /** An exception of the file system in words: its message is often but the name of the file. */
  static String reason(Exception e) {
    String kind = e.getClass().getSimpleName().replace("Exception", "");
    return Printable.of(kind + (e.getMessage() == null ? "" : ": " + e.getMessage()), 300);
  }

  private static String decode(byte[] bytes) throws UnreadableException {
    if (bytes.length > MOST_BYTES) {
      throw new UnreadableException(
          "a file of more than " + MOST_BYTES + " bytes is not read", "split it");
    }
    try {
      return withoutMark(
          StandardCharsets.UTF_8
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .onUnmappableCharacter(CodingErrorAction.REPORT)
              .decode(ByteBuffer.wrap(bytes))
              .toString());
    } catch (CharacterCodingException e) {
      throw new UnreadableException("the file is not UTF-8", null);
    }
  }

  private static String withoutMark(String text) {
    return text.startsWith("\uFEFF") ? text.substring(1) : text;
  }
}
