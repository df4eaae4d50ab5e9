package io.nanosiem.parse;

import io.nanosiem.event.Event;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.Month;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads time stamps in place.
 *
 * <p>Why not {@code java.time}: its formatters throw on what real senders write (nine-digit
 * fractions beside none, offsets beyond ±18 hours, second 60, 30 February, a day without padding,
 * no year), and cost several hundred nanoseconds and as many bytes for each stamp. Here a form is
 * recognised first, without judging the numbers; the numbers are judged afterwards, so that an
 * impossible date is told apart from text that is no date at all. The instant is computed by
 * arithmetic on days (the civil calendar, proleptic), and {@code java.time} is asked only for the
 * rules of a zone with daylight saving.
 *
 * <p>In an overlap of local time the earlier instant is taken, in a gap the time is moved on by the
 * length of the gap, as {@code java.time} does.
 *
 * <p>One thread at a time; one object reads one stamp.
 */
final class Stamp {
  private static final ZoneId WESTERN_EUROPE = ZoneId.of("WET");
  private static final ZoneId CENTRAL_EUROPE = ZoneId.of("CET");
  private static final ZoneId EASTERN_EUROPE = ZoneId.of("EET");

  private static final String[] MONTHS = {
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December"
  };

  private static final long SECONDS_A_DAY = 86_400;
  private static final long HALF_A_YEAR = 365 * SECONDS_A_DAY / 2;
  private static final long SECONDS_A_YEAR = 31_556_952;
  private static final long ALMOST_A_YEAR = 355 * SECONDS_A_DAY;
  private static final int MAX_MONTH = 20;
  private static final int NO_YEAR = Integer.MIN_VALUE;

  /** The index after the stamp, once it was read. */
  int end;

  /** Whether the stamp itself said its zone. */
  boolean zoned;

  private int year;
  private int month;
  private int day;
  private int hour;
  private int minute;
  private int second;
  private int nano;
  private int offset;
  private @Nullable ZoneId region;
  private boolean leapSecond;
  private @Nullable Instant instant;
  private final Map<String, Month> monthNames;
  private int afterMonth;

  /** A stamp with English months. */
  Stamp() {
    this(Map.of());
  }

  /** A stamp whose months may have these names as well. */
  Stamp(Map<String, Month> monthNames) {
    this.monthNames = monthNames;
  }

  private void clear() {
    year = NO_YEAR;
    zoned = false;
    region = null;
    offset = 0;
    nano = 0;
    leapSecond = false;
    instant = null;
  }

  /**
   * {@code 2026-06-02T03:00:01.123456789+02:00} and its relatives: a space, {@code t} or {@code _}
   * for the T, comma for the point, offset with or without colon or missing.
   */
  boolean iso(String s, int at) {
    clear();
    year = Chars.digits(s, at, 4);
    month = Chars.digits(s, at + 5, 2);
    day = Chars.digits(s, at + 8, 2);
    char dash = Chars.at(s, at + 4);
    if (year < 0
        || month < 0
        || day < 0
        || (dash != '-' && dash != '/')
        || Chars.at(s, at + 7) != dash) {
      return false;
    }
    char between = Chars.at(s, at + 10);
    if (between != 'T' && between != ' ' && between != 't') {
      return false;
    }
    if (!clock(s, at + 11)) {
      return false;
    }
    offset(s, end);
    return true;
  }

  /** {@code 20170918T132540.123+0100}. */
  boolean basicIso(String s, int at) {
    clear();
    year = Chars.digits(s, at, 4);
    month = Chars.digits(s, at + 4, 2);
    day = Chars.digits(s, at + 6, 2);
    hour = Chars.digits(s, at + 9, 2);
    minute = Chars.digits(s, at + 11, 2);
    second = Chars.digits(s, at + 13, 2);
    if (year < 0
        || month < 0
        || day < 0
        || hour < 0
        || minute < 0
        || second < 0
        || Chars.at(s, at + 8) != 'T') {
      return false;
    }
    end = at + 15;
    fraction(s);
    offset(s, end);
    return true;
  }

