package io.nanosiem.conformance.reach;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * Makes up events from the text of a rule: walks through its condition, takes a value of each
 * selection it needs, leaves out what filters ask for, and hands on each event that should do until
 * one is accepted. Whether it does is for the caller to see: nothing here knows the engine.
 *
 * <p>Depth first, one value of each list at a time, and a bound on the events tried.
 */
final class WitnessSolver {
  private static final int MOST_TRIES = 400;

  /** What stands between the parts of a value, and after them. */
  private static final String[][] FILLINGS = {{" ", ""}, {"", ""}, {" x ", " x"}};

  private final Map<String, Object> detection;
  private final Predicate<String> allowed;
  private final Predicate<Witness> accept;
  private int tries;

  /** A field that the rule needs and the source does not have, if that was in the way. */
  private @Nullable String missing;

  private WitnessSolver(
      Map<String, Object> detection, Predicate<String> allowed, Predicate<Witness> accept) {
    this.detection = detection;
    this.allowed = allowed;
    this.accept = accept;
  }

  /**
   * How a search ended.
   *
   * @param found whether one was accepted
   * @param missing a field that the source does not have and that was asked for
   */
  record Result(boolean found, @Nullable String missing) {}

  /**
   * Searches.
   *
   * @param yaml the rule
   * @param fixed values that the source gives
   * @param allowed whether the source has a field of that name
   * @param accept whether an event will do
   */
  static Result solve(
      String yaml,
      Map<String, Object> fixed,
      Predicate<String> allowed,
      Predicate<Witness> accept) {
    Map<String, Object> rule =
        Lines.map(new Load(LoadSettings.builder().build()).loadFromString(yaml));
    Map<String, Object> detection = Lines.map(Objects.requireNonNull(rule.get("detection")));
    WitnessSolver solver = new WitnessSolver(detection, allowed, accept);
    State start = new State();
    fixed.forEach((name, value) -> start.fields.put(name, Value.exactly(value)));
    Object condition = detection.get("condition");
    List<?> conditions = condition instanceof List<?> list ? list : List.of(condition);
    for (Object one : conditions) {
      Condition parsed = new Condition(String.valueOf(one), detection.keySet());
      if (solver.meet(parsed.parse(), true, start, solver::complete)) {
        return new Result(true, null);
      }
    }
    return new Result(false, solver.missing);
  }

  /** What is known of one field so far. */
  private record Value(
      @Nullable Object exact,
      String prefix,
      String suffix,
      List<String> within,
      boolean isPresent,
      boolean isAbsent) {
    static final Value ANY = new Value(null, "", "", List.of(), false, false);

    static Value exactly(Object value) {
      return new Value(value, "", "", List.of(), true, false);
    }

    Value present() {
      return new Value(exact, prefix, suffix, within, true, isAbsent);
    }

    /** The value, its parts one after the other. */
    Object make(String between, String tail) {
      if (exact != null) {
        return exact;
      }
      StringBuilder out = new StringBuilder(prefix);
      for (String part : within) {
        if (prefix.contains(part) || suffix.contains(part) || out.indexOf(part) >= 0) {
          continue;
        }
        if (out.length() == 0 && part.startsWith("\\")) {
          out.append("C:\\w");
        }
        out.append(out.length() == 0 ? "" : between).append(part);
      }
      if (!suffix.isEmpty()) {
        if (out.length() == 0 && suffix.startsWith("\\")) {
          out.append("C:\\w");
        }
        if (!prefix.isEmpty() && within.isEmpty() && overlaps(prefix, suffix)) {
          return prefix.length() > suffix.length() ? prefix : suffix;
        }
        out.append(suffix);
      }
      return out.length() == 0 ? "x" : out + (suffix.isEmpty() ? tail : "");
    }

    private static boolean overlaps(String prefix, String suffix) {
      return prefix.endsWith(suffix) || suffix.startsWith(prefix);
    }
  }

  private static final class State {
    final Map<String, Value> fields;
    final List<String> keywords;

    State() {
      fields = new LinkedHashMap<>();
      keywords = new ArrayList<>();
    }

