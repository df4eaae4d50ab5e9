package io.nanosiem.sigma;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.nanosiem.event.Printable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes one line of a search — a field, its modifiers, its values — run, or says why it cannot.
 *
 * <p>Which modifiers go together follows from what the value becomes on the way: text stays text
 * under {@code contains} and {@code windash}, turns into bytes under an encoding, and {@code re},
 * {@code cidr}, {@code fieldref}, {@code exists}, the comparisons and the time parts each make
 * something else of it that no other kind can take. One thread, one rule.
 */
final class ItemCompiler {
  private static final int MOST_VARIANTS = 625;

  /** Base64 makes four characters out of three, each time it is applied. */
  private static final int MOST_ENCODINGS = 4;

  private static final int MOST_EXPANDED = 10_000;

  private final Problems problems;
  private final Map<String, List<String>> placeholders;
  private final boolean isBacktracking;
  private final RegexOverruns overruns;

  ItemCompiler(Problems problems, SigmaOptions options, RegexOverruns overruns) {
    this.problems = problems;
    this.placeholders = options.placeholders();
    this.isBacktracking = options.isBacktracking();
    this.overruns = overruns;
  }

  /** What a value is under its modifiers. */
  private enum Kind {
    TEXT,
    REGEX,
    NETWORK,
    NUMBER,
    TIME,
    REFERENCE,
    EXISTENCE
  }

  @Nullable Node compile(Ast.Item item) {
    int before = problems.refusals();
    Kind kind = kind(item);
    check(item, kind);
    if (problems.refusals() != before) {
      return null;
    }
    Node node =
        switch (kind) {
          case EXISTENCE -> exists(item);
          case REFERENCE -> reference(item);
          default -> tests(item, kind);
        };
    return problems.refusals() != before ? null : node;
  }

  private static boolean has(Ast.Item item, Modifier modifier) {
    return applied(item, modifier) != null;
  }

  private static Ast.@Nullable Applied applied(Ast.Item item, Modifier modifier) {
    for (Ast.Applied applied : item.modifiers()) {
      if (applied.modifier() == modifier) {
        return applied;
      }
    }
    return null;
  }

  private static Kind kind(Ast.Item item) {
    for (Ast.Applied applied : item.modifiers()) {
      Modifier m = applied.modifier();
      if (m == Modifier.EXISTS) {
        return Kind.EXISTENCE;
      }
      if (m == Modifier.FIELDREF) {
        return Kind.REFERENCE;
      }
      if (m == Modifier.RE || m.isRegexFlag()) {
        return Kind.REGEX;
      }
      if (m == Modifier.CIDR) {
        return Kind.NETWORK;
      }
      if (m.isTimePart()) {
        return Kind.TIME;
      }
      if (m.isComparison()) {
        return Kind.NUMBER;
      }
    }
    return Kind.TEXT;
  }

  private static boolean allows(Kind kind, Modifier modifier) {
    if (modifier == Modifier.ALL || modifier == Modifier.NEQ) {
      return kind != Kind.EXISTENCE;
    }
    return switch (kind) {
      case TEXT ->
          modifier.isPlacement()
              || modifier.isEncoding()
              || modifier == Modifier.CASED
              || modifier == Modifier.WINDASH
              || modifier == Modifier.EXPAND;
      case REGEX ->
          modifier == Modifier.RE
              || modifier.isRegexFlag()
              || modifier.isPlacement()
              || modifier == Modifier.CASED;
      case NETWORK -> modifier == Modifier.CIDR || modifier == Modifier.EXPAND;
      case NUMBER -> modifier.isComparison();
      case TIME -> modifier.isTimePart() || modifier.isComparison();
      case REFERENCE ->
          modifier == Modifier.FIELDREF || modifier.isPlacement() || modifier == Modifier.CASED;
      case EXISTENCE -> modifier == Modifier.EXISTS;
    };
  }