  /**
   * {@code Oct 11 22:14:15} as BSD syslog writes it, and its relatives: day with or without
   * padding, year before the month, after the day or after the time, fraction, zone after the time.
   */
  boolean bsd(String s, int at) {
    clear();
    int i = at;
    if (Chars.isDigit(Chars.at(s, i))) {
      int leading = Chars.digits(s, i, 4);
      if (leading < 1000 || Chars.at(s, i + 4) != ' ') {
        return false;
      }
      year = leading;
      i += 5;
    }
    month = monthOrName(s, i);
    if (month == 0) {
      return false;
    }
    i = afterMonth;
    if (Chars.at(s, i) != ' ') {
      return false;
    }
    i++;
    if (Chars.at(s, i) == ' ') {
      i++;
    }
    int digits = Chars.endOfDigits(s, i) - i;
    if (digits < 1 || digits > 2) {
      return false;
    }
    day = Chars.digits(s, i, digits);
    i += digits;
    if (Chars.at(s, i) != ' ') {
      return false;
    }
    i++;
    if (year == NO_YEAR) {
      int middle = Chars.digits(s, i, 4);
      if (middle >= 1000 && Chars.at(s, i + 4) == ' ') {
        year = middle;
        i += 5;
      }
    }
    if (!clock(s, i)) {
      return false;
    }
    trailer(s);
    return true;
  }

  /** {@code Sun Dec 04 04:47:44.123456 2005}: how C's {@code asctime} writes it. */
  boolean asctime(String s, int at) {
    clear();
    if (Chars.at(s, at + 3) != ' ' || !Chars.isLetter(Chars.at(s, at))) {
      return false;
    }
    if (!bsd(s, at + 4)) {
      return false;
    }
    if (year == NO_YEAR) {
      int after = Chars.digits(s, end + 1, 4);
      if (Chars.at(s, end) != ' ' || after < 1000) {
        return false;
      }
      year = after;
      end += 5;
    }
    return true;
  }

  /** {@code 10/Oct/2000:13:55:36 -0700}: how web servers write it. */
  boolean accessLog(String s, int at) {
    clear();
    int digits = Chars.endOfDigits(s, at) - at;
    if (digits < 1 || digits > 2) {
      return false;
    }
    day = Chars.digits(s, at, digits);
    int i = at + digits;
    month = Chars.at(s, i) == '/' ? month(s, i + 1) : 0;
    year = Chars.digits(s, i + 5, 4);
    if (month == 0 || year < 0 || Chars.at(s, i + 4) != '/' || Chars.at(s, i + 9) != ':') {
      return false;
    }
    if (!clock(s, i + 10)) {
      return false;
    }
    if (Chars.at(s, end) == ' ') {
      int before = end;
      offset(s, end + 1);
      if (!zoned) {
        end = before;
      }
    }
    return true;
  }

  /**
   * A stamp of any other form: {@code Y} and {@code y} stand for a year of four and of two digits,
   * {@code M}, {@code D}, {@code h}, {@code m}, {@code s} for two digits of the rest, {@code d},
   * {@code n}, {@code H}, {@code I}, {@code S} for one or two of day, month, hour, minute, second,
   * {@code N} for the name of a month, {@code f} for a fraction if there is one, {@code F} for
   * milliseconds with or without leading zeros; everything else for itself.
   */
  boolean form(String s, int at, String form) {
    clear();
    int i = at;
    for (int k = 0; k < form.length(); k++) {
      char letter = form.charAt(k);
      int width = letter == 'Y' ? 4 : 2;
      switch (letter) {
        case 'N' -> {
          month = month(s, i);
          if (month == 0) {
            return false;
          }
          i += 3;
          continue;
        }
        case 'f' -> {
          end = i;
          fraction(s);
          i = end;
          continue;
        }
        case 'F' -> width = Math.min(3, Chars.endOfDigits(s, i) - i);
        case 'd', 'n', 'H', 'I', 'S' -> width = Math.min(2, Chars.endOfDigits(s, i) - i);
        case 'Y', 'y', 'M', 'D', 'h', 'm', 's' -> {}
        default -> {
          if (Chars.at(s, i) != letter) {
            return false;
          }
          i++;
          continue;
        }
      }
      int value = width == 0 ? Chars.NONE : Chars.digits(s, i, width);
      if (value < 0) {
        return false;
      }
      i += width;
      switch (letter) {
        case 'Y' -> year = value;
        case 'y' -> year = 2000 + value;
        case 'M', 'n' -> month = value;
        case 'D', 'd' -> day = value;
        case 'h', 'H' -> hour = value;
        case 'm', 'I' -> minute = value;
        case 's', 'S' -> second = value;
        default -> nano = value * 1_000_000;
      }
    }
    end = i;
    return !Chars.isDigit(Chars.at(s, i));
  }

