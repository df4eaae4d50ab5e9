package io.nanosiem.sigma;

import io.nanosiem.event.FieldSource;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One event being held against rules: its fields, and how much searching with regular expressions
 * may still be spent on it.
 *
 * <p>The unit is a step: one instruction of a compiled expression for one character of text, up to
 * twelve nanoseconds where measured. A search of up to {@link #FREE_STEPS} is always run, so that a
 * long text in one field cannot hide a short one in another; larger ones share {@link
 * #EVENT_STEPS}. What an event can cost is so bounded by the number of expressions, whatever is in
 * it.
 *
 * <p>One thread, one event at a time.
 */
final class Evaluation implements FieldSource {
  static final long FREE_STEPS = 64 * 1024;
  static final long EVENT_STEPS = 64_000_000;

  private static final int REMEMBERED = 64;

  private static final FieldSource NOTHING = name -> null;

  /** Fields that were asked for, by hash; empty if the event is asked each time. */
  private final @Nullable String[] names;

  private final @Nullable Object[] values;
  private FieldSource event;
  private long steps;
  private @Nullable Evaluation forEvidence;

  private Evaluation(FieldSource event, int remembered) {
    this.event = event;
    steps = EVENT_STEPS;
    names = new String[remembered];
    values = new Object[remembered];
  }

  /** One for this event alone, which takes little memory and remembers no field. */
  Evaluation(FieldSource event) {
    this(event, 0);
  }

  /** One that is used again and again. */
  static Evaluation ofNothing() {
    return new Evaluation(NOTHING, REMEMBERED);
  }

  /** Goes on to another event; one before it has been let go of. */
  void begin(FieldSource next) {
    event = next;
  }

  /** Lets go of the event, and forgets what was spent on it. */
  void end() {
    event = NOTHING;
    steps = EVENT_STEPS;
    Arrays.fill(names, null);
    Arrays.fill(values, null);
    forEvidence = null;
  }

  /** Asks the event once for each field, as rules read the same few again and again. */
  @Override
  public @Nullable Object field(String name) {
    if (names.length == 0) {
      return event.field(name);
    }
    int at = name.hashCode() & (REMEMBERED - 1);
    if (name.equals(names[at])) {
      return values[at];
    }
    Object value = event.field(name);
    names[at] = name;
    values[at] = value;
    return value;
  }

  @Override
  public Iterable<?> leaves() {
    return event.leaves();
  }

  /**
   * The same event anew, to say what made its rules match: what was searched for the verdicts is
   * searched once more, but for all rules together no more than once.
   */
  Evaluation forEvidence() {
    Evaluation other = forEvidence;
    if (other == null) {
      other = new Evaluation(event);
      forEvidence = other;
    }
    return other;
  }

  /** Whether a search of so many steps may be run; if so, they are spent. */
  boolean spend(long wanted) {
    if (wanted <= FREE_STEPS) {
      return true;
    }
    if (wanted > steps) {
      return false;
    }
    steps -= wanted;
    return true;
  }

  /** The steps that a search whose cost nobody knows beforehand may take. */
  long affordable(long wanted) {
    return Math.max(FREE_STEPS, Math.min(wanted, steps));
  }

  /** Notes the steps that such a search took. */
  void took(long taken) {
    if (taken > FREE_STEPS) {
      steps = Math.max(0, steps - taken);
    }
  }
}
