package io.nanosiem.sigma;

import io.nanosiem.event.FieldSource;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.IsoFields;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/**
 * The plain reading of the language, for tests: works on the structures a test made, knows no YAML,
 * no positions and none of the matcher's classes, and is as slow as it likes.
 */
@NullUnmarked // nulls are values of rules and events here, and its code should stay plain
final class SlowEvaluator {
  private SlowEvaluator() {}

  /** A search: alternatives of entries that must all hold. */
  record Search(List<List<Entry>> branches) {}

  /** An entry; the field is null for keywords. */
  record Entry(@Nullable String field, List<String> modifiers, List<@Nullable Object> values) {}

  /** A rule: searches by name, and a condition in words. */
  record Rule(Map<String, Search> searches, String condition) {}

  /** What {@code %p%} and {@code %q%} stand for. */
  static final Map<String, List<String>> PLACEHOLDERS =
      Map.of("p", List.of("a*", "\\"), "q", List.of("x"));

  static boolean matches(Rule rule, FieldSource event) {
    return new Condition(rule, event).evaluate();
  }

  static boolean matches(Search search, FieldSource event) {
    for (List<Entry> branch : search.branches()) {
      boolean all = true;
      for (Entry entry : branch) {
        all = all && matches(entry, event);
      }
      if (all) {
        return true;
      }
    }
    return false;
  }

  static boolean matches(Entry entry, FieldSource event) {
    boolean isAll = entry.modifiers().contains("all");
    int held = 0;
    for (Object value : entry.values()) {
      held += holds(entry, value, event) ? 1 : 0;
    }
    boolean result = isAll ? held == entry.values().size() : held > 0;
    return entry.modifiers().contains("neq") != result;
  }

  private static boolean holds(Entry entry, @Nullable Object value, FieldSource event) {
    if (entry.field() == null) {
      for (Object leaf : event.leaves()) {
        if (leaf != FieldSource.NULL && holds(entry, value, leaf)) {
          return true;
        }
      }
      return false;
    }
    Object got = event.field(entry.field());
    if (entry.modifiers().contains("exists")) {
      return (got != null) == (Boolean) value;
    }
    if (entry.modifiers().contains("fieldref")) {
      Object other = event.field(String.valueOf(value));
      for (Object a : elements(got)) {
        for (Object b : elements(other)) {
          String x = text(a);
          String y = text(b);
          if (x != null && y != null) {
            List<String> modifiers = entry.modifiers();
            boolean anywhere = modifiers.contains("contains");
            String pattern =
                (anywhere || modifiers.contains("endswith") ? String.valueOf(MANY) : "")
                    + literal(y)
                    + (anywhere || modifiers.contains("startswith") ? MANY : "");
            if (fits(pattern, x, isCased(entry))) {
              return true;
            }
          }
        }
      }
      return false;
    }
    if (got == null) {
      return value == null;
    }
    for (Object one : elements(got)) {
      if (value == null ? one == FieldSource.NULL : holds(entry, value, one)) {
        return true;
      }
    }
    return false;
  }

  private static List<Object> elements(@Nullable Object value) {
    if (!(value instanceof List<?> list)) {
      return value == null ? List.of() : List.of(value);
    }
    List<Object> all = new ArrayList<>();
    for (Object one : list) {
      all.addAll(one == null ? List.of(FieldSource.NULL) : elements(one));
    }
    return all;
  }

  private static @Nullable String text(@Nullable Object value) {
    if (value == null || value == FieldSource.NULL || value instanceof Map) {
      return null;
    }
    if (value instanceof Number number) {
      BigDecimal decimal = new BigDecimal(number.toString());
      return decimal.signum() == 0 ? "0" : decimal.stripTrailingZeros().toPlainString();
    }
    return value.toString();
  }