  /** A stamp of numbers; the year -1 if it is not known. */
  void of(int inYear, int ofMonth, int ofDay, int atHour, int atMinute, int atSecond, int nanos) {
    clear();
    year = inYear < 0 ? NO_YEAR : inYear;
    month = ofMonth;
    day = ofDay;
    hour = atHour;
    minute = atMinute;
    second = atSecond;
    nano = nanos;
  }

  /** The fraction of the second, 0 to 999,999,999. */
  int nano() {
    return nano;
  }

  /** The month that an English name begins with, or 0. */
  static int monthOf(String name) {
    return month(name, 0);
  }

  /**
   * {@code 1780369201} or {@code 1780369201.123456}, seconds since 1970, or thirteen digits of
   * milliseconds, with a space behind: how some appliances and journald write it. From 2001 on.
   */
  boolean epoch(String s, int at) {
    clear();
    int i = Chars.endOfDigits(s, at);
    long whole = Chars.number(s, at, i);
    boolean millis = i - at == 13;
    if ((i - at != 10 && !millis) || whole < 1_000_000_000L) {
      return false;
    }
    end = i;
    if (!millis && Chars.at(s, i) == '.') {
      fraction(s);
      if (end == i) {
        return false;
      }
    }
    if (Chars.at(s, end) != ' ') {
      return false;
    }
    instant = millis ? Instant.ofEpochMilli(whole) : Instant.ofEpochSecond(whole, nano);
    return true;
  }

  /** Whether the stamp read last was counted in seconds. */
  boolean isEpoch() {
    return instant != null;
  }

  private boolean clock(String s, int at) {
    int i = at;
    int width = Chars.at(s, i + 1) == ':' ? 1 : 2;
    hour = Chars.digits(s, i, width);
    i += width;
    if (hour < 0 || Chars.at(s, i) != ':') {
      return false;
    }
    minute = Chars.digits(s, i + 1, 2);
    if (minute < 0 || Chars.at(s, i + 3) != ':') {
      return false;
    }
    second = Chars.digits(s, i + 4, 2);
    if (second < 0 || Chars.isDigit(Chars.at(s, i + 6))) {
      return false;
    }
    end = i + 6;
    fraction(s);
    return true;
  }

  private void fraction(String s) {
    char point = Chars.at(s, end);
    if ((point != '.' && point != ',') || !Chars.isDigit(Chars.at(s, end + 1))) {
      return;
    }
    int i = end + 1;
    int scale = 100_000_000;
    while (i < s.length() && Chars.isDigit(s.charAt(i))) {
      nano += (s.charAt(i) - '0') * scale;
      scale /= 10;
      i++;
    }
    end = i;
  }

  private void offset(String s, int at) {
    end = at;
    char c = Chars.at(s, at);
    if (c == 'Z' || c == 'z') {
      if (!isWord(Chars.at(s, at + 1))) {
        zoned = true;
        end = at + 1;
      }
      return;
    }
    if (c != '+' && c != '-') {
      return;
    }
    int hours = Chars.digits(s, at + 1, 2);
    if (hours < 0) {
      return;
    }
    int minutes = 0;
    int i = at + 3;
    if (Chars.at(s, i) == ':' && Chars.digits(s, i + 1, 2) >= 0) {
      minutes = Chars.digits(s, i + 1, 2);
      i += 3;
    } else if (Chars.digits(s, i, 2) >= 0) {
      minutes = Chars.digits(s, i, 2);
      i += 2;
    }
    if (Chars.isDigit(Chars.at(s, i))) {
      return;
    }
    zoned = true;
    offset = (hours * 3600 + minutes * 60) * (c == '-' ? -1 : 1);
    end = i;
  }

