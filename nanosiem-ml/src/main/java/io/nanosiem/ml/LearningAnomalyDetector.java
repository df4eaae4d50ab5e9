package io.nanosiem.ml;

import io.nanosiem.detect.Detection;
import io.nanosiem.detect.Findings;
import io.nanosiem.detect.StatefulDetector;
import io.nanosiem.event.Event;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Learns what is ordinary from the events that come by, for a while, and then reports what is not.
 *
 * <pre>{@code
 * NanoSiem.builder()
 *     .detector(
 *         AnomalyDetector.learning(Duration.ofDays(7))
 *             .whenLearned(model -> model.save(Path.of("model.forest"))))
 * }</pre>
 *
 * <p><b>What it learns.</b> Of the events of the time, a random choice within the builder's bound.
 * Events on which another detector found something are left out: register it after them, and known
 * attacks do not become ordinary. While it learns it reports nothing.
 *
 * <p><b>When it has learned.</b> The time is that of the events. It begins with the middle one of
 * the first 256, and is over when most of the last hundred or so lie beyond its end, so that single
 * wrong clocks neither begin nor end it. With fewer than 256 events it goes on. Then the model is
 * made, by the thread that brings the event or by the {@linkplain #trainOn executor} you give: that
 * takes some seconds for 100,000 events, in which events are neither learned from nor judged.
 *
 * <p><b>Restarts.</b> What has been learned, and the model, are part of an engine's checkpoint;
 * while it learns, that is 8 bytes for each feature of each event kept, 25 MB for 100,000 events.
 * If features or grouping have changed since, it begins anew.
 *
 * <p>One thread at a time, but for {@link #model()} and {@link #progress()}, which any thread may
 * call.
 */
public final class LearningAnomalyDetector implements StatefulDetector {
  private static final Logger LOG = LoggerFactory.getLogger(LearningAnomalyDetector.class);
  private static final int VERSION = 1;
  private static final int FIRST_EVENTS = 256;
  private static final double MEMORY = 1 / 128.0;

  private final AnomalyDetector.Builder settings;
  private final Duration duration;
  private final RowReader reader;
  private final double[] row;
  private final String name;
  private Consumer<? super AnomalyDetector> whenLearned = model -> {};
  private Executor executor = Runnable::run;

  private TrainingRows rows;
  private final long[] firstTimes = new long[FIRST_EVENTS];
  private int times;
  private long begin;
  private long end;
  private double late;
  private long leftOut;
  private long rowLimit = Long.MAX_VALUE;
  private volatile double progress;
  private boolean training;

  /**
   * Set by who made the model, or failed to; what there is to do then is done with the next event.
   */
  private volatile boolean trained;

  private volatile @Nullable AnomalyDetector model;

  LearningAnomalyDetector(AnomalyDetector.Builder settings, Duration duration) {
    if (duration.isZero() || duration.isNegative()) {
      throw new IllegalArgumentException("the time to learn was " + duration + ", not positive");
    }
    this.settings = settings;
    this.duration = duration;
    reader = new RowReader(settings.features());
    rows = settings.rows();
    row = new double[settings.features().names().size()];
    name = settings.id().isEmpty() ? "anomaly" : "anomaly-" + settings.id();
  }

  /**
   * Sets who is given the model when it is there, such as to save it. What it throws is logged.
   *
   * @param consumer called once, by the thread that made the model
   * @return this
   */
  public LearningAnomalyDetector whenLearned(Consumer<? super AnomalyDetector> consumer) {
    whenLearned = consumer;
    return this;
  }

  /**
   * Sets who makes the model, so that events need not wait for it.
   *
   * @param value runs one task; the thread that brings the events unless set. If it throws, or the
   *     task does, learning begins anew
   * @return this
   */
  public LearningAnomalyDetector trainOn(Executor value) {
    executor = value;
    return this;
  }

  /**
   * The model, once it has been made.
   *
   * @return empty while learning
   */
  public Optional<AnomalyDetector> model() {
    return Optional.ofNullable(model);
  }

  /**
   * How much of the time to learn is over.
   *
   * @return 0 to 1; 1 once there is a model
   */
  public double progress() {
    return model != null ? 1 : progress;
  }

  @Override
  public void accept(Event event, List<Detection> found, Findings findings) {
    if (trained) {
      forget();
    }
    AnomalyDetector learned = model;
    if (learned != null) {
      learned.detect(event, findings);
      return;
    }
    if (training) {
      return;
    }
    if (found.isEmpty()) {
      settings.take(event, rows, reader, row);
    } else {
      leftOut++;
    }
    if (isOver(event.time()) && rows.count() >= AnomalyDetector.FEWEST_EVENTS) {
      train();
    }
  }

  private boolean isOver(Instant time) {
    if (time.equals(Instant.EPOCH)) {
      return false;
    }
    long millis = clamped(time);
    if (times < FIRST_EVENTS) {
      firstTimes[times++] = millis;
      if (times == FIRST_EVENTS) {
        Arrays.sort(firstTimes);
        begin = firstTimes[FIRST_EVENTS / 2];
        end = begin + Math.min(duration.toMillis(), Long.MAX_VALUE / 4);
      }
      return false;
    }
    late += MEMORY * ((millis >= end ? 1 : 0) - late);
    progress = Math.max(progress, Math.min(0.99, (double) (millis - begin) / (end - begin)));
    return late > 0.5;
  }

  private static long clamped(Instant time) {
    return Math.max(-1L << 50, Math.min(1L << 50, time.getEpochSecond())) * 1000;
  }

  private void train() {
    training = true;
    try {
      executor.execute(
          () -> {
            try {
              AnomalyDetector made = settings.train(rows);
              LOG.info(
                  "{} has learned from {} events; {} were left out, as others found something",
                  name,
                  rows.seen(),
                  leftOut);
              model = made;
              try {
                whenLearned.accept(made);
              } catch (RuntimeException e) {
                LOG.warn("{}: what was to be done with the model failed", name, e);
              }
            } catch (RuntimeException e) {
              LOG.warn("{}: training failed, learning begins anew", name, e);
            } finally {
              trained = true;
            }
          });
    } catch (RuntimeException e) {
      LOG.warn("{}: the executor took no training, learning begins anew", name, e);
      trained = true;
    }
    if (trained) {
      forget();
    }
  }

  /** Rows are of no use once there is a model; without one, learning begins anew. */
  private void forget() {
    rows = settings.rows();
    rows.limit((int) Math.min(Integer.MAX_VALUE, rowLimit));
    times = 0;
    late = 0;
    leftOut = 0;
    progress = 0;
    training = false;
    trained = false;
  }

  @Override
  public void advanceTo(Instant eventTime, Findings findings) {
    // Nothing waits for time: without events there is nothing to learn.
  }

  @Override
  public long memoryBytes() {
    AnomalyDetector learned = model;
    return learned == null ? 2 * rows.heapBytes() : learned.heapBytes();
  }

  @Override
  public void limitMemory(long bytes) {
    // Making the model takes as much again as the rows.
    rowLimit = Math.max(AnomalyDetector.FEWEST_EVENTS, bytes / (2 * rows.heapBytesOfOne()));
    if (!training) {
      rows.limit((int) Math.min(Integer.MAX_VALUE, rowLimit));
    }
  }

  @Override
  public void snapshot(DataOutput out) throws IOException {
    out.writeInt(VERSION);
    List<String> names = settings.features().names();
    out.writeUTF(settings.grouping().name());
    out.writeInt(names.size());
    for (String each : names) {
      out.writeUTF(each);
    }
    AnomalyDetector learned = model;
    out.writeBoolean(learned != null);
    if (learned != null) {
      byte[] bytes = learned.toBytes();
      out.writeInt(bytes.length);
      out.write(bytes);
      return;
    }
    out.writeInt(times);
    for (long time : firstTimes) {
      out.writeLong(time);
    }
    out.writeLong(begin);
    out.writeLong(end);
    out.writeDouble(late);
    out.writeDouble(progress);
    out.writeLong(leftOut);
    rows.write(out);
  }

  @Override
  public void restore(DataInput in) throws IOException {
    int version = in.readInt();
    if (version != VERSION) {
      throw new IOException(
          name + ": the snapshot is of version " + version + ", this program reads " + VERSION);
    }
    List<String> names = settings.features().names();
    String groupedBy = in.readUTF();
    int count = in.readInt();
    boolean same = groupedBy.equals(settings.grouping().name()) && count == names.size();
    for (int i = 0; same && i < count; i++) {
      same = names.get(i).equals(in.readUTF());
    }
    if (!same) {
      LOG.warn(
          "{}: features or grouping have changed since the snapshot, learning begins anew", name);
      return;
    }
    if (in.readBoolean()) {
      int length = in.readInt();
      if (length < 0 || length > ModelFile.LARGEST) {
        throw new IOException(name + ": the model in the snapshot claims " + length + " bytes");
      }
      byte[] bytes = new byte[length];
      in.readFully(bytes);
      try {
        model = settings.read(bytes, name);
      } catch (ModelFormatException e) {
        throw new IOException(e.getMessage(), e);
      }
      return;
    }
    times = in.readInt();
    if (times < 0 || times > FIRST_EVENTS) {
      throw new IOException(name + ": the number of first events is " + times);
    }
    for (int i = 0; i < FIRST_EVENTS; i++) {
      firstTimes[i] = in.readLong();
    }
    begin = in.readLong();
    end = in.readLong();
    late = in.readDouble();
    progress = in.readDouble();
    leftOut = in.readLong();
    rows.read(in);
  }

  @Override
  public String name() {
    return name;
  }
}
