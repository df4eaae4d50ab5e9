package io.nanosiem.internal;

import io.nanosiem.event.AuthenticationOutcome;
import io.nanosiem.event.Event;
import io.nanosiem.event.EventCategory;
import io.nanosiem.event.FieldSource;
import io.nanosiem.event.LogFormat;
import io.nanosiem.event.LogSource;
import io.nanosiem.event.ParseWarning;
import io.nanosiem.event.SyslogFacility;
import io.nanosiem.event.SyslogSeverity;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * An event in a compact binary form that loses nothing: what is read equals what was written in
 * everything an {@link Event} tells. What a value is tells a byte in front of it; how a constant is
 * called, its name, so that neither depends on an order that somebody may change.
 *
 * <p>Two things are not kept as they are, and neither comes from a parser of ours: a value of a
 * type that we do not know is written as its text, and what is nested deeper than {@value
 * #MAX_DEPTH} as {@code …}.
 *
 * <p>Reading takes damaged bytes as {@link Binary} does: an {@link IOException} or an event,
 * nothing else.
 *
 * <p>Stateless; any thread.
 */
public final class EventCodec {
  /**
   * Deepest nesting of a value. Twice what {@link Json} reads, as a name that occurs twice has its
   * values wrapped in a list, at every level if the sender likes.
   */
  static final int MAX_DEPTH = 2 * Json.MAX_DEPTH;

  private static final int VERSION = 1;

  private static final int NULL = 0;
  private static final int PRESENT_NULL = 1;
  private static final int FALSE = 2;
  private static final int TRUE = 3;
  private static final int TEXT = 4;
  private static final int INTEGER = 5;
  private static final int LONG = 6;
  private static final int DOUBLE = 7;
  private static final int FLOAT = 8;
  private static final int SHORT = 9;
  private static final int BYTE = 10;
  private static final int BIG_INTEGER = 11;
  private static final int DECIMAL = 12;
  private static final int LIST = 13;
  private static final int MAP = 14;

  private static final int MAX_OFFSET = ZoneOffset.MAX.getTotalSeconds();
  private static final int MAX_WARNINGS = 100;

  /** How much room is made on the word of a count alone. */
  private static final int MAX_ROOM = 64;

  private EventCodec() {}

  /**
   * Writes an event.
   *
   * @throws IOException if the output does, or if a text is longer than {@link Binary} writes
   */
  public static void write(DataOutput out, Event event) throws IOException {
    out.writeByte(VERSION);
    Binary.writeText(out, event.id());
    Binary.writeInstant(out, event.receivedAt());
    out.writeBoolean(event.hasOwnTime());
    if (event.hasOwnTime()) {
      Binary.writeInstant(out, event.time());
    }
    ZoneOffset offset = event.offset();
    out.writeBoolean(offset != null);
    if (offset != null) {
      Binary.writeSignedVarLong(out, offset.getTotalSeconds());
    }
    Binary.writeText(out, event.host());
    Binary.writeText(out, event.sourceAddress());
    Binary.writeText(out, event.destinationAddress());
    writePort(out, event.sourcePort());
    writePort(out, event.destinationPort());
    Binary.writeText(out, event.program());
    OptionalLong pid = event.pid();
    out.writeBoolean(pid.isPresent());
    if (pid.isPresent()) {
      Binary.writeVarLong(out, pid.getAsLong());
    }
    Binary.writeText(out, event.user());
    Binary.writeEnum(out, event.severity());
    Binary.writeEnum(out, event.facility());
    Binary.writeText(out, event.message());
    Binary.writeText(out, event.logSource().category());
    Binary.writeText(out, event.logSource().product());
    Binary.writeText(out, event.logSource().service());
    Binary.writeText(out, event.format().name());
    Binary.writeEnum(out, event.authenticationOutcome());
    Binary.writeEnum(out, event.category());
    Binary.writeVarLong(out, event.tags().size());
    for (String tag : event.tags()) {
      Binary.writeText(out, tag);
    }
    writeMap(out, event.fields(), 0);
    writeMap(out, event.derived(), 0);
    Binary.writeVarLong(out, event.warnings().size());
    for (ParseWarning warning : event.warnings()) {
      Binary.writeText(out, warning.code());
      Binary.writeSignedVarLong(out, warning.column());
      Binary.writeText(out, warning.message());
    }
    Binary.writeText(out, event.raw());
  }

  private static void writePort(DataOutput out, OptionalInt port) throws IOException {
    Binary.writeVarLong(out, port.isPresent() ? port.getAsInt() + 1L : 0);
  }

  private static void writeMap(DataOutput out, Map<?, ?> map, int depth) throws IOException {
    Binary.writeVarLong(out, map.size());
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      Binary.writeText(out, String.valueOf(entry.getKey()));
      writeValue(out, entry.getValue(), depth + 1);
    }
  }

  private static void writeValue(DataOutput out, @Nullable Object value, int depth)
      throws IOException {
    if (value == null) {
      out.writeByte(NULL);
    } else if (value instanceof String text) {
      out.writeByte(TEXT);
      Binary.writeText(out, text);
    } else if (value instanceof Long number) {
      out.writeByte(LONG);
      Binary.writeSignedVarLong(out, number);
    } else if (value instanceof Integer number) {
      out.writeByte(INTEGER);
      Binary.writeSignedVarLong(out, number);
    } else if (value instanceof Boolean flag) {
      out.writeByte(flag ? TRUE : FALSE);
    } else if (value instanceof BigDecimal number) {
      out.writeByte(DECIMAL);
      Binary.writeSignedVarLong(out, number.scale());
      Binary.writeBytes(out, number.unscaledValue().toByteArray());
    } else if (value instanceof BigInteger number) {
      out.writeByte(BIG_INTEGER);
      Binary.writeBytes(out, number.toByteArray());
    } else if (value instanceof Double number) {
      out.writeByte(DOUBLE);
      out.writeDouble(number);
    } else if (value instanceof Float number) {
      out.writeByte(FLOAT);
      out.writeFloat(number);
    } else if (value instanceof Short number) {
      out.writeByte(SHORT);
      out.writeShort(number);
    } else if (value instanceof Byte number) {
      out.writeByte(BYTE);
      out.writeByte(number);
    } else if (value == FieldSource.NULL) {
      out.writeByte(PRESENT_NULL);
    } else if (value instanceof Map<?, ?> map && depth <= MAX_DEPTH) {
      out.writeByte(MAP);
      writeMap(out, map, depth);
    } else if (value instanceof Iterable<?> list && depth <= MAX_DEPTH) {
      out.writeByte(LIST);
      writeList(out, list, depth);
    } else {
      // A text of what is nested too deep would have to be made just as deep.
      boolean nested = value instanceof Map<?, ?> || value instanceof Iterable<?>;
      out.writeByte(TEXT);
      Binary.writeText(out, nested ? "…" : "" + value);
    }
  }

  private static void writeList(DataOutput out, Iterable<?> list, int depth) throws IOException {
    Collection<?> elements;
    if (list instanceof Collection<?> collection) {
      elements = collection;
    } else {
      List<@Nullable Object> copy = new ArrayList<>();
      list.forEach(copy::add);
      elements = copy;
    }
    Binary.writeVarLong(out, elements.size());
    for (Object element : elements) {
      writeValue(out, element, depth + 1);
    }
  }

  /**
   * Reads an event.
   *
   * @throws IOException if it is no event, one of another version, or the input ends
   */
  public static Event read(DataInput in) throws IOException {
    int version = in.readUnsignedByte();
    if (version != VERSION) {
      throw new IOException(
          "an event of version " + version + "; only version " + VERSION + " can be read");
    }
    Event.Builder event = Event.builder().id(Binary.readText(in));
    event.receivedAt(Binary.readInstant(in));
    event.time(in.readBoolean() ? Binary.readInstant(in) : (@Nullable Instant) null);
    if (in.readBoolean()) {
      event.offset(offset(Binary.readSignedVarLong(in)));
    }
    event.host(Binary.readText(in));
    event.sourceAddress(Binary.readText(in));
    event.destinationAddress(Binary.readText(in));
    event.sourcePort(Binary.readCount(in, 65_536) - 1);
    event.destinationPort(Binary.readCount(in, 65_536) - 1);
    event.program(Binary.readText(in));
    if (in.readBoolean()) {
      event.pid(Binary.readVarLong(in));
    }
    event.user(Binary.readText(in));
    event.severity(Binary.readEnum(in, SyslogSeverity.values()));
    event.facility(Binary.readEnum(in, SyslogFacility.values()));
    event.message(Binary.readText(in));
    LogSource source = new LogSource(Binary.readText(in), Binary.readText(in), Binary.readText(in));
    event.logSource(source.isUnknown() ? LogSource.UNKNOWN : source);
    String format = Binary.readRequiredText(in);
    if (format.isBlank()) {
      throw new IOException("a format without a name");
    }
    event.format(new LogFormat(format));
    event.authenticationOutcome(Binary.readEnum(in, AuthenticationOutcome.values()));
    event.category(Binary.readEnum(in, EventCategory.values()));
    for (int left = Binary.readCount(in, Binary.MAX_LENGTH); left > 0; left--) {
      event.tag(Binary.readRequiredText(in));
    }
    // Nested values are made unmodifiable below, so the event may keep this map as it is.
    JsonObject fields = readMap(in, 0);
    if (!fields.isEmpty()) {
      event.fields(fields);
    }
    for (int left = Binary.readCount(in, Binary.MAX_LENGTH); left > 0; left--) {
      String name = Binary.readRequiredText(in);
      Object value = readValue(in, 1);
      if (value == null) {
        throw new IOException("nothing where something was derived");
      }
      event.derived(name, value);
    }
    for (int left = Binary.readCount(in, MAX_WARNINGS); left > 0; left--) {
      String code = Binary.readRequiredText(in);
      int column = (int) within(Binary.readSignedVarLong(in), Integer.MIN_VALUE, Integer.MAX_VALUE);
      event.warning(new ParseWarning(code, column, Binary.readRequiredText(in)));
    }
    return event.raw(Binary.readText(in)).build();
  }

  private static ZoneOffset offset(long seconds) throws IOException {
    return ZoneOffset.ofTotalSeconds((int) within(seconds, -MAX_OFFSET, MAX_OFFSET));
  }

  private static long within(long value, long least, long most) throws IOException {
    if (value < least || value > most) {
      throw new IOException(value + " is not between " + least + " and " + most);
    }
    return value;
  }

  private static JsonObject readMap(DataInput in, int depth) throws IOException {
    int size = Binary.readCount(in, Binary.MAX_LENGTH);
    JsonObject map = new JsonObject(Math.min(size, MAX_ROOM));
    for (int left = size; left > 0; left--) {
      map.put(Binary.readRequiredText(in), readValue(in, depth + 1));
    }
    return map;
  }

  private static @Nullable Object readValue(DataInput in, int depth) throws IOException {
    int type = in.readUnsignedByte();
    if (depth > MAX_DEPTH && (type == LIST || type == MAP)) {
      throw new IOException("nested deeper than " + MAX_DEPTH);
    }
    return switch (type) {
      case NULL -> null;
      case PRESENT_NULL -> FieldSource.NULL;
      case FALSE -> false;
      case TRUE -> true;
      case TEXT -> Binary.readRequiredText(in);
      case INTEGER ->
          (int) within(Binary.readSignedVarLong(in), Integer.MIN_VALUE, Integer.MAX_VALUE);
      case LONG -> Binary.readSignedVarLong(in);
      case DOUBLE -> in.readDouble();
      case FLOAT -> in.readFloat();
      case SHORT -> in.readShort();
      case BYTE -> in.readByte();
      case BIG_INTEGER -> readBigInteger(in);
      case DECIMAL -> {
        int scale =
            (int) within(Binary.readSignedVarLong(in), Integer.MIN_VALUE, Integer.MAX_VALUE);
        yield new BigDecimal(readBigInteger(in), scale);
      }
      case LIST -> {
        int size = Binary.readCount(in, Binary.MAX_LENGTH);
        List<@Nullable Object> list = new ArrayList<>(Math.min(size, MAX_ROOM));
        for (int left = size; left > 0; left--) {
          list.add(readValue(in, depth + 1));
        }
        yield Collections.unmodifiableList(list);
      }
      case MAP -> Collections.unmodifiableMap(readMap(in, depth));
      default -> throw new IOException("a value of the unknown type " + type);
    };
  }

  private static BigInteger readBigInteger(DataInput in) throws IOException {
    byte[] bytes = Binary.readBytes(in);
    if (bytes.length == 0) {
      throw new IOException("a number without digits");
    }
    return new BigInteger(bytes);
  }
}
