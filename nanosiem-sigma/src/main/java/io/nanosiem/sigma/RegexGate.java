package io.nanosiem.sigma;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tells texts in which an expression can find nothing, as something is not there that must be: a
 * search takes a hundred times as long. Immutable.
 */
final class RegexGate {
  /** Of each of these sets one must be there. */
  private final List<OneOf> sets;

  private RegexGate(List<OneOf> sets) {
    this.sets = sets;
  }

  /** Signs, and longer texts. */
  private record OneOf(String signs, @Nullable Finder finder) {
    /** Null if one of the texts is in nearly every text, or there are too many. */
    static @Nullable OneOf of(List<String> texts) {
      StringBuilder signs = new StringBuilder();
      List<String> longer = new ArrayList<>();
      for (String text : texts) {
        if (text.length() >= Finder.MIN_LENGTH) {
          longer.add(text);
        } else if (Character.isLetter(text.charAt(0))) {
          return null;
        } else {
          signs.append(text);
        }
      }
      return longer.size() > Short.MAX_VALUE
          ? null
          : new OneOf(signs.toString(), longer.isEmpty() ? null : new Finder(longer));
    }

    boolean isIn(String text) {
      for (int i = 0; i < signs.length(); i++) {
        if (text.indexOf(signs.charAt(i)) >= 0) {
          return true;
        }
      }
      return finder != null && (finder.isIn(text) || Fold.hasLongS(text));
    }
  }

  /**
   * A gate for an expression.
   *
   * @param expression in the syntax of RE2; null if it is in none that can be read
   * @return null if nothing can be told
   */
  static @Nullable RegexGate of(@Nullable String expression) {
    List<OneOf> sets = new ArrayList<>();
    if (expression != null) {
      for (List<String> texts : RegexLiterals.all(expression)) {
        OneOf set = OneOf.of(texts);
        if (set != null) {
          // What is looked for fastest comes first.
          sets.add(set.finder == null ? 0 : sets.size(), set);
        }
      }
    }
    return sets.isEmpty() ? null : new RegexGate(List.copyOf(sets));
  }

  /** Whether a search may find something. */
  boolean isOpen(String text) {
    for (int i = 0; i < sets.size(); i++) {
      if (!sets.get(i).isIn(text)) {
        return false;
      }
    }
    return true;
  }
}
