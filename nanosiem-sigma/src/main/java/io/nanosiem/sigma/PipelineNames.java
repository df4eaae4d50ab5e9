package io.nanosiem.sigma;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The functions that {@code field_name_transform} knows by name. Words of a name begin at
 * separators ({@code _}, {@code -}, blanks), at capitals after small letters or digits, and at the
 * last of several capitals before a small letter: {@code TargetUserSID} and {@code DNSName} are
 * three and two words. Dots stay where they are, and words begin anew after them.
 */
final class PipelineNames {
  private static final Map<String, UnaryOperator<String>> FUNCTIONS =
      Map.of(
          "lower", name -> name.toLowerCase(Locale.ROOT),
          "upper", name -> name.toUpperCase(Locale.ROOT),
          "title", name -> parts(name, " ", PipelineNames::capital, PipelineNames::capital),
          "snake_case", name -> parts(name, "_", PipelineNames::lower, PipelineNames::lower),
          "kebab_case", name -> parts(name, "-", PipelineNames::lower, PipelineNames::lower),
          "camel_case", name -> parts(name, "", PipelineNames::lower, PipelineNames::capital),
          "pascal_case", name -> parts(name, "", PipelineNames::capital, PipelineNames::capital));

  private PipelineNames() {}

  static @Nullable UnaryOperator<String> function(String name) {
    return FUNCTIONS.get(name);
  }

  static List<String> known() {
    return List.copyOf(new TreeMap<>(FUNCTIONS).keySet());
  }

  private static String lower(String word) {
    return word.toLowerCase(Locale.ROOT);
  }

  private static String capital(String word) {
    int end = word.offsetByCodePoints(0, 1);
    return word.substring(0, end).toUpperCase(Locale.ROOT) + lower(word.substring(end));
  }

  private static String parts(
      String name, String separator, UnaryOperator<String> first, UnaryOperator<String> others) {
    StringBuilder out = new StringBuilder();
    int from = 0;
    while (true) {
      int dot = name.indexOf('.', from);
      List<String> words = words(name.substring(from, dot < 0 ? name.length() : dot));
      for (int i = 0; i < words.size(); i++) {
        out.append(i == 0 ? "" : separator);
        out.append((i == 0 ? first : others).apply(words.get(i)));
      }
      if (dot < 0) {
        return out.toString();
      }
      out.append('.');
      from = dot + 1;
    }
  }

  private static List<String> words(String text) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '_' || c == '-' || Character.isWhitespace(c)) {
        flush(word, words);
        continue;
      }
      if (Character.isUpperCase(c) && i > 0 && word.length() > 0) {
        char before = text.charAt(i - 1);
        boolean isNext = i + 1 < text.length() && Character.isLowerCase(text.charAt(i + 1));
        if (Character.isLowerCase(before)
            || Character.isDigit(before)
            || (Character.isUpperCase(before) && isNext)) {
          flush(word, words);
        }
      }
      word.append(c);
    }
    flush(word, words);
    return words;
  }

  private static void flush(StringBuilder word, List<String> words) {
    if (word.length() > 0) {
      words.add(word.toString());
      word.setLength(0);
    }
  }
}
