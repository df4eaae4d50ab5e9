package io.nanosiem;

import io.nanosiem.detect.Detection;
import io.nanosiem.detect.Detector;
import io.nanosiem.detect.Findings;
import io.nanosiem.detect.StatefulDetector;
import io.nanosiem.event.Event;
import io.nanosiem.event.ParseWarning;
import io.nanosiem.internal.Binary;
import io.nanosiem.listen.RawRecord;
import io.nanosiem.normalize.Normalizer;
import io.nanosiem.parse.LogParser;
import io.nanosiem.parse.ParseContext;
import io.nanosiem.parse.RecordDecoder;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What happens to a record between the intake and the sinks.
 *
 * <p><b>Two stages.</b> Reading, normalising and stateless detection of a batch run in whichever
 * worker took it, several batches at once. Stateful detection and alerts run in the <em>ordered
 * stage</em>, one batch at a time in the order of their numbers: the worker that completes the
 * batch whose turn it is runs it, and any that others have completed behind it, under one lock.
 * There is no further thread to hand batches to, and the result does not depend on how many workers
 * there are. Batches that wait for their turn are bounded because the intake counts records until
 * they leave.
 *
 * <p><b>Time.</b> The watermark is the latest event time seen. It moves before each event, never at
 * the ends of batches, so that where batches were cut leaves no trace in the output. In a live
 * engine a stamp more than five minutes ahead of its reception is replaced by the receive time, or
 * one bad clock would push every window into the past; what it said is kept as {@code
 * event.stamped}. When nothing comes in, time goes on from the last event at the pace of the clock;
 * it does not jump to what the clock says, so that lines of last month that somebody submits today
 * find their windows open.
 */
final class Pipeline {
  /** How far ahead of its reception a live record may be stamped. */
  static final Duration MAX_FUTURE_SKEW = Duration.ofMinutes(5);

  /** How long a live engine waits, when nothing comes in, before it lets time go on. */
  static final Duration IDLE_LAG = Duration.ofSeconds(30);

  /** Names of sections of a checkpoint. */
  private static final String NUMBERS = "numbers";

  private static final String TIME = "time";

  private static final String ALERTS = "alerts";

  /** A batch on which all that can be done in any order is done. */
  private record Worked(IntakeQueue.Batch batch, List<Event> events, List<List<Detection>> found) {}

  private final boolean replay;
  private final Clock clock;
  private final LogParser parser;
  private final Normalizer normalizer;
  private final List<Detector> detectors;
  private final List<String> detectorNames;
  private final List<StatefulDetector> stateful;
  private final boolean isParallel;
  private final Faults faults;
  private final IntakeQueue intake;

  private final ReentrantLock order = new ReentrantLock();
  private final Map<Long, Worked> ahead = new HashMap<>();
  private final AlertBook book;
  private long nextSequence;
  private Instant watermark = Instant.MIN;
  private Instant watermarkOfEvents = Instant.MIN;
  private Instant lastReceived = Instant.MAX;

  private final LongAdder processed = new LongAdder();
  private final LongAdder detections = new LongAdder();
  private final Map<String, LongAdder> formats = new ConcurrentHashMap<>();
  private final Map<String, LongAdder> warnings = new ConcurrentHashMap<>();
  private final Map<String, LongAdder> byRule = new ConcurrentHashMap<>();

  Pipeline(
      boolean replay,
      Clock clock,
      LogParser parser,
      Normalizer normalizer,
      List<Detector> detectors,
      List<String> detectorNames,
      List<StatefulDetector> stateful,
      Faults faults,
      IntakeQueue intake,
      AlertBook book) {
    this.replay = replay;
    this.clock = clock;
    this.parser = parser;
    this.normalizer = normalizer;
    this.detectors = detectors;
    this.detectorNames = detectorNames;
    this.stateful = stateful;
    this.isParallel = stateful.stream().anyMatch(StatefulDetector::isParallel);
    this.faults = faults;
    this.intake = intake;
    this.book = book;
  }

  /**
   * A raw record as text, and the single records within it: usually one, the text itself.
   *
   * @param raw as it came in
   * @param singles slices of its text, not empty
   * @param warnings about its bytes
   */
  record Opened(RawRecord raw, List<String> singles, List<ParseWarning> warnings) {
    int size() {
      return singles.size();
    }

