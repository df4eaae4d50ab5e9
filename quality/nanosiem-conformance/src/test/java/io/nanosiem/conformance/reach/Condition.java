package io.nanosiem.conformance.reach;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** The condition of a rule as a tree: a second reading, apart from the engine's own. */
final class Condition {
  /** A part of it. */
  sealed interface Node {}

  /**
   * A search.
   *
   * @param name which
   */
  record Name(String name) implements Node {}

  /**
   * Its opposite.
   *
   * @param part of what
   */
  record Not(Node part) implements Node {}

  /**
   * So many of them: all is and, one is or.
   *
   * @param least how many
   * @param parts of which
   */
  record Several(int least, List<Node> parts) implements Node {}

  private final String[] words;
  private final Collection<String> names;
  private int i;

  Condition(String text, Collection<String> names) {
    this.words = text.replace("(", " ( ").replace(")", " ) ").strip().split("\\s+");
    this.names = names;
  }

  Node parse() {
    return or();
  }

  private String word() {
    return i < words.length ? words[i].toLowerCase(Locale.ROOT) : "";
  }

  private Node or() {
    List<Node> parts = new ArrayList<>();
    parts.add(and());
    while (word().equals("or")) {
      i++;
      parts.add(and());
    }
    return parts.size() == 1 ? parts.get(0) : new Several(1, parts);
  }

  private Node and() {
    List<Node> parts = new ArrayList<>();
    parts.add(not());
    while (word().equals("and")) {
      i++;
      parts.add(not());
    }
    return parts.size() == 1 ? parts.get(0) : new Several(parts.size(), parts);
  }

  private Node not() {
    if (word().equals("not")) {
      i++;
      return new Not(not());
    }
    if (word().equals("(")) {
      i++;
      Node inner = or();
      i++;
      return inner;
    }
    if (i + 1 < words.length && words[i + 1].equalsIgnoreCase("of")) {
      String count = word();
      String which = words[i + 2];
      i += 3;
      List<Node> parts = new ArrayList<>();
      for (String name : names) {
        if (selects(which, name)) {
          parts.add(new Name(name));
        }
      }
      int least =
          switch (count) {
            case "all" -> parts.size();
            case "any" -> 1;
            default -> Integer.parseInt(count);
          };
      return new Several(least, parts);
    }
    return new Name(words[i++]);
  }

  private static boolean selects(String which, String name) {
    if (name.equals("condition") || name.equals("timeframe")) {
      return false;
    }
    if (which.equalsIgnoreCase("them")) {
      return !name.startsWith("_");
    }
    int star = which.indexOf('*');
    return star < 0
        ? name.equals(which)
        : name.length() >= which.length() - 1
            && name.startsWith(which.substring(0, star))
            && name.endsWith(which.substring(star + 1));
  }
}
