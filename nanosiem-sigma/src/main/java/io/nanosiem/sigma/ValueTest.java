package io.nanosiem.sigma;

import io.nanosiem.event.FieldSource;
import java.util.Arrays;
import java.util.List;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/**
 * One value of a rule, ready to be held against the value of a field.
 *
 * <p>A field that holds several values passes if any of them does. An absent field and a null pass
 * nothing but what asks for them. Immutable; tests allocate nothing on the common path (text
 * against text, numbers against 64-bit integers).
 */
abstract sealed class ValueTest {
  private final String written;

  ValueTest(String written) {
    this.written = written;
  }

  /** The value as the rule writes it. */
  String written() {
    return written;
  }

  /** Relative cost, for ordering what is joined by "and". */
  abstract int cost();

  /** The same test without regard to case, or null if case does not matter to it. */
  @Nullable ValueTest ignoringCase() {
    return null;
  }

  /**
   * Clues of which one must be seen for a value to pass; null if a value can pass that is not
   * there.
   *
   * @param field what the value is of; null for any value of the event
   */
  @Nullable List<Clue> clues(@Nullable String field) {
    return List.of(new Clue(Clue.Kind.PRESENT, field, ""));
  }

  /** Tests what a field source answered. */
  final boolean test(@Nullable Object value, Evaluation of) {
    if (value == null) {
      return absent();
    }
    if (value instanceof String text) {
      return text(text, of);
    }
    if (value instanceof Iterable<?> several) {
      return any(several, of);
    }
    return value == FieldSource.NULL ? isNull() : scalar(value, of);
  }

  private boolean any(Iterable<?> several, Evaluation of) {
    if (several instanceof List<?> list && several instanceof RandomAccess) {
      for (int i = 0; i < list.size(); i++) {
        if (element(list.get(i), of)) {
          return true;
        }
      }
      return false;
    }
    for (Object one : several) {
      if (element(one, of)) {
        return true;
      }
    }
    return false;
  }

  private boolean element(@Nullable Object one, Evaluation of) {
    return one == null ? isNull() : test(one, of);
  }

  boolean absent() {
    return false;
  }

  boolean isNull() {
    return false;
  }

  abstract boolean text(String text, Evaluation of);

  /** Anything but text, a list, null or an absent field. */
  boolean scalar(Object value, Evaluation of) {
    String text = Values.text(value);
    return text != null && text(text, of);
  }

  /** Absent or null. */
  static final class Null extends ValueTest {
    Null() {
      super("null");
    }

    @Override
    int cost() {
      return 1;
    }

    @Override
    @Nullable List<Clue> clues(@Nullable String field) {
      return null;
    }

    @Override
    boolean absent() {
      return true;
    }

    @Override
    boolean isNull() {
      return true;
    }

    @Override
    boolean text(String text, Evaluation of) {
      return false;
    }

    @Override
    boolean scalar(Object value, Evaluation of) {
      return false;
    }
  }

  /** Present and not null. */
  static final class Anything extends ValueTest {
    Anything(String written) {
      super(written);
    }

    @Override
    int cost() {
      return 1;
    }

    @Override
    boolean text(String text, Evaluation of) {
      return true;
    }

    @Override
    boolean scalar(Object value, Evaluation of) {
      return true;
    }
  }

  /** A boolean, or its word. */
  static final class Bool extends ValueTest {
    private final boolean wanted;

    Bool(boolean wanted, String written) {
      super(written);
      this.wanted = wanted;
    }

    @Override
    int cost() {
      return 1;
    }

    @Override
    boolean text(String text, Evaluation of) {
      String word = wanted ? "true" : "false";
      return text.length() == word.length() && Fold.matchesAt(text, 0, word);
    }

    @Override
    boolean scalar(Object value, Evaluation of) {
      return value instanceof Boolean flag
          ? flag == wanted
          : !(value instanceof Number) && super.scalar(value, of);
    }
  }

  /** A number, or its canonical decimal text. */
  static final class Numeric extends ValueTest {
    private final Number wanted;
    private final long exact;
    private final boolean isExact;
    private final String text;

    Numeric(Number wanted, String written) {
      super(written);
      this.wanted = wanted;
      this.isExact = wanted instanceof Long;
      this.exact = isExact ? wanted.longValue() : 0;
      this.text = String.valueOf(Numbers.text(wanted));
    }