  private static boolean holds(Entry entry, @Nullable Object value, Object got) {
    List<String> modifiers = entry.modifiers();
    for (String part : List.of("minute", "hour", "day", "week", "month", "year")) {
      if (modifiers.contains(part)) {
        Integer number = part(part, got);
        return number != null && compares(modifiers, number, value, "eq");
      }
    }
    for (String op : List.of("gt", "gte", "lt", "lte")) {
      if (modifiers.contains(op)) {
        return compares(modifiers, got, value, op);
      }
    }
    if (modifiers.contains("re")) {
      String text = text(got);
      return text != null && regex(modifiers, String.valueOf(value)).matcher(text).find();
    }
    if (modifiers.contains("cidr")) {
      String text = text(got);
      return text != null && isIn(text, String.valueOf(value));
    }
    String gotText = text(got);
    if (gotText == null) {
      // An object has no text, but it is there, which is all that a lone star asks for.
      return got instanceof Map
          && entry.field() != null
          && value instanceof String
          && patterns(entry, value).stream().anyMatch(one -> one.matches(MANY + "+"));
    }
    if (value instanceof Boolean flag && entry.field() != null) {
      return got instanceof Boolean
          ? got.equals(flag)
          : got instanceof String && gotText.toLowerCase(Locale.ROOT).equals(flag.toString());
    }
    boolean isBare = List.of("all", "neq").containsAll(modifiers);
    if (value instanceof Number && entry.field() != null && isBare) {
      return got instanceof Number
          ? new BigDecimal(got.toString()).compareTo(new BigDecimal(value.toString())) == 0
          : got instanceof String && gotText.equals(text(value));
    }
    for (String pattern : patterns(entry, value)) {
      if (fits(pattern, gotText, isCased(entry))) {
        return true;
      }
    }
    return false;
  }

  private static boolean compares(
      List<String> modifiers, Object got, @Nullable Object bound, String otherwise) {
    if (got instanceof Boolean || got == FieldSource.NULL || got instanceof Map) {
      return false;
    }
    String text = text(got);
    if (!(got instanceof Number) && !text.matches("[-+]?[0-9]+([.][0-9]+)?")) {
      return false;
    }
    int order = new BigDecimal(text).compareTo(new BigDecimal(String.valueOf(bound)));
    String op =
        List.of("gt", "gte", "lt", "lte").stream()
            .filter(modifiers::contains)
            .findFirst()
            .orElse(otherwise);
    return switch (op) {
      case "gt" -> order > 0;
      case "gte" -> order >= 0;
      case "lt" -> order < 0;
      case "lte" -> order <= 0;
      default -> order == 0;
    };
  }

  private static final Pattern TIME =
      Pattern.compile("(\\d{4})([-/])(\\d\\d)\\2(\\d\\d)(?:[T ](\\d\\d):(\\d\\d).*)?");

