package io.nanosiem.benchmarks;

import io.nanosiem.correlation.CorrelationDetector;
import io.nanosiem.correlation.CorrelationStats;
import io.nanosiem.detect.Findings;
import java.util.Locale;

/**
 * Streams through our correlation on one thread, from events that were made before: rows of a
 * table.
 *
 * <p>The detector is as it comes, so it alerts once for each address in a timespan. Beside that it
 * says how often the condition held, which is what engines report that do not suppress.
 */
public final class CorrelationReplay {
  private CorrelationReplay() {}

  /**
   * Measures and prints.
   *
   * @param args the name of a {@link Streams stream}, how many events, how many runs
   * @throws Exception never
   */
  public static void main(String[] args) throws Exception {
    Streams stream = Streams.valueOf(args[0].toUpperCase(Locale.ROOT));
    Feed feed = new Feed(stream.events(Integer.parseInt(args[1])));
    for (Question question : Question.values()) {
      if (question.stream() == stream) {
        System.out.println(Contender.measure(new Ours(question, feed), Integer.parseInt(args[2])));
      }
    }
  }

  /** Gives all events to the detector. */
  static void replay(Feed feed, CorrelationDetector detector, Findings findings) {
    for (int i = 0; i < feed.size(); i++) {
      detector.accept(feed.event(i), feed.found(i), findings);
    }
  }

  private record Ours(Question question, Feed feed) implements Contender {
    @Override
    public String lane() {
      return question.stream().label();
    }

    @Override
    public String engine() {
      return question.engine();
    }

    @Override
    public int events() {
      return feed.size();
    }

    @Override
    public Answer run(Stopwatch watch) {
      CorrelationDetector detector = question.detector();
      long[] alerts = {0};
      watch.start();
      replay(feed, detector, found -> alerts[0]++);
      watch.stop();
      CorrelationStats stats = detector.stats();
      String remark =
          String.format(
              Locale.ROOT,
              "held %,d times, %.1f MiB by its own estimate",
              stats.fired() + stats.suppressed(),
              stats.memoryBytes() / 1048576.0);
      if (stats.evicted() + stats.evidenceDropped() > 0) {
        remark +=
            String.format(
                Locale.ROOT,
                ", AT ITS LIMIT: %,d groups evicted, evidence dropped %,d times",
                stats.evicted(),
                stats.evidenceDropped());
      }
      return new Answer(alerts[0], remark);
    }
  }
}
