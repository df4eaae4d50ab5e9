package io.nanosiem.internal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * JSON to and from plain maps, with limits on what a stranger may send.
 *
 * <p>Integers become {@link Long}, or {@link BigInteger} beyond 64 bits; other numbers {@link
 * BigDecimal}, exactly as written, or their text where the exponent is beyond ±400 (a decimal of a
 * billion digits is cheap to write down and ruinous to expand). A key that occurs twice keeps both
 * values, as a list.
 */
public final class Json {
  /** Deepest nesting that is read. */
  public static final int MAX_DEPTH = 200;

  /** Most members of a record of a stranger that are kept. */
  public static final int MAX_MEMBERS = 10_000;

  /** Longest name in a record of a stranger. */
  public static final int MAX_NAME = 1_000;

  private static final int MAX_STRING = 1 << 20;
  private static final int MAX_EXPONENT = 400;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxStringLength(MAX_STRING)
                  .maxNumberLength(1000)
                  .maxNameLength(10_000)
                  .build())
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          // The default keeps buffers in thread-locals of whoever calls: the host's threads, for
          // ever.
          .recyclerPool(JsonRecyclerPools.newBoundedPool(16))
          // Names come from outside: interning or caching them would be memory an attacker owns.
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .build();

  private Json() {}

  /**
   * Reads one JSON object.
   *
   * @throws IllegalArgumentException if the text is not exactly one object
   */
  public static JsonObject readObject(String text) {
    return new Reader(Integer.MAX_VALUE).read(text).object();
  }

  /**
   * Reads one JSON object that a stranger sent, with limits on the number and the length of names:
   * at most {@value #MAX_MEMBERS} members are kept, at all depths together, and names are cut at
   * {@value #MAX_NAME} characters.
   *
   * @throws TruncatedJsonException if the text ends too early
   * @throws IllegalArgumentException if it is not exactly one object for another reason
   */
  public static JsonReading readRecord(String text) {
    return new Reader(MAX_MEMBERS).read(text);
  }

  /** One reading of one text. */
  private static final class Reader {
    private final int maxMembers;
    private int members;
    private long duplicateAt = -1;
    private boolean longName;

    Reader(int maxMembers) {
      this.maxMembers = maxMembers;
    }

    JsonReading read(String text) {
      try (JsonParser parser = FACTORY.createParser(text)) {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
          throw new IllegalArgumentException("not a JSON object: it should begin with '{'");
        }
        JsonObject object = object(parser);
        if (parser.nextToken() != null) {
          throw new IllegalArgumentException(
              "line "
                  + parser.currentTokenLocation().getLineNr()
                  + ", column "
                  + parser.currentTokenLocation().getColumnNr()
                  + ": text after the end of the JSON object");
        }
        return new JsonReading(object, (int) duplicateAt, members > maxMembers, longName);
      } catch (JsonProcessingException e) {
        JsonLocation at = e.getLocation();
        String where =
            at == null ? "" : "line " + at.getLineNr() + ", column " + at.getColumnNr() + ": ";
        String message = where + e.getOriginalMessage();
        if (e instanceof JsonEOFException) {
          throw new TruncatedJsonException(message, e);
        }
        throw new IllegalArgumentException(message, e);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private JsonObject object(JsonParser parser) throws IOException {
      JsonObject object = new JsonObject();
      boolean repeats = false;
      for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
        members++;
        JsonToken token = parser.nextToken();
        if (members > maxMembers) {
          parser.skipChildren();
          continue;
        }
        String key = name;
        if (maxMembers != Integer.MAX_VALUE && name.length() > MAX_NAME) {
          key = name.substring(0, MAX_NAME);
          longName = true;
        }
        if (Repeated.put(object, key, value(parser, token))) {
          repeats = true;
          if (duplicateAt < 0) {
            duplicateAt = parser.currentTokenLocation().getCharOffset();
          }
        }
      }
      object.repeats(repeats);
      return object;
    }

    private @Nullable Object value(JsonParser parser, JsonToken token) throws IOException {
      return switch (token) {
        case START_OBJECT -> nested(object(parser));
        case START_ARRAY -> {
          List<@Nullable Object> list = new ArrayList<>();
          for (JsonToken next = parser.nextToken();
              next != JsonToken.END_ARRAY;
              next = parser.nextToken()) {
            list.add(value(parser, next));
          }
          yield Collections.unmodifiableList(list);
        }
        case VALUE_STRING -> parser.getText();
        case VALUE_NUMBER_INT -> {
          Number number = parser.getNumberValue();
          yield number instanceof BigInteger ? number : (Object) number.longValue();
        }
        case VALUE_NUMBER_FLOAT -> decimal(parser.getText());
        case VALUE_TRUE -> true;
        case VALUE_FALSE -> false;
        default -> null;
      };
    }
  }

  /** An object within another: nobody adds to it any more. */
  private static Map<String, @Nullable Object> nested(JsonObject object) {
    if (object.repeats()) {
      object.replaceAll(
          (name, value) ->
              value instanceof Repeated several ? Collections.unmodifiableList(several) : value);
    }
    return Collections.unmodifiableMap(object);
  }

  private static Object decimal(String text) {
    try {
      BigDecimal decimal = new BigDecimal(text);
      long exponent = (long) decimal.precision() - decimal.scale();
      return Math.abs(exponent) <= MAX_EXPONENT ? decimal : text;
    } catch (NumberFormatException e) {
      return text;
    }
  }

  /** Writes a value of maps, lists and scalars as compact JSON, keys in the order of the map. */
  public static String write(@Nullable Object value) {
    StringWriter out = new StringWriter();
    try (JsonGenerator generator = FACTORY.createGenerator(out)) {
      write(generator, value);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toString();
  }

  private static void write(JsonGenerator generator, @Nullable Object value) throws IOException {
    if (value == null) {
      generator.writeNull();
    } else if (value instanceof Map<?, ?> map) {
      generator.writeStartObject();
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        generator.writeFieldName(String.valueOf(entry.getKey()));
        write(generator, entry.getValue());
      }
      generator.writeEndObject();
    } else if (value instanceof Iterable<?> list) {
      generator.writeStartArray();
      for (Object element : list) {
        write(generator, element);
      }
      generator.writeEndArray();
    } else if (value instanceof Integer || value instanceof Long) {
      generator.writeNumber(((Number) value).longValue());
    } else if (value instanceof BigInteger number) {
      generator.writeNumber(number);
    } else if (value instanceof BigDecimal number) {
      generator.writeNumber(number);
    } else if (value instanceof Double number && Double.isFinite(number)) {
      generator.writeNumber(number);
    } else if (value instanceof Boolean flag) {
      generator.writeBoolean(flag);
    } else {
      generator.writeString(String.valueOf(value));
    }
  }
}