    State(State other) {
      fields = new LinkedHashMap<>(other.fields);
      keywords = new ArrayList<>(other.keywords);
    }
  }

  private boolean complete(State state) {
    for (String[] filling : FILLINGS) {
      if (tries++ > MOST_TRIES) {
        return false;
      }
      Map<String, Object> fields = new LinkedHashMap<>();
      boolean isOne = true;
      for (Map.Entry<String, Value> entry : state.fields.entrySet()) {
        Value value = entry.getValue();
        if (!value.isAbsent()) {
          fields.put(entry.getKey(), value.make(filling[0], filling[1]));
          isOne &= value.within().isEmpty();
        }
      }
      if (accept.test(new Witness(fields, List.copyOf(state.keywords)))) {
        return true;
      }
      if (isOne) {
        return false;
      }
    }
    return false;
  }

  // Conditions and searches, as a tree of and, or, not over items.

  private boolean meet(Condition.Node node, boolean wanted, State state, Predicate<State> then) {
    if (tries > MOST_TRIES) {
      return false;
    }
    if (node instanceof Condition.Not not) {
      return meet(not.part(), !wanted, state, then);
    }
    if (node instanceof Condition.Name name) {
      return search(detection.get(name.name()), wanted, state, then);
    }
    Condition.Several several = (Condition.Several) node;
    int count = several.least();
    int all = several.parts().size();
    if (wanted) {
      return count == 1
          ? any(several.parts(), true, state, then)
          : some(several.parts(), 0, count, true, state, then);
    }
    // Not n of m: m - n + 1 of them are not.
    int refused = all - count + 1;
    return refused == 1
        ? any(several.parts(), false, state, then)
        : some(several.parts(), 0, refused, false, state, then);
  }

  private boolean any(
      List<Condition.Node> parts, boolean wanted, State state, Predicate<State> then) {
    for (Condition.Node part : parts) {
      if (meet(part, wanted, state, then)) {
        return true;
      }
    }
    return false;
  }

  private boolean some(
      List<Condition.Node> parts,
      int from,
      int needed,
      boolean wanted,
      State state,
      Predicate<State> then) {
    if (needed == 0) {
      return then.test(state);
    }
    if (parts.size() - from < needed) {
      return false;
    }
    return meet(
            parts.get(from),
            wanted,
            state,
            next -> some(parts, from + 1, needed - 1, wanted, next, then))
        || some(parts, from + 1, needed, wanted, state, then);
  }

  private boolean search(
      @Nullable Object search, boolean wanted, State state, Predicate<State> then) {
    if (search instanceof Map<?, ?> map) {
      List<Map.Entry<?, ?>> items = new ArrayList<>(map.entrySet());
      return wanted ? items(items, 0, state, then) : unmet(items, state, then);
    }
    List<?> list = search instanceof List<?> several ? several : List.of(String.valueOf(search));
    if (!wanted) {
      return branchesUnmet(list, 0, state, then);
    }
    for (Object branch : list) {
      if (branch instanceof Map<?, ?>) {
        if (search(branch, true, state, then)) {
          return true;
        }
      } else {
        State next = new State(state);
        next.keywords.add(literal(String.valueOf(branch)));
        if (then.test(next)) {
          return true;
        }
      }
    }
    return false;
  }

  private boolean items(List<Map.Entry<?, ?>> items, int from, State state, Predicate<State> then) {
    return from == items.size()
        ? then.test(state)
        : item(items.get(from), state, next -> items(items, from + 1, next, then));
  }