  /** Refuses combinations without a meaning, at the modifier that does not fit. */
  private void check(Ast.Item item, Kind kind) {
    Ast.Applied placement = null;
    Ast.Applied head = null;
    Ast.Applied encoding = null;
    int encodings = 0;
    boolean regex = false;
    List<Modifier> seen = new ArrayList<>();
    for (Ast.Applied applied : item.modifiers()) {
      Modifier m = applied.modifier();
      if (seen.contains(m) && m != Modifier.BASE64) {
        problems.refuse(applied.at(), "'" + m.word() + "' is given twice", null);
        return;
      }
      if (!allows(kind, m)) {
        String other = culprit(item, kind);
        problems.refuse(
            applied.at(), "'" + m.word() + "' cannot be combined with '" + other + "'", null);
        return;
      }
      if (m.isPlacement()) {
        if (placement != null) {
          problems.refuse(
              applied.at(),
              "'" + m.word() + "' cannot be combined with '" + placement.modifier().word() + "'",
              "use two entries, or a wildcard");
          return;
        }
        placement = applied;
        if (kind == Kind.REGEX && m == Modifier.CONTAINS) {
          problems.note(
              applied.at(), "'contains' adds nothing: a regex is searched anywhere", null);
        }
      }
      if (m.isEncoding()) {
        if (++encodings > MOST_ENCODINGS) {
          problems.refuse(
              applied.at(), "more than " + MOST_ENCODINGS + " encodings of one value", null);
          return;
        }
        boolean toBase64 = m == Modifier.BASE64 || m == Modifier.BASE64OFFSET;
        if (placement != null && toBase64) {
          problems.refuse(
              applied.at(),
              "'" + placement.modifier().word() + "' before '" + m.word() + "' has no meaning",
              "put it after the encoding");
          return;
        }
        if (encoding != null && encoding.modifier() == Modifier.BASE64OFFSET) {
          problems.refuse(applied.at(), "'" + m.word() + "' cannot follow 'base64offset'", null);
          return;
        }
        encoding = applied;
      }
      if (m == Modifier.WINDASH && encoding != null) {
        problems.refuse(applied.at(), "'windash' has to stand before the encoding", null);
        return;
      }
      if (m.isRegexFlag() && !regex) {
        problems.refuse(
            applied.at(),
            "'" + m.word() + "' needs 're' before it",
            "write '|re|" + m.word() + "'");
        return;
      }
      boolean isFirst = seen.stream().allMatch(s -> s == Modifier.ALL || s == Modifier.NEQ);
      if ((m == Modifier.RE || m == Modifier.CIDR) && !isFirst && !seen.contains(Modifier.EXPAND)) {
        problems.refuse(applied.at(), "'" + m.word() + "' has to be the first modifier", null);
        return;
      }
      if (m.isTimePart() || m.isComparison()) {
        if (head != null && (m.isTimePart() || head.modifier().isComparison())) {
          problems.refuse(
              applied.at(),
              "'" + m.word() + "' cannot follow '" + head.modifier().word() + "'",
              m.isTimePart() ? null : "use two entries for a range");
          return;
        }
        head = applied;
      }
      regex |= m == Modifier.RE;
      seen.add(m);
    }
    if (encoding != null
        && encoding.modifier() == Modifier.BASE64OFFSET
        && placement != null
        && placement.modifier() != Modifier.CONTAINS) {
      problems.refuse(
          placement.at(),
          "'base64offset' means text anywhere inside; '"
              + placement.modifier().word()
              + "' contradicts it",
          "use 'contains'");
    }
    Ast.Applied cased = applied(item, Modifier.CASED);
    if (kind == Kind.REGEX && cased != null) {
      if (has(item, Modifier.IGNORECASE)) {
        problems.refuse(cased.at(), "'cased' contradicts 'i'", null);
      } else {
        problems.note(cased.at(), "'cased' adds nothing: a regex minds the case", null);
      }
    }
    if (item.field() == null
        && (kind == Kind.EXISTENCE
            || kind == Kind.REFERENCE
            || kind == Kind.NUMBER
            || kind == Kind.TIME)) {
      Ast.Applied first = item.modifiers().get(0);
      problems.refuse(
          first.at(), "'" + first.modifier().word() + "' needs a field before it", null);
    }
    Ast.Applied all = applied(item, Modifier.ALL);
    if (all != null && item.values().size() == 1) {
      problems.note(all.at(), "'all' over a single value adds nothing", "leave it out");
    }
  }

