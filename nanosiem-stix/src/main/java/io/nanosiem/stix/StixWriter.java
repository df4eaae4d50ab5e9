package io.nanosiem.stix;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.core.util.Separators.Spacing;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes objects as they come: two spaces a level, LF, UTF-8. Absent values and empty lists are
 * left out, as STIX has neither; strings are made well-formed and kept within {@link
 * Values#MAX_STRING}.
 */
final class StixWriter implements AutoCloseable {
  /** The largest whole number that every JSON reader keeps exactly. */
  private static final long MAX_INTEGER = (1L << 53) - 1;

  // The default keeps buffers in thread-locals of whoever calls: the host's threads, for ever.
  private static final JsonFactory FACTORY =
      JsonFactory.builder().recyclerPool(JsonRecyclerPools.newBoundedPool(16)).build();

  private final JsonGenerator json;

  StixWriter(OutputStream out) throws IOException {
    DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
    DefaultPrettyPrinter printer =
        new DefaultPrettyPrinter(
            Separators.createDefaultInstance().withObjectFieldValueSpacing(Spacing.AFTER));
    printer.indentObjectsWith(indenter);
    printer.indentArraysWith(indenter);
    json = FACTORY.createGenerator(out, JsonEncoding.UTF8);
    json.setPrettyPrinter(printer);
  }

  void beginObject() throws IOException {
    json.writeStartObject();
  }

  void beginObject(String name) throws IOException {
    json.writeFieldName(name);
    json.writeStartObject();
  }

  void endObject() throws IOException {
    json.writeEndObject();
  }

  void beginArray(String name) throws IOException {
    json.writeFieldName(name);
    json.writeStartArray();
  }

  void endArray() throws IOException {
    json.writeEndArray();
  }

  void text(String name, @Nullable String value) throws IOException {
    if (value != null) {
      json.writeStringField(name, Values.cut(Values.wellFormed(value), Values.MAX_STRING));
    }
  }

  void texts(String name, List<String> values) throws IOException {
    if (!values.isEmpty()) {
      beginArray(name);
      for (String value : values) {
        json.writeString(Values.cut(Values.wellFormed(value), Values.MAX_STRING));
      }
      endArray();
    }
  }

  void number(String name, long value) throws IOException {
    json.writeNumberField(name, Math.max(-MAX_INTEGER, Math.min(MAX_INTEGER, value)));
  }

  /** A measure to four decimals; left out if it is not finite or too large to be exact. */
  void measure(String name, double value) throws IOException {
    if (Double.isFinite(value) && Math.abs(value) <= MAX_INTEGER) {
      json.writeFieldName(name);
      json.writeNumber(rounded(value));
    }
  }

  void flag(String name, boolean value) throws IOException {
    json.writeBooleanField(name, value);
  }

  /** The value to four decimals: all a score can say, and the same on every machine. */
  static String rounded(double value) {
    if (!Double.isFinite(value)) {
      return String.valueOf(value);
    }
    BigDecimal decimal = BigDecimal.valueOf(value).setScale(4, RoundingMode.HALF_EVEN);
    return decimal.signum() == 0 ? "0" : decimal.stripTrailingZeros().toPlainString();
  }

  @Override
  public void close() throws IOException {
    json.close();
  }
}
