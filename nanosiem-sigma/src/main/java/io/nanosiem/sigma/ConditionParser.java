package io.nanosiem.sigma;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads a condition: {@code selection and not 1 of filter_*}.
 *
 * <p>Recursive descent over this grammar, lowest precedence first (rules specification,
 * "Condition"):
 *
 * <pre>
 * or         = and { "or" and }
 * and        = not { "and" not }
 * not        = "not" not | primary
 * primary    = "(" or ")" | quantifier "of" ( "them" | pattern ) | identifier
 * quantifier = "all" | "any" | number
 * </pre>
 *
 * <p>Words end at blanks and parentheses, so {@code notepad} is an identifier. Nesting is limited
 * to {@link #MAX_DEPTH}. One thread, one use.
 */
final class ConditionParser {
  static final int MAX_DEPTH = 64;
  private static final int MAX_LENGTH = 1 << 16;

  /** How many searches the quantifiers of one condition may select together. */
  private static final int MAX_SELECTED = 20_000;

  private static final class Wrong extends Exception {
    private static final long serialVersionUID = 1L;

    Wrong() {
      super(null, null, false, false);
    }
  }

  private record Token(String text, int from, int to) {
    boolean is(String word) {
      return text.equalsIgnoreCase(word);
    }
  }

  private final Yaml.Scalar source;
  private final Collection<String> names;
  private final String kind;
  private final Problems problems;
  private final List<Token> tokens = new ArrayList<>();
  private final Set<String> used;
  private int next;
  private int depth;
  private int selections;
  private boolean hasNotedCase;

  private ConditionParser(
      Yaml.Scalar source,
      Collection<String> names,
      String kind,
      Set<String> used,
      Problems problems) {
    this.source = source;
    this.names = names;
    this.kind = kind;
    this.used = used;
    this.problems = problems;
  }

  /**
   * Reads a condition, or reports what is wrong with it and returns null.
   *
   * @param names what it may speak of
   * @param kind what they are, for messages: search or rule
   * @param used gets the names that it does speak of
   */
  static Ast.@Nullable Condition parse(
      Yaml.Scalar source,
      Collection<String> names,
      String kind,
      Set<String> used,
      Problems problems) {
    return new ConditionParser(source, names, kind, used, problems).parse();
  }

  /**
   * The words of a condition that can be names of searches, in order; none if it is no condition.
   */
  static List<Ast.Name> names(Yaml.Scalar source) {
    ConditionParser parser =
        new ConditionParser(
            source, List.of(), "name", Set.of(), new Problems(new SourceText("", null, "")));
    try {
      parser.tokenize();
    } catch (Wrong e) {
      return List.of();
    }
    List<Ast.Name> names = new ArrayList<>();
    for (int i = 0; i < parser.tokens.size(); i++) {
      Token token = parser.tokens.get(i);
      boolean isName =
          !token.is("and")
              && !token.is("or")
              && !token.is("not")
              && !token.is("of")
              && !token.text().equals("(")
              && !token.text().equals(")")
              && token.text().indexOf('*') < 0;
      if (isName) {
        names.add(new Ast.Name(token.text(), source.span(token.from(), token.to())));
      }
    }
    return names;
  }

  /** Whether a condition can name such a search. */
  static boolean isName(String name) {
    return !name.isEmpty() && name.chars().allMatch(c -> c != '*' && isWordPart((char) c));
  }

  private Ast.@Nullable Condition parse() {
    try {
      tokenize();
      if (tokens.isEmpty()) {
        problems.refuse(source.span(), "the condition is empty", "name a " + kind);
        return null;
      }
      Ast.Condition condition = or();
      if (next < tokens.size()) {
        Token token = tokens.get(next);
        if (token.text().equals(")")) {
          throw wrong(token, "')' closes nothing", null);
        }
        throw wrong(
            token,
            "expected 'and' or 'or' before " + Words.quoted(token.text()),
            Words.didYouMean(token.text(), List.of("and", "or")));
      }
      return condition;
    } catch (Wrong e) {
      return null;
    }
  }

  private Wrong wrong(Token at, String message, @Nullable String hint) {
    problems.refuse(source.span(at.from(), at.to()), message, hint);
    return new Wrong();
  }

  private Wrong wrongAtEnd(String message) {
    Token last = tokens.get(tokens.size() - 1);
    return wrong(last, message + " after " + Words.quoted(last.text()), null);
  }

  private void tokenize() throws Wrong {
    String text = source.text();
    if (text.length() > MAX_LENGTH) {
      throw wrong(
          new Token("", 0, 1), "a condition of more than " + MAX_LENGTH + " characters", null);
    }
    int i = 0;
    while (i < text.length()) {
      char c = text.charAt(i);
      if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
        i++;
      } else if (c == '(' || c == ')') {
        tokens.add(new Token(String.valueOf(c), i, i + 1));
        i++;
      } else if (c == '|') {
        throw wrong(
            new Token("|", i, text.stripTrailing().length()),
            "aggregations after '|' are not part of Sigma any more",
            "write a correlation rule: event_count or value_count with group-by and timespan");
      } else if (isWordPart(c)) {
        int from = i;
        while (i < text.length() && isWordPart(text.charAt(i))) {
          i++;
        }
        tokens.add(new Token(text.substring(from, i), from, i));
      } else {
        throw wrong(
            new Token("", i, i + Character.charCount(text.codePointAt(i))),
            "unexpected character "
                + Words.quoted(Character.toString(text.codePointAt(i)))
                + " in the condition",
            "names are made of letters, digits, '_' and '-'");
      }
    }
  }

  private static boolean isWordPart(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '_'
        || c == '-'
        || c == '.'
        || c == '*';
  }

  private Ast.Condition or() throws Wrong {
    List<Ast.Condition> parts = new ArrayList<>();
    parts.add(and());
    while (takeKeyword("or")) {
      parts.add(and());
    }
    return parts.size() == 1 ? parts.get(0) : new Ast.Or(List.copyOf(parts));
  }

  private Ast.Condition and() throws Wrong {
    List<Ast.Condition> parts = new ArrayList<>();
    parts.add(not());
    while (takeKeyword("and")) {
      parts.add(not());
    }
    return parts.size() == 1 ? parts.get(0) : new Ast.And(List.copyOf(parts));
  }

  private Ast.Condition not() throws Wrong {
    int flips = 0;
    while (takeKeyword("not")) {
      flips++;
    }
    Ast.Condition part = primary();
    return flips % 2 == 0 ? part : new Ast.Not(part);
  }

  private Ast.Condition primary() throws Wrong {
    if (next == tokens.size()) {
      throw wrongAtEnd("the condition ends too early: something is missing");
    }
    Token token = tokens.get(next++);
    if (token.text().equals("(")) {
      if (++depth > MAX_DEPTH) {
        throw wrong(token, "parentheses nested more than " + MAX_DEPTH + " deep", null);
      }
      Ast.Condition inner = or();
      depth--;
      if (next == tokens.size() || !tokens.get(next).text().equals(")")) {
        if (next < tokens.size() && !tokens.get(next).text().equals("(")) {
          Token found = tokens.get(next);
          throw wrong(
              found,
              "expected 'and', 'or' or ')' before " + Words.quoted(found.text()),
              Words.didYouMean(found.text(), List.of("and", "or")));
        }
        throw wrong(token, "'(' is never closed", null);
      }
      next++;
      return inner;
    }
    if (token.text().equals(")")) {
      throw wrong(token, "')' where a " + kind + " should stand", null);
    }
    if (next < tokens.size() && tokens.get(next).is("of")) {
      return quantified(token);
    }
    if (token.is("and") || token.is("or") || (token.is("of") && !names.contains(token.text()))) {
      throw wrong(token, Words.quoted(token.text()) + " where a " + kind + " should stand", null);
    }
    if (token.text().indexOf('*') >= 0) {
      throw wrong(
          token,
          "a pattern needs a quantifier: " + Words.quoted(token.text()),
          "write '1 of " + token.text() + "' or 'all of " + token.text() + "'");
    }
    if (!names.contains(token.text())) {
      throw wrong(
          token,
          "the condition names a " + kind + " that does not exist: " + Words.quoted(token.text()),
          Words.didYouMean(token.text(), names));
    }
    used.add(token.text());
    return new Ast.Reference(token.text());
  }

  private Ast.Condition quantified(Token quantifier) throws Wrong {
    Token of = tokens.get(next++);
    noteCase(of, "of");
    int count;
    if (quantifier.is("all")) {
      count = 0;
    } else if (quantifier.is("any")) {
      count = 1;
    } else {
      count = number(quantifier.text());
      if (count < 1) {
        throw wrong(
            quantifier,
            Words.quoted(quantifier.text()) + " is no quantifier",
            "write '1 of', 'all of', 'any of' or a number from 1");
      }
    }
    if (next == tokens.size()) {
      throw wrongAtEnd("a pattern or 'them' is missing");
    }
    Token pattern = tokens.get(next++);
    if (pattern.text().equals("(") || pattern.text().equals(")")) {
      throw wrong(pattern, "a pattern or 'them' should stand here", null);
    }
    boolean them = pattern.is("them") && !names.contains(pattern.text());
    if (them) {
      noteCase(pattern, "them");
    }
    List<String> selected = new ArrayList<>();
    for (String name : names) {
      if (them
          ? !name.startsWith("_")
          : (pattern.text().startsWith("_") || !name.startsWith("_"))
              && matches(pattern.text(), name)) {
        selected.add(name);
      }
    }
    String words = quantifier.text() + " of " + pattern.text();
    if (selected.isEmpty()) {
      throw wrong(
          pattern,
          Words.quoted(words) + " selects no " + kind,
          them
              ? "names that begin with '_' are left out of 'them'"
              : Words.didYouMean(pattern.text().replace("*", ""), names));
    }
    if (count > selected.size()) {
      throw wrong(
          quantifier,
          Words.quoted(words) + " can never hold: it selects " + selected.size(),
          "ask for at most " + selected.size());
    }
    selections += selected.size();
    if (selections > MAX_SELECTED) {
      throw wrong(
          pattern,
          "the quantifiers of this condition select more than " + MAX_SELECTED + " searches",
          null);
    }
    used.addAll(selected);
    return new Ast.Quantified(words, count, List.copyOf(selected));
  }

  private static int number(String text) {
    if (text.isEmpty() || text.length() > 4) {
      return -1;
    }
    int value = 0;
    for (int i = 0; i < text.length(); i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      value = value * 10 + digit;
    }
    return value;
  }

  private boolean takeKeyword(String word) {
    if (next < tokens.size()
        && tokens.get(next).is(word)
        && !(next + 1 < tokens.size() && tokens.get(next + 1).is("of"))) {
      noteCase(tokens.get(next), word);
      next++;
      return true;
    }
    return false;
  }

  private void noteCase(Token token, String word) {
    // Once is enough: a long condition in upper case is one habit.
    if (!token.text().equals(word) && !hasNotedCase) {
      hasNotedCase = true;
      problems.note(
          source.span(token.from(), token.to()),
          Words.quoted(token.text()) + " should be lower case",
          "write '" + word.toLowerCase(Locale.ROOT) + "'");
    }
  }

  /**
   * Whether a name fits a pattern in which {@code *} stands for any text. Linear but for restarts.
   */
  static boolean matches(String pattern, String name) {
    int p = 0;
    int n = 0;
    int star = -1;
    int mark = 0;
    while (n < name.length()) {
      if (p < pattern.length() && pattern.charAt(p) == '*') {
        star = p++;
        mark = n;
      } else if (p < pattern.length() && pattern.charAt(p) == name.charAt(n)) {
        p++;
        n++;
      } else if (star >= 0) {
        p = star + 1;
        n = ++mark;
      } else {
        return false;
      }
    }
    while (p < pattern.length() && pattern.charAt(p) == '*') {
      p++;
    }
    return p == pattern.length();
  }
}
