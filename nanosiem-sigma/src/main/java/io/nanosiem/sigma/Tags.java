package io.nanosiem.sigma;

import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The tags that the specification describes (appendix "Tags"): namespaces, and how a tag of each is
 * written. Whether a technique exists is not known here; a tag of the right form is a good one.
 */
final class Tags {
  /** Those of ATT&amp;CK up to its version 18, which split defense evasion in two. */
  private static final Set<String> TACTICS =
      Set.of(
          "reconnaissance",
          "resource-development",
          "initial-access",
          "execution",
          "persistence",
          "privilege-escalation",
          "defense-evasion",
          "stealth",
          "defense-impairment",
          "credential-access",
          "discovery",
          "lateral-movement",
          "collection",
          "exfiltration",
          "command-and-control",
          "impact");

  private static final Set<String> COUNTERMEASURES =
      Set.of("model", "harden", "detect", "isolate", "deceive", "evict");
  private static final Set<String> DETECTIONS =
      Set.of("dfir", "emerging-threats", "threat-hunting");
  private static final Set<String> LEVELS =
      Set.of("red", "amber", "amber-strict", "green", "clear");

  /** What may follow the first dot, and an example of it. */
  private record Form(Predicate<String> accepts, String example, Set<String> words) {}

  private static final Map<String, Form> FORMS =
      Map.of(
          "attack", new Form(Tags::isAttack, "attack.t1059.001 or attack.execution", TACTICS),
          "car", new Form(rest -> fits(rest, "NNNN-NN-NNN"), "car.2016-04-005", Set.of()),
          "cve", new Form(Tags::isCve, "cve.2021-44228", Set.of()),
          "d3fend", new Form(Tags::isD3fend, "d3fend.d3-am", COUNTERMEASURES),
          "detection", new Form(DETECTIONS::contains, "detection.threat-hunting", DETECTIONS),
          "stp", new Form(Tags::isStp, "stp.3k", Set.of()),
          "tlp", new Form(LEVELS::contains, "tlp.amber", LEVELS));

  private Tags() {}

  /** What its author should know about a tag: a message and a hint. */
  record Remark(String message, @Nullable String hint) {}

  /** What is odd about a tag, or null. */
  static @Nullable Remark remark(String tag) {
    int dot = tag.indexOf('.');
    if (dot <= 0 || dot == tag.length() - 1) {
      return new Remark("the tag has no namespace: " + Words.quoted(tag), "such as attack.t1110");
    }
    String namespace = tag.substring(0, dot);
    String rest = tag.substring(dot + 1);
    Form form = FORMS.get(namespace);
    if (form == null) {
      return new Remark(
          "unknown tag namespace " + Words.quoted(namespace),
          Words.didYouMean(namespace, FORMS.keySet()));
    }
    if (!form.accepts().test(rest)) {
      String near = Words.nearest(rest.replace('_', '-'), form.words());
      return new Remark(
          "not a tag of '" + namespace + "': " + Words.quoted(tag),
          near == null
              ? "such as " + form.example()
              : "did you mean '" + namespace + '.' + near + "'?");
    }
    return null;
  }

  private static boolean isAttack(String rest) {
    return TACTICS.contains(rest)
        || fits(rest, "tNNNN")
        || fits(rest, "tNNNN.NNN")
        || fits(rest, "gNNNN")
        || fits(rest, "sNNNN")
        || fits(rest, "dsNNNN")
        || fits(rest, "mNNNN")
        || fits(rest, "aNNNN");
  }

  /** A year, a dash and at least four digits. */
  private static boolean isCve(String rest) {
    return rest.length() >= 9 && fits(rest, "NNNN-" + "N".repeat(rest.length() - 5));
  }

  private static boolean isD3fend(String rest) {
    return COUNTERMEASURES.contains(rest)
        || (rest.startsWith("d3-") && isName(rest, 3))
        || (rest.startsWith("d3f-") && isName(rest, 4));
  }

  private static boolean isStp(String rest) {
    return !rest.isEmpty()
        && rest.charAt(0) >= '1'
        && rest.charAt(0) <= '5'
        && (rest.length() == 1 || (rest.length() == 2 && "auk".indexOf(rest.charAt(1)) >= 0));
  }

  private static boolean isName(String rest, int from) {
    for (int i = from; i < rest.length(); i++) {
      char c = rest.charAt(i);
      if ((c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (c < '0' || c > '9') && c != '-') {
        return false;
      }
    }
    return rest.length() > from;
  }

  /** Whether a text has the form of a mask, in which N is a digit. */
  private static boolean fits(String text, String mask) {
    if (text.length() != mask.length()) {
      return false;
    }
    for (int i = 0; i < mask.length(); i++) {
      char c = text.charAt(i);
      if (mask.charAt(i) == 'N' ? c < '0' || c > '9' : c != mask.charAt(i)) {
        return false;
      }
    }
    return true;
  }
}
