package io.nanosiem.listen;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a TCP stream into syslog frames (RFC 6587), telling the two ways of framing apart frame by
 * frame: a frame that begins with a digit other than 0 and has a space behind at most nine digits
 * is counted in octets (§3.4.1); any other ends at a line feed or NUL (§3.4.2).
 *
 * <p>A frame longer than allowed is cut and the rest of it skipped, so the stream stays in step.
 * The buffer grows with what has been received, never with what a length claims. One thread at a
 * time.
 */
final class SyslogFramer {
  private static final int MAX_DIGITS = 9;

  private final InputStream in;
  private final int maxFrame;
  private final byte[] buffer = new byte[1 << 14];
  private int position;
  private int limit;

  SyslogFramer(InputStream in, int maxFrame) {
    this.in = in;
    this.maxFrame = maxFrame;
  }

  /** The next frame; null at the end of the stream. Empty frames are skipped. */
  @Nullable RawRecord next() throws IOException {
    while (true) {
      int first = peek();
      if (first < 0) {
        return null;
      }
      if (first == '\n' || first == 0 || first == ' ' || first == '\r') {
        position++;
        continue;
      }
      RawRecord record = first >= '1' && first <= '9' ? counted() : delimited(new byte[0]);
      if (record != null) {
        return record;
      }
    }
  }

  private @Nullable RawRecord counted() throws IOException {
    byte[] digits = new byte[MAX_DIGITS];
    int length = 0;
    int count = 0;
    while (true) {
      int next = peek();
      if (next >= '0' && next <= '9' && length < MAX_DIGITS) {
        digits[length++] = (byte) next;
        count = count * 10 + next - '0';
        position++;
      } else if (next == ' ') {
        position++;
        return octets(count);
      } else {
        // No count after all: a line that begins with digits.
        return delimited(Arrays.copyOf(digits, length));
      }
    }
  }

  private @Nullable RawRecord octets(int count) throws IOException {
    byte[] frame = new byte[0];
    int length = 0;
    for (int left = count; left > 0; ) {
      if (peek() < 0) {
        // The stream ended inside a counted frame.
        return length == 0 ? null : record(frame, length, true);
      }
      int take = Math.min(left, limit - position);
      int keep = Math.min(take, maxFrame - length);
      if (length + keep > frame.length) {
        frame = Arrays.copyOf(frame, Math.min(maxFrame, Math.max(length + keep, 2 * length)));
      }
      System.arraycopy(buffer, position, frame, length, keep);
      length += keep;
      position += take;
      left -= take;
    }
    return length == 0 ? null : record(frame, length, count > maxFrame);
  }

  private @Nullable RawRecord delimited(byte[] begun) throws IOException {
    byte[] frame = begun;
    int length = begun.length;
    boolean cut = false;
    while (peek() >= 0) {
      int end = position;
      while (end < limit && buffer[end] != '\n' && buffer[end] != 0) {
        end++;
      }
      int keep = Math.min(end - position, maxFrame - length);
      cut |= keep < end - position;
      if (length + keep > frame.length) {
        frame = Arrays.copyOf(frame, Math.min(maxFrame, Math.max(length + keep, 2 * length)));
      }
      System.arraycopy(buffer, position, frame, length, keep);
      length += keep;
      boolean whole = end < limit;
      position = whole ? end + 1 : end;
      if (whole) {
        break;
      }
    }
    if (length > 0 && frame[length - 1] == '\r') {
      length--;
    }
    return length == 0 ? null : record(frame, length, cut);
  }

  private static RawRecord record(byte[] frame, int length, boolean cut) {
    RawRecord record = RawRecord.of(length == frame.length ? frame : Arrays.copyOf(frame, length));
    return cut ? record.cutShort() : record;
  }

  /** The next byte, without taking it; -1 at the end. */
  private int peek() throws IOException {
    if (position == limit) {
      position = 0;
      limit = Math.max(0, in.read(buffer, 0, buffer.length));
      if (limit == 0) {
        return -1;
      }
    }
    return buffer[position] & 0xFF;
  }
}