  private static String culprit(Ast.Item item, Kind kind) {
    for (Ast.Applied applied : item.modifiers()) {
      Modifier m = applied.modifier();
      boolean isHead =
          switch (kind) {
            case EXISTENCE -> m == Modifier.EXISTS;
            case REFERENCE -> m == Modifier.FIELDREF;
            case REGEX -> m == Modifier.RE || m.isRegexFlag();
            case NETWORK -> m == Modifier.CIDR;
            case TIME -> m.isTimePart();
            case NUMBER -> m.isComparison();
            case TEXT -> true;
          };
      if (isHead) {
        return m.word();
      }
    }
    return "these modifiers";
  }

  // ---- exists and fieldref ----

  private @Nullable Node exists(Ast.Item item) {
    Yaml.Scalar value = item.values().get(0);
    if (item.values().size() > 1
        || value.type() != Yaml.Scalar.Type.BOOLEAN
        || item.field() == null) {
      problems.refuse(
          value.span(),
          "'exists' takes true or false, not " + Words.quoted(value.text()),
          value.isString() ? "without quotes" : null);
      return null;
    }
    return new Node.Exists(item.field(), Boolean.TRUE.equals(value.plain()));
  }

  private @Nullable Node reference(Ast.Item item) {
    List<String> others = new ArrayList<>();
    for (Yaml.Scalar value : item.values()) {
      boolean isName = value.isString() || value.isNumber();
      if (!isName || value.text().isEmpty()) {
        problems.refuse(value.span(), "'fieldref' takes the name of a field", null);
      } else if (value.text().indexOf('*') >= 0 || value.text().indexOf('?') >= 0) {
        problems.refuse(
            value.span(), "a field name with a wildcard: " + Words.quoted(value.text()), null);
      } else {
        others.add(value.text());
      }
    }
    String field = item.field();
    if (others.size() != item.values().size() || field == null) {
      return null;
    }
    ValueTest.Literal.Place place =
        has(item, Modifier.CONTAINS)
            ? ValueTest.Literal.Place.ANYWHERE
            : has(item, Modifier.STARTSWITH)
                ? ValueTest.Literal.Place.START
                : has(item, Modifier.ENDSWITH)
                    ? ValueTest.Literal.Place.END
                    : ValueTest.Literal.Place.WHOLE;
    return new Node.FieldRef(
        field,
        others,
        place,
        has(item, Modifier.CASED),
        has(item, Modifier.ALL),
        has(item, Modifier.NEQ),
        item.key());
  }

  // ---- everything that is a test of one value ----

  private @Nullable Node tests(Ast.Item item, Kind kind) {
    List<ValueTest> tests = new ArrayList<>(item.values().size());
    for (Yaml.Scalar value : item.values()) {
      ValueTest test =
          switch (kind) {
            case REGEX -> regex(item, value);
            case NETWORK -> network(item, value);
            case NUMBER, TIME -> comparison(item, value);
            default -> text(item, value);
          };
      if (test != null) {
        tests.add(test);
      }
    }
    if (tests.size() != item.values().size()) {
      return null;
    }
    Node.Tests looked =
        new Node.Tests(tests, has(item, Modifier.ALL), has(item, Modifier.NEQ), item.key());
    return item.field() == null ? new Node.Keywords(looked) : new Node.Field(item.field(), looked);
  }

  private @Nullable ValueTest comparison(Ast.Item item, Yaml.Scalar value) {
    Modifier part = null;
    Modifier operator = Modifier.ALL;
    String last = "";
    for (Ast.Applied applied : item.modifiers()) {
      Modifier m = applied.modifier();
      if (m.isTimePart()) {
        part = m;
        last = m.word();
      } else if (m.isComparison()) {
        operator = m;
        last = m.word();
      }
    }
    Number bound = value.number();
    if (bound == null && value.isString()) {
      bound = Numbers.fromDecimalText(value.text());
      if (bound != null) {
        problems.note(
            value.span(), "a number in quotes, read as the number", "leave the quotes out");
      }
    }
    if (bound == null) {
      problems.refuse(
          value.span(),
          "'" + last + "' needs a number, not " + describe(value),
          value.text().indexOf('*') >= 0 ? "wildcards have no meaning here" : null);
      return null;
    }
    ValueTest.Comparison comparison = new ValueTest.Comparison(operator, bound, value.text());
    if (part == null) {
      return comparison;
    }
    if (!(bound instanceof Long)) {
      problems.refuse(value.span(), "'" + part.word() + "' is compared with whole numbers", null);
      return null;
    }
    int[] range = range(part);
    if (operator == Modifier.ALL
        && (bound.longValue() < range[0] || bound.longValue() > range[1])) {
      problems.refuse(
          value.span(),
          "no " + part.word() + " is " + Words.quoted(value.text()),
          "it lies between " + range[0] + " and " + range[1]);
      return null;
    }
    return new ValueTest.Time(part, comparison);
  }

