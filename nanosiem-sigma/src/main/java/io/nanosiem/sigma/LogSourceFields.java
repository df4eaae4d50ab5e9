package io.nanosiem.sigma;

import io.nanosiem.event.FieldSource;
import io.nanosiem.event.LogSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
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
 * part unknown. Up to {@value #MOST} sources are remembered, so that they need not be made anew for
 * each event.
 *
 * <p>Thread-safe.
 */
public final class LogSourceFields implements Function<FieldSource, LogSource> {
  private static final int MOST = 1024;
  private static final int LONGEST = 200;

  private final String category;
  private final String product;
  private final String service;
  private final Map<LogSource, LogSource> known = new ConcurrentHashMap<>();

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
    LogSource source =
        new LogSource(text(event, category), text(event, product), text(event, service));
    if (source.isUnknown()) {
      return LogSource.UNKNOWN;
    }
    LogSource same = known.get(source);
    if (same == null && known.size() < MOST) {
      known.put(source, source);
    }
    return same == null ? source : same;
  }

  private static @Nullable String text(FieldSource event, String name) {
    return event.field(name) instanceof String text && text.length() <= LONGEST ? text : null;
  }
}