    /** The id of one of the single records: that of the record, numbered if there are several. */
    String id(String record, int index) {
      return size() == 1 ? record : record + "#" + (index + 1);
    }
  }

  private LogParser parser(IntakeQueue.Source source) {
    LogParser own = source.parser();
    return own == null ? parser : own;
  }

  /** Decodes a raw record and takes it apart. Never throws. */
  Opened open(RawRecord raw, IntakeQueue.Source source) {
    String text = raw.text();
    List<ParseWarning> odd = List.of();
    if (text == null) {
      Event.Builder scratch = Event.builder();
      text = RecordDecoder.decode(raw.bytes(), source.charset(), scratch);
      odd = scratch.warnings();
    }
    List<String> singles;
    try {
      singles = parser(source).split(text);
    } catch (Throwable fault) {
      faults.report("parser", fault, null);
      singles = List.of();
    }
    return new Opened(raw, singles.isEmpty() ? List.of(text) : singles, odd);
  }

  /** Reads one of the single records, without normalising it. Never throws. */
  Event.Builder read(
      Opened record, int index, String id, IntakeQueue.Source source, ParseContext context) {
    RawRecord raw = record.raw();
    String text = record.singles().get(index);
    Event.Builder event =
        Event.builder().id(record.id(id, index)).receivedAt(context.receivedAt()).raw(text);
    for (ParseWarning warning : record.warnings()) {
      // Bytes that were none of UTF-8 concern the single records that hold what replaced them.
      if (record.size() == 1 || text.indexOf('\uFFFD') >= 0) {
        event.warning(warning);
      }
    }
    if (raw.isTruncated() && index == record.size() - 1) {
      event.warning(new ParseWarning("truncated", text.length(), "cut at the longest record"));
    }
    if (raw.isUnterminated() && index == record.size() - 1) {
      event.warning(
          new ParseWarning(
              "unterminated", text.length(), "the stream ended before the record did"));
    }
    try {
      parser(source).parse(text, context, event);
    } catch (Throwable fault) {
      faults.report("parser", fault, null);
      event.message(text);
    }
    if (raw.peer() != null) {
      event.derived("log.source.address", raw.peer());
      if (event.host() == null) {
        event.host(raw.peer());
      }
    }
    return event;
  }

  /** Normalises an event and guards against clocks in the future. Never throws. */
  Event prepare(Event.Builder event) {
    Instant time = event.time();
    Instant received = event.receivedAt();
    if (!replay
        && time != null
        && received != null
        && time.isAfter(received.plus(MAX_FUTURE_SKEW))) {
      event.time(null);
      // Kept for whoever looks for wrong clocks, and for the reader of an alert; it is no time.
      event.derived("event.stamped", time.toString());
      event.warning(
          new ParseWarning("future_time", 0, "stamped later than received; receive time used"));
    }
    try {
      normalizer.normalize(event);
    } catch (Throwable fault) {
      faults.report("normalizer", fault, null);
    }
    Event built = event.build();
    if (!stateful.isEmpty()) {
      // Stateful detectors keep events within a bound: worked out here, where workers share it.
      built.heapBytes();
    }
    return built;
  }

  /** What the stateless detectors find. Never throws. */
  List<Detection> detect(Event event) {
    Collector findings = new Collector();
    for (int i = 0; i < detectors.size(); i++) {
      try {
        detectors.get(i).detect(event, findings);
      } catch (Throwable fault) {
        faults.report(detectorNames.get(i), fault, event);
      }
    }
    return findings.found;
  }

