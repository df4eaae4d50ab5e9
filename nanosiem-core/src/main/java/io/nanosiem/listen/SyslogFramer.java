package io.nanosiem.listen;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a TCP stream into syslog frames (RFC 6587).
 *
 * <p><b>Telling the two ways of framing apart</b>, frame by frame: at most nine digits that do not
 * begin with 0, one space, and then what begins a record is a count of octets (§3.4.1); any other
 * frame ends at a line feed or NUL (§3.4.2). The character behind the space decides, because text
 * may begin with a number ({@code 2026 Oct 11 …}), and a year taken for a count would swallow the
 * two thousand octets behind it. Line ends, NUL and space between frames are passed over: some
 * senders write them behind counted frames.
 *
 * <p><b>What goes wrong.</b> A frame longer than allowed is cut, flagged, and the rest of it
 * skipped, so the stream stays in step. The buffer grows with what has been received, never with
 * what a length claims. A counted frame that the end of the stream cuts short is no record (its
 * sender will send it again): it is reported. A delimited one is taken, and flagged. Where counting
 * is the only way allowed, anything else leaves no way to find the next frame, so the stream is
 * given up; likewise at compressed syslog and at TLS, which are no text.
 *
 * <p>One thread at a time.
 */
final class SyslogFramer {
  private static final int MAX_DIGITS = 9;
  private static final int NOTHING = -1;

  private final InputStream in;
  private final int maxFrame;
  private final Framing framing;
  private final Consumer<IOException> faults;
  private final byte[] buffer = new byte[1 << 14];
  private int position;
  private int limit;
  private boolean begun;

  SyslogFramer(InputStream in, int maxFrame, Framing framing, Consumer<IOException> faults) {
    this.in = in;
    this.maxFrame = maxFrame;
    this.framing = framing;
    this.faults = faults;
  }

  /**
   * The next frame; null at the end of the stream. Empty frames are skipped.
   *
   * @throws IOException if reading fails, or the stream cannot be cut into frames any further
   */
  @Nullable RawRecord next() throws IOException {
    while (true) {
      int first = peek();
      if (first < 0) {
        return null;
      }
      if (!begun) {
        begun = true;
        refuseTls(first);
      }
      boolean between = first == '\n' || first == 0 || first == ' ' || first == '\r';
      RawRecord record;
      if (between && (framing == Framing.AUTO || framing == Framing.OCTET_COUNTED)) {
        position++;
        continue;
      }
      if (framing == Framing.OCTET_COUNTED || (framing == Framing.AUTO && isCount(first))) {
        record = counted();
      } else {
        record = delimited(new byte[0], 0);
      }
      if (record != null) {
        refuseCompressed(record.bytes());
        return record;
      }
    }
  }

  private static boolean isCount(int c) {
    return c >= '1' && c <= '9';
  }

  private @Nullable RawRecord counted() throws IOException {
    byte[] head = new byte[MAX_DIGITS + 1];
    int length = 0;
    int count = 0;
    int next = peek();
    if (isCount(next)) {
      while (next >= '0' && next <= '9' && length < MAX_DIGITS) {
        head[length++] = (byte) next;
        count = count * 10 + next - '0';
        position++;
        next = peek();
      }
    }
    if (length > 0 && next == ' ') {
      head[length++] = ' ';
      position++;
      next = peek();
      if (framing == Framing.OCTET_COUNTED || next == NOTHING || beginsRecord(next)) {
        return octets(count);
      }
    }
    if (framing == Framing.AUTO) {
      // No count after all: a line that begins with digits.
      return delimited(head, length);
    }
    if (next == NOTHING) {
      faults.accept(new EOFException("the stream ended inside the length of a syslog frame"));
      return null;
    }
    throw new IOException(
        "a syslog frame must begin with its length in octets and a space (RFC 6587 §3.4.1), but"
            + " this sender does not count; the connection is closed");
  }

