package io.nanosiem.correlation;

import io.nanosiem.event.Event;
import io.nanosiem.internal.Binary;
import io.nanosiem.internal.EventCodec;
import java.io.BufferedOutputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.IdentityHashMap;
import java.util.zip.CRC32C;
import java.util.zip.CheckedOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Writes what a detector knows: numbers near a time as their distance from it, and an event that is
 * kept in several places once. One thread.
 */
final class StateWriter {
  private final CRC32C checksum = new CRC32C();
  private final DataOutputStream out;
  private final IdentityHashMap<Event, Integer> events = new IdentityHashMap<>();

  StateWriter(DataOutput to) {
    out =
        new DataOutputStream(
            new BufferedOutputStream(new CheckedOutputStream(new Stream(to), checksum)));
  }

  private static final class Stream extends OutputStream {
    private final DataOutput out;

    Stream(DataOutput out) {
      this.out = out;
    }

    @Override
    public void write(int b) throws IOException {
      out.write(b);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      out.write(bytes, from, length);
    }
  }

  void number(long number) throws IOException {
    Binary.writeSignedVarLong(out, number);
  }

  void flag(boolean flag) throws IOException {
    out.writeBoolean(flag);
  }

  void constant(Enum<?> constant) throws IOException {
    Binary.writeEnum(out, constant);
  }

  void text(@Nullable String text) throws IOException {
    Binary.writeText(out, text);
  }

  /** So many numbers, times among them near another; null as well. */
  void numbers(long @Nullable [] numbers, int length, long near) throws IOException {
    Binary.writeVarLong(out, numbers == null ? 0 : length + 1L);
    for (int i = 0; numbers != null && i < length; i++) {
      // No time is what most cells hold that hold none.
      long distance = numbers[i] - near;
      number(numbers[i] == Measure.NONE ? 0 : distance >= 0 ? distance + 1 : distance);
    }
  }

  void event(@Nullable Event event) throws IOException {
    Integer known = event == null ? Integer.valueOf(-1) : events.get(event);
    Binary.writeVarLong(out, known == null ? 0 : known + 2L);
    if (event != null && known == null) {
      events.put(event, events.size());
      EventCodec.write(out, event);
    }
  }

  /** Writes what lets a reader see that nothing was damaged. */
  void end() throws IOException {
    out.flush();
    out.writeLong(checksum.getValue());
    out.flush();
  }
}
