package io.nanosiem.sigma;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.nanosiem.event.Printable;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A regular expression of a pipeline: the same linear-time engine and the same limits as in rules.
 * Immutable and thread-safe.
 */
final class PipelineRegex {
  static final int MOST_CHARACTERS = 1 << 16;

  private final Pattern pattern;

  private PipelineRegex(Pattern pattern) {
    this.pattern = pattern;
  }

  /** Compiles a pattern, or says what is wrong with it and returns null. */
  static @Nullable PipelineRegex compile(Yaml.Scalar at, Problems problems) {
    String tooMuch = RegexLimits.check(at.text());
    if (tooMuch != null) {
      problems.refuse(
          at.span(), "the regular expression is refused: " + tooMuch, "bound it more tightly");
      return null;
    }
    try {
      return new PipelineRegex(Pattern.compile(at.text()));
    } catch (PatternSyntaxException e) {
      problems.refuse(
          at.span(),
          "not a regular expression that runs in linear time: "
              + Printable.of(e.getDescription(), 60)
              + (e.getPattern() == null || e.getPattern().isEmpty()
                  ? ""
                  : " " + Words.quoted(e.getPattern())),
          at.text().contains("(?=") || at.text().contains("(?!") || at.text().contains("(?<")
              ? "look-around is not available; a named group is written (?P<name>…)"
              : null);
      return null;
    }
  }

  int groups() {
    return pattern.groupCount();
  }

  /** The number of a named group, or -1. */
  int group(String name) {
    return pattern.namedGroups().getOrDefault(name, -1);
  }

  /** Whether a text is too long to be searched, and searched again after each match. */
  boolean isTooLong(String text) {
    return text.length() > MOST_CHARACTERS
        || (long) pattern.programSize() * text.length() > Evaluation.EVENT_STEPS;
  }

  /** Whether it matches from the beginning of a text; what follows does not matter. */
  boolean matchesStart(String text) {
    return pattern.matcher(text).lookingAt();
  }

  /** Every match in a text, from left to right, as what it is replaced by. */
  List<PipelineText.Change> changes(String text, Replacement replacement, int most) {
    List<PipelineText.Change> changes = new ArrayList<>();
    Matcher matcher = pattern.matcher(text);
    long size = 0;
    while (matcher.find() && size <= most) {
      String with = replacement.of(matcher, most);
      size += with.length() + 1;
      changes.add(new PipelineText.Change(matcher.start(), matcher.end(), with));
    }
    return changes;
  }

  /**
   * What matches are replaced by: texts, and groups of the match between them.
   *
   * @param texts one more than there are groups
   * @param groups numbers
   */
  record Replacement(List<String> texts, List<Integer> groups) {
    /** The replacement of a match, cut some way beyond a size that is too much anyhow. */
    String of(Matcher matcher, int most) {
      StringBuilder out = new StringBuilder(texts.get(0));
      for (int i = 0; i < groups.size() && out.length() <= most; i++) {
        String group = matcher.group(groups.get(i));
        out.append(group == null ? "" : group).append(texts.get(i + 1));
      }
      return out.toString();
    }
  }

  /**
   * Reads a replacement in the notation of Python: {@code \1} and {@code \g<name>} are groups,
   * {@code \\} is a backslash. Says what is wrong with it and returns null.
   */
  @Nullable Replacement replacement(Yaml.Scalar at, Problems problems) {
    String text = at.text();
    List<String> texts = new ArrayList<>();
    List<Integer> numbers = new ArrayList<>();
    StringBuilder literal = new StringBuilder();
    int i = 0;
    while (i < text.length()) {
      char c = text.charAt(i);
      if (c != '\\') {
        literal.append(c);
        i++;
        continue;
      }
      int from = i++;
      char next = i < text.length() ? text.charAt(i) : 0;
      String name = null;
      if (next >= '1' && next <= '9') {
        int end = i + 1;
        if (end < text.length() && isDigit(text.charAt(end))) {
          end++;
        }
        name = text.substring(i, end);
        i = end;
      } else if (next == 'g' && i + 1 < text.length() && text.charAt(i + 1) == '<') {
        int end = text.indexOf('>', i);
        if (end < 0) {
          problems.refuse(at.span(from, text.length()), "'\\g<' is never closed", null);
          return null;
        }
        name = text.substring(i + 2, end);
        i = end + 1;
      } else if (next == '\\' || next == 'n' || next == 't' || next == 'r') {
        literal.append(next == 'n' ? '\n' : next == 't' ? '\t' : next == 'r' ? '\r' : '\\');
        i++;
        continue;
      } else if (next != 0 && (next >= 128 || !Character.isLetterOrDigit(next))) {
        // Such as \* and \?: the escape is the rule's, for a character that is no wildcard.
        literal.append('\\').append(next);
        i++;
        continue;
      } else {
        problems.refuse(
            at.span(from, Math.min(text.length(), i + 1)),
            "unknown escape " + Words.quoted(text.substring(from, Math.min(text.length(), i + 1))),
            "groups are \\1 and \\g<name>, a backslash is \\\\");
        return null;
      }
      int number = isNumber(name) ? Integer.parseInt(name) : group(name);
      if (number < 0 || number > groups()) {
        problems.refuse(
            at.span(from, i),
            "the pattern has no group " + Words.quoted(name),
            "it has " + (groups() == 0 ? "none" : groups()));
        return null;
      }
      texts.add(literal.toString());
      literal.setLength(0);
      numbers.add(number);
    }
    texts.add(literal.toString());
    return new Replacement(List.copyOf(texts), List.copyOf(numbers));
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isNumber(String name) {
    return !name.isEmpty() && name.length() < 4 && name.chars().allMatch(c -> isDigit((char) c));
  }
}