  /** What a counted record begins with: a priority, a JSON object, or a byte order mark. */
  private static boolean beginsRecord(int c) {
    return c == '<' || c == '{' || c == 0xEF;
  }

  private @Nullable RawRecord octets(int count) throws IOException {
    byte[] frame = new byte[0];
    int length = 0;
    for (int left = count; left > 0; ) {
      if (peek() < 0) {
        faults.accept(
            new EOFException(
                "the stream ended inside a counted syslog frame: "
                    + left
                    + " of "
                    + count
                    + " octets are missing, so it is no record"));
        return null;
      }
      int take = Math.min(left, limit - position);
      int keep = Math.min(take, maxFrame - length);
      frame = withRoom(frame, length, keep);
      System.arraycopy(buffer, position, frame, length, keep);
      length += keep;
      position += take;
      left -= take;
    }
    return record(frame, length, count > maxFrame, false);
  }

  private @Nullable RawRecord delimited(byte[] head, int headLength) throws IOException {
    int length = Math.min(headLength, maxFrame);
    byte[] frame = Arrays.copyOf(head, length);
    boolean cut = length < headLength;
    boolean whole = false;
    while (!whole && peek() >= 0) {
      int end = position;
      while (end < limit && !endsFrame(buffer[end])) {
        end++;
      }
      int keep = Math.min(end - position, maxFrame - length);
      cut |= keep < end - position;
      frame = withRoom(frame, length, keep);
      System.arraycopy(buffer, position, frame, length, keep);
      length += keep;
      whole = end < limit;
      position = whole ? end + 1 : end;
    }
    if (!cut && length > 0 && frame[length - 1] == '\r' && framing != Framing.NUL) {
      length--;
    }
    return length == 0 ? null : record(frame, length, cut, !whole);
  }

  private boolean endsFrame(byte b) {
    return (b == '\n' && framing != Framing.NUL) || (b == 0 && framing != Framing.LINE_FEED);
  }

  private byte[] withRoom(byte[] frame, int length, int more) {
    return length + more > frame.length
        ? Arrays.copyOf(frame, Math.min(maxFrame, Math.max(length + more, 2 * length)))
        : frame;
  }

  private static RawRecord record(byte[] frame, int length, boolean cut, boolean unterminated) {
    RawRecord record = RawRecord.of(length == frame.length ? frame : Arrays.copyOf(frame, length));
    record = cut ? record.cutShort() : record;
    return unterminated ? record.withoutEnd() : record;
  }

  private void refuseTls(int first) throws IOException {
    // A handshake record of TLS: 0x16, then the version's first octet.
    if (first == 0x16 && (position + 1 == limit || buffer[position + 1] == 3)) {
      throw new IOException(
          "this sender speaks TLS and the port does not; the connection is closed");
    }
    if (first == 0x78 && position + 1 < limit && isDeflate(buffer[position + 1])) {
      throw compressed();
    }
  }

  private static void refuseCompressed(byte[] frame) throws IOException {
    if (frame.length > 2
        && frame[0] == 'z'
        && frame[1] == 0x78
        && (isDeflate(frame[2]) || frame[2] == 0x5E)) {
      throw compressed();
    }
  }

  /** The second octet of a zlib stream (RFC 1950) whose first is 0x78, where no text has it. */
  private static boolean isDeflate(byte b) {
    return b == 1 || b == (byte) 0x9C || b == (byte) 0xDA;
  }

  private static IOException compressed() {
    return new IOException(
        "this sender compresses its messages, as rsyslog does if told to (ZipLevel,"
            + " compression.mode); that is not read, and the connection is closed");
  }

  /** The next byte, without taking it; -1 at the end. */
  private int peek() throws IOException {
    if (position == limit) {
      position = 0;
      limit = Math.max(0, in.read(buffer, 0, buffer.length));
      if (limit == 0) {
        return NOTHING;
      }
    }
    return buffer[position] & 0xFF;
  }
}