  private static @Nullable Integer part(String part, Object got) {
    LocalDate date;
    Integer hour = null;
    Integer minute = null;
    if (got instanceof Number number) {
      BigDecimal exact = new BigDecimal(number.toString());
      if (exact.abs().compareTo(new BigDecimal("1e15")) >= 0) {
        return null;
      }
      boolean isMillis = exact.abs().compareTo(new BigDecimal("1e11")) > 0;
      long seconds =
          (isMillis ? exact.movePointLeft(3) : exact)
              .setScale(0, java.math.RoundingMode.FLOOR)
              .longValue();
      ZonedDateTime time = Instant.ofEpochSecond(seconds).atZone(ZoneOffset.UTC);
      date = time.toLocalDate();
      hour = time.getHour();
      minute = time.getMinute();
    } else {
      java.util.regex.Matcher matcher = TIME.matcher(String.valueOf(text(got)));
      if (got instanceof Boolean || !matcher.matches()) {
        return null;
      }
      try {
        date =
            LocalDate.of(
                Integer.parseInt(matcher.group(1)),
                Integer.parseInt(matcher.group(3)),
                Integer.parseInt(matcher.group(4)));
      } catch (java.time.DateTimeException e) {
        return null;
      }
      if (matcher.group(5) != null) {
        hour = Integer.valueOf(matcher.group(5));
        minute = Integer.valueOf(matcher.group(6));
      }
    }
    Integer value =
        switch (part) {
          case "minute" -> minute;
          case "hour" -> hour;
          case "day" -> date.getDayOfMonth();
          case "week" -> date.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR);
          case "month" -> date.getMonthValue();
          default -> date.getYear();
        };
    // A part before the year 0 is none.
    return value == null || value < 0 ? null : value;
  }

  /** Java's expressions, told to mean what RE2 means where the two differ. */
  private static Pattern regex(List<String> modifiers, String written) {
    boolean isMultiline = modifiers.contains("m") || modifiers.contains("multiline");
    String java =
        isMultiline
            ? written.replace("$", "(?:\\z|(?=\\n))").replaceAll("^\\^", "(?:\\\\A|(?<=\\\\n))")
            : written.replace("$", "\\z");
    int flags = Pattern.UNIX_LINES;
    if (modifiers.contains("i") || modifiers.contains("ignorecase")) {
      flags |= Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE;
    }
    if (modifiers.contains("s") || modifiers.contains("dotall")) {
      flags |= Pattern.DOTALL;
    }
    if (modifiers.contains("startswith")) {
      java = "\\A(?:" + java + ")";
    } else if (modifiers.contains("endswith")) {
      java = "(?:" + java + ")\\z";
    }
    return Pattern.compile(java, flags);
  }

  /** Addresses are written out in full here: four numbers, or eight groups. */
  private static boolean isIn(String text, String network) {
    boolean[] address = bits(text);
    String[] parts = network.split("/", -1);
    boolean[] base = bits(parts[0]);
    if (address == null || base == null || address.length != base.length) {
      return false;
    }
    int length = parts.length == 1 ? base.length : Integer.parseInt(parts[1]);
    for (int i = 0; i < length; i++) {
      if (address[i] != base[i]) {
        return false;
      }
    }
    return true;
  }

  private static boolean @Nullable [] bits(String text) {
    if (text.matches("[0-9]{1,3}([.][0-9]{1,3}){3}")) {
      return bits(text.split("[.]", -1), 10, 8);
    }
    return text.matches("[0-9a-fA-F]{1,4}(:[0-9a-fA-F]{1,4}){7}")
        ? bits(text.split(":", -1), 16, 16)
        : null;
  }

  private static boolean[] bits(String[] groups, int radix, int size) {
    boolean[] bits = new boolean[groups.length * size];
    for (int i = 0; i < bits.length; i++) {
      int group = Integer.parseInt(groups[i / size], radix);
      bits[i] = (group >> (size - 1 - i % size) & 1) == 1;
    }
    return bits;
  }

  private static boolean isEncoding(String modifier) {
    return modifier.startsWith("base64") || modifier.startsWith("utf16") || modifier.equals("wide");
  }

  private static boolean isCased(Entry entry) {
    return entry.modifiers().contains("cased")
        || entry.modifiers().stream().anyMatch(SlowEvaluator::isEncoding);
  }

  /** Every pattern that a value stands for: its modifiers applied one after the other. */
  static List<String> patterns(Entry entry, @Nullable Object value) {
    List<String> modifiers = entry.modifiers();
    List<String> all =
        value instanceof String s
            ? modifiers.contains("expand") ? expanded(s) : List.of(pattern(s))
            : List.of(literal(text(value)));
    boolean isBytes = false;
    for (String modifier : modifiers) {
      List<String> next = new ArrayList<>();
      for (String one : all) {
        switch (modifier) {
          case "windash" -> next.add(windash(one));
          case "contains" -> next.add(MANY + one + MANY);
          case "startswith" -> next.add(one + MANY);
          case "endswith" -> next.add(MANY + one);
          default -> {
            if (isEncoding(modifier)) {
              for (String plain : withoutDashes(one)) {
                next.addAll(encoded(plain, modifier, isBytes));
              }
            } else {
              next.add(one);
            }
          }
        }
      }
      isBytes |= isEncoding(modifier);
      all = next;
    }
    boolean isAnywhere =
        entry.field() == null
            && !modifiers.contains("startswith")
            && !modifiers.contains("endswith");
    return isAnywhere ? all.stream().map(one -> MANY + one + MANY).toList() : all;
  }

  private static List<String> expanded(String raw) {
    java.util.regex.Matcher pieces =
        Pattern.compile("%([pq])%|((?:\\\\.|(?!%[pq]%).)+)", Pattern.DOTALL).matcher(raw);
    List<String> all = List.of("");
    while (pieces.find()) {
      List<String> choices =
          pieces.group(1) != null
              ? PLACEHOLDERS.get(pieces.group(1)).stream().map(SlowEvaluator::pattern).toList()
              : List.of(pattern(withoutEscapedPercent(pieces.group(2))));
      List<String> next = new ArrayList<>();
      for (String one : all) {
        choices.forEach(choice -> next.add(one + choice));
      }
      all = next;
    }
    return all;
  }

  private static String withoutEscapedPercent(String raw) {
    return raw.replace("\\\\", "\uE010").replace("\\%", "%").replace("\uE010", "\\\\");
  }

  private static String windash(String pattern) {
    StringBuilder out = new StringBuilder();
    int[] points = pattern.codePoints().toArray();
    for (int i = 0; i < points.length; i++) {
      boolean before = i > 0 && isWord(points[i - 1]);
      boolean after = i + 1 < points.length && isWord(points[i + 1]);
      boolean flag = (points[i] == '-' || points[i] == '/') && !before && after;
      out.appendCodePoint(flag ? DASH : points[i]);
    }
    return out.toString();
  }

  private static List<String> withoutDashes(String pattern) {
    int at = pattern.indexOf(DASH);
    if (at < 0) {
      return List.of(pattern);
    }
    List<String> all = new ArrayList<>();
    for (int i = 0; i < DASHES.length(); i++) {
      char dash = DASHES.charAt(i);
      all.addAll(withoutDashes(pattern.substring(0, at) + dash + pattern.substring(at + 1)));
    }
    return all;
  }

  private static List<String> encoded(String pattern, String modifier, boolean isBytes) {
    if (modifier.startsWith("base64")) {
      byte[] bytes =
          pattern.getBytes(isBytes ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8);
      return modifier.equals("base64") ? List.of(base64(bytes)) : offsets(bytes);
    }
    StringBuilder out = new StringBuilder();
    boolean needsMark = modifier.equals("utf16");
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      if (c == MANY) {
        out.append(c);
        continue;
      }
      out.append(needsMark ? "\u00FF\u00FE" : "");
      needsMark = false;
      char low = (char) (c & 0xFF);
      char high = (char) (c >> 8);
      out.append(modifier.equals("utf16be") ? "" + high + low : "" + low + high);
    }
    return List.of(out.toString());
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  /** What is the same whatever stands before and after: tried with all bits off and all on. */
  private static List<String> offsets(byte[] bytes) {
    List<String> all = new ArrayList<>();
    for (int offset = 0; offset < 3; offset++) {
      List<String> texts = new ArrayList<>();
      for (byte before : new byte[] {0, -1}) {
        for (byte after : new byte[] {0, -1}) {
          byte[] whole = new byte[(offset + bytes.length) / 3 * 3 + 6];
          java.util.Arrays.fill(whole, 0, offset, before);
          System.arraycopy(bytes, 0, whole, offset, bytes.length);
          java.util.Arrays.fill(whole, offset + bytes.length, whole.length, after);
          texts.add(base64(whole));
        }
      }
      StringBuilder same = new StringBuilder();
      for (int i = 0; i < texts.get(0).length(); i++) {
        char c = texts.get(0).charAt(i);
        int at = i;
        if (texts.stream().allMatch(text -> text.charAt(at) == c)) {
          same.append(c);
        }
      }
      if (same.length() > 0) {
        all.add(MANY + same.toString() + MANY);
      }
    }
    return all;
  }

  /** Literal characters as they are; wildcards as two private characters. */
  private static final String DASHES = "-/–—―";

  static final char MANY = '\uE000';

  static final char ONE = '\uE001';
  static final char DASH = '\uE002';

  private static String literal(String text) {
    return text;
  }

  private static String pattern(String raw) {
    String unescaped =
        raw.replace("\\\\", "\uE010").replace("\\*", "\uE011").replace("\\?", "\uE012");
    return unescaped
        .replace('*', MANY)
        .replace('?', ONE)
        .replace('\uE010', '\\')
        .replace('\uE011', '*')
        .replace('\uE012', '?');
  }

  private static boolean fits(String pattern, String value, boolean isCased) {
    String p = isCased ? pattern : lowerBetweenWildcards(pattern);
    String v = isCased ? value : value.toLowerCase(Locale.ROOT);
    int[] pp = p.codePoints().toArray();
    int[] vv = v.codePoints().toArray();
    boolean[] reach = new boolean[vv.length + 1];
    reach[0] = true;
    for (int c : pp) {
      boolean[] next = new boolean[vv.length + 1];
      for (int i = 0; i <= vv.length; i++) {
        if (!reach[i]) {
          continue;
        }
        if (c == MANY) {
          for (int k = i; k <= vv.length; k++) {
            next[k] = true;
          }
        } else if (i < vv.length
            && (c == ONE || (c == DASH ? DASHES.indexOf(vv[i]) >= 0 : vv[i] == c))) {
          next[i + 1] = true;
        }
      }
      reach = next;
    }
    return reach[vv.length];
  }

  /**
   * Whether a sigma is a final one depends on its neighbours, so wildcards must not be among them.
   */
  private static String lowerBetweenWildcards(String pattern) {
    StringBuilder out = new StringBuilder();
    StringBuilder run = new StringBuilder();
    for (char c : (pattern + MANY).toCharArray()) {
      if (c == MANY || c == ONE || c == DASH) {
        out.append(run.toString().toLowerCase(Locale.ROOT)).append(c);
        run.setLength(0);
      } else {
        run.append(c);
      }
    }
    return out.substring(0, out.length() - 1);
  }

  private static boolean isWord(int c) {
    return c == '_' || (Character.isLetterOrDigit(c) && c != MANY && c != ONE);
  }

  /** Reads a condition by cutting it at its operators, lowest first. */
  private static final class Condition {
    private final Rule rule;
    private final FieldSource event;
    private final List<String> words = new ArrayList<>();
    private int at;

    Condition(Rule rule, FieldSource event) {
      this.rule = rule;
      this.event = event;
      for (String word :
          rule.condition().replace("(", " ( ").replace(")", " ) ").strip().split(" +", -1)) {
        words.add(word);
      }
    }

    boolean evaluate() {
      return or();
    }

    private boolean or() {
      boolean value = and();
      while (take("or")) {
        boolean right = and();
        value = value || right;
      }
      return value;
    }

    private boolean and() {
      boolean value = not();
      while (take("and")) {
        boolean right = not();
        value = value && right;
      }
      return value;
    }

    private boolean not() {
      if (take("not")) {
        return !not();
      }
      if (take("(")) {
        boolean value = or();
        take(")");
        return value;
      }
      String word = words.get(at++);
      if (!take("of")) {
        return matches(rule.searches().get(word), event);
      }
      String pattern = words.get(at++);
      Set<String> names = new TreeSet<>();
      for (String name : rule.searches().keySet()) {
        boolean hidden = name.startsWith("_") && !pattern.startsWith("_");
        if (!hidden && (pattern.equals("them") || name.matches(pattern.replace("*", ".*")))) {
          names.add(name);
        }
      }
      int held = 0;
      for (String name : names) {
        held += matches(rule.searches().get(name), event) ? 1 : 0;
      }
      return switch (word) {
        case "all" -> held == names.size();
        case "any" -> held > 0;
        default -> held >= Integer.parseInt(word);
      };
    }

    private boolean take(String word) {
      if (at < words.size() && words.get(at).equals(word)) {
        at++;
        return true;
      }
      return false;
    }
  }
}
