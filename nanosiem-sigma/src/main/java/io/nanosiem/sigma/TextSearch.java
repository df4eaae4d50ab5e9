package io.nanosiem.sigma;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tests of which one is enough, asked of a text in as few passes over it as can be: all plain
 * literals at once; what is dear to ask only if a text that must be in it is there, which is looked
 * for at once too.
 *
 * <p>Texts must not be {@linkplain Fold#isIrregular irregular}. Immutable.
 */
final class TextSearch {
  /** So dear is what looks through the text by itself. */
  private static final int DEAR = 20;

  private final @Nullable Finder literals;
  private final ValueTest[] others;
  private final @Nullable Finder hints;
  private final ValueTest[] hinted;

  private TextSearch(
      List<String> literals, List<ValueTest> others, List<String> hints, List<ValueTest> hinted) {
    this.literals = literals.isEmpty() ? null : new Finder(literals);
    this.others = others.toArray(new ValueTest[0]);
    this.hints = hints.isEmpty() ? null : new Finder(hints);
    this.hinted = hinted.toArray(new ValueTest[0]);
  }

  /** A search for any of several tests; null if they are best asked one by one. */
  static @Nullable TextSearch of(List<ValueTest> tests) {
    List<String> literals = new ArrayList<>();
    List<ValueTest> others = new ArrayList<>();
    List<String> hints = new ArrayList<>();
    List<ValueTest> hinted = new ArrayList<>();
    for (ValueTest test : tests) {
      String literal = test instanceof ValueTest.Literal one ? one.findable() : null;
      List<String> own = literal == null && test.cost() >= DEAR ? hints(test) : List.of();
      if (literal != null && literals.size() < Short.MAX_VALUE) {
        literals.add(literal);
      } else if (!own.isEmpty() && hints.size() + own.size() < Short.MAX_VALUE) {
        hints.addAll(own);
        hinted.add(test);
      } else {
        others.add(test);
      }
    }
    if (hinted.size() == 1) {
      others.addAll(hinted); // which is one pass in any case
      hinted.clear();
      hints.clear();
    }
    return literals.isEmpty() && hints.isEmpty()
        ? null
        : new TextSearch(literals, others, hints, hinted);
  }

  /** Texts of which one is in all that passes a test; empty if a {@link Finder} cannot tell. */
  private static List<String> hints(ValueTest test) {
    List<Clue> clues = test.clues(null);
    if (clues == null) {
      return List.of();
    }
    List<String> texts = clues.stream().map(Clue::text).toList();
    boolean canTell =
        texts.stream()
            .allMatch(text -> text.length() >= Finder.MIN_LENGTH && !Fold.needsWhole(text));
    return canTell ? texts : List.of();
  }

  /**
   * Whether one of the tests passes.
   *
   * @param text that of the value
   */
  boolean passes(String text, Object value, Evaluation event) {
    if (literals != null && literals.isIn(text)) {
      return true;
    }
    if (passes(others, value, event)) {
      return true;
    }
    return hints != null
        && (hints.isIn(text) || Fold.hasLongS(text))
        && passes(hinted, value, event);
  }

  private static boolean passes(ValueTest[] tests, Object value, Evaluation event) {
    for (ValueTest test : tests) {
      if (test.test(value, event)) {
        return true;
      }
    }
    return false;
  }
}