    @Override
    int cost() {
      return 1;
    }

    @Override
    List<Clue> clues(@Nullable String field) {
      return List.of(Clue.of(Clue.Kind.WHOLE, field, text));
    }

    @Override
    boolean text(String value, Evaluation of) {
      return text.equals(value);
    }

    @Override
    boolean scalar(Object value, Evaluation of) {
      if (value instanceof Long || value instanceof Integer) {
        return isExact && ((Number) value).longValue() == exact;
      }
      if (value instanceof Number number) {
        Number normal = Numbers.normal(number);
        return normal != null && Numbers.compare(normal, wanted) == 0;
      }
      return !(value instanceof Boolean) && super.scalar(value, of);
    }
  }

  /** Greater, less. */
  static final class Comparison extends ValueTest {
    private final Modifier operator;
    private final Number bound;

    Comparison(Modifier operator, Number bound, String written) {
      super(written);
      this.operator = operator;
      this.bound = bound;
    }

    @Override
    int cost() {
      return 2;
    }

    @Override
    boolean text(String text, Evaluation of) {
      Number number = Numbers.fromDecimalText(text);
      return number != null && holds(number);
    }

    @Override
    boolean scalar(Object value, Evaluation of) {
      if ((value instanceof Long || value instanceof Integer) && bound instanceof Long limit) {
        return holds(Long.compare(((Number) value).longValue(), limit));
      }
      if (value instanceof Number number) {
        Number normal = Numbers.normal(number);
        return normal != null && holds(normal);
      }
      return !(value instanceof Boolean) && super.scalar(value, of);
    }

    boolean holds(Number number) {
      return holds(Numbers.compare(number, bound));
    }

    private boolean holds(int order) {
      return switch (operator) {
        case LT -> order < 0;
        case LTE -> order <= 0;
        case GT -> order > 0;
        case GTE -> order >= 0;
        default -> order == 0;
      };
    }
  }

  /** A part of a time stamp, as written. */
  static final class Time extends ValueTest {
    private final Modifier part;
    private final Comparison comparison;

    Time(Modifier part, Comparison comparison) {
      super(comparison.written());
      this.part = part;
      this.comparison = comparison;
    }

    @Override
    int cost() {
      return 5;
    }

    @Override
    boolean text(String text, Evaluation of) {
      return holds(TimeParts.of(part, text));
    }

    @Override
    boolean scalar(Object value, Evaluation of) {
      return value instanceof Number number
          ? holds(TimeParts.ofEpoch(part, number))
          : !(value instanceof Boolean) && super.scalar(value, of);
    }

    private boolean holds(int value) {
      return value >= 0 && comparison.holds((long) value);
    }
  }

  /** An address inside a network. */
  static final class Cidr extends ValueTest {
    private final Network network;

    Cidr(Network network, String written) {
      super(written);
      this.network = network;
    }

    @Override
    int cost() {
      return 4;
    }

    @Override
    boolean text(String text, Evaluation of) {
      return network.contains(text);
    }
  }

  /** A literal text in one of four places. */
  static final class Literal extends ValueTest {
    /** Where the literal has to stand. */
    enum Place {
      WHOLE,
      START,
      END,
      ANYWHERE
    }

    /**
     * Longer literals are looked for in linear time: with {@code fieldref} they come from the
     * event, and trying each place would let one event of a megabyte take minutes.
     */
    private static final int MAX_NAIVE = 256;

    private final Place place;
    private final String literal;
    private final boolean isCased;
    private final boolean needsWhole;
    private final @Nullable Anchor anchor;

    /** The literal is lower case unless the test is cased. */
    Literal(Place place, String literal, boolean isCased, String written) {
      super(written);
      this.place = place;
      this.literal = literal;
      this.isCased = isCased;
      this.needsWhole = !isCased && Fold.needsWhole(literal);
      this.anchor = place == Place.ANYWHERE && !isCased ? Anchor.of(literal) : null;
    }

    /** The literal, if a {@link Finder} can look for it. */
    @Nullable String findable() {
      return place == Place.ANYWHERE
              && !isCased
              && !needsWhole
              && literal.length() >= Finder.MIN_LENGTH
          ? literal
          : null;
    }

