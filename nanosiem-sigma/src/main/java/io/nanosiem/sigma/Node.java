package io.nanosiem.sigma;

import io.nanosiem.detect.Evidence.FieldMatch;
import io.nanosiem.event.FieldSource;
import io.nanosiem.event.Printable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A rule made to run: a tree whose leaves read fields. Immutable and thread-safe.
 *
 * <p>Three questions are asked of it: does an event match ({@link #matches}, which allocates
 * nothing of its own), which values made it match ({@link #evidence}), and how did each part fare
 * ({@link #explain}). All three go through the same leaves, so that they cannot disagree.
 */
abstract sealed class Node {
  private static final int MOST_SHOWN = 5;
  static final int MOST_TEXT = 160;

  abstract boolean matches(Evaluation event);

  /** Relative cost, for ordering what is joined by "and" and "or". */
  abstract int cost();

  /**
   * Clues of which one must be seen in an event that matches; null if an event can match that shows
   * none of any.
   */
  abstract @Nullable List<Clue> clues();

  /** Adds what matched; asked only if this node matches. */
  abstract void evidence(Evaluation event, String selection, List<FieldMatch> into);

  /** Writes how this node fares; returns what {@link #matches} would. */
  abstract boolean explain(Evaluation event, Outline out);

  /** An indented text in the making. One thread. */
  static final class Outline {
    private final StringBuilder text = new StringBuilder();
    private int depth;

    /** Opens a line whose verdict comes later, at the returned place. */
    int open(String words) {
      int at = line("", words);
      depth++;
      return at;
    }

    boolean close(int at, boolean verdict) {
      depth--;
      text.insert(at, verdict ? "yes " : "no  ");
      return verdict;
    }

    boolean leaf(boolean verdict, String words) {
      line(verdict ? "yes " : "no  ", words);
      return verdict;
    }

    void remark(String words) {
      line("    ", words);
    }

    private int line(String mark, String words) {
      text.append("  ".repeat(depth));
      int at = text.length();
      text.append(mark).append(words).append('\n');
      return at;
    }

    @Override
    public String toString() {
      return text.toString();
    }
  }

  private static Node[] byCost(List<Node> nodes) {
    return nodes.stream().sorted(Comparator.comparingInt(Node::cost)).toArray(Node[]::new);
  }

  private static int sum(List<Node> nodes) {
    return (int) Math.min(Integer.MAX_VALUE / 2, nodes.stream().mapToLong(Node::cost).sum());
  }

  /** All hold. Cheap parts are asked first. */
  static final class All extends Node {
    private final List<Node> parts;
    private final Node[] ordered;
    private final String words;

    All(List<Node> parts, String words) {
      this.parts = List.copyOf(parts);
      this.ordered = byCost(parts);
      this.words = words;
    }

    @Override
    boolean matches(Evaluation event) {
      for (Node part : ordered) {
        if (!part.matches(event)) {
          return false;
        }
      }
      return true;
    }

    @Override
    @Nullable List<Clue> clues() {
      return Clue.rarest(parts.stream().map(Node::clues).toList());
    }

    @Override
    int cost() {
      return sum(parts);
    }

    @Override
    void evidence(Evaluation event, String selection, List<FieldMatch> into) {
      for (Node part : parts) {
        part.evidence(event, selection, into);
      }
    }

    @Override
    boolean explain(Evaluation event, Outline out) {
      int at = out.open(words);
      boolean verdict = true;
      for (Node part : parts) {
        verdict &= part.explain(event, out);
      }
      return out.close(at, verdict);
    }
  }

  /** At least a number of them hold. */
  static final class Some extends Node {
    private final List<Node> parts;
    private final Node[] ordered;
    private final int count;
    private final String words;

    /** The field that all parts read, if it is one: then it is fetched once. */
    private final @Nullable String sameField;

    Some(List<Node> parts, int count, String words) {
      this.parts = List.copyOf(parts);
      this.sameField = sameField(parts);
      this.ordered = byCost(parts);
      this.count = count;
      this.words = words;
    }

    private static @Nullable String sameField(List<Node> parts) {
      String same = null;
      for (Node part : parts) {
        if (!(part instanceof Field field) || (same != null && !same.equals(field.field))) {
          return null;
        }
        same = field.field;
      }
      return same;
    }

    @Override
    boolean matches(Evaluation event) {
      int missing = count;
      if (sameField != null) {
        Object value = event.field(sameField);
        for (Node part : ordered) {
          if (((Field) part).passes(value, event) && --missing == 0) {
            return true;
          }
        }
        return false;
      }
      for (Node part : ordered) {
        if (part.matches(event) && --missing == 0) {
          return true;
        }
      }
      return false;
    }

    /** Of so many that the others are too few: one of those that can be looked for best. */
    @Override
    @Nullable List<Clue> clues() {
      List<@Nullable List<Clue>> sets = new ArrayList<>();
      parts.forEach(part -> sets.add(part.clues()));
      sets.sort(
          Comparator.comparingDouble(
              set -> set == null ? Double.POSITIVE_INFINITY : Clue.frequency(set)));
      int enough = parts.size() - count + 1;
      return count < 1 ? null : Clue.any(sets.subList(0, Math.max(0, enough)));
    }

    @Override
    int cost() {
      return sum(parts);
    }

    @Override
    void evidence(Evaluation event, String selection, List<FieldMatch> into) {
      for (Node part : parts) {
        if (part.matches(event)) {
          part.evidence(event, selection, into);
        }
      }
    }

    @Override
    boolean explain(Evaluation event, Outline out) {
      int at = out.open(words);
      int held = 0;
      for (Node part : parts) {
        held += part.explain(event, out) ? 1 : 0;
      }
      return out.close(at, held >= count);
    }
  }

  /** It does not hold. */
  static final class Not extends Node {
    private final Node part;

    Not(Node part) {
      this.part = part;
    }

    @Override
    boolean matches(Evaluation event) {
      return !part.matches(event);
    }

    @Override
    @Nullable List<Clue> clues() {
      return null;
    }

    @Override
    int cost() {
      // What must not be there rarely is, so it seldom decides: ask what must be there first.
      return part.cost() + 500;
    }

    @Override
    void evidence(Evaluation event, String selection, List<FieldMatch> into) {
      // What is not there is no evidence.
    }

    @Override
    boolean explain(Evaluation event, Outline out) {
      int at = out.open("not");
      return out.close(at, !part.explain(event, out));
    }
  }

  /** A search under its name. */
  static final class Named extends Node {
    private final String name;
    private final Node part;

    Named(String name, Node part) {
      this.name = name;
      this.part = part;
    }

    @Override
    boolean matches(Evaluation event) {
      return part.matches(event);
    }

    @Override
    @Nullable List<Clue> clues() {
      return part.clues();
    }

    @Override
    int cost() {
      return part.cost();
    }

    @Override
    void evidence(Evaluation event, String selection, List<FieldMatch> into) {
      part.evidence(event, name, into);
    }

    @Override
    boolean explain(Evaluation event, Outline out) {
      int at = out.open(Printable.of(name, MOST_TEXT));
      return out.close(at, part.explain(event, out));
    }
  }

  /** A filter under its title, which stands before its searches: a rule may have their names. */
  static final class OfFilter extends Node {
    private final Named filter;

    OfFilter(String title, Node part) {
      this.filter = new Named("filter '" + title + "'", part);
    }

    @Override
    boolean matches(Evaluation event) {
      return filter.matches(event);
    }

    @Override
    @Nullable List<Clue> clues() {
      return filter.clues();
    }

    @Override
    int cost() {
      return filter.cost();
    }

    @Override
    void evidence(Evaluation event, String selection, List<FieldMatch> into) {
      List<FieldMatch> own = new ArrayList<>();
      filter.evidence(event, selection, own);
      for (FieldMatch one : own) {
        into.add(new FieldMatch(filter.name, one.field(), one.pattern(), one.value()));
      }
    }

    @Override
    boolean explain(Evaluation event, Outline out) {
      return filter.explain(event, out);
    }
  }

  /** The values looked for in a field or everywhere, and how they are joined. */
  static final class Tests {
    private final ValueTest[] tests;
    private final boolean isAll;
    private final boolean isNegated;
    private final String key;
    private final int cost;

    /** If one of the tests is enough and they are better asked together. */
    private final @Nullable TextSearch search;

    Tests(List<ValueTest> tests, boolean isAll, boolean isNegated, String key) {
      this.tests = tests.toArray(new ValueTest[0]);
      this.isAll = isAll;
      this.isNegated = isNegated;
      this.key = key;
      long sum = 0;
      for (ValueTest test : tests) {
        sum += test.cost();
      }
      this.cost = (int) Math.min(sum, Integer.MAX_VALUE / 4);
      this.search = isAll && tests.size() > 1 ? null : TextSearch.of(tests);
    }

    @Nullable List<Clue> clues(@Nullable String field) {
      if (isNegated || tests.length == 0) {
        return null;
      }
      List<@Nullable List<Clue>> sets = new ArrayList<>();
      for (ValueTest test : tests) {
        sets.add(test.clues(field));
      }
      return isAll ? Clue.rarest(sets) : Clue.any(sets);
    }
  }

  /** A field holds what is looked for. */
  static final class Field extends Node {
    private final String field;
    private final Tests looked;

    Field(String field, Tests looked) {
      this.field = field;
      this.looked = looked;
    }

    @Override
    boolean matches(Evaluation event) {
      return passes(event.field(field), event);
    }

    private boolean passes(@Nullable Object value, Evaluation event) {
      TextSearch search = looked.search;
      if (search != null && value instanceof String text && !Fold.isIrregular(text)) {
        return search.passes(text, text, event) != looked.isNegated;
      }
      return holds(value, event) != looked.isNegated;
    }

    private boolean holds(@Nullable Object value, Evaluation event) {
      boolean isAll = looked.isAll;
      for (ValueTest test : looked.tests) {
        if (test.test(value, event) != isAll) {
          return !isAll;
        }
      }
      return isAll;
    }

    @Override
    @Nullable List<Clue> clues() {
      return looked.clues(field);
    }

    @Override
    int cost() {
      return looked.cost;
    }

    @Override
    void evidence(Evaluation event, String selection, List<FieldMatch> into) {
      if (looked.isNegated) {
        return;
      }
      Object value = event.field(field);
      for (ValueTest test : looked.tests) {
        if (test.test(value, event)) {
          into.add(
              new FieldMatch(selection, field, test.written(), show(matching(test, value, event))));
          if (!looked.isAll) {
            return;
          }
        }
      }
    }

    /** The element of a list that passes, or the value itself. */
    private static @Nullable Object matching(
        ValueTest test, @Nullable Object value, Evaluation event) {
      if (value instanceof Iterable<?> several) {
        for (Object one : several) {
          if (test.test(one == null ? FieldSource.NULL : one, event)) {
            return one;
          }
        }
      }
      return value;
    }

    @Override
    boolean explain(Evaluation event, Outline out) {
      Object value = event.field(field);
      boolean verdict = holds(value, event) != looked.isNegated;
      ValueTest[] tests = looked.tests;
      if (tests.length == 1) {
        out.leaf(verdict, Printable.of(looked.key) + ' ' + one(tests[0], value, event));
        return verdict;
      }
      int at =
          out.open(
              Printable.of(looked.key)
                  + (looked.isAll ? " — all of " : " — one of ")
                  + tests.length
                  + " values; it "
                  + is(value));
      List<ValueTest> shown = new ArrayList<>();
      for (ValueTest test : tests) {
        if (test.test(value, event) != looked.isAll && shown.size() < MOST_SHOWN) {
          shown.add(test);
        }
      }
      for (ValueTest test : tests) {
        if (shown.size() < MOST_SHOWN && !shown.contains(test)) {
          shown.add(test);
        }
      }
      for (ValueTest test : shown) {
        out.leaf(test.test(value, event), quoted(test) + verdictWords(test, value, false, event));
      }
      if (shown.size() < tests.length) {
        out.remark("… and " + (tests.length - shown.size()) + " more");
      }
      return out.close(at, verdict);
    }

    private static String one(ValueTest test, @Nullable Object value, Evaluation event) {
      return quoted(test) + verdictWords(test, value, true, event);
    }

    private static String verdictWords(
        ValueTest test, @Nullable Object value, boolean withValue, Evaluation event) {
      if (test.test(value, event)) {
        return withValue ? " — matched: it " + is(matching(test, value, event)) : " — matched";
      }
      if (value == null) {
        return " — absent: the event has no such field";
      }
      ValueTest loose = test.ignoringCase();
      String words =
          loose != null && loose.test(value, event)
              ? " — differs only in case"
              : value == FieldSource.NULL ? " — null" : " — differs";
      return withValue && value != FieldSource.NULL ? words + ": it " + is(value) : words;
    }
  }

  /** A key is there, or is not. */
  static final class Exists extends Node {
    private final String field;
    private final boolean wanted;

    Exists(String field, boolean wanted) {
      this.field = field;
      this.wanted = wanted;
    }

    @Override
    boolean matches(Evaluation event) {
      return (event.field(field) != null) == wanted;
    }

    @Override
    @Nullable List<Clue> clues() {
      return wanted ? List.of(new Clue(Clue.Kind.PRESENT, field, "")) : null;
    }

    @Override
    int cost() {
      return 1;
    }

    @Override
    void evidence(Evaluation event, String selection, List<FieldMatch> into) {
      Object value = event.field(field);
      if (value != null) {
        into.add(new FieldMatch(selection, field, "exists", show(value)));
      }
    }

    @Override
    boolean explain(Evaluation event, Outline out) {
      return out.leaf(
          matches(event),
          Printable.of(field)
              + "|exists "
              + wanted
              + (event.field(field) == null ? " — absent" : " — it " + is(event.field(field))));
    }
  }

  /** Something is said anywhere in the event. */
  static final class Keywords extends Node {
    private final Tests looked;

    Keywords(Tests looked) {
      this.looked = looked;
    }

    @Override
    boolean matches(Evaluation event) {
      Iterable<?> leaves = event.leaves();
      if (looked.search != null) {
        return isAny(leaves, looked.search, event) != looked.isNegated;
      }
      boolean isAll = looked.isAll;
      for (ValueTest test : looked.tests) {
        if ((find(test, leaves, event) != null) != isAll) {
          return isAll == looked.isNegated;
        }
      }
      return isAll != looked.isNegated;
    }

    /** One value after the other, each looked through once. */
    private boolean isAny(Iterable<?> leaves, TextSearch search, Evaluation event) {
      for (Object leaf : leaves) {
        String text = Values.text(leaf);
        if (text == null || Fold.isIrregular(text)) {
          if (isAny(leaf, event)) {
            return true;
          }
        } else if (search.passes(text, leaf, event)) {
          return true;
        }
      }
      return false;
    }

    private boolean isAny(@Nullable Object leaf, Evaluation event) {
      for (ValueTest test : looked.tests) {
        if (leaf != null && test.test(leaf, event)) {
          return true;
        }
      }
      return false;
    }

    private static @Nullable Object find(ValueTest test, Iterable<?> leaves, Evaluation event) {
      for (Object leaf : leaves) {
        if (leaf != null && test.test(leaf, event)) {
          return leaf;
        }
      }
      return null;
    }

    @Override
    @Nullable List<Clue> clues() {
      return looked.clues(null);
    }

    @Override
    int cost() {
      return Math.min(looked.cost, Integer.MAX_VALUE / 40) * 20;
    }

    @Override
    void evidence(Evaluation event, String selection, List<FieldMatch> into) {
      if (looked.isNegated) {
        return;
      }
      Iterable<?> leaves = event.leaves();
      for (ValueTest test : looked.tests) {
        Object leaf = find(test, leaves, event);
        if (leaf != null) {
          into.add(new FieldMatch(selection, null, test.written(), show(leaf)));
          if (!looked.isAll) {
            return;
          }
        }
      }
    }

    @Override
    boolean explain(Evaluation event, Outline out) {
      Iterable<?> leaves = event.leaves();
      int at =
          out.open(
              (looked.key.isEmpty() ? "keywords" : "keywords " + Printable.of(looked.key))
                  + (looked.isAll ? " — all of " : " — one of ")
                  + looked.tests.length
                  + (leaves.iterator().hasNext() ? "" : "; the event lists no values to search"));
      int shown = 0;
      for (ValueTest test : looked.tests) {
        Object leaf = find(test, leaves, event);
        if (leaf != null || shown < MOST_SHOWN) {
          ValueTest loose = leaf == null ? test.ignoringCase() : null;
          out.leaf(
              leaf != null,
              quoted(test)
                  + (leaf != null
                      ? " — matched in " + Words.quoted(Printable.of(show(leaf), MOST_TEXT))
                      : loose != null && find(loose, leaves, event) != null
                          ? " — differs only in case"
                          : " — found nowhere"));
          shown++;
        }
      }
      if (shown < looked.tests.length) {
        out.remark("… and " + (looked.tests.length - shown) + " more");
      }
      return out.close(at, matches(event));
    }
  }

  /** A field says the same as another, or holds what the other says. */
  static final class FieldRef extends Node {
    private final String field;
    private final List<String> others;
    private final ValueTest.Literal.Place place;
    private final boolean isCased;
    private final boolean isAll;
    private final boolean isNegated;
    private final String key;

    FieldRef(
        String field,
        List<String> others,
        ValueTest.Literal.Place place,
        boolean isCased,
        boolean isAll,
        boolean isNegated,
        String key) {
      this.field = field;
      this.others = List.copyOf(others);
      this.place = place;
      this.isCased = isCased;
      this.isAll = isAll;
      this.isNegated = isNegated;
      this.key = key;
    }

    @Override
    boolean matches(Evaluation event) {
      return holds(event) != isNegated;
    }

    private boolean holds(Evaluation event) {
      Object value = event.field(field);
      if (Values.isNull(value)) {
        return false;
      }
      for (String other : others) {
        if (holds(value, event.field(other), isCased, event) != isAll) {
          return !isAll;
        }
      }
      return isAll;
    }

    private boolean holds(
        @Nullable Object value, @Nullable Object other, boolean cased, Evaluation event) {
      if (other instanceof Iterable<?> several) {
        for (Object one : several) {
          if (holds(value, one, cased, event)) {
            return true;
          }
        }
        return false;
      }
      String text = Values.text(other);
      return text != null
          && new ValueTest.Literal(place, cased ? text : Fold.lower(text), cased, text)
              .test(value, event);
    }

    @Override
    @Nullable List<Clue> clues() {
      return isNegated ? null : List.of(new Clue(Clue.Kind.PRESENT, field, ""));
    }

    @Override
    int cost() {
      return 15;
    }

    @Override
    void evidence(Evaluation event, String selection, List<FieldMatch> into) {
      if (isNegated) {
        return;
      }
      Object value = event.field(field);
      for (String other : others) {
        if (holds(value, event.field(other), isCased, event)) {
          into.add(new FieldMatch(selection, field, other, show(value)));
        }
      }
    }

    @Override
    boolean explain(Evaluation event, Outline out) {
      Object value = event.field(field);
      for (String other : others) {
        Object against = event.field(other);
        boolean verdict = holds(value, against, isCased, event);
        out.leaf(
            verdict != isNegated,
            Printable.of(key)
                + " "
                + Words.quoted(other)
                + (verdict
                    ? " — matched"
                    : value != null && against != null && holds(value, against, false, event)
                        ? " — differs only in case"
                        : " — differs")
                + ": it "
                + is(value)
                + ", the other "
                + is(against));
      }
      return matches(event);
    }
  }

  private static String quoted(ValueTest test) {
    return test instanceof ValueTest.Null
        ? "null"
        : '\'' + Printable.of(test.written(), MOST_TEXT) + '\'';
  }

  private static String is(@Nullable Object value) {
    if (value == null) {
      return "is absent";
    }
    if (value == FieldSource.NULL) {
      return "is null";
    }
    return "is " + Printable.of(show(value), MOST_TEXT);
  }

  /** A value as text for people; cut, not yet made printable. */
  private static String show(@Nullable Object value) {
    String text;
    if (value == null || value == FieldSource.NULL) {
      text = "null";
    } else if (value instanceof CharSequence || value instanceof Map || value instanceof Iterable) {
      text = value.toString();
    } else {
      String known = Values.text(value);
      text = known == null ? value.toString() : known;
    }
    return text.length() <= 1000 ? text : text.substring(0, 1000) + '…';
  }
}
