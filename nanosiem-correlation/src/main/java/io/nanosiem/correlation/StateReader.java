package io.nanosiem.correlation;

import io.nanosiem.event.Event;
import io.nanosiem.internal.Binary;
import io.nanosiem.internal.EventCodec;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;
import org.jspecify.annotations.Nullable;

/** Reads what {@link StateWriter} wrote. One thread. */
final class StateReader {
  /** More than the cells of a chain of the most steps, each counting the most values. */
  private static final int MOST_NUMBERS = 1 << 22;

  private static final int FIRST_NUMBERS = 1 << 10;

  private final CRC32C checksum = new CRC32C();
  private final DataInput in;
  private final List<Event> events = new ArrayList<>();

  StateReader(DataInput from) {
    in = new DataInputStream(new CheckedInputStream(new Stream(from), checksum));
  }

  private static final class Stream extends InputStream {
    private final DataInput in;

    Stream(DataInput in) {
      this.in = in;
    }

    @Override
    public int read() throws IOException {
      try {
        return in.readUnsignedByte();
      } catch (EOFException e) {
        return -1;
      }
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
      try {
        in.readFully(bytes, from, length);
        return length;
      } catch (EOFException e) {
        return -1;
      }
    }
  }

  long number() throws IOException {
    return Binary.readSignedVarLong(in);
  }

  /** A number from 0 to a bound. */
  int count(int most) throws IOException {
    long number = number();
    if (number < 0 || number > most) {
      throw new IOException(number + " where 0 to " + most + " is expected");
    }
    return (int) number;
  }

  boolean flag() throws IOException {
    return in.readBoolean();
  }

  <E extends Enum<E>> E constant(E[] constants) throws IOException {
    E constant = Binary.readEnum(in, constants);
    if (constant == null) {
      throw new IOException("no constant");
    }
    return constant;
  }

  @Nullable String textOrNull() throws IOException {
    return Binary.readText(in);
  }

  String text() throws IOException {
    return Binary.readRequiredText(in);
  }

  long @Nullable [] numbers(long near) throws IOException {
    int length = Binary.readCount(in, MOST_NUMBERS + 1) - 1;
    if (length < 0) {
      return null;
    }
    // Room grows with what is there, as a damaged length may be anything.
    long[] numbers = new long[Math.min(length, FIRST_NUMBERS)];
    for (int i = 0; i < length; i++) {
      if (i == numbers.length) {
        numbers = Arrays.copyOf(numbers, Math.min(length, 2 * numbers.length));
      }
      long number = number();
      numbers[i] = number == 0 ? Measure.NONE : number + near - (number > 0 ? 1 : 0);
    }
    return numbers;
  }

  @Nullable Event event() throws IOException {
    int known = Binary.readCount(in, events.size() + 1);
    if (known == 0) {
      Event event = EventCodec.read(in);
      events.add(event);
      return event;
    }
    return known == 1 ? null : events.get(known - 2);
  }

  /** Sees that nothing was damaged. */
  void end() throws IOException {
    long sum = checksum.getValue();
    if (in.readLong() != sum) {
      throw new IOException("the snapshot is damaged: its checksum does not match");
    }
  }
}
