package io.nanosiem.listen;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Lines of a stream as bytes, each at most so long: what is longer is cut, and the rest of the line
 * skipped. Memory is bounded by that length. A carriage return before the line feed belongs to the
 * line end. One thread at a time.
 */
final class LineReader implements Closeable {
  private final InputStream in;
  private final int maxLength;
  private final byte[] buffer = new byte[1 << 16];
  private int position;
  private int limit;
  private long line;
  private boolean cut;

  LineReader(InputStream in, int maxLength) {
    this.in = in;
    this.maxLength = maxLength;
  }

  /** The next line, without its end; null at the end of the stream. */
  byte @Nullable [] next() throws IOException {
    byte[] part = null;
    int length = 0;
    cut = false;
    while (true) {
      if (position == limit) {
        limit = in.read(buffer, 0, buffer.length);
        position = 0;
        if (limit <= 0) {
          limit = 0;
          if (part == null) {
            return null;
          }
          line++;
          return Arrays.copyOf(part, length);
        }
      }
      int end = position;
      while (end < limit && buffer[end] != '\n') {
        end++;
      }
      int take = Math.min(end - position, maxLength - length);
      if (take < end - position) {
        cut = true;
      }
      boolean whole = end < limit;
      if (whole && part == null) {
        byte[] found = Arrays.copyOfRange(buffer, position, position + take);
        position = end + 1;
        line++;
        return withoutReturn(found, found.length);
      }
      part =
          part == null
              ? new byte[Math.max(take, 256)]
              : length + take > part.length
                  ? Arrays.copyOf(part, Math.min(maxLength, 2 * (length + take)))
                  : part;
      System.arraycopy(buffer, position, part, length, take);
      length += take;
      position = end;
      if (whole) {
        position++;
        line++;
        return withoutReturn(part, length);
      }
    }
  }

  private static byte[] withoutReturn(byte[] bytes, int length) {
    int end = length > 0 && bytes[length - 1] == '\r' ? length - 1 : length;
    return end == bytes.length ? bytes : Arrays.copyOf(bytes, end);
  }

  /** The number of the line returned last, from 1. */
  long line() {
    return line;
  }

  /** Whether the line returned last was cut. */
  boolean wasCut() {
    return cut;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
