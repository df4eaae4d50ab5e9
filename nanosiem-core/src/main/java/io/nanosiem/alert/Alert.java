package io.nanosiem.alert;

import io.nanosiem.detect.Detection;
import io.nanosiem.detect.Entity;
import io.nanosiem.detect.RuleRef;
import io.nanosiem.detect.Severity;
import io.nanosiem.event.Printable;
import io.nanosiem.internal.Hashes;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * Detections of one rule about one entity, as one piece of news.
 *
 * <p>An alert lives in revisions: {@link AlertStatus#OPENED} at once; {@link AlertStatus#UPDATED}
 * at most once in a deduplication window if it goes on; {@link AlertStatus#CLOSED} when it was
 * quiet for one. All carry the same {@link #id()}. A revision is final: sinks and observers see
 * each one once.
 *
 * <p>Immutable.
 *
 * @param id names the alert: the hash of fingerprint and first sighting, so that the same input
 *     gives the same ids; 32 hexadecimal digits
 * @param fingerprint what makes detections one alert: the hash of rule and entity; 32 hexadecimal
 *     digits
 * @param revision 1 for the first, growing by one
 * @param status where it is in its life
 * @param severity the highest severity of its detections
 * @param detection the detection that opened it
 * @param count how many detections it stands for, at least 1
 * @param firstSeen event time of the first detection
 * @param lastSeen event time of the last one
 * @param recordedAt when this revision was made: the receive time in live mode, event time in
 *     replay mode; what output files are named by
 */
public record Alert(
    String id,
    String fingerprint,
    int revision,
    AlertStatus status,
    Severity severity,
    Detection detection,
    long count,
    Instant firstSeen,
    Instant lastSeen,
    Instant recordedAt) {

  private static final int SUMMARY_LENGTH = 240;

  /**
   * The first revision of an alert.
   *
   * @param detection what was found
   * @param recordedAt when the revision is made
   * @return an opened alert with a count of 1
   */
  public static Alert open(Detection detection, Instant recordedAt) {
    String fingerprint = fingerprintOf(detection);
    return new Alert(
        Hashes.sha256Hex(fingerprint + '@' + detection.time(), 32),
        fingerprint,
        1,
        AlertStatus.OPENED,
        detection.severity(),
        detection,
        1,
        detection.time(),
        detection.time(),
        recordedAt);
  }

  /**
   * What makes detections one alert.
   *
   * @param detection any detection
   * @return the hash of its rule's id and its entity; 32 hexadecimal digits
   */
  public static String fingerprintOf(Detection detection) {
    Entity entity = detection.entity();
    String rule = detection.rule().id();
    // Lengths in front, so that no choice of names makes two different pairs look the same.
    String who = entity == null ? "" : entity.kind() + ":" + entity.value();
    return Hashes.sha256Hex(rule.length() + ":" + rule + who, 32);
  }

  /**
   * The next revision of this alert.
   *
   * @param next its status
   * @param severity the highest severity so far
   * @param count detections so far
   * @param lastSeen event time of the last one
   * @param recordedAt when the revision is made
   * @return a copy with the next revision number
   */
  public Alert revise(
      AlertStatus next, Severity severity, long count, Instant lastSeen, Instant recordedAt) {
    return new Alert(
        id,
        fingerprint,
        revision + 1,
        next,
        severity,
        detection,
        count,
        firstSeen,
        lastSeen,
        recordedAt);
  }

  /**
   * The rule behind it.
   *
   * @return the rule of the detection that opened it
   */
  public RuleRef rule() {
    return detection.rule();
  }

  /**
   * Whom it is about.
   *
   * @return the entity, or null if nobody in particular
   */
  public @Nullable Entity entity() {
    return detection.entity();
  }

  /**
   * The alert in one line for a person or a log: nothing in it can move a cursor or break a line.
   *
   * @return such as {@code HIGH SSH brute force: 203.0.113.5 failed 12 times
   *     (2026-06-02T03:00:01Z)}
   */
  public String summary() {
    StringBuilder line = new StringBuilder(160);
    line.append(severity).append(' ').append(rule().title());
    if (entity() != null) {
      line.append(" [").append(entity().value()).append(']');
    }
    line.append(": ").append(detection.explanation());
    if (count > 1) {
      line.append(" ×").append(count);
    }
    if (status != AlertStatus.OPENED) {
      line.append(" (").append(status.word()).append(')');
    }
    return firstSeen.truncatedTo(ChronoUnit.SECONDS)
        + " "
        + Printable.of(line.toString(), SUMMARY_LENGTH);
  }

  /**
   * The alert as one JSON object on one line, without a line end: what an NDJSON file holds. The
   * same alert gives the same text anywhere.
   *
   * @return JSON
   */
  public String toJson() {
    return AlertJson.write(this);
  }
}