  /**
   * What may follow a BSD time: a year, a zone, both. A word that could as well be the name of a
   * host is a zone only where a colon or a year follows; nobody calls a host {@code UTC}.
   */
  private void trailer(String s) {
    if (Chars.at(s, end) != ' ') {
      if (Chars.at(s, end) == '+' || Chars.at(s, end) == '-' || Chars.at(s, end) == 'Z') {
        offset(s, end);
      }
      return;
    }
    int i = end + 1;
    int after = Chars.digits(s, i, 4);
    if (year == NO_YEAR && after >= 1970 && after < 2100 && isBreak(s, i + 4)) {
      year = after;
      end = i + 4;
      return;
    }
    int wordEnd = i;
    while (wordEnd < s.length() && wordEnd < i + 5 && Chars.isLetter(s.charAt(wordEnd))) {
      wordEnd++;
    }
    int length = wordEnd - i;
    char next = Chars.at(s, wordEnd);
    if (length < 3 || (next != ' ' && next != ':' && next != '\0')) {
      return;
    }
    int yearAfter = next == ' ' && year == NO_YEAR ? Chars.digits(s, wordEnd + 1, 4) : Chars.NONE;
    if (yearAfter < 1970 || !isBreak(s, wordEnd + 5)) {
      yearAfter = Chars.NONE;
    }
    boolean universal = isWordIgnoringCase(s, i, "UTC") || isWordIgnoringCase(s, i, "GMT");
    if (!(length == 3 && universal) && next != ':' && yearAfter < 0) {
      return;
    }
    if (zoneWord(s, i, length)) {
      end = wordEnd;
      if (yearAfter >= 0) {
        year = yearAfter;
        end = wordEnd + 5;
      }
    }
  }

  /** A zone by its usual letters, as CEF writes it behind a time. */
  void zoneAfter(String s) {
    if (zoned || Chars.at(s, end) != ' ') {
      return;
    }
    int i = end + 1;
    offset(s, i);
    if (zoned) {
      return;
    }
    end = i - 1;
    int wordEnd = i;
    while (wordEnd < s.length() && Chars.isLetter(s.charAt(wordEnd))) {
      wordEnd++;
    }
    if (zoneWord(s, i, wordEnd - i)) {
      end = wordEnd;
    }
  }

  private boolean zoneWord(String s, int at, int length) {
    if (length < 3 || length > 4) {
      return false;
    }
    int hours;
    switch (upper(s, at, length)) {
      case "UTC", "GMT" -> hours = 0;
      case "WET" -> {
        return regional(WESTERN_EUROPE);
      }
      case "CET", "MET" -> {
        return regional(CENTRAL_EUROPE);
      }
      case "EET" -> {
        return regional(EASTERN_EUROPE);
      }
      case "WEST", "BST" -> hours = 1;
      case "CEST", "MEST", "SAST" -> hours = 2;
      case "EEST", "MSK" -> hours = 3;
      case "SGT", "AWST" -> hours = 8;
      case "JST", "KST" -> hours = 9;
      case "AEST" -> hours = 10;
      case "AEDT" -> hours = 11;
      case "NZST" -> hours = 12;
      case "NZDT" -> hours = 13;
      case "EDT" -> hours = -4;
      case "EST", "CDT" -> hours = -5;
      case "CST", "MDT" -> hours = -6;
      case "MST", "PDT" -> hours = -7;
      case "PST" -> hours = -8;
      case "HST" -> hours = -10;
      default -> {
        return false;
      }
    }
    zoned = true;
    offset = hours * 3600;
    return true;
  }

  /** Senders write the winter name all the year round: the date decides. */
  private boolean regional(ZoneId zone) {
    zoned = true;
    region = zone;
    return true;
  }

