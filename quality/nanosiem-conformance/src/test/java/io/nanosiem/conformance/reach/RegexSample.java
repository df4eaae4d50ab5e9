package io.nanosiem.conformance.reach;

/**
 * A text that a regular expression matches: of alternatives the first, of repetitions the fewest,
 * of a class the first character. For the expressions of rules, which ask for no look-around.
 */
final class RegexSample {
  private final String regex;
  private int i;

  private RegexSample(String regex) {
    this.regex = regex;
  }

  static String of(String regex) {
    RegexSample sample = new RegexSample(regex);
    return sample.alternatives();
  }

  private String alternatives() {
    String first = sequence();
    while (i < regex.length() && regex.charAt(i) == '|') {
      i++;
      sequence();
    }
    return first;
  }

  private String sequence() {
    StringBuilder out = new StringBuilder();
    while (i < regex.length() && regex.charAt(i) != '|' && regex.charAt(i) != ')') {
      String atom = atom();
      int least = quantifier();
      out.append(atom.repeat(least));
    }
    return out.toString();
  }

  private String atom() {
    char c = regex.charAt(i++);
    return switch (c) {
      case '(' -> group();
      case '[' -> String.valueOf(characterClass());
      case '.' -> "x";
      case '^', '$' -> "";
      case '\\' -> escape();
      default -> String.valueOf(c);
    };
  }

  private String group() {
    if (regex.startsWith("?", i)) {
      int colon = regex.indexOf(':', i);
      int close = regex.indexOf(')', i);
      int name =
          regex.startsWith("?P<", i) || regex.startsWith("?<", i) ? regex.indexOf('>', i) : -1;
      if (name >= 0) {
        i = name + 1;
      } else if (colon >= 0 && colon < close) {
        i = colon + 1;
      } else {
        i = close + 1;
        return "";
      }
    }
    String inner = alternatives();
    i++;
    return inner;
  }

  private String escape() {
    char c = regex.charAt(i++);
    return switch (c) {
      case 'd' -> "1";
      case 'D', 'w', 'S' -> "a";
      case 'W' -> "-";
      case 's' -> " ";
      case 'b', 'B', 'A', 'z', 'Z' -> "";
      case 'n' -> "\n";
      case 'r' -> "\r";
      case 't' -> "\t";
      case 'x' -> {
        int code = Integer.parseInt(regex.substring(i, i + 2), 16);
        i += 2;
        yield String.valueOf((char) code);
      }
      default -> String.valueOf(c);
    };
  }

  private char characterClass() {
    boolean isNegated = regex.charAt(i) == '^';
    if (isNegated) {
      i++;
    }
    StringBuilder members = new StringBuilder();
    boolean isFirst = true;
    while (regex.charAt(i) != ']' || isFirst) {
      isFirst = false;
      char c = regex.charAt(i++);
      if (c == '\\') {
        String escaped = escape();
        members.append(escaped);
      } else if (c == '[' && regex.startsWith(":", i)) {
        i = regex.indexOf(":]", i) + 2;
        members.append('a');
      } else if (c == '-' && members.length() > 0 && regex.charAt(i) != ']') {
        char from = members.charAt(members.length() - 1);
        char to = regex.charAt(i++);
        for (char k = (char) (from + 1); isNegated && k <= to && k - from < 200; k++) {
          members.append(k);
        }
      } else {
        members.append(c);
      }
    }
    i++;
    if (!isNegated) {
      return members.charAt(0);
    }
    for (char c : "xX1 _-\u00e9".toCharArray()) {
      if (members.indexOf(String.valueOf(c)) < 0) {
        return c;
      }
    }
    return '~';
  }

  /** The fewest repetitions, but one where none would do: the shortest text says little. */
  private int quantifier() {
    int least = 1;
    if (i < regex.length()) {
      switch (regex.charAt(i)) {
        case '*', '?' -> {
          least = 0;
          i++;
        }
        case '+' -> i++;
        case '{' -> {
          int close = regex.indexOf('}', i);
          String bounds = regex.substring(i + 1, close);
          int comma = bounds.indexOf(',');
          String low = comma < 0 ? bounds : bounds.substring(0, comma);
          least = low.isEmpty() ? 0 : Integer.parseInt(low);
          i = close + 1;
        }
        default -> {}
      }
      if (i < regex.length() && (regex.charAt(i) == '?' || regex.charAt(i) == '+')) {
        i++;
      }
    }
    return least;
  }
}
