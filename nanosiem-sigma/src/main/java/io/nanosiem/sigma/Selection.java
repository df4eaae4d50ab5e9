package io.nanosiem.sigma;

import io.nanosiem.detect.Severity;
import io.nanosiem.event.LogSource;
import io.nanosiem.event.Printable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which of the rules that are read are wanted, and at which level: what {@link SigmaOptions} says
 * of it. A rule has to meet every part that is set. Immutable.
 *
 * @param minimumLevel null for any
 * @param statuses empty for any
 * @param tags wanted, in lower case; one that ends in a dot is a prefix; empty for any
 * @param withoutTags not wanted, in the same form
 * @param rules ids or names wanted; empty for any
 * @param withoutRules ids or names not wanted
 * @param logSources wanted; empty for any
 * @param levels by id or name, in place of what the rules say
 */
record Selection(
    @Nullable Severity minimumLevel,
    Set<String> statuses,
    Set<String> tags,
    Set<String> withoutTags,
    Set<String> rules,
    Set<String> withoutRules,
    Set<LogSource> logSources,
    Map<String, Severity> levels) {

  static final Selection ALL =
      new Selection(null, Set.of(), Set.of(), Set.of(), Set.of(), Set.of(), Set.of(), Map.of());

  Selection minimumLevel(Severity level) {
    return new Selection(
        level, statuses, tags, withoutTags, rules, withoutRules, logSources, levels);
  }

  Selection statuses(String... more) {
    for (String status : more) {
      if (!RuleReader.STATUSES.contains(status.toLowerCase(Locale.ROOT))) {
        String near = Words.didYouMean(status, RuleReader.STATUSES);
        throw new IllegalArgumentException(
            "unknown status "
                + Words.quoted(status)
                + "; "
                + (near != null
                    ? near
                    : "one of " + String.join(", ", sorted(RuleReader.STATUSES))));
      }
    }
    Set<String> all = with(statuses, "status", lower(more));
    return new Selection(
        minimumLevel, all, tags, withoutTags, rules, withoutRules, logSources, levels);
  }

  Selection tags(String... more) {
    Set<String> all = with(tags, "tag", lower(more));
    return new Selection(
        minimumLevel, statuses, all, withoutTags, rules, withoutRules, logSources, levels);
  }

  Selection withoutTags(String... more) {
    Set<String> all = with(withoutTags, "tag", lower(more));
    return new Selection(
        minimumLevel, statuses, tags, all, rules, withoutRules, logSources, levels);
  }

  Selection rules(String... more) {
    Set<String> all = with(rules, "rule", more);
    return new Selection(
        minimumLevel, statuses, tags, withoutTags, all, withoutRules, logSources, levels);
  }

  Selection withoutRules(String... more) {
    Set<String> all = with(withoutRules, "rule", more);
    return new Selection(minimumLevel, statuses, tags, withoutTags, rules, all, logSources, levels);
  }

  Selection logSources(LogSource... more) {
    Set<LogSource> all = new LinkedHashSet<>(logSources);
    for (LogSource source : more) {
      if (source.isUnknown()) {
        throw new IllegalArgumentException("a log source names a product, category or service");
      }
      all.add(
          new LogSource(
              lower(source.category()), lower(source.product()), lower(source.service())));
    }
    if (all.isEmpty()) {
      throw new IllegalArgumentException("name at least one log source");
    }
    return new Selection(
        minimumLevel,
        statuses,
        tags,
        withoutTags,
        rules,
        withoutRules,
        Collections.unmodifiableSet(all),
        levels);
  }

  Selection level(String idOrName, Severity level) {
    with(Set.of(), "rule", idOrName);
    Map<String, Severity> all = new LinkedHashMap<>(levels);
    all.put(idOrName, level);
    return new Selection(
        minimumLevel,
        statuses,
        tags,
        withoutTags,
        rules,
        withoutRules,
        logSources,
        Collections.unmodifiableMap(all));
  }

  private static Set<String> with(Set<String> some, String what, String... more) {
    Set<String> all = new LinkedHashSet<>(some);
    for (String one : more) {
      if (one.isBlank()) {
        throw new IllegalArgumentException("a " + what + " was blank");
      }
      all.add(one);
    }
    if (more.length == 0) {
      throw new IllegalArgumentException("name at least one " + what);
    }
    return Collections.unmodifiableSet(all);
  }

  private static String[] lower(String... words) {
    return Arrays.stream(words).map(word -> word.toLowerCase(Locale.ROOT)).toArray(String[]::new);
  }

  private static @Nullable String lower(@Nullable String word) {
    return word == null ? null : word.toLowerCase(Locale.ROOT);
  }

  private static List<String> sorted(Set<String> words) {
    return words.stream().sorted().toList();
  }

  /** What is known of a rule or a correlation, at the level set for it if there is one. */
  Ast.Meta adjusted(Ast.Meta meta) {
    if (levels.isEmpty()) {
      return meta;
    }
    Severity level = levels.get(SigmaDocument.idOf(meta));
    if (level == null && meta.name() != null) {
      level = levels.get(meta.name());
    }
    return level == null ? meta : meta.withLevel(level);
  }

  /** Why a rule is not wanted, or null if it is. A correlation has no log source. */
  @Nullable String reasonAgainst(Ast.Meta meta, @Nullable LogSource logSource) {
    if (!rules.isEmpty() && !names(rules, meta)) {
      return "it is not among the rules asked for";
    }
    if (!withoutRules.isEmpty() && names(withoutRules, meta)) {
      return "it is among the rules not wanted";
    }
    // As SigmaRule.level() has it, a rule that does not say is of medium level.
    Severity level = meta.level() == null ? Severity.MEDIUM : meta.level();
    if (minimumLevel != null && !level.atLeast(minimumLevel)) {
      return "its level is " + level.word() + ", below " + minimumLevel.word();
    }
    String status = meta.status();
    if (!statuses.isEmpty() && status != null && !statuses.contains(status)) {
      return "its status is " + status;
    }
    for (String tag : meta.tags()) {
      if (isAmong(withoutTags, tag)) {
        return "it has the tag " + Words.quoted(tag);
      }
    }
    if (!tags.isEmpty() && meta.tags().stream().noneMatch(tag -> isAmong(tags, tag))) {
      return "it has none of the tags asked for";
    }
    if (logSource != null
        && !logSources.isEmpty()
        && logSources.stream().noneMatch(wanted -> contains(wanted, logSource))) {
      return "its log source is " + words(logSource);
    }
    return null;
  }

  private static boolean names(Set<String> idsOrNames, Ast.Meta meta) {
    return idsOrNames.contains(SigmaDocument.idOf(meta))
        || (meta.name() != null && idsOrNames.contains(meta.name()));
  }

  private static boolean isAmong(Set<String> wanted, String tag) {
    if (wanted.isEmpty()) {
      return false;
    }
    String lower = tag.toLowerCase(Locale.ROOT);
    return wanted.stream().anyMatch(one -> meets(one, lower));
  }

  private static boolean meets(String wanted, String tag) {
    return wanted.endsWith(".") ? tag.startsWith(wanted) : tag.equals(wanted);
  }

  /** Whether every part that is asked for is the rule's (containment, Sigma specification). */
  static boolean contains(LogSource wanted, LogSource given) {
    return fits(wanted.category(), given.category())
        && fits(wanted.product(), given.product())
        && fits(wanted.service(), given.service());
  }

  private static boolean fits(@Nullable String wanted, @Nullable String given) {
    return wanted == null || wanted.equals(given);
  }

  /** What was asked for and is not there, as most often a slip of the pen is the reason. */
  List<SigmaProblem> findings(
      List<Ast.Rule> read, List<? extends SigmaDocument> loaded, List<SkippedRule> skipped) {
    List<SigmaProblem> findings = new ArrayList<>();
    if (equals(ALL)) {
      return findings;
    }
    Set<String> names = new LinkedHashSet<>();
    for (SigmaDocument rule : loaded) {
      add(names, rule.id(), rule.name());
    }
    Map<String, SkippedRule> left = new LinkedHashMap<>();
    for (SkippedRule rule : skipped) {
      left.putIfAbsent(rule.id(), rule);
      if (rule.name() != null) {
        left.putIfAbsent(rule.name(), rule);
      }
    }
    rules.forEach(one -> expect(one, "asked for", names, left, findings));
    levels.keySet().forEach(one -> expect(one, "given a level", names, left, findings));
    for (String one : withoutRules) {
      if (!left.containsKey(one) && !names.contains(one)) {
        findings.add(unknown(one, "left out", names));
      }
    }
    Set<String> allTags =
        read.stream()
            .flatMap(rule -> rule.meta().tags().stream())
            .map(tag -> tag.toLowerCase(Locale.ROOT))
            .collect(Collectors.toCollection(LinkedHashSet::new));
    for (Set<String> asked : List.of(tags, withoutTags)) {
      for (String one : asked) {
        if (allTags.stream().noneMatch(tag -> meets(one, tag))) {
          findings.add(finding("no rule has a tag " + Words.quoted(one), near(one, allTags)));
        }
      }
    }
    for (LogSource one : logSources) {
      if (read.stream().noneMatch(rule -> contains(one, rule.logSource()))) {
        findings.add(finding("no rule is for the log source " + words(one), null));
      }
    }
    return findings;
  }

  private static void add(Set<String> names, String id, @Nullable String name) {
    names.add(id);
    if (name != null) {
      names.add(name);
    }
  }

  private static void expect(
      String one,
      String asked,
      Set<String> names,
      Map<String, SkippedRule> left,
      List<SigmaProblem> findings) {
    SkippedRule skipped = left.get(one);
    if (names.contains(one)) {
      return;
    }
    findings.add(
        skipped == null
            ? unknown(one, asked, names)
            : finding(
                "the rule " + Words.quoted(one) + " is " + asked + " and not loaded",
                skipped.reason()));
  }

  private static SigmaProblem unknown(String one, String asked, Set<String> names) {
    return finding(
        "no rule has the id or name " + Words.quoted(one) + ", which is to be " + asked,
        near(one, names));
  }

  private static @Nullable String near(String one, Set<String> names) {
    return names.size() > 10_000 ? null : Words.didYouMean(one, names);
  }

  private static SigmaProblem finding(String message, @Nullable String hint) {
    return new SigmaProblem(SigmaProblem.Kind.FINDING, "<options>", 1, 1, message, "", hint);
  }

  private static String words(LogSource source) {
    List<String> parts = new ArrayList<>();
    if (source.product() != null) {
      parts.add("product " + source.product());
    }
    if (source.category() != null) {
      parts.add("category " + source.category());
    }
    if (source.service() != null) {
      parts.add("service " + source.service());
    }
    return Printable.of(String.join(", ", parts), 200);
  }
}