  private static int[] range(Modifier part) {
    return switch (part) {
      case MINUTE -> new int[] {0, 59};
      case HOUR -> new int[] {0, 23};
      case DAY -> new int[] {1, 31};
      case WEEK -> new int[] {1, 53};
      case MONTH -> new int[] {1, 12};
      default -> new int[] {0, 9999};
    };
  }

  private static String describe(Yaml.Scalar value) {
    return value.type() == Yaml.Scalar.Type.NULL ? "null" : Words.quoted(value.text());
  }

  private @Nullable ValueTest network(Ast.Item item, Yaml.Scalar value) {
    if (!value.isString()) {
      problems.refuse(
          value.span(), "'cidr' needs a network, not " + describe(value), "such as '10.0.0.0/8'");
      return null;
    }
    List<TextPattern> patterns =
        has(item, Modifier.EXPAND) ? expand(value) : List.of(TextPattern.literal(value.text()));
    if (patterns == null) {
      return null;
    }
    List<ValueTest> tests = new ArrayList<>();
    for (TextPattern pattern : patterns) {
      String text = pattern.hasWildcards() ? value.text() : pattern.literalText();
      Network network = Network.parse(text);
      if (network == null) {
        problems.refuse(
            value.span(),
            "not a network: " + Words.quoted(text),
            "such as '10.0.0.0/8' or 'fe80::/10'");
        return null;
      }
      if (network.hasHostBits(text)) {
        problems.note(
            value.span(),
            "the address has bits beyond its prefix; read as the network",
            "write '" + network + "'");
      }
      tests.add(new ValueTest.Cidr(network, text));
    }
    return anyOf(tests, value.text());
  }

  private @Nullable ValueTest regex(Ast.Item item, Yaml.Scalar value) {
    if (value.type() == Yaml.Scalar.Type.NULL || value.type() == Yaml.Scalar.Type.BOOLEAN) {
      problems.refuse(value.span(), "'re' needs a pattern, not " + describe(value), null);
      return null;
    }
    if (!value.isString()) {
      problems.note(value.span(), "a number as a pattern, read as its text", "put it in quotes");
    }
    String text = value.text();
    String tooMuch = RegexLimits.check(text);
    if (tooMuch != null) {
      problems.refuse(
          value.span(), "the regular expression is refused: " + tooMuch, "bound it more tightly");
      return null;
    }
    boolean ignoresCase = has(item, Modifier.IGNORECASE);
    if ((ignoresCase || RegexFolding.ignoresCase(text)) && !RegexFolding.isFoldable(text)) {
      problems.refuse(
          value.span(),
          "the regular expression is refused: the letters U+1C80 to U+1C88 cannot be searched for"
              + " without regard to case",
          "leave them out of it, or out of its ranges");
      return null;
    }
    RegexSearch search = linear(item, text, ignoresCase, value);
    return search == null
        ? null
        : new ValueTest.Regex(
            search, !ignoresCase && RegexFolding.isFoldable(text), text, overruns);
  }

  /** The pattern with what startswith and endswith ask for, as both engines write it. */
  private static String anchored(Ast.Item item, String text) {
    if (has(item, Modifier.STARTSWITH)) {
      return "\\A(?:" + text + ")";
    }
    return has(item, Modifier.ENDSWITH) ? "(?:" + text + ")\\z" : text;
  }

