package io.nanosiem.sigma;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A text value of a rule while a pipeline works on it: characters, wildcards, and, under {@code
 * expand}, placeholders. Unlike {@link TextPattern} it can be written out again as a rule would
 * write it. Immutable.
 *
 * <p>Pipelines see such a value as pySigma prints it ({@link #plain()}): wildcards as {@code *} and
 * {@code ?}, the same characters with a backslash before them where they are meant literally, and
 * every other backslash alone.
 */
final class PipelineText {
  private static final int ONE = -1;
  private static final int MANY = -2;
  private static final int FIRST_PLACEHOLDER = -3;

  /** Characters, wildcards, and from {@link #FIRST_PLACEHOLDER} downwards the placeholders. */
  private final int[] elements;

  private final List<String> names;

  private PipelineText(int[] elements, List<String> names) {
    this.elements = elements;
    this.names = names;
  }

  /**
   * Reads a value as a rule writes it.
   *
   * @param raw the text
   * @param expands whether {@code %name%} is a placeholder in it
   */
  static PipelineText parse(String raw, boolean expands) {
    List<String> names = new ArrayList<>();
    int[] tokens = expands ? tokens(raw, names) : raw.chars().toArray();
    return new PipelineText(unescape(tokens, true), List.copyOf(names));
  }

  static PipelineText literal(String text) {
    return new PipelineText(text.chars().toArray(), List.of());
  }

  /** Splits off placeholders; {@code \%} is a percent sign, as in the compiler. */
  private static int[] tokens(String raw, List<String> names) {
    int[] tokens = new int[raw.length()];
    int n = 0;
    int i = 0;
    while (i < raw.length()) {
      char c = raw.charAt(i);
      if (c == '\\' && i + 1 < raw.length() && raw.charAt(i + 1) == '%') {
        tokens[n++] = '%';
        i += 2;
        continue;
      }
      int end = c == '%' ? raw.indexOf('%', i + 1) : -1;
      if (end > i + 1 && ItemCompiler.isName(raw, i + 1, end)) {
        tokens[n++] = FIRST_PLACEHOLDER - names.size();
        names.add(raw.substring(i + 1, end));
        i = end + 1;
      } else {
        tokens[n++] = c;
        i++;
      }
    }
    return Arrays.copyOf(tokens, n);
  }

  /**
   * Makes wildcards of stars and question marks, unless they are escaped.
   *
   * @param pairs whether two backslashes are one
   */
  private static int[] unescape(int[] tokens, boolean pairs) {
    int[] elements = new int[tokens.length];
    int n = 0;
    for (int i = 0; i < tokens.length; i++) {
      int c = tokens[i];
      if (c == '\\' && i + 1 < tokens.length) {
        int next = tokens[i + 1];
        if (next == '*' || next == '?' || (next == '\\' && pairs)) {
          c = next;
          i++;
        }
        elements[n++] = c;
      } else {
        elements[n++] = c == '*' ? MANY : c == '?' ? ONE : c;
      }
    }
    return Arrays.copyOf(elements, n);
  }

  boolean isEmpty() {
    return elements.length == 0;
  }

  boolean hasWildcards() {
    for (int element : elements) {
      if (element == ONE || element == MANY) {
        return true;
      }
    }
    return false;
  }

  boolean hasPlaceholders() {
    return !names.isEmpty();
  }

  /** The names of its placeholders, in order. */
  List<String> placeholders() {
    return names;
  }

  int length() {
    return elements.length;
  }

  /** With the wildcards that a modifier such as {@code contains} stands for. */
  PipelineText placed(@Nullable Modifier placement) {
    if (placement == null) {
      return this;
    }
    boolean start = placement != Modifier.STARTSWITH && !beginsWithStar();
    boolean end = placement != Modifier.ENDSWITH && !endsWithStar();
    int[] more = new int[elements.length + (start ? 1 : 0) + (end ? 1 : 0)];
    System.arraycopy(elements, 0, more, start ? 1 : 0, elements.length);
    if (start) {
      more[0] = MANY;
    }
    if (end) {
      more[more.length - 1] = MANY;
    }
    return new PipelineText(more, names);
  }

  private boolean beginsWithStar() {
    return elements.length > 0 && elements[0] == MANY;
  }

  private boolean endsWithStar() {
    return elements.length > 0 && elements[elements.length - 1] == MANY;
  }

  private String name(int element) {
    return names.get(FIRST_PLACEHOLDER - element);
  }

  /** As pySigma prints it. */
  String plain() {
    StringBuilder out = new StringBuilder(elements.length);
    for (int element : elements) {
      out.append(plain(element));
    }
    return out.toString();
  }

  private String plain(int element) {
    return switch (element) {
      case ONE -> "?";
      case MANY -> "*";
      case '*' -> "\\*";
      case '?' -> "\\?";
      default ->
          element <= FIRST_PLACEHOLDER ? '%' + name(element) + '%' : String.valueOf((char) element);
    };
  }

  /**
   * As a rule writes it.
   *
   * @param expands whether it will stand under the modifier of that name
   */
  String written(boolean expands) {
    StringBuilder out = new StringBuilder(elements.length + 8);
    for (int i = 0; i < elements.length; i++) {
      int element = elements[i];
      if (element == '\\') {
        int next = i + 1 < elements.length ? elements[i + 1] : 0;
        boolean isRead = next == '\\' || next == '*' || next == '?' || next == ONE || next == MANY;
        out.append(isRead ? "\\\\" : "\\");
      } else if (element == '%' && expands) {
        out.append("\\%");
      } else {
        out.append(plain(element));
      }
    }
    return out.toString();
  }

  /** The same with its runs of literal characters changed. */
  PipelineText mapLiterals(UnaryOperator<String> change) {
    return replaceLiterals(run -> literal(change.apply(run)));
  }

  /** The same with each run of literal characters replaced by another text. */
  PipelineText replaceLiterals(Function<String, PipelineText> change) {
    Builder out = new Builder();
    StringBuilder run = new StringBuilder();
    for (int element : elements) {
      if (element >= 0) {
        run.append((char) element);
        continue;
      }
      if (run.length() > 0) {
        out.add(change.apply(run.toString()));
        run.setLength(0);
      }
      out.add(this, element);
    }
    if (run.length() > 0) {
      out.add(change.apply(run.toString()));
    }
    return out.build();
  }

  /**
   * Every text it can stand for when its placeholders are filled in; those without a replacement
   * stay.
   *
   * @param replacements for each placeholder, in order; null to let it stay
   * @param most how many texts there may be
   * @return null if there would be more
   */
  @Nullable List<PipelineText> filled(List<@Nullable List<PipelineText>> replacements, int most) {
    List<Builder> all = new ArrayList<>(List.of(new Builder()));
    int next = 0;
    for (int element : elements) {
      List<PipelineText> several = element <= FIRST_PLACEHOLDER ? replacements.get(next++) : null;
      if (several == null) {
        all.forEach(one -> one.add(this, element));
        continue;
      }
      if ((long) all.size() * several.size() > most) {
        return null;
      }
      List<Builder> longer = new ArrayList<>();
      for (Builder one : all) {
        for (PipelineText replacement : several) {
          Builder copy = one.copy();
          copy.add(replacement);
          longer.add(copy);
        }
      }
      all = longer;
    }
    return all.stream().map(Builder::build).toList();
  }

  /** A piece of {@link #plain()}, and what it becomes. */
  record Change(int from, int to, String replacement) {}

  /**
   * The same with parts of its plain form replaced. What is not replaced stays what it is: pySigma
   * reads the whole result anew, so that a backslash before a wildcard turns into an escape.
   *
   * @param changes from left to right, without overlaps
   * @param expands whether {@code %name%} in a replacement is a placeholder
   */
  PipelineText withChanges(List<Change> changes, boolean expands) {
    Builder out = new Builder();
    int at = 0;
    int change = 0;
    int end = 0;
    for (int element : elements) {
      String shown = plain(element);
      int next = at + shown.length();
      while (change < changes.size() && changes.get(change).from() <= at) {
        out.add(replacement(changes.get(change).replacement(), expands));
        end = Math.max(end, changes.get(change).to());
        change++;
      }
      boolean isCut =
          (end > at && end < next)
              || (change < changes.size() && changes.get(change).from() < next);
      if (!isCut) {
        if (end <= at) {
          out.add(this, element);
        }
      } else {
        for (int i = at; i < next; i++) {
          while (change < changes.size() && changes.get(change).from() <= i) {
            out.add(replacement(changes.get(change).replacement(), expands));
            end = Math.max(end, changes.get(change).to());
            change++;
          }
          // The backslash of an escape means nothing without what it escapes.
          if (i >= end && (i == next - 1 || element <= FIRST_PLACEHOLDER)) {
            out.add(literal(String.valueOf(shown.charAt(i - at))));
          }
        }
      }
      at = next;
    }
    while (change < changes.size()) {
      out.add(replacement(changes.get(change++).replacement(), expands));
    }
    return out.build();
  }

  /** What a replacement says: wildcards count, backslashes need not be doubled. */
  static PipelineText replacement(String text, boolean expands) {
    List<String> names = new ArrayList<>();
    int[] tokens = expands ? tokens(text, names) : text.chars().toArray();
    return new PipelineText(unescape(tokens, false), List.copyOf(names));
  }

  /**
   * A regular expression that is found in exactly the values that the text, read with regard to
   * case, is equal to.
   *
   * @param bothCases whether each letter stands for both of its cases
   * @return null if a placeholder is in the way
   */
  @Nullable String regex(boolean bothCases) {
    StringBuilder out = new StringBuilder("(?s)\\A");
    for (int i = 0; i < elements.length; i++) {
      int element = elements[i];
      if (element <= FIRST_PLACEHOLDER) {
        return null;
      }
      if (element == MANY) {
        out.append(".*");
      } else if (element == ONE) {
        out.append('.');
      } else {
        int point = element;
        if (Character.isHighSurrogate((char) element)
            && i + 1 < elements.length
            && elements[i + 1] >= 0
            && Character.isLowSurrogate((char) elements[i + 1])) {
          point = Character.toCodePoint((char) element, (char) elements[++i]);
        }
        append(out, point, bothCases);
      }
    }
    return out.append("\\z").toString();
  }

  private static void append(StringBuilder out, int point, boolean bothCases) {
    int lower = Character.toLowerCase(point);
    int upper = Character.toUpperCase(point);
    if (bothCases && lower != upper) {
      out.append('[').appendCodePoint(lower).appendCodePoint(upper).append(']');
    } else {
      if (point < 128 && !Character.isLetterOrDigit(point) && point > ' ' && point != '_') {
        out.append('\\');
      }
      out.appendCodePoint(point);
    }
  }

  /** Equality as pySigma has it: the same characters and wildcards, case included. */
  boolean isSame(PipelineText other) {
    return Arrays.equals(elements, other.elements) && names.equals(other.names);
  }

  /** Puts a text together. One thread. */
  private static final class Builder {
    private int[] elements = new int[16];
    private int n;
    private final List<String> names = new ArrayList<>();

    void add(PipelineText text) {
      for (int element : text.elements) {
        add(text, element);
      }
    }

    void add(PipelineText from, int element) {
      if (n == elements.length) {
        elements = Arrays.copyOf(elements, n * 2);
      }
      if (element <= FIRST_PLACEHOLDER) {
        elements[n++] = FIRST_PLACEHOLDER - names.size();
        names.add(from.name(element));
      } else {
        elements[n++] = element;
      }
    }

    Builder copy() {
      Builder copy = new Builder();
      copy.elements = elements.clone();
      copy.n = n;
      copy.names.addAll(names);
      return copy;
    }

    PipelineText build() {
      return new PipelineText(Arrays.copyOf(elements, n), List.copyOf(names));
    }
  }
}
