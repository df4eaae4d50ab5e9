package io.nanosiem.parse;

import java.time.Instant;
import java.time.Month;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;

/**
 * What a parser cannot read off a record itself.
 *
 * <p>Immutable.
 *
 * @param receivedAt when the record came; the event time of records without one
 * @param zone the zone of time stamps that name none
 * @param reference the instant near which stamps without a year are looked for: the receive time
 *     when live, the time of the record before when a file is read
 * @param yearRule how the year is chosen
 * @param strict whether deviations from the format's specification are to be noted as warnings; the
 *     record is read the same way either way
 * @param monthNames names of months besides the English ones, in lower case and without a point
 */
public record ParseContext(
    Instant receivedAt,
    ZoneId zone,
    Instant reference,
    YearRule yearRule,
    boolean strict,
    Map<String, Month> monthNames) {

  /** How the year of a stamp without one is chosen. */
  public enum YearRule {
    /**
     * The year that brings the stamp nearest to the reference, but not more than a day after it:
     * live records are now or a little old.
     */
    RECENT,
    /**
     * The year of the reference; the next if the stamp would lie more than half a year before it
     * (New Year has passed), the one before if it would lie more than 355 days after it (a
     * straggler from the old year). For reading files in order.
     */
    IN_ORDER
  }

  /**
   * Makes a context; the names are copied.
   *
   * @param receivedAt see above
   * @param zone see above
   * @param reference see above
   * @param yearRule see above
   * @param strict see above
   * @param monthNames see above
   */
  public ParseContext {
    monthNames = Map.copyOf(monthNames);
  }

  /**
   * A context that is not strict, with English months.
   *
   * @param receivedAt see above
   * @param zone see above
   * @param reference see above
   * @param yearRule see above
   */
  public ParseContext(Instant receivedAt, ZoneId zone, Instant reference, YearRule yearRule) {
    this(receivedAt, zone, reference, yearRule, false, Map.of());
  }

  /**
   * The context of a record that comes in live, its time stamps in UTC if they do not say.
   *
   * @param receivedAt when it came
   * @return a context
   */
  public static ParseContext live(Instant receivedAt) {
    return live(receivedAt, ZoneOffset.UTC);
  }

  /**
   * The context of a record that comes in live.
   *
   * @param receivedAt when it came
   * @param zone the zone of its sender
   * @return a context
   */
  public static ParseContext live(Instant receivedAt, ZoneId zone) {
    return new ParseContext(receivedAt, zone, receivedAt, YearRule.RECENT);
  }

  /**
   * The context of a record in a file that is read from its beginning.
   *
   * @param reference the time of the record before; for the first, any instant of the year in which
   *     the file begins
   * @param zone the zone of its writer
   * @return a context whose receive time is the reference
   */
  public static ParseContext inOrder(Instant reference, ZoneId zone) {
    return new ParseContext(reference, zone, reference, YearRule.IN_ORDER);
  }

  /**
   * The same, noting every deviation from the format's specification.
   *
   * @return a copy
   */
  public ParseContext asStrict() {
    return new ParseContext(receivedAt, zone, reference, yearRule, true, monthNames);
  }

  /**
   * The same, with another zone.
   *
   * @param zone of time stamps that name none
   * @return a copy
   */
  public ParseContext in(ZoneId zone) {
    return new ParseContext(receivedAt, zone, reference, yearRule, strict, monthNames);
  }

  /**
   * The same, with names of months besides the English ones.
   *
   * @param monthNames in lower case and without a point, such as {@code juil}
   * @return a copy
   */
  public ParseContext withMonthNames(Map<String, Month> monthNames) {
    return new ParseContext(receivedAt, zone, reference, yearRule, strict, monthNames);
  }
}
