package io.nanosiem.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Rules in the shapes of real ones with values that nobody has seen, the same for the same seed.
 *
 * <p>Half of them are about processes started on Windows, as half of the rules of SigmaHQ meet such
 * an event; the rest is about files, the registry, modules and other systems. The shapes and how
 * often they occur were taken from SigmaHQ: ends of image names, several clues in a command line,
 * parents, a filter; one in forty has a regular expression.
 *
 * <p>Half of the programs, and one in twenty of the clues, are such as occur everywhere. Without
 * them no event would give reason to ask any rule, and thirty thousand would cost as little as
 * none.
 */
final class SyntheticRules {
  private static final String[] SYLLABLES = {
    "ka", "lo", "mi", "ren", "tus", "vo", "zel", "qui", "bra", "fen", "dor", "shi", "pax", "gul",
    "net", "sys", "win", "svc", "cmd", "reg", "log", "dat"
  };
  private static final String[] ENDINGS = {".exe", ".dll", ".ps1", ".bat", ".vbs", ".tmp", ".sys"};

  private static final String[] PROGRAMS = {
    "cmd.exe",
    "powershell.exe",
    "schtasks.exe",
    "rundll32.exe",
    "svchost.exe",
    "explorer.exe",
    "chrome.exe",
    "firefox.exe",
    "services.exe",
    "net.exe",
    "certutil.exe",
    "wscript.exe",
    "mshta.exe",
    "regsvr32.exe",
    "OUTLOOK.EXE",
    "WINWORD.EXE",
    "wmic.exe",
    "reg.exe",
    "sc.exe",
    "bitsadmin.exe",
    "curl.exe",
    "msiexec.exe",
    "conhost.exe",
    "whoami.exe"
  };
  private static final String[] COMMON = {
    " -c ", " /c ", "http", "\\Users\\Public\\", "\\AppData\\", "-enc", "/create", " /tn ",
    ".dll", "-File", "\\Windows\\System32\\", "-Exec", " -k ", "/sc ", "://", "\\Temp\\"
  };

  private final SplittableRandom random;

  private SyntheticRules(long seed) {
    random = new SplittableRandom(seed);
  }

  /** Texts of so many rules. */
  static List<String> of(int count, long seed) {
    SyntheticRules rules = new SyntheticRules(seed);
    List<String> texts = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      texts.add(rules.rule(i));
    }
    return texts;
  }

  private String rule(int number) {
    String source;
    String body;
    switch (random.nextInt(20)) {
      case 0, 1, 2 -> {
        source = "category: file_event\n  product: windows";
        body = file();
      }
      case 3, 4, 5 -> {
        source = "category: registry_set\n  product: windows";
        body = registry();
      }
      case 6, 7 -> {
        source = "category: image_load\n  product: windows";
        body = module();
      }
      case 8, 9 -> {
        source = "category: process_creation\n  product: linux";
        body = process("/");
      }
      default -> {
        source = "category: process_creation\n  product: windows";
        body = process("\\");
      }
    }
    return "title: Made up "
        + number
        + "\nid: 00000000-0000-4000-8000-"
        + String.format(Locale.ROOT, "%012d", number)
        + "\nlevel: medium\nlogsource:\n  "
        + source
        + "\ndetection:\n"
        + body;
  }

  private String process(String slash) {
    String image = "    Image|endswith: " + quoted(slash + program()) + "\n";
    return switch (random.nextInt(40)) {
      case 0, 1, 2, 3, 4, 5, 6, 7 -> selection(line("contains|all", this::flag, 2, 4)) + only();
      case 8, 9, 10, 11, 12, 13, 14 ->
          "  selection_img:\n"
              + "    - Image|endswith: "
              + quoted(slash + program())
              + "\n    - OriginalFileName: "
              + quoted(program())
              + "\n  selection_cli:\n"
              + line("contains", this::flag, 1, 5)
              + "  condition: all of selection_*\n";
      case 15, 16, 17, 18, 19, 20 ->
          selection(image + line("contains", this::flag, 1, 6))
              + "  filter:\n    ParentImage|startswith: "
              + quoted("C:" + path())
              + "\n  condition: selection and not filter\n";
      case 21, 22, 23, 24, 25 ->
          selection("    ParentImage|endswith: " + quoted(slash + program()) + "\n" + image)
              + only();
      case 26 -> selection(regex()) + only();
      case 27, 28, 29, 30 -> selection(line("contains", this::phrase, 2, 12)) + only();
      default -> selection(image + line("contains|all", this::flag, 1, 3)) + only();
    };
  }

  private String file() {
    return random.nextBoolean()
        ? selection(list("TargetFilename|endswith", () -> "\\" + word() + ending(), 1, 8)) + only()
        : selection(
                "    TargetFilename|contains: "
                    + quoted(path())
                    + "\n    Image|endswith: "
                    + quoted("\\" + program())
                    + "\n")
            + only();
  }

  private String registry() {
    return selection(
            list("TargetObject|contains", this::path, 1, 4)
                + (random.nextBoolean() ? "    Details: " + quoted(word()) + "\n" : ""))
        + only();
  }

  private String module() {
    return selection(list("ImageLoaded|endswith", () -> "\\" + word() + ".dll", 1, 6))
        + "  filter:\n    Image|startswith: "
        + quoted("C:" + path())
        + "\n  condition: selection and not filter\n";
  }

  private static String selection(String body) {
    return "  selection:\n" + body;
  }

  private static String only() {
    return "  condition: selection\n";
  }

  private String regex() {
    return "    CommandLine|re: "
        + quoted(word() + "\\s+[-/](" + word() + "|" + word() + ")\\s+\\S{3,}\\." + syllable())
        + "\n";
  }

  private String line(String how, Supplier<String> value, int least, int most) {
    return list("CommandLine|" + how, value, least, most);
  }

  private String list(String field, Supplier<String> value, int least, int most) {
    return "    "
        + field
        + ":\n"
        + Stream.generate(value)
            .limit(random.nextInt(least, most + 1))
            .map(each -> "      - " + quoted(each) + "\n")
            .collect(Collectors.joining());
  }

  private String program() {
    return random.nextBoolean() ? PROGRAMS[random.nextInt(PROGRAMS.length)] : word() + ".exe";
  }

  private String flag() {
    if (random.nextInt(20) == 0) {
      return COMMON[random.nextInt(COMMON.length)];
    }
    return switch (random.nextInt(4)) {
      case 0 -> " -" + word();
      case 1 -> " /" + syllable() + " ";
      case 2 -> "--" + word() + "-" + syllable();
      default -> word() + ending();
    };
  }

  private String phrase() {
    return word() + " " + word();
  }

  private String path() {
    return "\\" + word() + "\\" + word() + "\\";
  }

  private String word() {
    int parts = random.nextInt(2, 5);
    StringBuilder word = new StringBuilder();
    for (int i = 0; i < parts; i++) {
      word.append(syllable());
    }
    return word.toString();
  }

  private String ending() {
    return ENDINGS[random.nextInt(ENDINGS.length)];
  }

  private String syllable() {
    return SYLLABLES[random.nextInt(SYLLABLES.length)];
  }

  private static String quoted(String text) {
    return "'" + text + "'";
  }
}
