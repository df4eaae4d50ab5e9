package io.nanosiem.sigma;

import io.nanosiem.event.FieldSource;
import io.nanosiem.event.LogSource;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads the log source of an event from three of its fields, for senders that name it themselves:
 *
 * <pre>{@code
 * rules.matchJson(line, 0, line.length, LogSourceFields.named("category", "product", "service"));
 * }</pre>
 *
 * <p>A field that is absent, or no text, or longer than {@value #LONGEST} characters, leaves its
 * part unknown.
 *
 * <p>Thread-safe.
 */
public final class LogSourceFields implements Function<FieldSource, LogSource> {
  private static final int LONGEST = 200;

  private final String category;
  private final String product;
  private final String service;

  /** What was read last, as the next event is most often from the same source. Threads may race. */
  private LogSource last = LogSource.UNKNOWN;

  private LogSourceFields(String category, String product, String service) {
    this.category = category;
    this.product = product;
    this.service = service;
  }

  /**
   * Fields of any name.
   *
   * @param category the field of the category
   * @param product the field of the product
   * @param service the field of the service
   * @return what reads them
   */
  public static LogSourceFields named(String category, String product, String service) {
    return new LogSourceFields(category, product, service);
  }

  @Override
  public LogSource apply(FieldSource event) {
    String eventCategory = text(event, category);
    String eventProduct = text(event, product);
    String eventService = text(event, service);
    LogSource same = last;
    if (Objects.equals(same.category(), eventCategory)
        && Objects.equals(same.product(), eventProduct)
        && Objects.equals(same.service(), eventService)) {
      return same;
    }
    LogSource source = new LogSource(eventCategory, eventProduct, eventService);
    last = source;
    return source;
  }

  private static @Nullable String text(FieldSource event, String name) {
    return event.field(name) instanceof String text && text.length() <= LONGEST ? text : null;
  }
}
