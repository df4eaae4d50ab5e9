package io.nanosiem.internal;

import io.nanosiem.event.Printable;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Numbers, texts and times in a compact binary form: what snapshots are made of.
 *
 * <p>Whatever reads here reads bytes that may be damaged. It answers with an {@link IOException}
 * and nothing else, and takes no more memory than a small multiple of the bytes that are really
 * there, whatever lengths they claim.
 *
 * <p>Stateless; any thread.
 */
public final class Binary {
  /** Longest text, in characters; longest run of bytes. Far above the longest record. */
  public static final int MAX_LENGTH = 1 << 26;

  /** How much is read on the word of a length alone. */
  private static final int CHUNK = 1 << 13;

  private Binary() {}

  /**
   * Writes a number that is seldom negative: seven bits a byte, lowest first; 1 byte below 128, 10
   * for a negative one.
   */
  public static void writeVarLong(DataOutput out, long value) throws IOException {
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      out.writeByte((int) ((rest & 0x7F) | 0x80));
      rest >>>= 7;
    }
    out.writeByte((int) rest);
  }

  /**
   * Reads what {@link #writeVarLong} wrote.
   *
   * @throws IOException if it is no such number, or the input ends
   */
  public static long readVarLong(DataInput in) throws IOException {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      int next = in.readUnsignedByte();
      if (shift == 63 && next > 1) {
        break;
      }
      value |= (long) (next & 0x7F) << shift;
      if (next < 0x80) {
        return value;
      }
    }
    throw new IOException("a number of more than 64 bits");
  }

  /** Writes a number that is as often negative as not: small either way, few bytes. */
  public static void writeSignedVarLong(DataOutput out, long value) throws IOException {
    writeVarLong(out, value << 1 ^ value >> 63);
  }

  /**
   * Reads what {@link #writeSignedVarLong} wrote.
   *
   * @throws IOException if it is no such number, or the input ends
   */
  public static long readSignedVarLong(DataInput in) throws IOException {
    long value = readVarLong(in);
    return value >>> 1 ^ -(value & 1);
  }

  /**
   * Reads a number that {@link #writeVarLong} wrote and that is within bounds, such as how many
   * things follow. What follows may be fewer: make no room for them all before they are there.
   *
   * @param most the largest number there can be
   * @return 0 to {@code most}
   * @throws IOException if it is beyond, or no number, or the input ends
   */
  public static int readCount(DataInput in, int most) throws IOException {
    long value = readVarLong(in);
    if (value < 0 || value > most) {
      throw new IOException(
          Long.toUnsignedString(value) + " where at most " + most + " can be expected");
    }
    return (int) value;
  }

  /**
   * Writes a text of any length and any characters, lone surrogates included: a byte a character if
   * all of them are Latin-1, else two.
   *
   * @param text null is written, too
   * @throws IOException if it is longer than {@value #MAX_LENGTH}
   */
  public static void writeText(DataOutput out, @Nullable String text) throws IOException {
    if (text == null) {
      writeVarLong(out, 0);
      return;
    }
    int length = text.length();
    checkLength(length);
    boolean wide = false;
    for (int i = 0; i < length && !wide; i++) {
      wide = text.charAt(i) > 0xFF;
    }
    // The lowest bit says how wide; one more, so that 0 is null.
    writeVarLong(out, ((long) length << 1 | (wide ? 1 : 0)) + 1);
    byte[] chunk = new byte[Math.min(CHUNK, wide ? 2 * length : length)];
    int filled = 0;
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (wide) {
        chunk[filled++] = (byte) (c >> 8);
      }
      chunk[filled++] = (byte) c;
      if (filled == chunk.length) {
        out.write(chunk, 0, filled);
        filled = 0;
      }
    }
    out.write(chunk, 0, filled);
  }

  /**
   * Reads what {@link #writeText} wrote.
   *
   * @return the text, or null if null was written
   * @throws IOException if it is no text, is longer than {@value #MAX_LENGTH}, or the input ends
   */
  public static @Nullable String readText(DataInput in) throws IOException {
    long header = readVarLong(in);
    if (header == 0) {
      return null;
    }
    boolean wide = ((header - 1) & 1) != 0;
    long length = (header - 1) >>> 1;
    checkLength(length);
    byte[] bytes = read(in, (int) length * (wide ? 2 : 1));
    if (!wide) {
      return new String(bytes, StandardCharsets.ISO_8859_1);
    }
    char[] chars = new char[(int) length];
    for (int i = 0; i < chars.length; i++) {
      chars[i] = (char) ((bytes[2 * i] & 0xFF) << 8 | (bytes[2 * i + 1] & 0xFF));
    }
    return new String(chars);
  }

  /**
   * Reads a text where null makes no sense.
   *
   * @throws IOException as {@link #readText}, and if it is null
   */
  public static String readRequiredText(DataInput in) throws IOException {
    String text = readText(in);
    if (text == null) {
      throw new IOException("no text where there must be one");
    }
    return text;
  }

  /** Writes a constant of an enum by its name, so that another order of constants does no harm. */
  public static void writeEnum(DataOutput out, @Nullable Enum<?> constant) throws IOException {
    writeText(out, constant == null ? null : constant.name());
  }

  /**
   * Reads what {@link #writeEnum} wrote.
   *
   * @param constants all there are
   * @return the constant, or null if null was written
   * @throws IOException if there is none of that name, or the input ends
   */
  public static <E extends Enum<E>> @Nullable E readEnum(DataInput in, E[] constants)
      throws IOException {
    String name = readText(in);
    if (name == null) {
      return null;
    }
    for (E constant : constants) {
      if (constant.name().equals(name)) {
        return constant;
      }
    }
    throw new IOException("'" + Printable.of(name, 40) + "' is none of " + List.of(constants));
  }

  /** Writes an instant, exactly. */
  public static void writeInstant(DataOutput out, Instant instant) throws IOException {
    writeSignedVarLong(out, instant.getEpochSecond());
    writeVarLong(out, instant.getNano());
  }

  /**
   * Reads what {@link #writeInstant} wrote.
   *
   * @throws IOException if it is no instant, or the input ends
   */
  public static Instant readInstant(DataInput in) throws IOException {
    long second = readSignedVarLong(in);
    int nano = readCount(in, 999_999_999);
    try {
      return Instant.ofEpochSecond(second, nano);
    } catch (DateTimeException e) {
      throw new IOException("no instant: second " + second + " of the epoch", e);
    }
  }

  /**
   * Writes bytes with their number in front.
   *
   * @throws IOException if there are more than {@value #MAX_LENGTH}
   */
  public static void writeBytes(DataOutput out, byte[] bytes) throws IOException {
    checkLength(bytes.length);
    writeVarLong(out, bytes.length);
    out.write(bytes);
  }

  /**
   * Reads what {@link #writeBytes} wrote.
   *
   * @throws IOException if there are more than {@value #MAX_LENGTH}, or the input ends
   */
  public static byte[] readBytes(DataInput in) throws IOException {
    return read(in, readCount(in, MAX_LENGTH));
  }

  private static void checkLength(long length) throws IOException {
    if (length < 0 || length > MAX_LENGTH) {
      throw new IOException(
          "a length of " + Long.toUnsignedString(length) + ", beyond the limit of " + MAX_LENGTH);
    }
  }

  /** Reads so many bytes, making room for them as they come. */
  private static byte[] read(DataInput in, int length) throws IOException {
    byte[] bytes = new byte[Math.min(length, CHUNK)];
    in.readFully(bytes);
    while (bytes.length < length) {
      int read = bytes.length;
      bytes = Arrays.copyOf(bytes, (int) Math.min(length, 2L * read));
      in.readFully(bytes, read, bytes.length - read);
    }
    return bytes;
  }
}
