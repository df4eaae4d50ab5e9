package io.nanosiem;

import io.nanosiem.alert.Alert;
import io.nanosiem.alert.AlertStatus;
import io.nanosiem.detect.Detection;
import io.nanosiem.detect.Entity;
import io.nanosiem.detect.Severity;
import io.nanosiem.event.Event;
import io.nanosiem.internal.Binary;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The alerts that are open: turns detections into revisions.
 *
 * <p>Time here is the engine's watermark, the latest event time seen, which never goes back; so the
 * same detections in the same order give the same revisions, however they came in batches. An alert
 * that grows is told of again when a window has passed since the revision before; one that was
 * quiet for a window is closed. The map is kept in order of last activity, so closing looks only at
 * its head.
 *
 * <p>Bounded by bytes: at the bound the alert that was quiet longest is closed early, and counted.
 * One thread at a time.
 */
final class AlertBook {
  private static final int VERSION = 1;

  private record Key(String rule, @Nullable Entity entity) {}

  private static final class Open {
    Alert told;
    Severity severity;
    long count = 1;
    Instant lastSeen;
    Instant lastActivity;
    Instant lastTold;
    final long bytes;

    Open(Alert alert, Instant now) {
      told = alert;
      severity = alert.severity();
      lastSeen = alert.lastSeen();
      lastActivity = now;
      lastTold = now;
      bytes = sizeOf(alert);
    }
  }

  private final Duration window;
  private final Severity minSeverity;
  private final long maxBytes;
  private final Consumer<Alert> out;
  private final LinkedHashMap<Key, Open> open = new LinkedHashMap<>(16, 0.75f, true);
  private long bytes;
  private long opened;
  private long revisions;
  private long suppressed;
  private long closedEarly;

  AlertBook(Duration window, Severity minSeverity, long maxBytes, Consumer<Alert> out) {
    this.window = window;
    this.minSeverity = minSeverity;
    this.maxBytes = maxBytes;
    this.out = out;
  }

  /**
   * Takes a detection in.
   *
   * @param now the watermark, already told to {@link #advanceTo}
   * @param recordedAt when revisions made now are said to be made
   */
  void add(Detection detection, Instant now, Instant recordedAt) {
    if (!detection.severity().atLeast(minSeverity)) {
      suppressed++;
      return;
    }
    Key key = new Key(detection.rule().id(), detection.entity());
    Open alert = open.get(key);
    if (alert == null) {
      alert = new Open(Alert.open(detection, recordedAt), now);
      open.put(key, alert);
      bytes += alert.bytes;
      opened++;
      tell(alert.told);
      closeForRoom(recordedAt);
      return;
    }
    alert.count++;
    alert.lastActivity = now;
    if (detection.time().isAfter(alert.lastSeen)) {
      alert.lastSeen = detection.time();
    }
    if (detection.severity().compareTo(alert.severity) > 0) {
      alert.severity = detection.severity();
    }
    if (Duration.between(alert.lastTold, now).compareTo(window) >= 0) {
      alert.lastTold = now;
      revise(alert, AlertStatus.UPDATED, recordedAt);
    }
  }

  /** Closes what has been quiet for longer than a window. */
  void advanceTo(Instant now, @Nullable Instant recordedAt) {
    if (open.isEmpty()) {
      return;
    }
    Iterator<Open> oldestFirst = open.values().iterator();
    while (oldestFirst.hasNext()) {
      Open alert = oldestFirst.next();
      Instant quietSince = alert.lastActivity.plus(window);
      if (!now.isAfter(quietSince)) {
        return;
      }
      oldestFirst.remove();
      bytes -= alert.bytes;
      revise(alert, AlertStatus.CLOSED, recordedAt == null ? quietSince : recordedAt);
    }
  }

  /** Closes everything: nothing more will come. */
  void closeAll() {
    advanceTo(Instant.MAX, null);
  }

