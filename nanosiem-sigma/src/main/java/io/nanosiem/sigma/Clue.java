package io.nanosiem.sigma;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Something that may be seen in an event: a field that is there, or that holds a text, without
 * regard to case. A rule names clues of which one must be there for it to match at all; whether it
 * does is decided by the rule itself.
 *
 * @param kind where in the field
 * @param field null for any value of the event
 * @param text lower case; empty for {@link Kind#PRESENT}
 */
record Clue(Kind kind, @Nullable String field, String text) {
  /** Where a text has to stand. */
  enum Kind {
    PRESENT,
    WHOLE,
    START,
    END,
    ANYWHERE
  }

  /** Texts that most events of some kind hold. A literal that is part of one tells little. */
  private static final List<String> COMMON =
      List.of(
          "c:\\windows\\system32\\",
          "c:\\windows\\syswow64\\",
          "c:\\program files (x86)\\",
          "c:\\users\\",
          "\\appdata\\local\\temp\\",
          "\\appdata\\roaming\\",
          "\\cmd.exe /c ",
          "\\powershell.exe",
          "\\svchost.exe -k ",
          "\\explorer.exe",
          ".dll",
          "https://www.",
          ".com/",
          "microsoft windows",
          "nt authority\\system",
          "true",
          "false",
          "/usr/bin/",
          "/bin/bash",
          "registry\\machine\\software\\",
          "hklm\\software\\microsoft\\windows\\currentversion\\");

  /** As often as a field is there that a rule asks for. */
  private static final double OFTEN = 0.6;

  /** A usual length of a value. */
  private static final int USUAL = 40;

  private static final double HARDLY_RARE = 0.3;

  /** How often it is seen in events that have a field like it, as a rough guess: 0 to 1. */
  double frequency() {
    if (kind == Kind.PRESENT) {
      return OFTEN;
    }
    if (isForeign()) {
      return 0.0005;
    }
    for (String common : COMMON) {
      if (common.contains(text)) {
        return kind == Kind.WHOLE ? 0.2 : 0.5;
      }
    }
    if (kind == Kind.WHOLE) {
      return text.length() <= 5 ? 0.03 : 0.002;
    }
    return switch (text.length()) {
      case 0 -> 0.7;
      case 1 -> Math.min(0.7, USUAL * Letters.frequency(text.charAt(0)));
      case 2 -> 0.3;
      case 3 -> 0.1;
      case 4 -> 0.05;
      case 5 -> 0.03;
      case 6, 7 -> 0.015;
      default -> text.length() < 12 ? 0.004 : 0.002;
    };
  }

  /** Whether a character of it is beyond ASCII, as few characters of logs are. */
  private boolean isForeign() {
    return text.chars().anyMatch(c -> c >= 128);
  }

  /** A literal as a clue: one that says nothing but that there is some value becomes that. */
  static Clue of(Kind kind, @Nullable String field, String literal) {
    String lower = folded(literal);
    return lower.isEmpty() && kind != Kind.WHOLE
        ? new Clue(Kind.PRESENT, field, "")
        : new Clue(kind, field, lower);
  }

  /** Each character in lower case by itself, as texts are looked at. */
  static String folded(String text) {
    StringBuilder folded = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      folded.append(Fold.fold(text.charAt(i)));
    }
    return folded.toString();
  }

  static double frequency(List<Clue> clues) {
    double sum = 0;
    for (Clue clue : clues) {
      sum += clue.frequency();
    }
    return sum;
  }

  /**
   * The same, with that a field is there at all in place of single characters that are in nearly
   * every text: to find that out costs more than to ask the rule.
   */
  static List<Clue> worthLooking(List<Clue> clues) {
    return clues.stream()
        .map(
            clue ->
                clue.kind() == Kind.ANYWHERE
                        && clue.text().length() == 1
                        && clue.frequency() >= HARDLY_RARE
                    ? new Clue(Kind.PRESENT, clue.field(), "")
                    : clue)
        .distinct()
        .toList();
  }

  /** Of several sets of clues the one that is seen least; null if there is none. */
  static @Nullable List<Clue> rarest(List<? extends @Nullable List<Clue>> sets) {
    List<Clue> rarest = null;
    for (List<Clue> set : sets) {
      if (set != null && (rarest == null || frequency(set) < frequency(rarest))) {
        rarest = set;
      }
    }
    return rarest;
  }

  /** One of the clues of any of the sets; null if one of the sets is unknown. */
  static @Nullable List<Clue> any(List<? extends @Nullable List<Clue>> sets) {
    List<Clue> all = new ArrayList<>();
    for (List<Clue> set : sets) {
      if (set == null) {
        return null;
      }
      all.addAll(set);
    }
    return all;
  }

  @Override
  public String toString() {
    return (field == null ? "any value" : field)
        + ' '
        + kind.name().toLowerCase(Locale.ROOT)
        + (text.isEmpty() ? "" : " '" + text + '\'');
  }
}
