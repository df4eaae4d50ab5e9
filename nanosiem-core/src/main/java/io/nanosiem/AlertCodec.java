package io.nanosiem;

import io.nanosiem.alert.Alert;
import io.nanosiem.alert.AlertStatus;
import io.nanosiem.detect.Detection;
import io.nanosiem.detect.Entity;
import io.nanosiem.detect.Evidence;
import io.nanosiem.detect.RuleRef;
import io.nanosiem.detect.RuleText;
import io.nanosiem.detect.Severity;
import io.nanosiem.event.Event;
import io.nanosiem.internal.Binary;
import io.nanosiem.internal.EventCodec;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Alerts with all that is behind them in binary form.
 *
 * <p>An event is one object wherever it occurs: in the list of a detection, in the steps of its
 * evidence, in several alerts. So is the rule, with its text of some kilobytes. Each is written
 * where it occurs first, and by its number after that, which makes it one object again when it is
 * read; else a chain of a hundred events would take twice the memory after a restart.
 *
 * <p>A writer and the reader of what it wrote are for one run of alerts, and one thread.
 */
final class AlertCodec {
  private static final int NEW = 0;

  private static final int FIELDS = 1;
  private static final int CHAIN = 2;
  private static final int ANOMALY = 3;

  private AlertCodec() {}

  /** Writes alerts one behind the other. */
  static final class Writer {
    private final DataOutput out;
    private final IdentityHashMap<Event, Integer> events = new IdentityHashMap<>();
    private final IdentityHashMap<RuleRef, Integer> rules = new IdentityHashMap<>();

    Writer(DataOutput out) {
      this.out = out;
    }

    /** Writes an alert. */
    void write(Alert alert) throws IOException {
      Binary.writeText(out, alert.id());
      Binary.writeText(out, alert.fingerprint());
      Binary.writeVarLong(out, alert.revision());
      Binary.writeEnum(out, alert.status());
      Binary.writeEnum(out, alert.severity());
      write(alert.detection());
      Binary.writeVarLong(out, alert.count());
      Binary.writeInstant(out, alert.firstSeen());
      Binary.writeInstant(out, alert.lastSeen());
      Binary.writeInstant(out, alert.recordedAt());
    }

    /** Writes a detection. */
    void write(Detection detection) throws IOException {
      rule(detection.rule());
      Binary.writeEnum(out, detection.severity());
      Binary.writeInstant(out, detection.time());
      Entity entity = detection.entity();
      Binary.writeEnum(out, entity == null ? null : entity.kind());
      if (entity != null) {
        Binary.writeText(out, entity.value());
      }
      events(detection.events());
      evidence(detection.evidence());
      Binary.writeText(out, detection.explanation());
      out.writeBoolean(detection.isSignal());
    }

    private void rule(RuleRef rule) throws IOException {
      Integer known = rules.putIfAbsent(rule, rules.size() + 1);
      if (known != null) {
        Binary.writeVarLong(out, known);
        return;
      }
      Binary.writeVarLong(out, NEW);
      Binary.writeText(out, rule.id());
      Binary.writeText(out, rule.title());
      Binary.writeEnum(out, rule.severity());
      texts(rule.tags());
      Binary.writeText(out, rule.description());
      RuleText text = rule.text();
      Binary.writeText(out, text == null ? null : text.language());
      if (text != null) {
        Binary.writeText(out, text.text());
      }
      date(rule.date());
      date(rule.modified());
    }

    private void date(@Nullable LocalDate date) throws IOException {
      out.writeBoolean(date != null);
      if (date != null) {
        Binary.writeSignedVarLong(out, date.toEpochDay());
      }
    }

    private void texts(List<String> texts) throws IOException {
      Binary.writeVarLong(out, texts.size());
      for (String text : texts) {
        Binary.writeText(out, text);
      }
    }

    private void events(List<Event> several) throws IOException {
      Binary.writeVarLong(out, several.size());
      for (Event event : several) {
        Integer known = events.putIfAbsent(event, events.size() + 1);
        Binary.writeVarLong(out, known == null ? NEW : known);
        if (known == null) {
          EventCodec.write(out, event);
        }
      }
    }

    private void evidence(Evidence evidence) throws IOException {
      if (evidence instanceof Evidence.Fields fields) {
        out.writeByte(FIELDS);
        Binary.writeVarLong(out, fields.matches().size());
        for (Evidence.FieldMatch match : fields.matches()) {
          Binary.writeText(out, match.selection());
          Binary.writeText(out, match.field());
          Binary.writeText(out, match.pattern());
          Binary.writeText(out, match.value());
        }
      } else if (evidence instanceof Evidence.Chain chain) {
        out.writeByte(CHAIN);
        Binary.writeVarLong(out, chain.steps().size());
        for (Evidence.Step step : chain.steps()) {
          Binary.writeText(out, step.name());
          Binary.writeSignedVarLong(out, step.count());
          Binary.writeSignedVarLong(out, step.threshold());
          Binary.writeInstant(out, step.first());
          Binary.writeInstant(out, step.last());
          events(step.events());
          texts(step.values());
          texts(step.tags());
        }
      } else if (evidence instanceof Evidence.Anomaly anomaly) {
        out.writeByte(ANOMALY);
        out.writeDouble(anomaly.score());
        out.writeDouble(anomaly.threshold());
        Binary.writeVarLong(out, anomaly.drivers().size());
        for (Evidence.Driver driver : anomaly.drivers()) {
          Binary.writeText(out, driver.feature());
          out.writeDouble(driver.value());
          out.writeDouble(driver.contribution());
          Binary.writeText(out, driver.words());
        }
      } else {
        throw new IllegalStateException("evidence that nobody told us of: " + evidence.getClass());
      }
    }
  }

