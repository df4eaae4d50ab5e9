package io.nanosiem.listen;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/** Month and day at the head of a line, as BSD syslog writes them: to count New Years by. */
final class BsdDate {
  private static final String MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";

  private BsdDate() {}

  /** The date in the leap year 2000, or null if the line does not begin with one. */
  static @Nullable LocalDate at(byte[] line) {
    int start = 0;
    if (line.length > 0 && line[0] == '<') {
      while (start < line.length && line[start] != '>') {
        start++;
      }
      start++;
    }
    if (start + 7 > line.length) {
      return null;
    }
    String name = new String(line, start, 3, StandardCharsets.ISO_8859_1);
    int month = MONTHS.indexOf(name);
    if (month < 0 || month % 3 != 0 || line[start + 3] != ' ') {
      return null;
    }
    int at = start + 4;
    if (line[at] == ' ') {
      at++;
    }
    int day = 0;
    while (at < line.length && line[at] >= '0' && line[at] <= '9' && day < 100) {
      day = day * 10 + line[at++] - '0';
    }
    int longest = LocalDate.of(2000, month / 3 + 1, 1).lengthOfMonth();
    return day < 1 || day > longest ? null : LocalDate.of(2000, month / 3 + 1, day);
  }
}
