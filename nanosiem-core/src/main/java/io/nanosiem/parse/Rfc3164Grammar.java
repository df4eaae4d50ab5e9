package io.nanosiem.parse;

import io.nanosiem.event.Event;
import io.nanosiem.internal.IpAddress;

/**
 * The packet of RFC 3164 §4.1, for strict mode: priority, {@code Mmm dd hh:mm:ss}, a host without
 * its domain, a tag of at most 32 letters and digits, 1,024 octets in all.
 *
 * <p>The RFC describes what was seen rather than what is to be, and any packet is a syslog packet
 * (§4.2); what is noted here are its MUSTs. Almost no sender of today keeps all of them.
 */
final class Rfc3164Grammar {
  private static final String MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";
  private static final int MAX_OCTETS = 1024;
  private static final int MAX_TAG = 32;

  private final String s;
  private final Deviations deviations;

  private Rfc3164Grammar(String s, Event.Builder into) {
    this.s = s;
    this.deviations = new Deviations(into);
  }

  static void check(String s, Event.Builder into) {
    new Rfc3164Grammar(s, into).packet();
  }

  private void packet() {
    if (Pri.check(s, "rfc3164_pri", deviations)) {
      header(s.indexOf('>') + 1);
    } else if (Chars.at(s, 0) != '<') {
      header(0);
    }
    length();
  }

  private void header(int at) {
    if (!isStamp(at)) {
      deviations.add("rfc3164_timestamp", at, "TIMESTAMP must be 'Mmm dd hh:mm:ss'");
      return;
    }
    int hostAt = at + 16;
    if (Chars.at(s, at + 15) != ' ') {
      deviations.add("rfc3164_timestamp", at + 15, "one space must follow TIMESTAMP");
      return;
    }
    int end = s.indexOf(' ', hostAt);
    int hostEnd = end < 0 ? s.length() : end;
    if (!isHost(s.substring(hostAt, hostEnd))) {
      deviations.add(
          "rfc3164_hostname", hostAt, "HOSTNAME must be a name without domain, or an address");
    }
    if (end < 0) {
      deviations.add("rfc3164_hostname", hostEnd, "one space must follow HOSTNAME");
      return;
    }
    int tagEnd = end + 1;
    while (isAlphanumeric(Chars.at(s, tagEnd))) {
      tagEnd++;
    }
    if (tagEnd - end - 1 > MAX_TAG) {
      deviations.add("rfc3164_tag", end + 1, "TAG has more than " + MAX_TAG + " characters");
    }
  }

  private boolean isStamp(int at) {
    if (s.length() < at + 15) {
      return false;
    }
    int month = MONTHS.indexOf(s.substring(at, at + 3));
    char tens = s.charAt(at + 4);
    int day = tens == ' ' ? Chars.digits(s, at + 5, 1) : Chars.digits(s, at + 4, 2);
    int hour = Chars.digits(s, at + 7, 2);
    int minute = Chars.digits(s, at + 10, 2);
    int second = Chars.digits(s, at + 13, 2);
    return month >= 0
        && month % 3 == 0
        && s.charAt(at + 3) == ' '
        && tens != '0'
        && day >= 1
        && day <= Stamp.daysIn(month / 3 + 1, 2000)
        && s.charAt(at + 6) == ' '
        && hour >= 0
        && hour <= 23
        && s.charAt(at + 9) == ':'
        && minute >= 0
        && minute <= 59
        && s.charAt(at + 12) == ':'
        && second >= 0
        && second <= 59;
  }

  private static boolean isHost(String word) {
    boolean name = !word.isEmpty();
    for (int i = 0; i < word.length(); i++) {
      char c = word.charAt(i);
      name &= isAlphanumeric(c) || (c == '-' && i > 0 && i + 1 < word.length());
    }
    return name || IpAddress.parse(word) != null;
  }

  private static boolean isAlphanumeric(char c) {
    return Chars.isLetter(c) || Chars.isDigit(c);
  }

  private void length() {
    int octets = 0;
    for (int i = 0; i < s.length(); i++) {
      char c = s.charAt(i);
      // Each half of a surrogate pair makes two of its four octets.
      octets += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
      if (octets > MAX_OCTETS) {
        deviations.add("rfc3164_length", i, "longer than " + MAX_OCTETS + " octets");
        return;
      }
    }
  }
}
