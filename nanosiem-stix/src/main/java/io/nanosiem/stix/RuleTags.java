package io.nanosiem.stix;

import io.nanosiem.stix.Sdo.Reference;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The tags of a rule, sorted by what STIX has for them: techniques become attack patterns, tactics
 * phases of the kill chain, groups, software, campaigns and CVEs references, the rest labels.
 */
final class RuleTags {
  private static final int MAX = 64;
  private static final int MAX_LABEL = 250;

  final List<String> techniques;
  final List<String> phases;
  final List<Reference> references;
  final List<String> labels;

  private RuleTags(
      Set<String> techniques, Set<String> phases, Set<Reference> references, Set<String> labels) {
    this.techniques = head(techniques);
    this.phases = head(phases);
    this.references = head(references);
    this.labels = head(labels);
  }

  static RuleTags of(List<String> tags) {
    Set<String> techniques = new LinkedHashSet<>();
    Set<String> phases = new LinkedHashSet<>();
    Set<Reference> references = new LinkedHashSet<>();
    Set<String> labels = new LinkedHashSet<>();
    for (String written : tags) {
      String tag = Values.wellFormed(written).strip().toLowerCase(Locale.ROOT);
      if (tag.isEmpty() || tag.length() > MAX_LABEL) {
        continue;
      }
      if (tag.startsWith("attack.") && attack(tag.substring(7), techniques, phases, references)) {
        continue;
      }
      Reference cve = tag.startsWith("cve.") ? cve(tag.substring(4)) : null;
      if (cve != null) {
        references.add(cve);
      } else {
        labels.add(tag);
      }
    }
    return new RuleTags(techniques, phases, references, labels);
  }

  private static boolean attack(
      String name, Set<String> techniques, Set<String> phases, Set<Reference> references) {
    String number = name.toUpperCase(Locale.ROOT);
    if (isTechnique(number)) {
      techniques.add(number);
      return true;
    }
    String tactic = Attack.table().tactic(number);
    if (tactic == null) {
      tactic = Attack.table().tactic(name.replace('_', '-'));
    }
    if (tactic != null) {
      phases.add(tactic);
      return true;
    }
    if (number.length() == 5 && digits(number, 1, 5)) {
      String page =
          switch (number.charAt(0)) {
            case 'G' -> "groups";
            case 'S' -> "software";
            case 'C' -> "campaigns";
            default -> null;
          };
      if (page != null) {
        references.add(
            new Reference(
                "mitre-attack", number, "https://attack.mitre.org/" + page + "/" + number));
        return true;
      }
    }
    return false;
  }

  private static boolean isTechnique(String number) {
    return number.startsWith("T")
        && digits(number, 1, 5)
        && (number.length() == 5
            || (number.length() == 9 && number.charAt(5) == '.' && digits(number, 6, 9)));
  }

  // Written cve.2021-44228 or, in older rules, cve.2021.44228.
  private static @Nullable Reference cve(String rest) {
    int length = rest.length();
    if (length < 9
        || length > 20
        || !digits(rest, 0, 4)
        || (rest.charAt(4) != '-' && rest.charAt(4) != '.')
        || !digits(rest, 5, length)
        || (length > 9 && rest.charAt(5) == '0')) {
      return null;
    }
    String id = "CVE-" + rest.substring(0, 4) + "-" + rest.substring(5);
    return new Reference("cve", id, "https://nvd.nist.gov/vuln/detail/" + id);
  }

  private static boolean digits(String text, int from, int to) {
    if (text.length() < to) {
      return false;
    }
    for (int i = from; i < to; i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return true;
  }

  private static <T> List<T> head(Set<T> set) {
    List<T> list = new ArrayList<>(set);
    return List.copyOf(list.size() <= MAX ? list : list.subList(0, MAX));
  }
}
