package io.nanosiem.correlation;

import io.nanosiem.detect.Detection;
import io.nanosiem.detect.Findings;
import io.nanosiem.event.Event;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a shard has come to in a batch, with what order it is to be told in: the one in which a
 * single shard would have come to it.
 */
final class Outcomes implements Findings {
  /**
   * For one event: first what chains found, then verdicts that were due, then what it completes.
   */
  enum Phase {
    CHAINS,
    VERDICTS,
    RULES
  }

  /**
   * Where in the order something belongs.
   *
   * @param event the place of the event in the batch
   * @param due of a verdict, when it was due
   * @param rank of the grouping or the correlation
   * @param within among what one correlation makes of one event
   * @param key of a verdict, the group
   */
  record Place(int event, Phase phase, long due, int rank, int within, String key)
      implements Comparable<Place> {
    private static final Comparator<Place> ORDER =
        Comparator.comparingInt(Place::event)
            .thenComparing(Place::phase)
            .thenComparingLong(Place::due)
            .thenComparingInt(Place::rank)
            .thenComparingInt(Place::within)
            .thenComparing(Place::key);

    @Override
    public int compareTo(Place other) {
      return ORDER.compare(this, other);
    }
  }

  /** A detection to be told, or a correlation that was met and that others build on. */
  record Outcome(Place place, @Nullable Detection detection, @Nullable Met met) {}

  /**
   * A correlation was met.
   *
   * @param rule which one
   * @param key by whom
   * @param event with which event
   * @param time when, in event time
   */
  record Met(CorrelationRule rule, String key, Event event, long time) {}

  final List<Outcome> all = new ArrayList<>();

  /** What kept an event from being taken in, the first if there were several. */
  @Nullable Throwable failure;

  private int event;
  private Phase phase = Phase.CHAINS;
  private long due;
  private int rank;
  private int within;
  private String key = "";

  void clear() {
    all.clear();
    failure = null;
  }

  void failed(Throwable cause) {
    failure = failure == null ? cause : failure;
  }

  /** Says what whatever is added from here on belongs to. */
  void at(int newEvent, Phase newPhase, int newRank, int newWithin) {
    event = newEvent;
    phase = newPhase;
    due = 0;
    rank = newRank;
    within = newWithin;
    key = "";
  }

  /** The same, for a verdict. */
  void atVerdict(int newEvent, long newDue, int newRank, String newKey) {
    at(newEvent, Phase.VERDICTS, newRank, 0);
    due = newDue;
    key = newKey;
  }

  @Override
  public void add(Detection detection) {
    all.add(new Outcome(place(), detection, null));
  }

  void add(Met met) {
    all.add(new Outcome(place(), null, met));
  }

  private Place place() {
    return new Place(event, phase, due, rank, within, key);
  }
}