  private @Nullable RegexSearch linear(
      Ast.Item item, String text, boolean ignoresCase, Yaml.Scalar value) {
    int flags = ignoresCase ? Pattern.CASE_INSENSITIVE : 0;
    flags |= has(item, Modifier.MULTILINE) ? Pattern.MULTILINE : 0;
    flags |= has(item, Modifier.DOTALL) ? Pattern.DOTALL : 0;
    String whole = anchored(item, text);
    try {
      Pattern pattern = Pattern.compile(whole, flags);
      if (!whole.equals(text)) {
        // A pattern such as "a)|(b" is broken, though its wrapped form would compile.
        Pattern unused = Pattern.compile(text, flags);
        if (unused.programSize() < 0) {
          throw new IllegalStateException("a program has a size");
        }
      }
      return new RegexSearch.Linear(pattern);
    } catch (PatternSyntaxException e) {
      RegexSearch other =
          isBacktracking
              ? RegexSearch.Backtracking.compile(
                  text,
                  whole,
                  ignoresCase,
                  has(item, Modifier.MULTILINE),
                  has(item, Modifier.DOTALL))
              : null;
      if (other != null) {
        problems.note(
            value.span(),
            "the regular expression does not run in linear time",
            "it is searched for within " + RegexSearch.Backtracking.SEARCH_STEPS + " steps");
        return other;
      }
      problems.refuse(
          value.span(),
          "not a regular expression that runs in linear time: "
              + Printable.of(e.getDescription(), 60)
              + (e.getPattern() == null || e.getPattern().isEmpty()
                  ? ""
                  : " " + Words.quoted(e.getPattern())),
          regexHint(text));
      return null;
    }
  }

  private static @Nullable String regexHint(String text) {
    if (text.contains("(?=")
        || text.contains("(?!")
        || text.contains("(?<=")
        || text.contains("(?<!")) {
      return "look-around is not available; use two searches and 'not' in the condition";
    }
    if (text.contains("\\1") || text.contains("\\2")) {
      return "back-references are not available";
    }
    return null;
  }

  private @Nullable ValueTest text(Ast.Item item, Yaml.Scalar value) {
    Ast.Applied stringModifier = null;
    for (Ast.Applied applied : item.modifiers()) {
      if (applied.modifier() != Modifier.ALL && applied.modifier() != Modifier.NEQ) {
        stringModifier = stringModifier == null ? applied : stringModifier;
      }
    }
    switch (value.type()) {
      case NULL -> {
        if (item.field() == null) {
          problems.refuse(value.span(), "null cannot be searched for as a keyword", null);
          return null;
        }
        if (stringModifier != null) {
          problems.refuse(
              stringModifier.at(),
              "'" + stringModifier.modifier().word() + "' cannot be applied to null",
              "for the empty text write ''");
          return null;
        }
        if (item.values().size() > 1) {
          problems.note(value.span(), "null in a list of values", "use a search of its own");
        }
        return new ValueTest.Null();
      }
      case BOOLEAN -> {
        if (item.field() == null) {
          return pattern(item, value, List.of(TextPattern.literal(value.text())));
        }
        if (stringModifier != null) {
          problems.refuse(
              stringModifier.at(),
              "'" + stringModifier.modifier().word() + "' cannot be applied to a boolean",
              "put the word in quotes");
          return null;
        }
        return new ValueTest.Bool(Boolean.TRUE.equals(value.plain()), value.text());
      }
      case INTEGER, DECIMAL -> {
        Number number = value.number();
        String text = number == null ? null : Numbers.text(number);
        if (number == null || text == null) {
          problems.refuse(value.span(), "a number of this size is not supported", null);
          return null;
        }
        if (item.field() == null) {
          return pattern(item, value, List.of(TextPattern.literal(text)));
        }
        if (stringModifier == null) {
          return new ValueTest.Numeric(number, value.text());
        }
        noteNumberAsText(problems, value, stringModifier.modifier(), text);
        return pattern(item, value, List.of(TextPattern.literal(text)));
      }
      case NOT_A_NUMBER -> {
        problems.refuse(
            value.span(), Words.quoted(value.text()) + " equals nothing", "put it in quotes");
        return null;
      }
      default -> {
        List<TextPattern> patterns =
            has(item, Modifier.EXPAND) ? expand(value) : List.of(TextPattern.parse(value.text()));
        return patterns == null ? null : pattern(item, value, patterns);
      }
    }
  }

