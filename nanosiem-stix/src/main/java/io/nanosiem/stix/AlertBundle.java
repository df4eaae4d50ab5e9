package io.nanosiem.stix;

import io.nanosiem.alert.Alert;
import io.nanosiem.detect.Detection;
import io.nanosiem.detect.Entity;
import io.nanosiem.detect.Evidence;
import io.nanosiem.detect.RuleRef;
import io.nanosiem.detect.RuleText;
import io.nanosiem.detect.Severity;
import io.nanosiem.event.Event;
import io.nanosiem.event.Printable;
import io.nanosiem.stix.Sdo.Head;
import io.nanosiem.stix.Sdo.Reference;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One alert as objects.
 *
 * <p><b>What becomes of it.</b> A rule whose text STIX knows a language for (Sigma) becomes an
 * indicator, and the alert a sighting of it. Every observation is an observed-data with the
 * observables of its events: one for each step of a chain, one for each event otherwise. A chain is
 * held together by a grouping, which tells its story; an anomaly is told in a note. A rule that is
 * code is told in a note too: an indicator that nobody could evaluate would be a lie. What has no
 * place in STIX is in our extension, on the sighting if there is one, else on the grouping, else on
 * the note. No address of the events ever becomes an indicator: it may be the victim's.
 *
 * <p><b>The same alert gives the same bytes.</b> Names come from the alert's id and the rule's id,
 * times from the alert and the rule, never from a clock. A later revision gives the same objects;
 * those that it changes have a later {@code modified}: one millisecond for each revision before it
 * on top of the time it was recorded, so that two revisions within a millisecond stay apart. What
 * comes from a rule has the rule's dates, and what was observed never changes, so both are the same
 * bytes in each bundle.
 *
 * <p><b>Bounds.</b> At most {@link #MAX_OBSERVATIONS} observations, {@link #MAX_EVENTS} events and
 * 64 techniques. An event gives at most 16 observables, so a bundle has less than 700 objects.
 */
final class AlertBundle {
  static final int MAX_OBSERVATIONS = 32;
  static final int MAX_EVENTS = 32;
  static final int MAX_RAW = 8 * 1024;
  private static final int MAX_HOSTS = 16;
  private static final int MAX_HOST = 255;
  private static final int MAX_WORDS = 8 * 1024;
  private static final long MAX_COUNT = 999_999_999;

  /** When objects were made that have no date of their own. */
  private static final String EPOCH = "2026-01-01T00:00:00.000Z";

  private static final Instant EPOCH_TIME = Instant.parse(EPOCH);

  /** Older than all that MITRE published in STIX, so that MITRE's own version always wins. */
  private static final String BEFORE_MITRE = "2017-01-01T00:00:00.000Z";

  private static final String PROJECT =
      StixIds.of(StixIds.NAMESPACE, "identity", "project", "NanoSIEM for Java");

  private final StixBundles settings;
  private final Alert alert;
  private final Detection detection;
  private final RuleRef rule;
  private final String alertId;
  private final String sensor;
  private final String created;
  private final String modified;
  private final Map<String, Sco> observables = new LinkedHashMap<>();
  private final List<Sdo> first = new ArrayList<>();
  private final List<Sdo> domain = new ArrayList<>();
  private final List<Sdo> relations = new ArrayList<>();
  private final List<Sdo> last = new ArrayList<>();

  private AlertBundle(StixBundles settings, Alert alert) {
    this.settings = settings;
    this.alert = alert;
    this.detection = alert.detection();
    this.rule = alert.rule();
    this.alertId = Values.wellFormed(alert.id());
    this.sensor = settings.sensor();
    Instant opened = StixTime.writable(alert.firstSeen());
    this.created = StixTime.exact(opened);
    this.modified =
        StixTime.exact(
            StixTime.later(opened, StixTime.writable(alert.recordedAt()))
                .plusMillis(Math.max(0, alert.revision() - 1)));
  }

  /** Writes an alert. */
  static void write(StixBundles settings, Alert alert, OutputStream to) throws IOException {
    AlertBundle bundle = new AlertBundle(settings, alert);
    bundle.assemble();
    bundle.write(to);
  }

  private void assemble() {
    RuleTags tags = RuleTags.of(rule.tags());
    List<String> observed = observations();
    List<String> techniques = attackPatterns(tags);
    String indicator = indicator(tags);
    frame(tags);
    Extension extension = new Extension.OfAlert(alert, settings.hasRawEvents());
    Evidence evidence = detection.evidence();
    if (indicator != null) {
      indicates(indicator, techniques);
      sighting(indicator, observed, extension);
    }
    if (evidence instanceof Evidence.Chain chain) {
      grouping(chain, indicator == null ? extension : null);
    }
    if (evidence instanceof Evidence.Anomaly
        || (indicator == null && !(evidence instanceof Evidence.Chain))) {
      note(observed, techniques, indicator == null ? extension : null);
    }
  }

  // ---- what each bundle needs to stand alone

  private void frame(RuleTags tags) {
    Tlp marking = settings.marking();
    if (marking != null) {
      // Before the identity, which is marked too: every reference points backwards.
      first.add(new Sdo.Marking(marking));
    }
    first.add(
        new Sdo.Identity(
            new Head(sensor, sensor, EPOCH, EPOCH, marking), settings.identity(), "system", null));
    first.add(
        new Sdo.Identity(
            new Head(PROJECT, PROJECT, EPOCH, EPOCH, null),
            "NanoSIEM for Java",
            "organization",
            "The project that defines the extension of these objects."));
    if (tags.techniques.stream().anyMatch(number -> Attack.table().technique(number) != null)) {
      first.add(
          new Sdo.Identity(
              new Head(Attack.MITRE, Attack.MITRE, BEFORE_MITRE, BEFORE_MITRE, null),
              "The MITRE Corporation",
              "organization",
              null));
    }
    first.add(
        new Sdo.ExtensionDefinition(
            new Head(Extension.ID, PROJECT, EPOCH, EPOCH, null),
            "NanoSIEM alert",
            "What an alert of NanoSIEM for Java says that STIX has no property for.",
            "JSON Schema: alert-extension.schema.json in the artifact io.nanosiem:nanosiem-stix.",
            "1.0"));
  }

  // ---- observations

  private List<String> observations() {
    List<String> ids = new ArrayList<>();
    if (detection.evidence() instanceof Evidence.Chain chain) {
      List<Evidence.Step> steps = ends(chain.steps(), MAX_OBSERVATIONS);
      int share = MAX_EVENTS / steps.size();
      for (int i = 0; i < steps.size(); i++) {
        Evidence.Step step = steps.get(i);
        boolean ordered = !step.last().isBefore(step.first());
        observation(
            ids,
            i,
            ends(step.events(), share),
            step,
            ordered ? step.first() : step.last(),
            ordered ? step.last() : step.first(),
            step.count());
      }
    } else {
      List<Event> events = ends(detection.events(), MAX_OBSERVATIONS);
      for (int i = 0; i < events.size(); i++) {
        Instant time = events.get(i).time();
        observation(ids, i, List.of(events.get(i)), null, time, time, 1);
      }
    }
    return ids;
  }

  private void observation(
      List<String> ids,
      int index,
      List<Event> events,
      Evidence.@Nullable Step step,
      Instant from,
      Instant to,
      long count) {
    List<String> objects = Facts.of(alertId, index, events, observables);
    if (objects.isEmpty()) {
      // An observation of nothing is not allowed; the step is still told in words.
      return;
    }
    long number = Math.max(1, Math.min(MAX_COUNT, count));
    String id = name("observed-data", alertId, index);
    ids.add(id);
    Extension.OfFacts extension = facts(events, step);
    domain.add(
        new Sdo.ObservedData(
            new Head(id, sensor, created, created, settings.marking()),
            StixTime.shortest(number == 1 ? to : from),
            StixTime.shortest(to),
            number,
            objects,
            extension.isEmpty() ? null : extension));
  }

  private Extension.OfFacts facts(List<Event> events, Evidence.@Nullable Step step) {
    Set<String> hosts = new LinkedHashSet<>();
    List<String> raw = new ArrayList<>();
    int left = MAX_RAW;
    boolean truncated = false;
    for (Event event : events) {
      String host = Values.name(event.host());
      if (host != null && hosts.size() < MAX_HOSTS) {
        hosts.add(Values.cut(host, MAX_HOST));
      }
      String text = event.raw();
      if (settings.hasRawEvents() && text != null && !text.isEmpty()) {
        String whole = Values.wellFormed(text);
        String part = Values.cut(whole, left);
        truncated |= part.length() < whole.length();
        if (!part.isEmpty()) {
          raw.add(part);
          left -= part.getBytes(StandardCharsets.UTF_8).length;
        }
      }
    }
    return new Extension.OfFacts(
        step == null ? null : step.name(),
        step == null ? 0 : step.threshold(),
        List.copyOf(hosts),
        List.copyOf(raw),
        truncated);
  }

  /** The list, or its beginning and its last element if it is longer than allowed. */
  private static <T> List<T> ends(List<T> list, int most) {
    if (list.size() <= most) {
      return list;
    }
    List<T> some = new ArrayList<>(list.subList(0, most - 1));
    some.add(list.get(list.size() - 1));
    return some;
  }

  // ---- rule

  private List<String> attackPatterns(RuleTags tags) {
    List<String> ids = new ArrayList<>();
    for (String number : tags.techniques) {
      Attack.Technique technique = Attack.table().technique(number);
      List<Reference> references =
          List.of(new Reference("mitre-attack", number, Attack.url(number)));
      if (technique != null) {
        ids.add(technique.id());
        domain.add(
            new Sdo.AttackPattern(
                new Head(technique.id(), Attack.MITRE, BEFORE_MITRE, BEFORE_MITRE, null),
                technique.name(),
                technique.tactics(),
                references,
                technique.revoked()));
      } else {
        // Newer than our table.
        String id = name("attack-pattern", "mitre-attack", number);
        ids.add(id);
        domain.add(
            new Sdo.AttackPattern(
                new Head(id, sensor, EPOCH, EPOCH, settings.marking()),
                number,
                List.of(),
                references,
                false));
      }
    }
    return ids;
  }

  /** The indicator's identifier, or null if the rule has no text that others could evaluate. */
  private @Nullable String indicator(RuleTags tags) {
    RuleText text = rule.text();
    if (text == null || !text.language().equalsIgnoreCase("sigma") || text.text().isBlank()) {
      return null;
    }
    String pattern = Values.wellFormed(text.text());
    if (!Values.fits(pattern)) {
      // Half a rule is another rule.
      return null;
    }
    String ruleId = Values.wellFormed(rule.id());
    String id = name("indicator", "sigma", ruleId);
    List<Reference> references = new ArrayList<>(tags.references);
    if (isUuid(ruleId)) {
      references.add(0, new Reference("sigma", ruleId, null));
    }
    Instant from = ruleCreated();
    domain.add(
        new Sdo.Indicator(
            new Head(id, sensor, StixTime.exact(from), StixTime.exact(ruleModified()), marking()),
            words(rule.title(), 1024),
            description(),
            indicatorType(rule.severity()),
            pattern,
            "sigma",
            StixTime.shortest(from),
            tags.phases,
            tags.labels,
            confidence(rule.severity()),
            references));
    return id;
  }

  /** The author's words, several lines if they are; the title where there are none. */
  private String description() {
    String words = rule.description();
    return words == null || words.isBlank() ? words(rule.title(), 1024) : words;
  }

  private void indicates(String indicator, List<String> techniques) {
    String from = StixTime.exact(ruleCreated());
    for (String technique : techniques) {
      relations.add(
          new Sdo.Relationship(
              new Head(
                  name("relationship", indicator, "indicates", technique),
                  sensor,
                  from,
                  from,
                  marking()),
              "indicates",
              indicator,
              technique));
    }
  }

  private Instant ruleCreated() {
    LocalDate date = rule.date();
    return date == null ? EPOCH_TIME : StixTime.startOf(date);
  }

  private Instant ruleModified() {
    LocalDate date = rule.modified();
    return date == null ? ruleCreated() : StixTime.later(ruleCreated(), StixTime.startOf(date));
  }

  // ---- alert

  private void sighting(String indicator, List<String> observed, Extension extension) {
    relations.add(
        new Sdo.Sighting(
            head("sighting"),
            words(detection.explanation(), MAX_WORDS),
            StixTime.shortest(alert.firstSeen()),
            StixTime.shortest(StixTime.later(alert.firstSeen(), alert.lastSeen())),
            Math.max(0, Math.min(MAX_COUNT, alert.count())),
            indicator,
            observed,
            sensor,
            confidence(alert.severity()),
            extension));
  }

  private void grouping(Evidence.Chain chain, @Nullable Extension extension) {
    StringBuilder story = new StringBuilder(512);
    story.append(words(detection.explanation(), MAX_WORDS));
    int number = 1;
    for (Evidence.Step step : ends(chain.steps(), MAX_OBSERVATIONS)) {
      story
          .append('\n')
          .append(number++)
          .append(". ")
          .append(words(step.name(), 256))
          .append(": ")
          .append(step.count())
          .append(step.count() == 1 ? " time, " : " times, ")
          .append(StixTime.shortest(step.first()));
      if (step.count() != 1) {
        story.append(" to ").append(StixTime.shortest(step.last()));
      }
    }
    List<String> refs = new ArrayList<>(observables.keySet());
    domain.forEach(object -> refs.add(object.id()));
    relations.forEach(object -> refs.add(object.id()));
    if (refs.isEmpty()) {
      refs.add(sensor);
    }
    last.add(
        new Sdo.Grouping(
            head("grouping"),
            titleWithEntity(),
            story.toString(),
            refs,
            confidence(alert.severity()),
            extension));
  }

  private void note(List<String> observed, List<String> techniques, @Nullable Extension extension) {
    List<String> refs = new ArrayList<>(observed);
    refs.addAll(techniques);
    if (refs.isEmpty()) {
      refs.add(sensor);
    }
    String summary = titleWithEntity();
    StringBuilder content = new StringBuilder(512);
    content.append(words(detection.explanation(), MAX_WORDS));
    int confidence = confidence(alert.severity());
    if (detection.evidence() instanceof Evidence.Anomaly anomaly) {
      content
          .append("\nScore ")
          .append(StixWriter.rounded(anomaly.score()))
          .append(", threshold ")
          .append(StixWriter.rounded(anomaly.threshold()));
      int number = 0;
      for (Evidence.Driver driver : anomaly.drivers()) {
        if (number++ == Extension.MAX_ITEMS) {
          break;
        }
        content
            .append("\n- ")
            .append(words(driver.feature(), 256))
            .append(" = ")
            .append(StixWriter.rounded(driver.value()))
            .append(" (")
            .append(StixWriter.rounded(driver.contribution()))
            .append("): ")
            .append(words(driver.words(), Extension.MAX_TEXT));
      }
      if (Double.isFinite(anomaly.score())) {
        confidence = (int) Math.round(100 * Math.max(0, Math.min(1, anomaly.score())));
      }
    }
    if (alert.count() > 1) {
      content
          .append("\nSeen ")
          .append(alert.count())
          .append(" times, ")
          .append(StixTime.shortest(alert.firstSeen()))
          .append(" to ")
          .append(StixTime.shortest(StixTime.later(alert.firstSeen(), alert.lastSeen())));
    }
    last.add(new Sdo.Note(head("note"), summary, content.toString(), refs, confidence, extension));
  }

  private String titleWithEntity() {
    Entity entity = alert.entity();
    String title = words(rule.title(), 1024);
    return entity == null ? title : title + ": " + words(entity.value(), 256);
  }

  // ---- small things

  /** Text from a log or a rule, on one line, with nothing in it that moves a cursor. */
  private static String words(String text, int most) {
    String clean = Printable.of(text, most);
    return clean.isBlank() ? "-" : clean;
  }

  private @Nullable Tlp marking() {
    return settings.marking();
  }

  /** The head of an object that lives and changes with the alert. */
  private Head head(String type) {
    return new Head(name(type, alertId), sensor, created, modified, marking());
  }

  private String name(String type, Object... key) {
    return StixIds.of(settings.namespace(), type, key);
  }

  private static String indicatorType(Severity severity) {
    return switch (severity) {
      case INFORMATIONAL -> "unknown";
      case LOW -> "anomalous-activity";
      case MEDIUM, HIGH, CRITICAL -> "malicious-activity";
    };
  }

  private static int confidence(Severity severity) {
    return switch (severity) {
      case INFORMATIONAL -> 10;
      case LOW -> 30;
      case MEDIUM -> 50;
      case HIGH -> 75;
      case CRITICAL -> 90;
    };
  }

  private static boolean isUuid(String text) {
    try {
      return text.length() == 36 && UUID.fromString(text).toString().equalsIgnoreCase(text);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private void write(OutputStream to) throws IOException {
    List<StixObject> objects = new ArrayList<>();
    objects.addAll(first);
    objects.addAll(observables.values());
    objects.addAll(domain);
    objects.addAll(relations);
    objects.addAll(last);
    List<String> versions = new ArrayList<>(objects.size());
    for (StixObject object : objects) {
      versions.add(object.id() + " " + (object.modified() == null ? "" : object.modified()));
    }
    versions.sort(null);
    try (StixWriter out = new StixWriter(to)) {
      out.beginObject();
      out.text("type", "bundle");
      out.text("id", name("bundle", versions.toArray()));
      out.beginArray("objects");
      for (StixObject object : objects) {
        object.write(out);
      }
      out.endArray();
      out.endObject();
    }
  }
}
