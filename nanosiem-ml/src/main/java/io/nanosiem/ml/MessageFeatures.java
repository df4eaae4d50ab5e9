package io.nanosiem.ml;

import io.nanosiem.event.Event;
import io.nanosiem.event.Printable;
import java.util.Locale;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** What {@link FeatureSet#extended} reads from an event. No state. */
final class MessageFeatures {
  private static final int LONGEST_SCAN = 8192;
  private static final int MOST_WORDS = 8;

  private MessageFeatures() {}

  static double userAndHost(Event event) {
    String user = event.user();
    String host = event.host();
    return user == null || host == null
        ? Double.NaN
        : CategoryHash.code(
            CategoryHash.add(CategoryHash.add(CategoryHash.add(0, user), " "), host));
  }

  static String userAndHostText(Event event) {
    return "user "
        + Printable.of(text(event.user()), 40)
        + " on "
        + Printable.of(text(event.host()), 40);
  }

  private static String text(@Nullable String value) {
    return value == null ? "?" : value;
  }

  static double sourceNetwork(Event event) {
    String address = event.sourceAddress();
    int end = address == null ? -1 : networkEnd(address);
    return address == null || end < 0
        ? Double.NaN
        : CategoryHash.code(CategoryHash.add(0, address, 0, end));
  }

  static String sourceNetworkText(Event event) {
    String address = text(event.sourceAddress());
    String network = address.substring(0, Math.max(0, networkEnd(address)));
    return "source network "
        + Printable.of(network, 45)
        + (address.indexOf(':') >= 0 ? "::/48" : ".0/24");
  }

  /** Where the first three parts of an address end; -1 if it has none. */
  private static int networkEnd(String address) {
    if (address.indexOf(':') < 0) {
      return address.lastIndexOf('.');
    }
    int end = 0;
    for (int groups = 0; groups < 3 && end >= 0; groups++) {
      // An address that is shortened before its third group has zeros there.
      if (address.startsWith("::", end)) {
        break;
      }
      end = address.indexOf(':', end + 1);
    }
    return end;
  }

  static double destinationPort(Event event) {
    OptionalInt port = event.destinationPort();
    return port.isPresent() ? port.getAsInt() : Double.NaN;
  }

  /**
   * The first words of a message that say what it is about: all letters, and not the name of the
   * user, the host or the program.
   */
  static double shape(Event event) {
    return event.message() == null ? Double.NaN : CategoryHash.code(shape(event, null));
  }

  static String shapeText(Event event) {
    StringBuilder shape = new StringBuilder(64);
    shape(event, shape);
    return "a message like \"" + Printable.of(shape.toString(), 64) + "\"";
  }

  private static long shape(Event event, @Nullable StringBuilder into) {
    String message = text(event.message());
    long hash = 0;
    int end = Math.min(message.length(), LONGEST_SCAN);
    int words = 0;
    for (int begin = 0; begin < end && words < MOST_WORDS; ) {
      int stop = begin;
      while (stop < end && message.charAt(stop) > ' ') {
        stop++;
      }
      if (stop > begin && isWord(message, begin, stop) && !isName(event, message, begin, stop)) {
        hash = CategoryHash.add(CategoryHash.add(hash, " "), message, begin, stop);
        if (into != null) {
          into.append(words == 0 ? "" : " ").append(message, begin, stop);
        }
        words++;
      }
      begin = stop + 1;
    }
    return hash;
  }

  private static boolean isWord(String message, int begin, int stop) {
    int last = stop - 1;
    // A colon or comma may follow a word.
    int end = last > begin && ":,.;!?".indexOf(message.charAt(last)) >= 0 ? last : stop;
    if (end - begin > 32) {
      return false;
    }
    for (int i = begin; i < end; i++) {
      char c = message.charAt(i);
      if (!(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') && c != '-' && c != '_') {
        return false;
      }
    }
    return true;
  }

  private static boolean isName(Event event, String message, int begin, int stop) {
    return equals(event.user(), message, begin, stop)
        || equals(event.host(), message, begin, stop)
        || equals(event.program(), message, begin, stop);
  }

  private static boolean equals(@Nullable String name, String message, int begin, int stop) {
    return name != null
        && (stop - begin == name.length() || stop - begin == name.length() + 1)
        && !name.isEmpty()
        && message.startsWith(name, begin);
  }

  /**
   * The decimal logarithm of the largest whole number that stands by itself; 0 if there is none.
   */
  static double largestNumber(Event event) {
    String message = event.message();
    if (message == null) {
      return Double.NaN;
    }
    double largest = 0;
    double number = 0;
    boolean alone = true;
    int end = Math.min(message.length(), LONGEST_SCAN);
    char before = ' ';
    for (int i = 0; i <= end; i++) {
      char c = i == end ? ' ' : message.charAt(i);
      boolean digit = c >= '0' && c <= '9';
      if (digit) {
        boolean first = before < '0' || before > '9';
        alone = first ? !isPartOfMore(before) : alone;
        number = (first ? 0 : number * 10) + c - '0';
      } else if (before >= '0' && before <= '9') {
        // Not a part of an address, a version, a date or an identifier.
        if (alone && !isPartOfMore(c) && number > largest) {
          largest = number;
        }
      }
      before = c;
    }
    return StrictMath.log10(Math.min(1e18, largest) + 1);
  }

  private static boolean isPartOfMore(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || ".:-_/".indexOf(c) >= 0;
  }

  static String largestNumberText(Event event) {
    return String.format(
        Locale.ROOT, "the number %,.0f", StrictMath.pow(10, largestNumber(event)) - 1);
  }

  /** The share of characters that are neither letters, digits nor blanks. */
  static double signs(Event event) {
    String message = event.message();
    if (message == null || message.isEmpty()) {
      return Double.NaN;
    }
    int end = Math.min(message.length(), LONGEST_SCAN);
    int signs = 0;
    for (int i = 0; i < end; i++) {
      char c = message.charAt(i);
      if (c > ' '
          && c < 128
          && !(c >= 'a' && c <= 'z')
          && !(c >= 'A' && c <= 'Z')
          && !(c >= '0' && c <= '9')) {
        signs++;
      }
    }
    return (double) signs / end;
  }

  static String signsText(Event event) {
    return Math.round(100 * signs(event)) + " % signs in the message";
  }
}