  /** Tells what has grown since it was last told, and leaves everything open. */
  void tellAll(Instant recordedAt) {
    for (Open alert : open.values()) {
      if (alert.count > alert.told.count()) {
        revise(alert, AlertStatus.UPDATED, recordedAt);
      }
    }
  }

  /** Writes all that is open, quietest first, and what was counted. */
  void snapshot(DataOutput out) throws IOException {
    out.writeByte(VERSION);
    Binary.writeVarLong(out, opened);
    Binary.writeVarLong(out, revisions);
    Binary.writeVarLong(out, suppressed);
    Binary.writeVarLong(out, closedEarly);
    Binary.writeVarLong(out, open.size());
    AlertCodec.Writer alerts = new AlertCodec.Writer(out);
    for (Open alert : open.values()) {
      alerts.write(alert.told);
      Binary.writeEnum(out, alert.severity);
      Binary.writeVarLong(out, alert.count);
      Binary.writeInstant(out, alert.lastSeen);
      Binary.writeInstant(out, alert.lastActivity);
      Binary.writeInstant(out, alert.lastTold);
    }
  }

  /**
   * Takes over what another book wrote, before anything else, and tells nobody.
   *
   * @throws IOException if it cannot be read; the book is as it was then
   */
  void restore(DataInput in) throws IOException {
    int version = in.readUnsignedByte();
    if (version != VERSION) {
      throw new IOException("it is of the unknown version " + version);
    }
    long[] counters = new long[4];
    for (int i = 0; i < counters.length; i++) {
      counters[i] = Binary.readVarLong(in);
    }
    Map<Key, Open> restored = new LinkedHashMap<>();
    AlertCodec.Reader alerts = new AlertCodec.Reader(in);
    for (int left = Binary.readCount(in, Integer.MAX_VALUE); left > 0; left--) {
      Open alert = new Open(alerts.readAlert(), Instant.EPOCH);
      Severity severity = Binary.readEnum(in, Severity.values());
      alert.severity = severity == null ? alert.severity : severity;
      alert.count = Binary.readVarLong(in);
      alert.lastSeen = Binary.readInstant(in);
      alert.lastActivity = Binary.readInstant(in);
      alert.lastTold = Binary.readInstant(in);
      if (restored.put(new Key(alert.told.rule().id(), alert.told.entity()), alert) != null) {
        throw new IOException("an alert is open twice: " + alert.told.id());
      }
    }
    opened = counters[0];
    revisions = counters[1];
    suppressed = counters[2];
    closedEarly = counters[3];
    open.putAll(restored);
    for (Open alert : restored.values()) {
      bytes += alert.bytes;
    }
  }

  private void closeForRoom(Instant recordedAt) {
    Iterator<Open> oldestFirst = open.values().iterator();
    while (bytes > maxBytes && open.size() > 1) {
      Open alert = oldestFirst.next();
      oldestFirst.remove();
      bytes -= alert.bytes;
      closedEarly++;
      revise(alert, AlertStatus.CLOSED, recordedAt);
    }
  }

  private void revise(Open alert, AlertStatus status, Instant recordedAt) {
    alert.told = alert.told.revise(status, alert.severity, alert.count, alert.lastSeen, recordedAt);
    tell(alert.told);
  }

  private void tell(Alert alert) {
    revisions++;
    out.accept(alert);
  }

  /** What an alert holds, in bytes. */
  static long sizeOf(Alert alert) {
    long size = 1_024 + 2L * alert.detection().explanation().length();
    for (Event event : alert.detection().events()) {
      size += event.heapBytes();
    }
    return size;
  }

  int size() {
    return open.size();
  }

  long bytes() {
    return bytes;
  }

  long opened() {
    return opened;
  }

  long revisions() {
    return revisions;
  }

  long suppressed() {
    return suppressed;
  }

  long closedEarly() {
    return closedEarly;
  }
}