  /** Works a batch off, up to and including the ordered stage if it is its turn. */
  void work(IntakeQueue.Batch taken) {
    IntakeQueue.Batch batch = taken;
    List<Event> events = new ArrayList<>(batch.entries().size());
    List<List<Detection>> found = new ArrayList<>(batch.entries().size());
    for (IntakeQueue.Entry entry : batch.entries()) {
      if (entry.read() != null) {
        work(entry.read(), events, found);
        continue;
      }
      try {
        Opened record = open(entry.raw() == null ? RawRecord.of("") : entry.raw(), entry.source());
        if (record.size() > 1) {
          batch = intake.grow(batch, record.size() - 1);
        }
        String id = entry.source().name() + ":" + entry.ordinal();
        ParseContext context = ParseContext.live(entry.at(), entry.source().zone());
        for (int i = 0; i < record.size(); i++) {
          work(read(record, i, id, entry.source(), context), events, found);
        }
      } catch (Throwable fault) {
        faults.report("engine", fault, null);
      }
    }
    order.lock();
    try {
      ahead.put(batch.sequence(), new Worked(batch, events, found));
      for (Worked next = ahead.remove(nextSequence);
          next != null;
          next = ahead.remove(nextSequence)) {
        List<List<Detection>> together = next.found();
        try {
          together = together(next.events(), next.found());
        } catch (Throwable fault) {
          // Those behind wait for the number of this batch, so it has to go on.
          faults.report("engine", fault, null);
        }
        for (int i = 0; i < next.events().size(); i++) {
          try {
            inOrder(next.events().get(i), together.get(i), isParallel);
          } catch (Throwable fault) {
            faults.report("engine", fault, next.events().get(i));
          }
        }
        nextSequence++;
        processed.add((long) next.batch().entries().size() + next.batch().more());
        intake.done(next.batch());
      }
    } finally {
      order.unlock();
    }
  }

  private void work(Event.Builder read, List<Event> events, List<List<Detection>> found) {
    try {
      Event event = prepare(read);
      count(event);
      List<Detection> detections = detect(event);
      events.add(event);
      found.add(detections);
    } catch (Throwable fault) {
      // Foreign code is guarded where it is called; this is memory running out, or our own bug.
      // Neither may stop the records behind.
      faults.report("engine", fault, null);
    }
  }

  /** An event that did not come through the intake: the whole pipe, in the caller's thread. */
  List<Detection> process(Event given) {
    Event event = prepare(given.toBuilder());
    count(event);
    List<Detection> found = detect(event);
    order.lock();
    try {
      List<Detection> all = inOrder(event, found, false);
      processed.increment();
      return all;
    } finally {
      order.unlock();
    }
  }

  /**
   * What stateless and stateful detectors find on the events of a batch. Where no detector works on
   * several events at once, stateful ones wait for each event's turn.
   */
  private List<List<Detection>> together(List<Event> events, List<List<Detection>> found) {
    if (!isParallel) {
      return found;
    }
    List<List<Detection>> all = new ArrayList<>(found);
    for (StatefulDetector detector : stateful) {
      List<List<Detection>> given = new ArrayList<>(all.size());
      all.forEach(one -> given.add(Collections.unmodifiableList(one)));
      List<Collector> more = new ArrayList<>(events.size());
      events.forEach(event -> more.add(new Collector()));
      if (detector.isParallel()) {
        try {
          detector.acceptAll(
              Collections.unmodifiableList(events), given, Collections.unmodifiableList(more));
        } catch (Throwable fault) {
          faults.report(detector.name(), fault, null);
        }
      } else {
        for (int i = 0; i < events.size(); i++) {
          accept(detector, events.get(i), given.get(i), more.get(i));
        }
      }
      for (int i = 0; i < events.size(); i++) {
        all.set(i, joined(all.get(i), more.get(i).found));
      }
    }
    return all;
  }

  private void accept(
      StatefulDetector detector, Event event, List<Detection> found, Collector more) {
    try {
      detector.accept(event, found, more);
    } catch (Throwable fault) {
      faults.report(detector.name(), fault, event);
    }
  }

  private static List<Detection> joined(List<Detection> found, List<Detection> more) {
    if (more.isEmpty()) {
      return found;
    }
    List<Detection> together = new ArrayList<>(found);
    together.addAll(more);
    return together;
  }

