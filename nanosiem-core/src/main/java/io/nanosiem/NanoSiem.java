package io.nanosiem;

import io.nanosiem.alert.Alert;
import io.nanosiem.alert.Sink;
import io.nanosiem.detect.Detection;
import io.nanosiem.detect.Detector;
import io.nanosiem.detect.Detectors;
import io.nanosiem.detect.Severity;
import io.nanosiem.detect.StatefulDetector;
import io.nanosiem.event.Event;
import io.nanosiem.internal.Binary;
import io.nanosiem.listen.FileListener;
import io.nanosiem.listen.Intake;
import io.nanosiem.listen.Listener;
import io.nanosiem.listen.Overflow;
import io.nanosiem.listen.RawRecord;
import io.nanosiem.listen.ReplaySource;
import io.nanosiem.normalize.Normalizer;
import io.nanosiem.parse.LogParser;
import io.nanosiem.parse.ParseContext;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A detection engine inside your application.
 *
 * <pre>{@code
 * try (NanoSiem siem = NanoSiem.builder()
 *     .detector(SigmaDetector.load(Path.of("rules")))
 *     .detector(CorrelationDetector.builtIn())
 *     .sink(NdjsonSink.directory(Path.of("alerts")))
 *     .onAlert(alert -> log.warn(alert.summary()))
 *     .start()) {
 *   siem.submit(line);
 *   siem.awaitIdle(Duration.ofSeconds(5));
 * }
 * }</pre>
 *
 * <p>Records go through parsing, normalising and stateless detectors on the engine's workers, then
 * in the order of their arrival through stateful detectors; what was found becomes alerts, and the
 * alerts go to the sinks. The same input gives the same alerts whatever the number of workers.
 *
 * <p><b>Two modes.</b> A <em>live</em> engine listens and is submitted to; files are named by the
 * day of reception, and clocks that run ahead are not believed. A <em>replay</em> ({@link
 * Builder#replay()}) reads sources from beginning to end, merged by event time, and knows no time
 * but theirs: its output is a function of its input.
 *
 * <p><b>Bounds.</b> At most {@link Builder#intakeCapacity(int)} records and a share of {@link
 * Builder#maxMemory(long)} wait or are worked on; state, open alerts and what waits for sinks have
 * the other shares. What does not fit waits or is dropped as {@link Builder#overflow(Overflow)}
 * says, and is counted in {@link #stats()}.
 *
 * <p><b>Threads.</b> Daemon threads: one for each worker, one for each sink, one for observers if
 * there are any, one for a replay, and those of listeners. None before {@link #start()}, none after
 * {@link #close()}.
 *
 * <p>Thread-safe.
 */
public final class NanoSiem implements AutoCloseable {
  private enum State {
    NEW,
    RUNNING,
    CLOSING,
    CLOSED
  }

  private static final long POLL_MILLIS = 500;

  private final boolean replay;
  private final Clock clock;
  private final int workers;
  private final Overflow overflow;
  private final Duration shutdownTimeout;
  private final IntakeQueue.Source submitted;
  private final Map<String, Listener> listeners;
  private final Map<String, ReplaySource> replaySources;
  private final EngineThreads threads;
  private final Faults faults;
  private final IntakeQueue intake;
  private final Pipeline pipeline;
  private final List<Delivery> deliveries;
  private final AtomicLong submissions = new AtomicLong();
  private final Map<String, AtomicLong> ordinals = new LinkedHashMap<>();
  private final @Nullable Checkpoints checkpoints;
  private final LongAdder received = new LongAdder();
  private final LongAdder dropped = new LongAdder();
  private final ReentrantLock life = new ReentrantLock();
  private State state = State.NEW;
  private volatile boolean paused;
  private volatile boolean accepting;
  private volatile boolean replayDone;
  private @Nullable ShutdownReport report;

  private NanoSiem(Builder from) {
    replay = from.replay;
    clock = from.clock == null ? Clock.systemUTC() : from.clock;
    workers =
        from.workers == null
            ? Math.max(1, Math.min(4, Runtime.getRuntime().availableProcessors()))
            : from.workers;
    overflow = from.overflow == null ? Overflow.BLOCK : from.overflow;
    shutdownTimeout = from.shutdownTimeout == null ? Duration.ofSeconds(30) : from.shutdownTimeout;
    String name = from.name == null ? "nanosiem" : from.name;
    ZoneId zone = from.zone == null ? ZoneOffset.UTC : from.zone;
    submitted = new IntakeQueue.Source("submit", zone, null, null);
    listeners = from.namedListeners();
    replaySources = new LinkedHashMap<>();
    if (replay) {
      listeners.forEach((known, source) -> replaySources.put(known, (ReplaySource) source));
    }
    threads = new EngineThreads(name, from.threads);
    faults = new Faults(clock);
    long memory = from.maxMemory == null ? 256L << 20 : from.maxMemory;
    intake =
        new IntakeQueue(from.intakeCapacity == null ? 10_000 : from.intakeCapacity, memory / 4);
    int outputs = from.sinks.size() + (from.observers.isEmpty() ? 0 : 1);
    List<Delivery> all = new ArrayList<>();
    for (Builder.RoutedSink routed : from.sinks) {
      all.add(
          new Delivery(
              "sink:" + routed.sink().name(),
              routed.sink(),
              routed.wanted(),
              replay,
              memory / 8 / outputs,
              faults));
    }
    if (!from.observers.isEmpty()) {
      List<EngineObserver> observers = List.copyOf(from.observers);
      faults.observers(observers);
      all.add(
          new Delivery(
              "observer",
              alert -> tell(observers, alert),
              alert -> true,
              replay,
              memory / 8 / outputs,
              faults));
    }
    deliveries = List.copyOf(all);
    for (StatefulDetector detector : from.stateful) {
      detector.limitMemory(Math.max(1, memory / 2 / from.stateful.size()));
    }
    AlertBook book =
        new AlertBook(
            from.dedupWindow == null ? Duration.ofMinutes(5) : from.dedupWindow,
            from.minSeverity == null ? Severity.LOW : from.minSeverity,
            memory / 8,
            this::deliver);
    LogParser parser = from.parser == null ? LogParser.auto() : from.parser;
    Normalizer normalizer = from.normalizer == null ? Normalizer.standard() : from.normalizer;
    for (Normalizer step : from.steps) {
      normalizer = normalizer.then(step);
    }
    pipeline =
        new Pipeline(
            replay,
            clock,
            parser,
            normalizer,
            List.copyOf(from.detectors),
            List.copyOf(from.detectorNames),
            List.copyOf(from.stateful),
            faults,
            intake,
            book);
    listeners.keySet().forEach(known -> ordinals.put(known, new AtomicLong()));
    checkpoints =
        from.checkpoint == null
            ? null
            : new Checkpoints(
                from.checkpoint.file(), from.checkpoint.every(), clock, faults, new Kept());
  }

  /**
   * An engine to be set up.
   *
   * @return a builder for one thread; {@code NanoSiem.builder().build()} is a legal engine
   */
  public static Builder builder() {
    return new Builder();
  }

  // One observer that throws must not keep the alert from the others, nor have it offered again.
  private void tell(List<EngineObserver> observers, Alert alert) {
    for (EngineObserver observer : observers) {
      try {
        observer.onAlert(alert);
      } catch (Throwable fault) {
        faults.report("observer", fault, alert.detection().event());
      }
    }
  }

  private void deliver(Alert alert) {
    for (Delivery delivery : deliveries) {
      delivery.offer(alert);
    }
  }

  /**
   * Restores the checkpoint if there is one, and starts threads and listeners. Returns when every
   * listener listens.
   *
   * @return this
   * @throws IllegalStateException if it was started before
   * @throws UncheckedIOException if the checkpoint cannot be restored, which leaves its file as it
   *     is, or a listener cannot start; the engine is closed again
   */
  public NanoSiem start() {
    life.lock();
    try {
      if (state != State.NEW) {
        throw new IllegalStateException("an engine is started once; this one is " + state);
      }
      state = State.RUNNING;
      for (Delivery delivery : deliveries) {
        run(delivery);
      }
      if (checkpoints != null) {
        try {
          checkpoints.start();
        } catch (RuntimeException e) {
          close();
          throw e;
        }
      }
      accepting = true;
      for (int i = 0; i < workers; i++) {
        run(this::work);
      }
    } finally {
      life.unlock();
    }
    try {
      if (replay) {
        ReplayReader reader =
            new ReplayReader(
                pipeline,
                clock,
                List.copyOf(replaySources.values()),
                List.copyOf(replaySources.keySet()));
        run(() -> replayAll(reader));
      } else {
        for (Map.Entry<String, Listener> entry : listeners.entrySet()) {
          entry.getValue().start(new Feed(entry.getKey(), entry.getValue()));
        }
      }
    } catch (IOException | RuntimeException e) {
      replayDone = true;
      close();
      throw e instanceof IOException io
          ? new UncheckedIOException(io.getMessage(), io)
          : (RuntimeException) e;
    }
    return this;
  }

  private void run(Runnable task) {
    threads.newThread(task).start();
  }

  private void work() {
    try {
      while (true) {
        IntakeQueue.Batch batch = intake.take(POLL_MILLIS);
        if (batch == null) {
          return;
        }
        if (batch.sequence() < 0) {
          pipeline.tick();
        } else {
          pipeline.work(batch);
        }
        if (checkpoints != null) {
          checkpoints.tick();
        }
      }
    } catch (InterruptedException e) {
      // Closing ran out of time: what is left is reported as unprocessed.
      Thread.currentThread().interrupt();
    }
  }

  private void replayAll(ReplayReader reader) {
    try {
      while (reader.step(intake)) {
        received.increment();
      }
      if (accepting && intake.awaitIdle(Long.MAX_VALUE)) {
        pipeline.endOfReplay();
      }
    } catch (IOException e) {
      faults.report("replay", e, null);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      reader.close();
      replayDone = true;
    }
  }

  /**
   * Hands in one record of text, as if it had just been received.
   *
   * @param record one line, without its end
   * @return true if it was taken; false if it was dropped: there was no room and {@link
   *     Builder#overflow(Overflow)} says not to wait, the thread was interrupted while waiting, or
   *     the engine is paused, closing or not yet started
   * @throws IllegalStateException in replay mode, which takes its input from its sources alone
   */
  public boolean submit(String record) {
    return submit(RawRecord.of(record), submitted, submissions.incrementAndGet(), overflow);
  }

  /**
   * Hands in one record of bytes, as if it had just been received.
   *
   * @param record one line, without its end; not to be changed afterwards
   * @return as {@link #submit(String)}
   * @throws IllegalStateException in replay mode
   */
  public boolean submit(byte[] record) {
    return submit(RawRecord.of(record), submitted, submissions.incrementAndGet(), overflow);
  }

  private boolean submit(
      RawRecord record, IntakeQueue.Source source, long ordinal, Overflow policy) {
    if (replay) {
      throw new IllegalStateException("a replay takes its input from its sources alone");
    }
    received.increment();
    if (accepting
        && !paused
        && intake.offer(IntakeQueue.Entry.raw(record, source, ordinal, clock.instant()), policy)) {
      return true;
    }
    dropped.increment();
    return false;
  }

  /**
   * Takes an event through the whole pipe in the caller's thread: for a verdict before the reply
   * leaves. It is normalised first; what it raises goes to the sinks as usual.
   *
   * @param event as your application made it
   * @return what was found, in the order of the detectors; empty while the engine is paused or
   *     closed
   */
  public List<Detection> process(Event event) {
    received.increment();
    if (!accepting || paused) {
      dropped.increment();
      return List.of();
    }
    Event.Builder builder = event.toBuilder();
    if (event.receivedAt().equals(event.hasOwnTime() ? event.time() : Instant.EPOCH)) {
      // Nobody said when it was received.
      builder.receivedAt(clock.instant());
    }
    if (event.id() == null) {
      builder.id("process:" + submissions.incrementAndGet());
    }
    return List.copyOf(pipeline.process(builder.build()));
  }

  /**
   * Reads a record and takes it through the whole pipe in the caller's thread. If it holds several
   * events (see {@link LogParser#split}), each goes through, in their order.
   *
   * @param record one line, without its end
   * @return as {@link #process(Event)}
   */
  public List<Detection> process(String record) {
    Instant now = clock.instant();
    String id = "process:" + submissions.incrementAndGet();
    ParseContext context = ParseContext.live(now, submitted.zone());
    Pipeline.Opened opened = pipeline.open(RawRecord.of(record), submitted);
    if (opened.size() == 1) {
      return process(pipeline.read(opened, 0, id, submitted, context).build());
    }
    List<Detection> found = new ArrayList<>();
    for (int i = 0; i < opened.size(); i++) {
      found.addAll(process(pipeline.read(opened, i, id, submitted, context).build()));
    }
    return List.copyOf(found);
  }

  /**
   * Waits until every record handed in so far, by callers, files and the sources of a replay, is
   * worked on and every sink has taken its alerts.
   *
   * @param timeout how long to wait at most
   * @return true if it came to that; false if time ran out or the thread was interrupted
   */
  public boolean awaitIdle(Duration timeout) {
    long deadline = System.nanoTime() + saturatedNanos(timeout);
    try {
      while (true) {
        boolean fed = replay ? replayDone : listeners.values().stream().allMatch(Listener::isIdle);
        if (!intake.awaitIdle(deadline - System.nanoTime())) {
          return false;
        }
        if (fed) {
          break;
        }
        if (System.nanoTime() - deadline >= 0) {
          return false;
        }
        TimeUnit.MILLISECONDS.sleep(2);
      }
      for (Delivery delivery : deliveries) {
        if (!delivery.awaitIdle(deadline - System.nanoTime())) {
          return false;
        }
      }
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static long saturatedNanos(Duration duration) {
    try {
      return Math.min(duration.toNanos(), Long.MAX_VALUE / 4);
    } catch (ArithmeticException e) {
      return Long.MAX_VALUE / 4;
    }
  }

  /**
   * What the engine has done so far.
   *
   * @return a snapshot
   */
  public EngineStats stats() {
    return pipeline.stats(received.sum(), dropped.sum(), deliveries, checkpoints);
  }

  /**
   * Writes a checkpoint now, besides those that {@link Builder#checkpoint} asks for: all that was
   * worked on up to one moment, and nothing that comes after it. Returns when it is on the disk.
   *
   * @throws IllegalStateException if {@link Builder#checkpoint} was not called, the engine is not
   *     running, or the caller is a detector in the middle of an event
   * @throws UncheckedIOException if it could not be written, or the thread was interrupted; the
   *     checkpoint before stays, and the engine goes on
   */
  public void checkpoint() {
    if (checkpoints == null) {
      throw new IllegalStateException(
          "no file was set for checkpoints; NanoSiem.builder().checkpoint(file, every) sets one");
    }
    checkpoints.now();
  }

  /**
   * Takes nothing in until {@link #resume()}: a kill switch. What is handed in meanwhile is dropped
   * and counted; what was taken before goes on.
   */
  public void pause() {
    paused = true;
  }

  /** Takes records in again. */
  public void resume() {
    paused = false;
  }

  /**
   * Stops listening, works off what was taken, writes a last checkpoint if a file is set for it,
   * hands alerts to the sinks and closes them, within {@link Builder#shutdownTimeout(Duration)}.
   * Alerts that are open are not closed by this, for nothing has ended but the watching; those that
   * have grown are told once more.
   *
   * <p>May be called several times and from any thread; from one of the engine's own threads it
   * only begins to close.
   */
  @Override
  public void close() {
    shutdown();
  }

  /**
   * {@link #close()}, and says how it went.
   *
   * @return what was done and what was left; if another thread is closing the engine, waits for it
   */
  public ShutdownReport shutdown() {
    if (threads.isOneOfOurs(Thread.currentThread())) {
      // Not one of the threads that closing waits for.
      Thread closer = new Thread(this::shutdownOnce, Thread.currentThread().getName() + "-closer");
      closer.setDaemon(true);
      closer.start();
      return new ShutdownReport(pipeline.processed(), intake.inFlight(), 0, Duration.ZERO);
    }
    return shutdownOnce();
  }

  private ShutdownReport shutdownOnce() {
    life.lock();
    try {
      if (report == null) {
        report = doShutdown();
      }
      return report;
    } finally {
      life.unlock();
    }
  }

  private ShutdownReport doShutdown() {
    long began = System.nanoTime();
    long deadline = began + saturatedNanos(shutdownTimeout);
    boolean wasRunning = state == State.RUNNING;
    state = State.CLOSING;
    for (Map.Entry<String, Listener> entry : listeners.entrySet()) {
      if (replay || !wasRunning) {
        continue;
      }
      try {
        entry.getValue().close();
      } catch (Throwable fault) {
        faults.report("listener:" + entry.getKey(), fault, null);
      }
    }
    accepting = false;
    long undelivered = 0;
    if (wasRunning) {
      try {
        intake.close();
        boolean drained = intake.awaitIdle(deadline - System.nanoTime());
        if (drained) {
          pipeline.close();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      if (checkpoints != null) {
        // Also of an engine that did not finish: what it has worked on is a state to go on from.
        checkpoints.finish(deadline - System.nanoTime());
      }
      deliveries.forEach(Delivery::finish);
      for (Delivery delivery : deliveries) {
        undelivered += delivery.awaitEnd(deadline - System.nanoTime());
      }
      end(deadline);
    }
    state = State.CLOSED;
    return new ShutdownReport(
        pipeline.processed(),
        intake.inFlight(),
        undelivered,
        Duration.ofNanos(System.nanoTime() - began));
  }

  private void end(long deadline) {
    for (Thread thread : threads.alive()) {
      if (thread == Thread.currentThread()) {
        continue;
      }
      try {
        long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        thread.join(Math.max(50, left));
        if (thread.isAlive()) {
          thread.interrupt();
          thread.join(50);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        thread.interrupt();
      }
    }
  }

  /** The engine as its checkpoint sees it. */
  private final class Kept implements Checkpoints.Parts {
    @Override
    public void snapshot(CheckpointFile.Writer out, long nanos)
        throws IOException, InterruptedException {
      pipeline.snapshot(out, this::writeNumbers, nanos);
    }

    @Override
    public void restore(CheckpointFile in, List<String> missing) throws IOException {
      pipeline.restore(in, this::readNumbers, missing);
    }

    @Override
    public boolean isInEvent() {
      return pipeline.isInOrderedStage();
    }

    // Ids are made of these numbers; an engine that began again with 1 would give them twice.
    private void writeNumbers(DataOutput out) throws IOException {
      out.writeByte(1);
      Binary.writeVarLong(out, submissions.get());
      Binary.writeVarLong(out, ordinals.size());
      for (Map.Entry<String, AtomicLong> entry : ordinals.entrySet()) {
        Binary.writeText(out, entry.getKey());
        Binary.writeVarLong(out, entry.getValue().get());
      }
    }

    private void readNumbers(DataInput in) throws IOException {
      if (in.readUnsignedByte() != 1) {
        throw new IOException("it is of an unknown version");
      }
      submissions.set(Binary.readVarLong(in));
      for (int left = Binary.readCount(in, 1_000_000); left > 0; left--) {
        AtomicLong ordinal = ordinals.get(Binary.readRequiredText(in));
        long value = Binary.readVarLong(in);
        if (ordinal != null) {
          ordinal.set(value);
        }
      }
    }
  }

  /** The engine as one listener sees it. */
  private final class Feed implements Intake {
    private final Listener listener;
    private final String name;
    private final IntakeQueue.Source source;
    private final AtomicLong ordinal;

    Feed(String name, Listener listener) {
      this.name = name;
      this.listener = listener;
      this.ordinal = ordinals.getOrDefault(name, new AtomicLong());
      this.source =
          new IntakeQueue.Source(name, listener.zone(), listener.charset(), listener.parser());
    }

    @Override
    public boolean submit(RawRecord record) {
      long number = ordinal.incrementAndGet();
      return NanoSiem.this.submit(
          record, source, record.ordinal() > 0 ? record.ordinal() : number, listener.overflow());
    }

    @Override
    public void report(Throwable fault) {
      faults.report("listener:" + name, fault, null);
    }

    @Override
    public ThreadFactory threads() {
      return threads;
    }
  }

  /**
   * Sets an engine up. Each setting may be made once; those that add (listeners, detectors, sinks,
   * observers, steps) as often as wanted.
   *
   * <p>One thread at a time.
   */
  public static final class Builder {
    private record RoutedSink(Sink sink, Predicate<Alert> wanted) {}

    private record Checkpoint(Path file, Duration every) {}

    private final List<Listener> listeners = new ArrayList<>();
    private final List<Detector> detectors = new ArrayList<>();
    private final List<String> detectorNames = new ArrayList<>();
    private final List<StatefulDetector> stateful = new ArrayList<>();
    private final List<RoutedSink> sinks = new ArrayList<>();
    private final List<EngineObserver> observers = new ArrayList<>();
    private final List<Normalizer> steps = new ArrayList<>();
    private boolean replay;
    private @Nullable String name;
    private @Nullable LogParser parser;
    private @Nullable Normalizer normalizer;
    private @Nullable Clock clock;
    private @Nullable ThreadFactory threads;
    private @Nullable Integer workers;
    private @Nullable Integer intakeCapacity;
    private @Nullable Overflow overflow;
    private @Nullable Long maxMemory;
    private @Nullable Duration dedupWindow;
    private @Nullable Severity minSeverity;
    private @Nullable Duration shutdownTimeout;
    private @Nullable ZoneId zone;
    private @Nullable Checkpoint checkpoint;

    private Builder() {}

    /**
     * Adds an input.
     *
     * @param listener started and closed by the engine
     * @return this
     */
    public Builder listener(Listener listener) {
      listeners.add(listener);
      return this;
    }

    /**
     * Adds a detector that looks at one event at a time; a lambda will do.
     *
     * @param detector thread-safe
     * @return this
     */
    public Builder detector(Detector detector) {
      return detector(detector.name(), detector);
    }

    /**
     * Adds a detector that looks at one event at a time, under a name of your choice.
     *
     * @param name how statistics and messages call it
     * @param detector thread-safe
     * @return this
     */
    public Builder detector(String name, Detector detector) {
      detectors.add(detector);
      detectorNames.add("detector:" + name);
      return this;
    }

    /**
     * Adds a detector that sees every event in order, after those added before it.
     *
     * @param detector for this engine alone
     * @return this
     */
    public Builder detector(StatefulDetector detector) {
      stateful.add(detector);
      return this;
    }

    /**
     * Adds several detectors that belong together.
     *
     * @param several such as a directory of rules
     * @return this
     */
    public Builder detector(Detectors several) {
      several.stateless().forEach(this::detector);
      several.stateful().forEach(this::detector);
      return this;
    }

    /**
     * Adds an output for every alert; a lambda will do.
     *
     * @param sink closed by the engine
     * @return this
     */
    public Builder sink(Sink sink) {
      return sink(sink, alert -> true);
    }

    /**
     * Adds an output for some alerts.
     *
     * @param sink closed by the engine
     * @param wanted which alerts it gets, see {@link io.nanosiem.alert.AlertFilter}
     * @return this
     */
    public Builder sink(Sink sink, Predicate<Alert> wanted) {
      sinks.add(new RoutedSink(sink, wanted));
      return this;
    }

    /**
     * Calls you for each revision of each alert, on a thread of the engine's own.
     *
     * @param consumer what to call; what it throws is counted, and goes no further
     * @return this
     */
    public Builder onAlert(Consumer<Alert> consumer) {
      return observer(
          new EngineObserver() {
            @Override
            public void onAlert(Alert alert) {
              consumer.accept(alert);
            }
          });
    }

    /**
     * Adds somebody who watches.
     *
     * @param observer called on a thread of the engine's own
     * @return this
     */
    public Builder observer(EngineObserver observer) {
      observers.add(observer);
      return this;
    }

    /**
     * Adds a step behind the normaliser.
     *
     * @param step thread-safe
     * @return this
     */
    public Builder normalize(Normalizer step) {
      steps.add(step);
      return this;
    }

    /**
     * Replaces the normaliser.
     *
     * @param normalizer thread-safe; {@link Normalizer#standard()} if not set
     * @return this
     */
    public Builder normalizer(Normalizer normalizer) {
      this.normalizer = once("normalizer", this.normalizer, normalizer);
      return this;
    }

    /**
     * Replaces the parser.
     *
     * @param parser thread-safe; {@link LogParser#auto()} if not set
     * @return this
     */
    public Builder parser(LogParser parser) {
      this.parser = once("parser", this.parser, parser);
      return this;
    }

    /**
     * Makes it a replay: the engine reads its listeners from beginning to end, merged by event
     * time, and knows no time but theirs.
     *
     * @return this
     */
    public Builder replay() {
      replay = true;
      return this;
    }

    /**
     * Names the engine's threads.
     *
     * @param name {@code nanosiem} if not set
     * @return this
     */
    public Builder name(String name) {
      this.name = once("name", this.name, name);
      return this;
    }

    /**
     * Where the engine reads the time.
     *
     * @param clock the system's, in UTC, if not set
     * @return this
     */
    public Builder clock(Clock clock) {
      this.clock = once("clock", this.clock, clock);
      return this;
    }

    /**
     * Where the engine gets its threads.
     *
     * @param factory makes threads that are not started; its own daemon threads if not set
     * @return this
     */
    public Builder threadFactory(ThreadFactory factory) {
      threads = once("threadFactory", threads, factory);
      return this;
    }

    /**
     * How many threads parse and detect.
     *
     * @param count 1 to 64; the number of processors, at most 4, if not set
     * @return this
     */
    public Builder workers(int count) {
      workers = once("workers", workers, within("workers", count, 1, 64));
      return this;
    }

    /**
     * How many records may wait or be worked on.
     *
     * @param records 1 to 10 million; 10,000 if not set
     * @return this
     */
    public Builder intakeCapacity(int records) {
      intakeCapacity =
          once("intakeCapacity", intakeCapacity, within("intakeCapacity", records, 1, 10_000_000));
      return this;
    }

    /**
     * What {@code submit} does when there is no room.
     *
     * @param policy {@link Overflow#BLOCK} if not set
     * @return this
     */
    public Builder overflow(Overflow policy) {
      overflow = once("overflow", overflow, policy);
      return this;
    }

    /**
     * How much the engine may hold: a quarter for records in flight, half for the state of
     * detectors, an eighth for open alerts, an eighth for alerts that wait for sinks.
     *
     * @param bytes at least a mebibyte; 256 MiB if not set
     * @return this
     */
    public Builder maxMemory(long bytes) {
      if (bytes < 1 << 20) {
        throw new IllegalArgumentException("maxMemory " + bytes + " is less than a mebibyte");
      }
      maxMemory = once("maxMemory", maxMemory, bytes);
      return this;
    }

    /**
     * How long an alert must be quiet to be closed, and how often one that goes on is told again;
     * in event time.
     *
     * @param window positive; five minutes if not set
     * @return this
     */
    public Builder dedupWindow(Duration window) {
      if (window.isNegative() || window.isZero()) {
        throw new IllegalArgumentException("dedupWindow " + window + " is not positive");
      }
      dedupWindow = once("dedupWindow", dedupWindow, window);
      return this;
    }

    /**
     * What is worth an alert.
     *
     * @param least detections below it are counted and no more; {@link Severity#LOW} if not set
     * @return this
     */
    public Builder minSeverity(Severity least) {
      minSeverity = once("minSeverity", minSeverity, least);
      return this;
    }

    /**
     * How long closing may take.
     *
     * @param timeout not negative; 30 seconds if not set
     * @return this
     */
    public Builder shutdownTimeout(Duration timeout) {
      if (timeout.isNegative()) {
        throw new IllegalArgumentException("shutdownTimeout " + timeout + " is negative");
      }
      shutdownTimeout = once("shutdownTimeout", shutdownTimeout, timeout);
      return this;
    }

    /**
     * The zone of submitted time stamps that name none.
     *
     * @param zone UTC if not set
     * @return this
     */
    public Builder zone(ZoneId zone) {
      this.zone = once("zone", this.zone, zone);
      return this;
    }

    /**
     * Keeps what the engine knows in a file, so that it outlives the process: the state of
     * detectors that can write it down ({@link StatefulDetector#snapshot}), the alerts that are
     * open with their counts and revisions, how late it is, and the numbers that ids of events are
     * made of. {@link NanoSiem#start()} goes on from there if the file exists. It is written when
     * so much time has passed, by {@link NanoSiem#checkpoint()}, and when the engine closes, always
     * whole and of one moment.
     *
     * <p>What a crash costs are the records worked on since the last one, and alerts that sinks had
     * still to take. No thread is added: a worker writes it, and the stage that asks stateful
     * detectors waits while their state is copied into the file, though not for the disk.
     *
     * @param file of this engine alone, in a directory that exists; readable by its owner only
     * @param every how often, by the engine's clock; positive
     * @return this
     */
    public Builder checkpoint(Path file, Duration every) {
      if (every.isNegative() || every.isZero()) {
        throw new IllegalArgumentException("checkpoint every " + every + " is not positive");
      }
      if (file.getFileName() == null) {
        throw new IllegalArgumentException("checkpoint " + file + " is not the name of a file");
      }
      checkpoint = once("checkpoint", checkpoint, new Checkpoint(file.toAbsolutePath(), every));
      return this;
    }

    private static <T> T once(String setting, @Nullable T before, T now) {
      if (before != null) {
        throw new IllegalStateException(setting + " was already set to " + before);
      }
      return now;
    }

    private static int within(String setting, int value, int least, int most) {
      if (value < least || value > most) {
        throw new IllegalArgumentException(
            setting + " " + value + " is not between " + least + " and " + most);
      }
      return value;
    }

    /** The listeners by names that tell them apart: the path instead where file names clash. */
    private Map<String, Listener> namedListeners() {
      Map<String, Integer> uses = new HashMap<>();
      for (Listener listener : listeners) {
        uses.merge(listener.name(), 1, Integer::sum);
      }
      Map<String, Listener> named = new LinkedHashMap<>();
      for (Listener listener : listeners) {
        String known = listener.name();
        if (uses.getOrDefault(known, 1) > 1 && listener instanceof FileListener file) {
          known = file.file().normalize().toString().replace('\\', '/');
        }
        named.putIfAbsent(known, listener);
      }
      return named;
    }

    /**
     * Makes the engine. Starts nothing.
     *
     * @return an engine to be started
     * @throws IllegalStateException if settings contradict each other; the message lists all that
     *     do
     */
    public NanoSiem build() {
      List<String> problems = new ArrayList<>();
      if (replay) {
        for (Listener listener : listeners) {
          if (!(listener instanceof ReplaySource)) {
            problems.add(
                "a replay cannot read " + listener.name() + ", which has no end; use files");
          }
        }
        if (overflow != null) {
          problems.add("a replay never drops, so overflow cannot be set");
        }
        if (checkpoint != null) {
          problems.add("a replay goes from beginning to end, so checkpoint cannot be set");
        }
      }
      Map<String, Listener> named = namedListeners();
      if (named.size() < listeners.size()) {
        problems.add("several listeners have the same name; each input can be read once");
      }
      if (!problems.isEmpty()) {
        throw new IllegalStateException(String.join("; ", problems));
      }
      return new NanoSiem(this);
    }

    /**
     * Makes the engine and starts it.
     *
     * @return a running engine
     * @throws IllegalStateException as {@link #build()}
     * @throws UncheckedIOException if a listener cannot start
     */
    public NanoSiem start() {
      return build().start();
    }
  }
}