  private static String upper(String s, int at, int length) {
    char[] word = new char[length];
    for (int i = 0; i < length; i++) {
      char c = s.charAt(at + i);
      word[i] = c >= 'a' && c <= 'z' ? (char) (c - 32) : c;
    }
    return new String(word);
  }

  private static boolean isWordIgnoringCase(String s, int at, String word) {
    return s.regionMatches(true, at, word, 0, word.length());
  }

  private static boolean isWord(char c) {
    return Chars.isLetter(c) || Chars.isDigit(c);
  }

  /** The end of a stamp; a colon only before a space, as {@code 2001:db8::7} is a host. */
  private static boolean isBreak(String s, int at) {
    char c = Chars.at(s, at);
    return at >= s.length()
        || c == ' '
        || (c == ':' && (at + 1 == s.length() || s.charAt(at + 1) == ' '));
  }

  /** As {@link #month}, or by one of the other names; sets where it ends, a point included. */
  private int monthOrName(String s, int at) {
    int english = month(s, at);
    afterMonth = at + 3;
    if (english != 0 && Chars.isLetter(Chars.at(s, afterMonth))) {
      String name = MONTHS[english - 1];
      if (s.regionMatches(true, at, name, 0, name.length())) {
        afterMonth = at + name.length();
      }
    }
    if (monthNames.isEmpty() || (english != 0 && Chars.at(s, afterMonth) == ' ')) {
      return english;
    }
    int i = at;
    while (i < s.length() && i < at + MAX_MONTH && Character.isLetter(s.charAt(i))) {
      i++;
    }
    Month named = monthNames.get(s.substring(at, i).toLowerCase(Locale.ROOT));
    if (named == null) {
      return english;
    }
    afterMonth = Chars.at(s, i) == '.' ? i + 1 : i;
    return named.getValue();
  }

  /** 1 to 12 for an English month of three letters in any case, otherwise 0. */
  private static int month(String s, int at) {
    if (at + 3 > s.length()) {
      return 0;
    }
    int key = (s.charAt(at) | 32) << 16 | (s.charAt(at + 1) | 32) << 8 | (s.charAt(at + 2) | 32);
    return switch (key) {
      case 'j' << 16 | 'a' << 8 | 'n' -> 1;
      case 'f' << 16 | 'e' << 8 | 'b' -> 2;
      case 'm' << 16 | 'a' << 8 | 'r' -> 3;
      case 'a' << 16 | 'p' << 8 | 'r' -> 4;
      case 'm' << 16 | 'a' << 8 | 'y' -> 5;
      case 'j' << 16 | 'u' << 8 | 'n' -> 6;
      case 'j' << 16 | 'u' << 8 | 'l' -> 7;
      case 'a' << 16 | 'u' << 8 | 'g' -> 8;
      case 's' << 16 | 'e' << 8 | 'p' -> 9;
      case 'o' << 16 | 'c' << 8 | 't' -> 10;
      case 'n' << 16 | 'o' << 8 | 'v' -> 11;
      case 'd' << 16 | 'e' << 8 | 'c' -> 12;
      default -> 0;
    };
  }

  /**
   * Sets time and offset of the event. An impossible stamp leaves both alone, with a warning: the
   * receive time then stands in.
   */
  boolean apply(ParseContext context, Event.Builder into, int at) {
    Instant time = resolve(context);
    if (time == null) {
      Warnings.add(into, "bad_time", at, "there is no such date or time of day");
      return false;
    }
    if (leapSecond) {
      Warnings.add(into, "leap_second", at, "second 60 was read as the last instant of second 59");
    }
    into.time(time);
    if (zoned && Math.abs(offset) > 18 * 3600) {
      Warnings.add(into, "bad_offset", at, "the offset from UTC is beyond 18 hours");
    } else if (zoned) {
      into.offset(ZoneOffset.ofTotalSeconds(offset));
    }
    return true;
  }