  /** A filter is best not met by saying nothing; else one of its items is made untrue. */
  private boolean unmet(List<Map.Entry<?, ?>> items, State state, Predicate<State> then) {
    List<String> fields = new ArrayList<>();
    for (Map.Entry<?, ?> item : items) {
      String[] key = String.valueOf(item.getKey()).split("\\|", -1);
      Set<String> modifiers = modifiers(key);
      List<?> values = values(item.getValue());
      if (!key[0].isEmpty()
          && (values.contains(null)
              || (modifiers.contains("exists") && values.contains(false))
              || modifiers.contains("neq"))) {
        fields.add(key[0]);
      }
    }
    if (fields.size() < items.size() && then.test(state)) {
      return true;
    }
    for (String field : fields) {
      if (with(field, state.fields.getOrDefault(field, Value.ANY).present(), state, then)) {
        return true;
      }
    }
    for (Map.Entry<?, ?> item : items) {
      String field = String.valueOf(item.getKey()).split("\\|", -1)[0];
      if (!field.isEmpty()
          && !state.fields.containsKey(field)
          && with(field, Value.exactly("x"), state, then)) {
        return true;
      }
    }
    return false;
  }

  private boolean branchesUnmet(List<?> branches, int from, State state, Predicate<State> then) {
    if (from == branches.size()) {
      return then.test(state);
    }
    if (branches.get(from) instanceof Map<?, ?> map) {
      return unmet(
          new ArrayList<>(map.entrySet()),
          state,
          next -> branchesUnmet(branches, from + 1, next, then));
    }
    return branchesUnmet(branches, from + 1, state, then);
  }

  private static Set<String> modifiers(String[] key) {
    Set<String> modifiers = new LinkedHashSet<>();
    for (int k = 1; k < key.length; k++) {
      modifiers.add(key[k]);
    }
    return modifiers;
  }

  private static List<?> values(@Nullable Object value) {
    if (value instanceof List<?> list) {
      return list;
    }
    List<Object> one = new ArrayList<>();
    one.add(value);
    return one;
  }

  private boolean item(Map.Entry<?, ?> item, State state, Predicate<State> then) {
    String[] key = String.valueOf(item.getKey()).split("\\|", -1);
    Set<String> modifiers = modifiers(key);
    List<?> values = values(item.getValue());
    if (modifiers.contains("all")) {
      return every(key[0], modifiers, values, 0, state, then);
    }
    for (Object value : values) {
      if (one(key[0], modifiers, value, state, then)) {
        return true;
      }
    }
    return false;
  }

  private boolean every(
      String field,
      Set<String> modifiers,
      List<?> values,
      int from,
      State state,
      Predicate<State> then) {
    return from == values.size()
        ? then.test(state)
        : one(
            field,
            modifiers,
            values.get(from),
            state,
            next -> every(field, modifiers, values, from + 1, next, then));
  }

  private boolean one(
      String field,
      Set<String> modifiers,
      @Nullable Object value,
      State state,
      Predicate<State> then) {
    if (field.isEmpty()) {
      State next = new State(state);
      next.keywords.add(literal(String.valueOf(value)));
      return then.test(next);
    }
    Value known = state.fields.getOrDefault(field, Value.ANY);
    if (value == null || (modifiers.contains("exists") && Boolean.FALSE.equals(value))) {
      return !known.isPresent()
          && known.equals(Value.ANY)
          && with(field, new Value(null, "", "", List.of(), false, true), state, then);
    }
    if (modifiers.contains("exists")) {
      return with(field, known.present(), state, then);
    }
    if (known.isAbsent()) {
      return false;
    }
    if (modifiers.contains("fieldref")) {
      return with(
          field,
          Value.exactly("same"),
          state,
          next -> with(String.valueOf(value), Value.exactly("same"), next, then));
    }
    Value more = add(known, modifiers, value);
    return more != null && with(field, more, state, then);
  }

  private boolean with(String field, Value value, State state, Predicate<State> then) {
    if (!state.fields.containsKey(field) && !value.isAbsent() && !allowed.test(field)) {
      missing = field;
      return false;
    }
    State next = new State(state);
    next.fields.put(field, value);
    return then.test(next);
  }

