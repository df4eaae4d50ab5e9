package io.nanosiem.sigma;

import io.nanosiem.event.FieldSource;
import java.util.Arrays;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The rules to ask about one event, by number, and the event as they see it; to be used again for
 * others. One thread at a time.
 */
final class Candidates {
  private static final FieldNames NONE = new FieldNames(Map.of());
  private static final int LONGEST_NUMBER = 20;

  /**
   * For each character of a value so many texts may be compared with it, and so many more: what
   * needs more is made so that rules and value fit in a great many places.
   */
  private static final int FAIR = 4;

  private static final int FREE = 500;

  /** So often each rule may be found in an event, on average, until all of them are asked. */
  private static final long OFTEN = 64;

  /** More characters than these are not kept for the next event. */
  private static final int MOST_KEPT = 1 << 16;

  final Evaluation event = Evaluation.ofNothing();

  /** What takes the fields of the event, and what takes all its values. */
  final BiConsumer<String, @Nullable Object> ofFields = this::takeField;

  final Consumer<Object> ofLeaves = this::takeLeaf;

  private FieldNames indexes = NONE;
  private @Nullable FieldIndex leaves;
  private boolean isNested;
  private int comparisons;
  private long additions;
  private @Nullable JsonLine line;

  private final long[] words;

  /** A value being looked at. */
  char[] text = new char[256];

  Candidates(int rules) {
    words = new long[(rules + Long.SIZE - 1) / Long.SIZE];
  }

  /** Takes an event, and what to look for in it. */
  void begin(FieldSource next, FieldNames looked, @Nullable FieldIndex anywhere) {
    event.begin(next);
    indexes = looked;
    leaves = anywhere;
    isNested = false;
    additions = OFTEN * words.length * Long.SIZE;
    Arrays.fill(words, 0);
  }

  /** Takes a line, to be looked at as an event; see {@link JsonLine#begin}. */
  JsonLine read(byte[] utf8, int from, int length) {
    JsonLine next = line == null ? new JsonLine() : line;
    line = next;
    next.begin(utf8, from, length);
    return next;
  }

  /** Lets go of the event. */
  void end() {
    event.end();
    if (line != null) {
      line.end();
    }
    indexes = NONE;
    leaves = null;
    if (text.length > MOST_KEPT) {
      text = new char[256];
    }
  }

  private void takeField(@Nullable String name, @Nullable Object value) {
    if (name == null) {
      return; // as a map of the user's may have
    }
    // To ask a text first spares it the search for an interface that it has not.
    if (!(value instanceof String || value instanceof Number)) {
      isNested |= value instanceof Map || value instanceof Iterable;
    }
    FieldIndex index = indexes.of(name);
    if (index != null) {
      Object known = value == FieldSource.UNREAD ? event.field(name) : value;
      index.probe(known == null ? FieldSource.NULL : known, this);
    }
  }

  /** Looks at those of the fields that are there. */
  void ask(String[] names) {
    for (String name : names) {
      Object value = event.field(name);
      if (value != null) {
        takeField(name, value);
      }
    }
  }

  private void takeLeaf(Object value) {
    FieldIndex index = leaves;
    if (index != null) {
      index.probe(value, this);
    }
  }

  /** Begins with a value of so many characters. */
  void beginComparing(int length) {
    comparisons = FREE + FAIR * Math.min(length, Integer.MAX_VALUE / (2 * FAIR));
  }

  /** Whether a text may still be compared with a part of the value; if so, that is counted. */
  boolean mayCompare() {
    return --comparisons >= 0;
  }

  /** Whether too much was to be compared, so that something may not have been found. */
  boolean hasGivenUp() {
    return comparisons < 0;
  }

  /** Whether some field holds others. */
  boolean isNested() {
    return isNested;
  }

  /** Takes a value to look at; returns how many characters it has. */
  int characters(String value) {
    int length = value.length();
    if (length > text.length) {
      text = new char[Math.max(length, 2 * text.length)];
    }
    value.getChars(0, length, text, 0);
    return length;
  }

  /** Whether one of the characters to look at is beyond ASCII. */
  boolean isForeign(int length) {
    int all = 0;
    for (int i = 0; i < length; i++) {
      all |= text[i];
    }
    return all >= 128;
  }

  /** The same with a number, in decimal. */
  int digits(long value) {
    int from = LONGEST_NUMBER;
    long rest = value;
    do {
      text[--from] = (char) ('0' + Math.abs(rest % 10));
      rest /= 10;
    } while (rest != 0);
    if (value < 0) {
      text[--from] = '-';
    }
    System.arraycopy(text, from, text, 0, LONGEST_NUMBER - from);
    return LONGEST_NUMBER - from;
  }

  /** Adds rules; all of them, if an event is made so that the same are found without end. */
  void add(int @Nullable [] rules) {
    if (rules == null || additions < 0) {
      return;
    }
    additions -= rules.length;
    if (additions < 0) {
      Arrays.fill(words, -1);
      return;
    }
    for (int rule : rules) {
      words[rule >>> 6] |= 1L << rule;
    }
  }

  /** Adds those that are always asked, and leaves only those that are wanted. */
  void among(long[] wanted, long[] always) {
    for (int i = 0; i < words.length; i++) {
      words[i] = (words[i] | always[i]) & wanted[i];
    }
  }

  /** The first rule at or after a number; negative if there is none. */
  int next(int from) {
    int at = from >>> 6;
    if (at >= words.length) {
      return -1;
    }
    long word = words[at] & (-1L << from);
    while (word == 0) {
      if (++at == words.length) {
        return -1;
      }
      word = words[at];
    }
    return (at << 6) + Long.numberOfTrailingZeros(word);
  }
}
