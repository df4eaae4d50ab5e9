package io.nanosiem.alert;

import io.nanosiem.detect.Detection;
import io.nanosiem.detect.Entity;
import io.nanosiem.detect.Evidence;
import io.nanosiem.detect.RuleRef;
import io.nanosiem.event.Event;
import io.nanosiem.internal.Json;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The JSON form of an alert: keys in a fixed order, absent values left out. */
final class AlertJson {
  private AlertJson() {}

  static String write(Alert alert) {
    Detection detection = alert.detection();
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("id", alert.id());
    json.put("revision", alert.revision());
    json.put("status", alert.status().word());
    json.put("severity", alert.severity().word());
    json.put("title", alert.rule().title());
    json.put("explanation", detection.explanation());
    if (alert.entity() != null) {
      json.put("entity", entity(alert.entity()));
    }
    json.put("count", alert.count());
    json.put("firstSeen", alert.firstSeen().toString());
    json.put("lastSeen", alert.lastSeen().toString());
    json.put("recordedAt", alert.recordedAt().toString());
    json.put("fingerprint", alert.fingerprint());
    json.put("rule", rule(alert.rule()));
    json.put("evidence", evidence(detection.evidence()));
    json.put("events", events(detection.events()));
    return Json.write(json);
  }

  private static Map<String, Object> entity(Entity entity) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("kind", entity.kind().name().toLowerCase(Locale.ROOT));
    json.put("value", entity.value());
    return json;
  }

  private static Map<String, Object> rule(RuleRef rule) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("id", rule.id());
    json.put("hash", rule.hash());
    if (!rule.tags().isEmpty()) {
      json.put("tags", rule.tags());
    }
    return json;
  }

  private static Map<String, Object> evidence(Evidence evidence) {
    Map<String, Object> json = new LinkedHashMap<>();
    if (evidence instanceof Evidence.Fields fields) {
      json.put("kind", "fields");
      List<Object> matches = new ArrayList<>();
      for (Evidence.FieldMatch match : fields.matches()) {
        Map<String, Object> one = new LinkedHashMap<>();
        one.put("selection", match.selection());
        if (match.field() != null) {
          one.put("field", match.field());
        }
        one.put("pattern", match.pattern());
        one.put("value", match.value());
        matches.add(one);
      }
      json.put("matches", matches);
    } else if (evidence instanceof Evidence.Chain chain) {
      json.put("kind", "chain");
      List<Object> steps = new ArrayList<>();
      for (Evidence.Step step : chain.steps()) {
        Map<String, Object> one = new LinkedHashMap<>();
        one.put("name", step.name());
        one.put("count", step.count());
        one.put("threshold", step.threshold());
        one.put("first", step.first().toString());
        one.put("last", step.last().toString());
        if (!step.values().isEmpty()) {
          one.put("values", step.values());
        }
        if (!step.tags().isEmpty()) {
          one.put("tags", step.tags());
        }
        one.put("events", events(step.events()));
        steps.add(one);
      }
      json.put("steps", steps);
    } else if (evidence instanceof Evidence.Anomaly anomaly) {
      json.put("kind", "anomaly");
      json.put("score", rounded(anomaly.score()));
      json.put("threshold", rounded(anomaly.threshold()));
      List<Object> drivers = new ArrayList<>();
      for (Evidence.Driver driver : anomaly.drivers()) {
        Map<String, Object> one = new LinkedHashMap<>();
        one.put("feature", driver.feature());
        one.put("value", rounded(driver.value()));
        one.put("contribution", rounded(driver.contribution()));
        one.put("words", driver.words());
        drivers.add(one);
      }
      json.put("drivers", drivers);
    }
    return json;
  }

  // Four decimals say all that a score can say, and hide differences in the last bit.
  private static Object rounded(double value) {
    return Double.isFinite(value)
        ? BigDecimal.valueOf(value).setScale(4, RoundingMode.HALF_EVEN)
        : String.valueOf(value);
  }

  private static List<Object> events(List<Event> events) {
    List<Object> list = new ArrayList<>();
    for (Event event : events) {
      Map<String, Object> one = new LinkedHashMap<>();
      putIfThere(one, "id", event.id());
      one.put("time", event.time().toString());
      putIfThere(one, "host", event.host());
      putIfThere(one, "program", event.program());
      putIfThere(one, "sourceIp", event.sourceAddress());
      putIfThere(one, "destinationIp", event.destinationAddress());
      event.destinationPort().ifPresent(port -> one.put("destinationPort", port));
      putIfThere(one, "user", event.user());
      putIfThere(one, "raw", event.raw());
      if (event.raw() == null) {
        putIfThere(one, "message", event.message());
      }
      list.add(one);
    }
    return list;
  }

  private static void putIfThere(Map<String, Object> json, String key, @Nullable String value) {
    if (value != null) {
      json.put(key, value);
    }
  }
}