    @Override
    int cost() {
      return place == Place.ANYWHERE ? 10 : 2;
    }

    @Override
    List<Clue> clues(@Nullable String field) {
      return List.of(
          Clue.of(
              switch (place) {
                case WHOLE -> Clue.Kind.WHOLE;
                case START -> Clue.Kind.START;
                case END -> Clue.Kind.END;
                case ANYWHERE -> Clue.Kind.ANYWHERE;
              },
              field,
              literal));
    }

    @Override
    @Nullable ValueTest ignoringCase() {
      return isCased ? new Literal(place, Fold.lower(literal), false, written()) : null;
    }

    @Override
    boolean text(String text, Evaluation of) {
      if (isCased) {
        return exactly(text);
      }
      if (needsWhole || Fold.isIrregular(text)) {
        return exactly(Fold.lower(text));
      }
      int room = text.length() - literal.length();
      if (room < 0) {
        return false;
      }
      return switch (place) {
        case WHOLE -> room == 0 && Fold.matchesAt(text, 0, literal);
        case START -> Fold.matchesAt(text, 0, literal);
        case END -> Fold.matchesAt(text, room, literal);
        case ANYWHERE -> contains(text, room);
      };
    }

    private boolean exactly(String text) {
      return switch (place) {
        case WHOLE -> text.equals(literal);
        case START -> text.startsWith(literal);
        case END -> text.endsWith(literal);
        case ANYWHERE ->
            literal.length() > MAX_NAIVE
                ? Substring.isIn(text, literal, true)
                : text.contains(literal);
      };
    }

    private boolean contains(String text, int room) {
      if (literal.isEmpty()) {
        return true;
      }
      if (literal.length() > MAX_NAIVE) {
        return Substring.isIn(text, literal, false);
      }
      return anchor == null ? containsAnyhow(text, room) : anchor.isIn(text, literal);
    }

    private boolean containsAnyhow(String text, int room) {
      char first = literal.charAt(0);
      for (int at = 0; at <= room; at++) {
        char c = text.charAt(at);
        if ((c == first || Fold.fold(c) == first) && Fold.matchesAt(text, at, literal)) {
          return true;
        }
      }
      return false;
    }
  }

  /**
   * A text with wildcards inside. Parts between stars are looked for from the left, each as early
   * as possible, the last one at the end: no backtracking, so at most text length × pattern length.
   */
  static final class Glob extends ValueTest {
    private final int[][] segments;
    private final boolean isCased;
    private final boolean needsWhole;
    private final TextPattern pattern;

    Glob(TextPattern pattern, boolean isCased, String written) {
      super(written);
      this.pattern = pattern;
      this.segments = pattern.segments(isCased).toArray(new int[0][]);
      this.isCased = isCased;
      StringBuilder literals = new StringBuilder();
      for (int[] segment : segments) {
        for (int element : segment) {
          literals.append(element < 0 ? ' ' : (char) element);
        }
      }
      this.needsWhole = !isCased && Fold.needsWhole(literals);
    }

    @Override
    int cost() {
      return 20;
    }

    /** The longest run of plain characters. */
    @Override
    List<Clue> clues(@Nullable String field) {
      String longest = "";
      for (int[] segment : segments) {
        StringBuilder run = new StringBuilder();
        for (int element : segment) {
          if (element < 0) {
            run.setLength(0);
          } else {
            run.append((char) element);
          }
          longest = run.length() > longest.length() ? run.toString() : longest;
        }
      }
      return List.of(Clue.of(Clue.Kind.ANYWHERE, field, longest));
    }

    @Override
    @Nullable ValueTest ignoringCase() {
      return isCased ? new Glob(pattern, false, written()) : null;
    }

    @Override
    boolean text(String text, Evaluation of) {
      String value = !isCased && (needsWhole || Fold.isIrregular(text)) ? Fold.lower(text) : text;
      int length = value.length();
      if (segments.length == 1) {
        return forward(segments[0], value, 0) == length;
      }
      int at = forward(segments[0], value, 0);
      if (at < 0) {
        return false;
      }
      int end = backward(segments[segments.length - 1], value);
      if (end < at) {
        return false;
      }
      for (int i = 1; i < segments.length - 1; i++) {
        at = find(segments[i], value, at, end);
        if (at < 0) {
          return false;
        }
      }
      return true;
    }

