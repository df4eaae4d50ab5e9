package io.nanosiem.parse;

import java.time.Month;
import java.time.format.TextStyle;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** The names that the months have in a language, as the JVM knows them. */
final class MonthNames {
  private MonthNames() {}

  static Map<String, Month> of(Locale language) {
    Map<String, Month> names = new HashMap<>();
    for (Month month : Month.values()) {
      for (TextStyle style :
          new TextStyle[] {
            TextStyle.SHORT, TextStyle.SHORT_STANDALONE, TextStyle.FULL, TextStyle.FULL_STANDALONE
          }) {
        String name = month.getDisplayName(style, language).toLowerCase(Locale.ROOT);
        names.putIfAbsent(name.endsWith(".") ? name.substring(0, name.length() - 1) : name, month);
      }
    }
    return Map.copyOf(names);
  }
}