  static void noteNumberAsText(
      Problems problems, Yaml.Scalar value, Modifier modifier, String text) {
    problems.note(
        value.span(),
        "a number with '" + modifier.word() + "', read as its text",
        "write '" + text + "' in quotes");
  }

  private @Nullable ValueTest pattern(Ast.Item item, Yaml.Scalar value, List<TextPattern> from) {
    List<TextPattern> patterns = from;
    boolean isEncoded = false;
    Modifier place = null;
    for (Ast.Applied applied : item.modifiers()) {
      Modifier m = applied.modifier();
      if (m == Modifier.WINDASH) {
        patterns = patterns.stream().map(TextPattern::windash).toList();
      } else if (m.isPlacement()) {
        place = m;
        patterns = patterns.stream().map(p -> placed(p, m)).toList();
      } else if (m.isEncoding()) {
        patterns = encode(patterns, applied, value, isEncoded);
        if (patterns == null) {
          return null;
        }
        isEncoded = true;
        if (m == Modifier.BASE64OFFSET) {
          place = Modifier.CONTAINS;
          patterns = patterns.stream().map(p -> p.openStart().openEnd()).toList();
        }
      }
    }
    if (item.field() == null && (place == null || place == Modifier.CONTAINS)) {
      patterns = patterns.stream().map(p -> p.openStart().openEnd()).toList();
    }
    boolean isCased = isEncoded || has(item, Modifier.CASED);
    List<ValueTest> tests = new ArrayList<>();
    for (TextPattern pattern : patterns) {
      tests.add(test(pattern, isCased, value.text()));
    }
    return anyOf(tests, value.text());
  }

  private static ValueTest anyOf(List<ValueTest> tests, String written) {
    return tests.size() == 1 ? tests.get(0) : new ValueTest.AnyOf(tests, written);
  }

  private static TextPattern placed(TextPattern pattern, Modifier place) {
    return switch (place) {
      case STARTSWITH -> pattern.openEnd();
      case ENDSWITH -> pattern.openStart();
      default -> pattern.openStart().openEnd();
    };
  }

  /** The fastest test that does what the pattern says. */
  static ValueTest test(TextPattern pattern, boolean isCased, String written) {
    if (pattern.isAnything()) {
      return new ValueTest.Anything(written);
    }
    if (!pattern.has(TextPattern.ONE) && !pattern.has(TextPattern.DASH)) {
      List<int[]> segments = pattern.segments(isCased);
      List<int[]> literals = segments.stream().filter(s -> s.length > 0).toList();
      boolean isOpenStart = segments.get(0).length == 0 && segments.size() > 1;
      boolean isOpenEnd = segments.get(segments.size() - 1).length == 0 && segments.size() > 1;
      if (literals.size() <= 1) {
        String literal = literals.isEmpty() ? "" : string(literals.get(0));
        ValueTest.Literal.Place place =
            isOpenStart
                ? isOpenEnd ? ValueTest.Literal.Place.ANYWHERE : ValueTest.Literal.Place.END
                : isOpenEnd ? ValueTest.Literal.Place.START : ValueTest.Literal.Place.WHOLE;
        return new ValueTest.Literal(place, literal, isCased, written);
      }
    }
    return new ValueTest.Glob(pattern, isCased, written);
  }

  private static String string(int[] characters) {
    return new String(characters, 0, characters.length);
  }

  // ---- encodings and placeholders ----

  private @Nullable List<TextPattern> encode(
      List<TextPattern> patterns, Ast.Applied applied, Yaml.Scalar value, boolean isEncoded) {
    Modifier encoding = applied.modifier();
    boolean toBase64 = encoding == Modifier.BASE64 || encoding == Modifier.BASE64OFFSET;
    List<TextPattern> encoded = new ArrayList<>();
    for (TextPattern pattern : patterns) {
      List<TextPattern> plain = pattern.withoutDashClass(MOST_VARIANTS);
      if (plain.isEmpty()) {
        problems.refuse(
            value.span(),
            "too many dashes to encode: more than " + MOST_VARIANTS + " variants",
            null);
        return null;
      }
      for (TextPattern one : plain) {
        if (one.has(TextPattern.ONE) || (toBase64 && one.hasWildcards())) {
          problems.refuse(
              value.span(),
              "a wildcard cannot be encoded with '" + encoding.word() + "'",
              "escape it with a backslash if it is meant literally");
          return null;
        }
        if (one.isEmpty()) {
          problems.refuse(value.span(), "there is nothing to encode", null);
          return null;
        }
        encoded.addAll(encode(one, encoding, isEncoded));
      }
    }
    if (encoding == Modifier.BASE64OFFSET
        && encoded.stream().anyMatch(p -> p.literalText().length() < 3)) {
      problems.note(
          value.span(), "too short for 'base64offset': it will be found almost anywhere", null);
    }
    return encoded;
  }

