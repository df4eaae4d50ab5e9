package io.nanosiem.parse;

import io.nanosiem.event.Event;
import java.util.Arrays;

/**
 * Reads a time by a pattern that the record itself brings along, in the letters of Java's {@code
 * SimpleDateFormat} (LEEF's {@code devTimeFormat}).
 *
 * <p>The pattern is a stranger's: it is walked through once beside the text and never compiled.
 * Only the letters that say when are known ({@code y M d H h m s S a z Z X}, and {@code E},
 * passed); any other makes the pattern unusable. At most {@value #MAX_LENGTH} characters.
 */
final class DatePattern {
  private static final int MAX_LENGTH = 64;

  private DatePattern() {}

  /** Sets the time; false, with nothing set, if text and pattern do not fit. */
  static boolean apply(String pattern, String text, ParseContext context, Event.Builder into) {
    if (pattern.length() > MAX_LENGTH || text.length() > MAX_LENGTH) {
      return false;
    }
    int[] fields = new int[128];
    Arrays.fill(fields, -1);
    int fractionDigits = 0;
    String zone = "";
    int at = 0;
    int i = 0;
    while (i < pattern.length()) {
      char letter = pattern.charAt(i);
      int run = i;
      while (run < pattern.length() && pattern.charAt(run) == letter) {
        run++;
      }
      int width = run - i;
      if (letter == '\'') {
        int close = pattern.indexOf('\'', i + 1);
        if (close < 0) {
          return false;
        }
        String literal = close == i + 1 ? "'" : pattern.substring(i + 1, close);
        if (!text.startsWith(literal, at)) {
          return false;
        }
        at += literal.length();
        i = close + 1;
        continue;
      }
      i = run;
      if (!Chars.isLetter(letter)) {
        for (int k = 0; k < width; k++) {
          if (Chars.at(text, at) != letter) {
            return false;
          }
          at++;
        }
        continue;
      }
      if (letter == 'E' || letter == 'a' || letter == 'z' || (letter == 'M' && width > 2)) {
        int end = at;
        while (end < text.length()
            && (Chars.isLetter(text.charAt(end)) || (letter == 'z' && text.charAt(end) > ' '))) {
          end++;
        }
        String word = text.substring(at, end);
        at = end;
        if (letter == 'a') {
          fields['a'] = word.equalsIgnoreCase("pm") ? 12 : 0;
        } else if (letter == 'z') {
          zone = word;
        } else if (letter == 'M') {
          fields['M'] = Stamp.monthOf(word);
        }
        continue;
      }
      if (letter == 'Z' || letter == 'X') {
        int end = at;
        while (end < text.length() && text.charAt(end) > ' ') {
          end++;
        }
        zone = text.substring(at, end);
        at = end;
        continue;
      }
      if ("yMdHhmsSuk".indexOf(letter) < 0) {
        return false;
      }
      int end = Chars.endOfDigits(text, at);
      // Without something between them, digits are told apart by the width of each letter.
      boolean adjacent = i < pattern.length() && Chars.isLetter(pattern.charAt(i));
      if (adjacent) {
        end = Math.min(end, at + width);
      }
      long value = Chars.number(text, at, end);
      if (value < 0 || end - at > 9) {
        return false;
      }
      if (letter == 'S') {
        fractionDigits = end - at;
      }
      fields[letter == 'k' ? 'H' : letter == 'u' ? 'y' : letter] = (int) value;
      at = end;
    }
    if (fields['M'] < 0 || fields['d'] < 0) {
      return false;
    }
    int year = fields['y'];
    if (year >= 0 && year < 100) {
      year += 2000;
    }
    int hour =
        fields['H'] >= 0 ? fields['H'] : Math.max(fields['h'], 0) % 12 + Math.max(fields['a'], 0);
    Stamp stamp = new Stamp();
    int nano = Math.max(fields['S'], 0);
    for (int k = fractionDigits; k < 9; k++) {
      nano *= 10;
    }
    stamp.of(
        year,
        fields['M'],
        fields['d'],
        hour,
        Math.max(fields['m'], 0),
        Math.max(fields['s'], 0),
        fractionDigits == 0 ? 0 : nano);
    if (!zone.isEmpty()) {
      stamp.end = 0;
      stamp.zoneAfter(" " + zone);
    }
    return stamp.apply(context, into, 0);
  }
}