  private static @Nullable Value add(Value known, Set<String> modifiers, Object value) {
    if (modifiers.contains("re")) {
      String regex = String.valueOf(value);
      String sample = RegexSample.of(regex);
      return regex.startsWith("^") || regex.endsWith("$")
          ? exactly(known, sample)
          : within(known, sample);
    }
    if (modifiers.contains("cidr")) {
      return exactly(known, address(String.valueOf(value)));
    }
    if (modifiers.contains("gt") || modifiers.contains("gte")) {
      return exactly(known, Long.parseLong(String.valueOf(value)) + 1);
    }
    if (modifiers.contains("lt") || modifiers.contains("lte")) {
      return exactly(known, Long.parseLong(String.valueOf(value)) - 1);
    }
    if (modifiers.contains("base64") || modifiers.contains("base64offset")) {
      byte[] bytes =
          String.valueOf(value)
              .getBytes(
                  modifiers.contains("wide") || modifiers.contains("utf16le")
                      ? StandardCharsets.UTF_16LE
                      : StandardCharsets.UTF_8);
      return within(known, Base64.getEncoder().encodeToString(bytes));
    }
    if (!(value instanceof String text)) {
      return exactly(known, value);
    }
    boolean anywhere = modifiers.contains("contains");
    return pieces(
        known,
        text,
        anywhere || modifiers.contains("endswith"),
        anywhere || modifiers.contains("startswith"));
  }

  private static @Nullable Value exactly(Value known, Object value) {
    if (known.exact() == null) {
      // Parts that were asked for before must be in it; the caller sees.
      return Value.exactly(value);
    }
    return String.valueOf(known.exact()).equalsIgnoreCase(String.valueOf(value)) ? known : null;
  }

  private static Value within(Value known, String part) {
    List<String> within = new ArrayList<>(known.within());
    within.add(part);
    return new Value(known.exact(), known.prefix(), known.suffix(), within, true, false);
  }

  /** A pattern as what the value begins with, what is in it, and what it ends with. */
  private static @Nullable Value pieces(
      Value known, String pattern, boolean isOpenBefore, boolean isOpenAfter) {
    List<String> pieces = new ArrayList<>();
    StringBuilder piece = new StringBuilder();
    if (isOpenBefore) {
      pieces.add("");
    }
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      if (c == '\\') {
        int end = i;
        while (end < pattern.length() && pattern.charAt(end) == '\\') {
          end++;
        }
        int run = end - i;
        boolean isWildcard =
            end < pattern.length() && (pattern.charAt(end) == '*' || pattern.charAt(end) == '?');
        piece.append("\\".repeat(isWildcard ? run / 2 : (run + 1) / 2));
        if (isWildcard && run % 2 == 1) {
          piece.append(pattern.charAt(end));
          end++;
        }
        i = end - 1;
      } else if (c == '*') {
        pieces.add(piece.toString());
        piece.setLength(0);
      } else {
        piece.append(c == '?' ? 'x' : c);
      }
    }
    if (isOpenAfter) {
      pieces.add(piece.toString());
      piece.setLength(0);
    }
    pieces.add(piece.toString());
    if (pieces.size() == 1) {
      return exactly(known, pieces.get(0));
    }
    String prefix = longer(known.prefix(), pieces.get(0), true);
    String suffix = longer(known.suffix(), pieces.get(pieces.size() - 1), false);
    if (prefix == null || suffix == null) {
      return null;
    }
    List<String> within = new ArrayList<>(known.within());
    // In their order, with something where a star stands.
    List<String> inner = new ArrayList<>(pieces.subList(1, pieces.size() - 1));
    inner.removeIf(String::isEmpty);
    if (!inner.isEmpty()) {
      within.add(String.join("x", inner));
    }
    return new Value(known.exact(), prefix, suffix, within, true, false);
  }

  private static @Nullable String longer(String one, String other, boolean fromStart) {
    String small = one.length() < other.length() ? one : other;
    String large = one.length() < other.length() ? other : one;
    int at = fromStart ? 0 : large.length() - small.length();
    return large.regionMatches(true, at, small, 0, small.length()) ? large : null;
  }

  private static String literal(String pattern) {
    return pattern.replace("*", " ").replace("?", "x");
  }

  private static String address(String network) {
    String base = network.substring(0, network.indexOf('/'));
    if (base.indexOf(':') >= 0) {
      return base.endsWith("::") ? base + "1" : base;
    }
    return base.endsWith(".0") ? base.substring(0, base.length() - 1) + "1" : base;
  }
}