  private static List<TextPattern> encode(
      TextPattern pattern, Modifier encoding, boolean isEncoded) {
    switch (encoding) {
      case BASE64 -> {
        return List.of(TextPattern.literal(Encodings.base64(bytes(pattern, isEncoded))));
      }
      case BASE64OFFSET -> {
        return Encodings.base64Offsets(bytes(pattern, isEncoded)).stream()
            .map(TextPattern::literal)
            .toList();
      }
      case UTF16BE -> {
        return List.of(pattern.mapLiterals(Encodings::utf16be));
      }
      default -> {
        TextPattern wide = pattern.mapLiterals(Encodings::utf16le);
        return List.of(encoding == Modifier.UTF16 ? wide.begin(Encodings.BYTE_ORDER_MARK) : wide);
      }
    }
  }

  private static String bytes(TextPattern pattern, boolean isEncoded) {
    return isEncoded ? pattern.literalText() : Encodings.utf8(pattern.literalText());
  }

  /**
   * What a value stands for when its placeholders are filled in; null if one is unknown.
   *
   * <p>The pieces are read one by one, so that a backslash at the end of one never escapes the
   * beginning of the next. The scan goes once from the left: {@code \\%} is a backslash before a
   * placeholder, {@code \%} a percent sign.
   */
  private @Nullable List<TextPattern> expand(Yaml.Scalar value) {
    String text = value.text();
    List<TextPattern> all = List.of(TextPattern.literal(""));
    StringBuilder run = new StringBuilder();
    boolean isExpanded = false;
    int i = 0;
    while (i < text.length()) {
      char c = text.charAt(i);
      if (c == '\\' && i + 1 < text.length()) {
        char next = text.charAt(i + 1);
        run.append(next == '%' ? "%" : "\\" + next);
        i += 2;
        continue;
      }
      int end = c == '%' ? text.indexOf('%', i + 1) : -1;
      if (end <= i + 1 || !isName(text, i + 1, end)) {
        run.append(c);
        i++;
        continue;
      }
      String name = text.substring(i + 1, end);
      List<String> replacements = placeholders.get(name);
      if (replacements == null) {
        Set<String> known = placeholders.keySet();
        String near = Words.didYouMean(name, known);
        problems.refuse(
            value.span(i, end + 1),
            "no value is known for the placeholder " + Words.quoted("%" + name + "%"),
            near != null ? near : "supply it with SigmaOptions.placeholder");
        return null;
      }
      if ((long) all.size() * replacements.size() > MOST_EXPANDED) {
        problems.refuse(
            value.span(), "placeholders expand to more than " + MOST_EXPANDED + " values", null);
        return null;
      }
      TextPattern before = TextPattern.parse(run.toString());
      run.setLength(0);
      isExpanded = true;
      List<TextPattern> next = new ArrayList<>(all.size() * replacements.size());
      for (TextPattern one : all) {
        for (String replacement : replacements) {
          next.add(one.then(before).then(TextPattern.parse(replacement)));
        }
      }
      all = next;
      i = end + 1;
    }
    if (!isExpanded) {
      problems.note(value.span(), "'expand' finds no placeholder here", "write %name%");
    }
    TextPattern rest = TextPattern.parse(run.toString());
    return all.stream().map(one -> one.then(rest)).toList();
  }

  /** Whether a part of a text can be the name of a placeholder. */
  static boolean isName(String text, int from, int to) {
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if (!Character.isLetterOrDigit(c) && c != '_' && c != '-' && c != '.') {
        return false;
      }
    }
    return true;
  }
}