  /** The instant, or null if there is no such date or time of day. */
  @Nullable Instant resolve(ParseContext context) {
    if (instant != null) {
      return instant;
    }
    if (month < 1
        || month > 12
        || day < 1
        || hour > 23
        || minute > 59
        || second > 60
        || Math.abs(offset) >= SECONDS_A_DAY) {
      return null;
    }
    if (second == 60) {
      leapSecond = true;
      second = 59;
      nano = 999_999_999;
    }
    if (year == NO_YEAR) {
      if (day > (month == 2 ? 29 : daysIn(month, 2001))) {
        return null;
      }
      year = nearYear(context);
    } else if (day > daysIn(month, year)) {
      return null;
    }
    return Instant.ofEpochSecond(epochSecond(year, context.zone()), nano);
  }

  private long epochSecond(int inYear, ZoneId defaultZone) {
    long local =
        epochDay(inYear, month, day) * SECONDS_A_DAY + hour * 3600L + minute * 60L + second;
    if (zoned && region == null) {
      return local - offset;
    }
    ZoneId zone = region != null ? region : defaultZone;
    if (zone instanceof ZoneOffset fixed) {
      return local - fixed.getTotalSeconds();
    }
    LocalDateTime dateTime = LocalDateTime.ofEpochSecond(local, 0, ZoneOffset.UTC);
    int seconds = zone.getRules().getOffset(dateTime).getTotalSeconds();
    if (region != null) {
      offset = seconds;
    }
    return local - seconds;
  }

  private int nearYear(ParseContext context) {
    long reference = context.reference().getEpochSecond();
    boolean leapDay = month == 2 && day == 29;
    if (context.yearRule() == ParseContext.YearRule.RECENT && !leapDay && reference >= 0) {
      // Nearly always the stamp is less than a year old: then a guess of the year will do, as no
      // later year fits if this one does and lies within a year before.
      int guess = 1970 + (int) Math.min(1_000_000, reference / SECONDS_A_YEAR);
      long time = epochSecond(guess, context.zone());
      if (time <= reference + SECONDS_A_DAY && time > reference - ALMOST_A_YEAR) {
        return guess;
      }
    }
    int referenceYear =
        LocalDate.ofEpochDay(
                Math.floorDiv(
                    Math.max(-1_000_000_000_000L, Math.min(1_000_000_000_000L, reference)),
                    SECONDS_A_DAY))
            .getYear();
    if (context.yearRule() == ParseContext.YearRule.RECENT) {
      for (int candidate = referenceYear + 1; candidate >= referenceYear - 8; candidate--) {
        if ((!leapDay || isLeap(candidate))
            && epochSecond(candidate, context.zone()) <= reference + SECONDS_A_DAY) {
          return candidate;
        }
      }
      return referenceYear;
    }
    if (leapDay) {
      int nearest = NO_YEAR;
      long distance = Long.MAX_VALUE;
      for (int candidate = referenceYear - 8; candidate <= referenceYear + 8; candidate++) {
        if (isLeap(candidate)) {
          long apart = Math.abs(epochSecond(candidate, context.zone()) - reference);
          if (apart < distance) {
            distance = apart;
            nearest = candidate;
          }
        }
      }
      return nearest;
    }
    long sameYear = epochSecond(referenceYear, context.zone());
    if (sameYear < reference - HALF_A_YEAR) {
      return referenceYear + 1;
    }
    return sameYear > reference + ALMOST_A_YEAR ? referenceYear - 1 : referenceYear;
  }

  private static boolean isLeap(int year) {
    return (year & 3) == 0 && (year % 100 != 0 || year % 400 == 0);
  }

  static int daysIn(int month, int year) {
    return switch (month) {
      case 2 -> isLeap(year) ? 29 : 28;
      case 4, 6, 9, 11 -> 30;
      default -> 31;
    };
  }

  /** Days since 1970-01-01 of a civil date: years are counted from March, in eras of 400. */
  private static long epochDay(int year, int month, int day) {
    long y = month <= 2 ? year - 1L : year;
    long era = Math.floorDiv(y, 400L);
    long yearOfEra = y - era * 400;
    long dayOfYear = (153L * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    long dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
    return era * 146_097 + dayOfEra - 719_468;
  }
}