    private int find(int[] segment, String value, int from, int limit) {
      if (segment.length == 0) {
        return from;
      }
      for (int start = from; start + segment.length <= limit; start++) {
        int end = forward(segment, value, start);
        if (end >= 0 && end <= limit) {
          return end;
        }
      }
      return -1;
    }

    private int forward(int[] segment, String value, int from) {
      int at = from;
      for (int element : segment) {
        if (at >= value.length()) {
          return -1;
        }
        char c = value.charAt(at++);
        if (element == TextPattern.ONE) {
          if (Character.isHighSurrogate(c)
              && at < value.length()
              && Character.isLowSurrogate(value.charAt(at))) {
            at++;
          }
        } else if (!fits(element, c)) {
          return -1;
        }
      }
      return at;
    }

    private int backward(int[] segment, String value) {
      int at = value.length();
      for (int i = segment.length - 1; i >= 0; i--) {
        if (at == 0) {
          return -1;
        }
        char c = value.charAt(--at);
        if (segment[i] == TextPattern.ONE) {
          if (Character.isLowSurrogate(c)
              && at > 0
              && Character.isHighSurrogate(value.charAt(at - 1))) {
            at--;
          }
        } else if (!fits(segment[i], c)) {
          return -1;
        }
      }
      return at;
    }

    private boolean fits(int element, char c) {
      if (element == TextPattern.DASH) {
        return TextPattern.isDash(c);
      }
      return c == element || (!isCased && Fold.fold(c) == element);
    }
  }

  /** A regular expression. A text that is too long to search is no match, and counted. */
  static final class Regex extends ValueTest {
    private final RegexSearch search;
    private final @Nullable RegexGate gate;
    private final boolean isCased;
    private final RegexOverruns overruns;

    Regex(RegexSearch search, boolean isCased, String written, RegexOverruns overruns) {
      super(written);
      this.search = search;
      this.gate = RegexGate.of(search.readable());
      this.isCased = isCased;
      this.overruns = overruns;
    }

    @Override
    int cost() {
      return 1000;
    }

    @Override
    @Nullable List<Clue> clues(@Nullable String field) {
      String readable = search.readable();
      List<String> literals = readable == null ? null : RegexLiterals.of(readable);
      return literals == null
          ? super.clues(field)
          : literals.stream().map(text -> Clue.of(Clue.Kind.ANYWHERE, field, text)).toList();
    }

    @Override
    @Nullable ValueTest ignoringCase() {
      return isCased ? new Regex(search.ignoringCase(), false, written(), overruns) : null;
    }

    @Override
    boolean text(String text, Evaluation of) {
      if (gate != null && !gate.isOpen(text)) {
        return false;
      }
      RegexSearch.Outcome outcome = search.find(text, of, overruns);
      if (outcome == RegexSearch.Outcome.TOO_LONG) {
        overruns.count(written(), text.length());
      }
      return outcome == RegexSearch.Outcome.FOUND;
    }
  }

  /** One of several: what one written value stands for after an encoding or a placeholder. */
  static final class AnyOf extends ValueTest {
    private final ValueTest[] tests;

    AnyOf(List<ValueTest> tests, String written) {
      super(written);
      this.tests = tests.toArray(new ValueTest[0]);
    }

    @Override
    int cost() {
      int sum = 0;
      for (ValueTest test : tests) {
        sum += test.cost();
      }
      return sum;
    }

    @Override
    @Nullable List<Clue> clues(@Nullable String field) {
      return Clue.any(Arrays.stream(tests).map(test -> test.clues(field)).toList());
    }

    @Override
    @Nullable ValueTest ignoringCase() {
      List<ValueTest> other = new java.util.ArrayList<>();
      for (ValueTest test : tests) {
        ValueTest one = test.ignoringCase();
        if (one != null) {
          other.add(one);
        }
      }
      return other.isEmpty() ? null : new AnyOf(other, written());
    }

    @Override
    boolean text(String text, Evaluation of) {
      for (ValueTest test : tests) {
        if (test.text(text, of)) {
          return true;
        }
      }
      return false;
    }

    @Override
    boolean scalar(Object value, Evaluation of) {
      for (ValueTest test : tests) {
        if (test.scalar(value, of)) {
          return true;
        }
      }
      return false;
    }
  }
}