  /**
   * Tells what was found on an event, in its turn.
   *
   * @param isComplete whether stateful detectors have seen it
   */
  private List<Detection> inOrder(Event event, List<Detection> found, boolean isComplete) {
    Instant time = event.time();
    if (time.isAfter(watermark)) {
      // Stateful detectors see for themselves what time the event says it is: which verdicts are
      // due by it depends on how far its source is ahead of others.
      watermark = time;
      book.advanceTo(time, replay ? null : event.receivedAt());
      watermarkOfEvents = time;
    }
    lastReceived = event.receivedAt();
    List<Detection> all = found;
    for (int i = 0; !isComplete && i < stateful.size(); i++) {
      Collector more = new Collector();
      accept(stateful.get(i), event, Collections.unmodifiableList(all), more);
      all = joined(all, more.found);
    }
    List<Detection> told = withoutSignals(all);
    if (!told.isEmpty()) {
      raise(told, replay ? watermark : event.receivedAt());
    }
    return told;
  }

  private static List<Detection> withoutSignals(List<Detection> found) {
    for (Detection detection : found) {
      if (detection.isSignal()) {
        return found.stream().filter(one -> !one.isSignal()).toList();
      }
    }
    return found;
  }

  private void advance(Instant time, @Nullable Instant recordedAt) {
    watermark = time;
    for (StatefulDetector detector : stateful) {
      Collector findings = new Collector();
      try {
        detector.advanceTo(time, findings);
      } catch (Throwable fault) {
        faults.report(detector.name(), fault, null);
      }
      List<Detection> told = withoutSignals(findings.found);
      if (!told.isEmpty()) {
        raise(told, recordedAt == null ? lastOf(told) : recordedAt);
      }
    }
    book.advanceTo(time, recordedAt);
  }

  // At the end of a replay the watermark is the end of time, and no date for a file.
  private static Instant lastOf(List<Detection> found) {
    return found.get(found.size() - 1).time();
  }

  private void raise(List<Detection> found, Instant recordedAt) {
    for (Detection detection : found) {
      detections.increment();
      increment(byRule, detection.rule().id());
      book.add(detection, watermark, recordedAt);
    }
  }

  /** Nothing has come for a while: lets time go on at the pace of the clock. */
  void tick() {
    if (replay) {
      return;
    }
    order.lock();
    try {
      Instant now = clock.instant();
      if (!now.isAfter(lastReceived)) {
        return;
      }
      Duration silence = Duration.between(lastReceived, now).minus(IDLE_LAG);
      if (!silence.isNegative() && watermarkOfEvents.plus(silence).isAfter(watermark)) {
        advance(watermarkOfEvents.plus(silence), now);
      }
    } finally {
      order.unlock();
    }
  }

  /** The input has ended for good: decides whatever waits for time to pass, closes every alert. */
  void endOfReplay() {
    order.lock();
    try {
      advance(Instant.MAX, null);
      book.closeAll();
    } finally {
      order.unlock();
    }
  }

  /** The engine closes: tells what has grown; nothing that waits for time is decided. */
  void close() {
    order.lock();
    try {
      if (!replay) {
        book.tellAll(clock.instant());
      }
    } finally {
      order.unlock();
    }
  }

  private void count(Event event) {
    increment(formats, event.format().name());
    for (ParseWarning warning : event.warnings()) {
      increment(warnings, warning.code());
    }
  }

  private static void increment(Map<String, LongAdder> counters, String key) {
    LongAdder counter = counters.get(key);
    if (counter == null) {
      // Parsers of others may name formats by what a record says: the map must not grow with it.
      String bounded = counters.size() < 1_000 ? key : "other";
      counter = counters.computeIfAbsent(bounded, name -> new LongAdder());
    }
    counter.increment();
  }

  /** Whether the calling thread is in the ordered stage, such as a detector that is asked. */
  boolean isInOrderedStage() {
    return order.isHeldByCurrentThread();
  }

