package io.nanosiem.listen;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Cuts bytes into frames, in pieces and as a whole. */
public final class FramerTarget {
  private static final int MAX_FRAME = 200;
  private static final List<Framing> FRAMINGS = List.of(Framing.values());

  private FramerTarget() {}

  /**
   * The first byte chooses the framing, the second how many bytes arrive at a time.
   *
   * @param data any bytes
   */
  public static void run(byte[] data) {
    if (data.length < 2) {
      return;
    }
    Framing framing = FRAMINGS.get((data[0] & 0xFF) % FRAMINGS.size());
    byte[] stream = Arrays.copyOfRange(data, 2, data.length);
    List<String> whole = frames(framing, stream, Integer.MAX_VALUE);
    List<String> pieces = frames(framing, stream, 1 + (data[1] & 0x0F));
    // Only the very first bytes are judged by what has arrived with them.
    boolean refusable = stream.length > 0 && (stream[0] == 0x16 || stream[0] == 0x78);
    if (!whole.equals(pieces) && !refusable) {
      throw new IllegalStateException("how bytes arrive matters: " + whole + " / " + pieces);
    }
  }

  private static List<String> frames(Framing framing, byte[] stream, int chunk) {
    List<String> frames = new ArrayList<>();
    ByteArrayInputStream in =
        new ByteArrayInputStream(stream) {
          @Override
          public synchronized int read(byte[] into, int offset, int length) {
            return super.read(into, offset, Math.min(chunk, length));
          }
        };
    long octets = 0;
    try {
      SyslogFramer framer =
          new SyslogFramer(in, MAX_FRAME, framing, fault -> frames.add("! " + fault.getMessage()));
      for (RawRecord frame = framer.next(); frame != null; frame = framer.next()) {
        int length = frame.bytes().length;
        octets += length;
        if (length == 0 || length > MAX_FRAME) {
          throw new IllegalStateException("a frame of " + length + " octets");
        }
        frames.add(Arrays.toString(frame.bytes()) + frame.isTruncated() + frame.isUnterminated());
      }
    } catch (IOException e) {
      frames.add("!! " + e.getMessage());
    }
    if (octets > stream.length) {
      throw new IllegalStateException("more octets came out than went in");
    }
    return frames;
  }
}
