package io.nanosiem.stix;

import io.nanosiem.alert.Alert;
import io.nanosiem.detect.Entity;
import io.nanosiem.detect.Evidence;
import io.nanosiem.detect.RuleRef;
import io.nanosiem.detect.Severity;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Properties of our own, which STIX has no place for. */
interface Extension {
  /** Names the definition; never changes. */
  String ID = StixIds.of(StixIds.NAMESPACE, "extension-definition", "alert");

  /** Most matches, steps and drivers that are written. */
  int MAX_ITEMS = 32;

  /** Longest text of one match or driver, in bytes. */
  int MAX_TEXT = 1024;

  /** Writes the properties. */
  void properties(StixWriter out) throws IOException;

  static void write(StixWriter out, @Nullable Extension extension) throws IOException {
    if (extension != null) {
      out.beginObject("extensions");
      out.beginObject(ID);
      out.text("extension_type", "property-extension");
      extension.properties(out);
      out.endObject();
      out.endObject();
    }
  }

  /** What the alert says beyond STIX: where it is in its life, and the evidence as numbers. */
  record OfAlert(Alert alert, boolean raw) implements Extension {
    @Override
    public void properties(StixWriter out) throws IOException {
      out.text("alert_id", alert.id());
      out.text("fingerprint", alert.fingerprint());
      out.number("revision", alert.revision());
      out.text("status", alert.status().word());
      out.text("severity", alert.severity().word());
      out.number("severity_level", level(alert.severity()));
      out.number("count", alert.count());
      out.text("first_seen", StixTime.shortest(alert.firstSeen()));
      out.text("last_seen", StixTime.shortest(StixTime.later(alert.firstSeen(), alert.lastSeen())));
      out.text("recorded_at", StixTime.shortest(alert.recordedAt()));
      RuleRef rule = alert.rule();
      out.text("rule_id", rule.id());
      out.text("rule_hash", rule.hash());
      Entity entity = alert.entity();
      if (entity != null) {
        out.text("entity_kind", entity.kind().name().toLowerCase(Locale.ROOT));
        out.text("entity_value", entity.value());
      }
      Evidence evidence = alert.detection().evidence();
      if (evidence instanceof Evidence.Anomaly anomaly) {
        anomaly(out, anomaly);
      } else if (evidence instanceof Evidence.Chain chain) {
        steps(out, chain.steps());
      } else if (evidence instanceof Evidence.Fields fields) {
        matches(out, fields.matches());
      }
    }

    private static int level(Severity severity) {
      return switch (severity) {
        case INFORMATIONAL -> 1;
        case LOW -> 2;
        case MEDIUM -> 3;
        case HIGH -> 4;
        case CRITICAL -> 5;
      };
    }

    private static void anomaly(StixWriter out, Evidence.Anomaly anomaly) throws IOException {
      out.measure("anomaly_score", anomaly.score());
      out.measure("anomaly_threshold", anomaly.threshold());
      if (!anomaly.drivers().isEmpty()) {
        out.beginArray("drivers");
        for (Evidence.Driver driver : head(anomaly.drivers())) {
          out.beginObject();
          out.text("feature", cut(driver.feature()));
          out.measure("value", driver.value());
          out.measure("contribution", driver.contribution());
          out.text("words", cut(driver.words()));
          out.endObject();
        }
        out.endArray();
      }
    }

    private static void steps(StixWriter out, List<Evidence.Step> steps) throws IOException {
      out.number("steps_total", steps.size());
      out.beginArray("steps");
      for (Evidence.Step step : head(steps)) {
        out.beginObject();
        out.text("name", cut(step.name()));
        out.number("count", step.count());
        out.number("threshold", step.threshold());
        out.text("first", StixTime.shortest(step.first()));
        out.text("last", StixTime.shortest(step.last()));
        out.endObject();
      }
      out.endArray();
    }

    // The value is text from the log, often the whole record: it leaves only with raw events.
    private void matches(StixWriter out, List<Evidence.FieldMatch> matches) throws IOException {
      if (!matches.isEmpty()) {
        out.beginArray("matches");
        for (Evidence.FieldMatch match : head(matches)) {
          out.beginObject();
          out.text("selection", cut(match.selection()));
          out.text("field", match.field() == null ? null : cut(match.field()));
          out.text("pattern", cut(match.pattern()));
          out.text("value", raw ? cut(match.value()) : null);
          out.endObject();
        }
        out.endArray();
      }
    }

    private static <T> List<T> head(List<T> list) {
      return list.size() <= MAX_ITEMS ? list : list.subList(0, MAX_ITEMS);
    }

    private static String cut(String text) {
      return Values.cut(Values.wellFormed(text), MAX_TEXT);
    }
  }

  /** What an observation says beyond its objects. */
  record OfFacts(
      @Nullable String step,
      long threshold,
      List<String> hosts,
      List<String> rawEvents,
      boolean rawTruncated)
      implements Extension {
    boolean isEmpty() {
      return step == null && hosts.isEmpty() && rawEvents.isEmpty();
    }

    @Override
    public void properties(StixWriter out) throws IOException {
      if (step != null) {
        out.text("step", Values.cut(Values.wellFormed(step), MAX_TEXT));
        out.number("threshold", threshold);
      }
      out.texts("hosts", hosts);
      out.texts("raw_events", rawEvents);
      if (!rawEvents.isEmpty()) {
        out.flag("raw_truncated", rawTruncated);
      }
    }
  }
}
