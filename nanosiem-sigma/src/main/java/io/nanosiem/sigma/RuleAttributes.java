package io.nanosiem.sigma;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The attributes at the top of a document that do not decide whether a rule matches: are they of
 * the types and sizes that the specification gives them? What is not is kept all the same, with a
 * finding, as is whatever its author has added. One thread, one file.
 */
final class RuleAttributes {
  private static final Set<String> RELATIONS =
      Set.of("derived", "obsolete", "merged", "renamed", "similar");
  private static final int MOST_NAME = 256;
  private static final int MOST_DESCRIPTION = 65_535;

  /** What the specification knows at the top of a rule, a correlation or a filter. */
  static final List<String> KNOWN =
      List.of(
          "title",
          "id",
          "name",
          "related",
          "taxonomy",
          "status",
          "description",
          "license",
          "author",
          "references",
          "date",
          "modified",
          "logsource",
          "detection",
          "fields",
          "falsepositives",
          "level",
          "tags",
          "scope",
          "correlation",
          "filter",
          "action",
          "generate");

  private final Problems problems;

  RuleAttributes(Problems problems) {
    this.problems = problems;
  }

  /** Looks at every attribute of a document but those that a rule keeps in a form of its own. */
  void check(Yaml.Mapping document) {
    for (Yaml.Entry entry : document.entries()) {
      String name = entry.name();
      Yaml value = entry.value();
      if (isNull(value)) {
        continue;
      }
      switch (name) {
        case "title" -> text(name, value, MOST_NAME, 1);
        case "name", "id" -> text(name, value, MOST_NAME, 1);
        case "taxonomy" -> taxonomy(value);
        case "description" -> text(name, value, MOST_DESCRIPTION, 1);
        case "license", "author" -> text(name, value, MOST_DESCRIPTION, 1);
        case "references", "fields" -> texts(name, value, 1);
        case "falsepositives", "scope" -> texts(name, value, 2);
        case "related" -> related(value);
        default -> unknown(entry);
      }
    }
  }

  private void unknown(Yaml.Entry entry) {
    String name = entry.name();
    if (KNOWN.contains(name)) {
      return;
    }
    String near = Words.nearest(name, KNOWN);
    if (near != null) {
      problems.note(
          entry.key().span(),
          Words.quoted(name) + " is not an attribute of Sigma",
          "did you mean '" + near + "'?");
    }
  }

  private static boolean isNull(Yaml value) {
    return value instanceof Yaml.Scalar scalar && scalar.type() == Yaml.Scalar.Type.NULL;
  }

  private void text(String name, Yaml value, int most, int least) {
    if (!(value instanceof Yaml.Scalar scalar)) {
      problems.note(
          value.span(),
          "'" + name + "' should be text, not " + value.kind(),
          name.equals("author") ? "several authors are one text with commas" : null);
      return;
    }
    String text = scalar.text();
    if (!scalar.isString()) {
      problems.note(
          scalar.span(), "'" + name + "' should be text, not " + scalar.kind(), "put it in quotes");
    } else if (text.strip().length() < least) {
      problems.note(
          scalar.span(), "'" + name + "' has fewer characters than " + least, "leave it out");
    } else if (text.codePointCount(0, text.length()) > most) {
      problems.note(scalar.span(), "'" + name + "' has more characters than " + most, null);
    }
  }

  private void taxonomy(Yaml value) {
    text("taxonomy", value, MOST_NAME, 1);
    if (value instanceof Yaml.Scalar scalar
        && scalar.isString()
        && !scalar.text().equals("sigma")) {
      problems.note(
          scalar.span(),
          "another taxonomy than 'sigma': fields and values are taken as they are written",
          null);
    }
  }

  private void texts(String name, Yaml value, int least) {
    if (!(value instanceof Yaml.Sequence list)) {
      problems.note(
          value.span(), "'" + name + "' should be a list of texts, not " + value.kind(), null);
      return;
    }
    Set<String> seen = new HashSet<>();
    for (Yaml item : list.items()) {
      if (!(item instanceof Yaml.Scalar scalar) || isNull(item)) {
        problems.note(
            item.span(), "'" + name + "' should be a list of texts, not of " + item.kind(), null);
        continue;
      }
      if (scalar.text().strip().length() < least) {
        problems.note(
            scalar.span(),
            "a text in '" + name + "' should have at least " + least + " characters",
            null);
      } else if (!seen.add(scalar.text())) {
        problems.note(
            scalar.span(), "'" + name + "' holds " + Words.quoted(scalar.text()) + " twice", null);
      }
    }
  }

  private void related(Yaml value) {
    if (!(value instanceof Yaml.Sequence list)) {
      problems.note(
          value.span(),
          "'related' should be a list of id and type, not " + value.kind(),
          "write '- id: …' and 'type: derived' below it");
      return;
    }
    for (Yaml item : list.items()) {
      if (!(item instanceof Yaml.Mapping map)) {
        problems.note(item.span(), "a relation has an id and a type; this is " + item.kind(), null);
        continue;
      }
      Yaml.Scalar id = scalar(map, "id");
      Yaml.Scalar type = scalar(map, "type");
      if (id == null) {
        problems.note(map.span(), "the relation has no id", null);
      } else if (!isUuid(id.text())) {
        problems.note(
            id.span(), "the id of a relation is not a UUID: " + Words.quoted(id.text()), null);
      }
      if (type == null) {
        problems.note(map.span(), "the relation has no type", String.join(", ", sorted(RELATIONS)));
      } else if (!RELATIONS.contains(type.text())) {
        String near = Words.didYouMean(type.text(), RELATIONS);
        problems.note(
            type.span(),
            "unknown type of relation " + Words.quoted(type.text()),
            near != null ? near : "one of " + String.join(", ", sorted(RELATIONS)));
      }
    }
  }

  private static List<String> sorted(Set<String> words) {
    return words.stream().sorted().toList();
  }

  private static Yaml.@Nullable Scalar scalar(Yaml.Mapping map, String key) {
    return map.get(key) instanceof Yaml.Scalar scalar && !isNull(scalar) ? scalar : null;
  }

  static boolean isUuid(String id) {
    if (id.length() != 36) {
      return false;
    }
    for (int i = 0; i < 36; i++) {
      char c = id.charAt(i);
      boolean isDash = i == 8 || i == 13 || i == 18 || i == 23;
      boolean fits =
          isDash
              ? c == '-'
              : (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
      if (!fits) {
        return false;
      }
    }
    return true;
  }
}