  /**
   * Writes all that the ordered stage knows, between two events. What is still on its way to it is
   * not part of that.
   *
   * @param numbers writes the numbers that ids are made of, at the same moment
   * @param nanos how long to wait for the moment
   * @throws IOException if that took too long, a detector failed, or writing did
   */
  void snapshot(CheckpointFile.Writer out, CheckpointFile.Body numbers, long nanos)
      throws IOException, InterruptedException {
    if (!order.tryLock(nanos, TimeUnit.NANOSECONDS)) {
      throw new IOException("an event was still being worked on");
    }
    try {
      out.section(NUMBERS, numbers);
      out.section(
          TIME,
          to -> {
            to.writeByte(1);
            Binary.writeInstant(to, watermark);
            Binary.writeInstant(to, watermarkOfEvents);
          });
      List<String> sections = sectionsOfDetectors();
      for (int i = 0; i < sections.size(); i++) {
        StatefulDetector detector = stateful.get(i);
        try {
          out.section(sections.get(i), detector::snapshot);
        } catch (Throwable fault) {
          throw new IOException(sections.get(i) + ": " + Checkpoints.reason(fault), fault);
        }
      }
      out.section(ALERTS, book::snapshot);
      out.finish();
    } finally {
      order.unlock();
    }
  }

  /**
   * Takes over what another pipeline wrote, before the first event. Time goes on from the last
   * event as it would after a silence that began now: that nothing was heard while nobody listened
   * does not mean that nothing happened.
   *
   * @param numbers takes over the numbers that ids are made of
   * @param missing where to add the names of sections that are not there
   * @throws IOException if a section cannot be read; no alert is open then
   */
  void restore(CheckpointFile in, Checkpoints.Restoring numbers, List<String> missing)
      throws IOException {
    order.lock();
    try {
      Checkpoints.restore(in, NUMBERS, missing, numbers);
      Checkpoints.restore(
          in,
          TIME,
          missing,
          from -> {
            if (from.readUnsignedByte() != 1) {
              throw new IOException("it is of an unknown version");
            }
            watermark = Binary.readInstant(from);
            watermarkOfEvents = Binary.readInstant(from);
            lastReceived = watermarkOfEvents.equals(Instant.MIN) ? Instant.MAX : clock.instant();
          });
      List<String> sections = sectionsOfDetectors();
      for (int i = 0; i < sections.size(); i++) {
        Checkpoints.restore(in, sections.get(i), missing, stateful.get(i)::restore);
      }
      Checkpoints.restore(in, ALERTS, missing, book::restore);
    } finally {
      order.unlock();
    }
  }

  /**
   * Names of sections that tell detectors of the same name apart, and outlive others being added.
   */
  private List<String> sectionsOfDetectors() {
    Map<String, Integer> seen = new HashMap<>();
    List<String> sections = new ArrayList<>();
    for (StatefulDetector detector : stateful) {
      String name = detector.name();
      sections.add("detector " + name + " #" + seen.merge(name, 1, Integer::sum));
    }
    return sections;
  }

  EngineStats stats(
      long received, long dropped, List<Delivery> deliveries, @Nullable Checkpoints checkpoints) {
    long waiting = 0;
    long undelivered = 0;
    long memory = intake.bytes();
    for (Delivery delivery : deliveries) {
      waiting += delivery.waiting();
      undelivered += delivery.undelivered();
      memory += delivery.bytes();
    }
    order.lock();
    try {
      for (StatefulDetector detector : stateful) {
        memory += detector.memoryBytes();
      }
      return new EngineStats(
          received + intake.more(),
          dropped,
          processed.sum(),
          sums(formats),
          sums(warnings),
          detections.sum(),
          sums(byRule),
          book.opened(),
          book.revisions(),
          book.suppressed(),
          book.closedEarly(),
          undelivered,
          faults.counts(),
          intake.inFlight(),
          waiting,
          memory + book.bytes(),
          checkpoints == null ? 0 : checkpoints.written(),
          checkpoints == null ? 0 : checkpoints.failed(),
          checkpoints == null ? null : checkpoints.last());
    } finally {
      order.unlock();
    }
  }

  long processed() {
    return processed.sum();
  }

  private static Map<String, Long> sums(Map<String, LongAdder> counters) {
    Map<String, Long> sums = new TreeMap<>();
    counters.forEach((key, counter) -> sums.put(key, counter.sum()));
    return Collections.unmodifiableMap(sums);
  }

  /** Findings of one event; most find nothing, so the list is made when it is needed. */
  private static final class Collector implements Findings {
    private List<Detection> found = List.of();

    @Override
    public void add(Detection detection) {
      if (found.isEmpty()) {
        found = new ArrayList<>(2);
      }
      found.add(detection);
    }
  }
}