  /** Reads what a {@link Writer} wrote, in the same order. */
  static final class Reader {
    @FunctionalInterface
    private interface Part<T> {
      T read() throws IOException;
    }

    private final DataInput in;
    private final List<Event> events = new ArrayList<>();
    private final List<RuleRef> rules = new ArrayList<>();

    Reader(DataInput in) {
      this.in = in;
    }

    /**
     * Reads an alert.
     *
     * @throws IOException if it is none, or the input ends
     */
    Alert readAlert() throws IOException {
      String id = Binary.readRequiredText(in);
      String fingerprint = Binary.readRequiredText(in);
      int revision = Binary.readCount(in, Integer.MAX_VALUE);
      AlertStatus status = required(Binary.readEnum(in, AlertStatus.values()));
      Severity severity = required(Binary.readEnum(in, Severity.values()));
      Detection detection = readDetection();
      long count = Binary.readVarLong(in);
      Instant firstSeen = Binary.readInstant(in);
      Instant lastSeen = Binary.readInstant(in);
      Instant recordedAt = Binary.readInstant(in);
      return new Alert(
          id,
          fingerprint,
          revision,
          status,
          severity,
          detection,
          count,
          firstSeen,
          lastSeen,
          recordedAt);
    }

    /**
     * Reads a detection.
     *
     * @throws IOException if it is none, or the input ends
     */
    Detection readDetection() throws IOException {
      RuleRef rule = rule();
      Severity severity = required(Binary.readEnum(in, Severity.values()));
      Instant time = Binary.readInstant(in);
      Entity.Kind kind = Binary.readEnum(in, Entity.Kind.values());
      Entity entity = kind == null ? null : new Entity(kind, Binary.readRequiredText(in));
      List<Event> behind = list(this::event);
      if (behind.isEmpty()) {
        throw new IOException("a detection without an event");
      }
      Evidence evidence = evidence();
      String explanation = Binary.readRequiredText(in);
      return new Detection(
          rule, severity, time, entity, behind, evidence, explanation, in.readBoolean());
    }

    private RuleRef rule() throws IOException {
      int number = Binary.readCount(in, rules.size());
      if (number != NEW) {
        return rules.get(number - 1);
      }
      String id = text();
      String title = text();
      if (id.isBlank() || title.isBlank()) {
        throw new IOException("a rule without an id or a title");
      }
      Severity severity = required(Binary.readEnum(in, Severity.values()));
      List<String> tags = list(this::text);
      String description = Binary.readText(in);
      String language = Binary.readText(in);
      RuleText text = language == null ? null : new RuleText(language, text());
      RuleRef rule = new RuleRef(id, title, severity, tags, description, text, date(), date());
      rules.add(rule);
      return rule;
    }

    private @Nullable LocalDate date() throws IOException {
      if (!in.readBoolean()) {
        return null;
      }
      long day = Binary.readSignedVarLong(in);
      try {
        return LocalDate.ofEpochDay(day);
      } catch (DateTimeException e) {
        throw new IOException("no date: day " + day + " of the epoch", e);
      }
    }

    private Event event() throws IOException {
      int number = Binary.readCount(in, events.size());
      if (number != NEW) {
        return events.get(number - 1);
      }
      Event event = EventCodec.read(in);
      events.add(event);
      return event;
    }

    private Evidence evidence() throws IOException {
      int kind = in.readUnsignedByte();
      return switch (kind) {
        case FIELDS -> {
          List<Evidence.FieldMatch> matches = list(this::match);
          yield matches.isEmpty() ? Evidence.Fields.NONE : new Evidence.Fields(matches);
        }
        case CHAIN -> {
          List<Evidence.Step> steps = list(this::step);
          if (steps.isEmpty()) {
            throw new IOException("a chain without a step");
          }
          yield new Evidence.Chain(steps);
        }
        case ANOMALY -> new Evidence.Anomaly(in.readDouble(), in.readDouble(), list(this::driver));
        default -> throw new IOException("evidence of the unknown kind " + kind);
      };
    }

    private Evidence.FieldMatch match() throws IOException {
      return new Evidence.FieldMatch(text(), Binary.readText(in), text(), text());
    }

    private Evidence.Step step() throws IOException {
      return new Evidence.Step(
          text(),
          Binary.readSignedVarLong(in),
          Binary.readSignedVarLong(in),
          Binary.readInstant(in),
          Binary.readInstant(in),
          list(this::event),
          list(this::text),
          list(this::text));
    }

    private Evidence.Driver driver() throws IOException {
      return new Evidence.Driver(text(), in.readDouble(), in.readDouble(), text());
    }

    private String text() throws IOException {
      return Binary.readRequiredText(in);
    }

    private <T> List<T> list(Part<T> part) throws IOException {
      List<T> list = new ArrayList<>();
      for (int left = Binary.readCount(in, Binary.MAX_LENGTH); left > 0; left--) {
        list.add(part.read());
      }
      return list;
    }

    private static <T> T required(@Nullable T value) throws IOException {
      if (value == null) {
        throw new IOException("nothing where there must be something");
      }
      return value;
    }
  }
}
