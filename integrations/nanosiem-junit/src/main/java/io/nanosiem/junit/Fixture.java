package io.nanosiem.junit;

import io.nanosiem.event.Event;
import io.nanosiem.event.FieldSource;
import io.nanosiem.event.Printable;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.composer.Composer;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/**
 * The cases of one rule, as a file says them.
 *
 * @param rule id or name
 * @param line where the document begins
 * @param cases in order
 */
record Fixture(String rule, int line, List<Case> cases) {

  /**
   * One event and what is expected of it.
   *
   * @param name for the report
   * @param matches what is expected
   * @param event the event
   * @param line where it is
   */
  record Case(String name, boolean matches, FieldSource event, int line) {}

  static List<Fixture> read(Path file) throws FixtureException {
    LoadSettings settings =
        LoadSettings.builder().setLabel(file.toString()).setSchema(new CoreSchema()).build();
    List<Fixture> fixtures = new ArrayList<>();
    try {
      String text = Files.readString(file, StandardCharsets.UTF_8);
      Composer documents =
          new Composer(settings, new ParserImpl(settings, new StreamReader(settings, text)));
      while (documents.hasNext()) {
        fixtures.add(fixture(file, documents.next()));
      }
    } catch (MarkedYamlEngineException e) {
      int line = e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(1);
      throw new FixtureException(file + ":" + line + ": not YAML: " + e.getProblem());
    } catch (YamlEngineException e) {
      throw new FixtureException(file + ":1: not YAML: " + e.getMessage());
    } catch (IOException e) {
      throw new FixtureException(file + ":1: cannot be read: " + e);
    }
    return fixtures;
  }

  private static Fixture fixture(Path file, Node document) throws FixtureException {
    if (!(document instanceof MappingNode map)) {
      throw wrong(file, document, "a map with 'rule', 'matches' and 'does-not-match' is expected");
    }
    String rule = null;
    List<Case> cases = new ArrayList<>();
    for (NodeTuple entry : map.getValue()) {
      String key = entry.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "";
      Node value = entry.getValueNode();
      switch (key) {
        case "rule" -> {
          if (!(value instanceof ScalarNode scalar) || scalar.getValue().isBlank()) {
            throw wrong(file, value, "'rule' is the id or name of a rule");
          }
          rule = scalar.getValue();
        }
        case "matches" -> addCases(file, value, true, cases);
        case "does-not-match" -> addCases(file, value, false, cases);
        default ->
            throw wrong(
                file,
                entry.getKeyNode(),
                "unknown key '"
                    + Printable.of(key, 60)
                    + "': 'rule', 'matches' and 'does-not-match' are known");
      }
    }
    if (rule == null) {
      throw wrong(file, map, "the case names no rule: add 'rule:' with an id or name");
    }
    if (cases.isEmpty()) {
      throw wrong(file, map, "there is no event to test with");
    }
    return new Fixture(rule, line(map), List.copyOf(cases));
  }

  private static void addCases(Path file, Node value, boolean matches, List<Case> into)
      throws FixtureException {
    if (!(value instanceof SequenceNode list)) {
      throw wrong(file, value, "a list of events is expected");
    }
    int number = 0;
    for (Node item : list.getValue()) {
      into.add(one(file, item, matches, ++number));
    }
  }

  private static Case one(Path file, Node item, boolean matches, int number)
      throws FixtureException {
    String name = null;
    Node event = item;
    if (item instanceof MappingNode map && map.getValue().size() == 2) {
      Node named = value(map, "name");
      Node inner = value(map, "event");
      if (named instanceof ScalarNode scalar && inner != null) {
        name = scalar.getValue();
        event = inner;
      }
    }
    FieldSource source;
    if (event instanceof MappingNode map) {
      source = Event.of(fields(file, map));
    } else if (event instanceof ScalarNode scalar
        && scalar.getValue().stripLeading().startsWith("{")) {
      try {
        source = Event.fromJson(scalar.getValue().strip());
      } catch (IllegalArgumentException e) {
        throw wrong(file, event, "not a JSON object: " + e.getMessage());
      }
    } else {
      throw wrong(file, event, "an event is a map of fields, or a JSON object as text");
    }
    String shown = name != null ? name : "event " + number;
    return new Case(Printable.of(shown, 80), matches, source, line(event));
  }

  private static @Nullable Node value(MappingNode map, String key) {
    for (NodeTuple entry : map.getValue()) {
      if (entry.getKeyNode() instanceof ScalarNode scalar && scalar.getValue().equals(key)) {
        return entry.getValueNode();
      }
    }
    return null;
  }

  private static Map<String, @Nullable Object> fields(Path file, MappingNode map)
      throws FixtureException {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    for (NodeTuple entry : map.getValue()) {
      if (!(entry.getKeyNode() instanceof ScalarNode key)) {
        throw wrong(file, entry.getKeyNode(), "the name of a field is expected");
      }
      if (fields.containsKey(key.getValue())) {
        throw wrong(file, key, "the field '" + Printable.of(key.getValue(), 60) + "' occurs twice");
      }
      fields.put(key.getValue(), plain(file, entry.getValueNode()));
    }
    return fields;
  }

  private static @Nullable Object plain(Path file, Node node) throws FixtureException {
    if (node instanceof MappingNode map) {
      return fields(file, map);
    }
    if (node instanceof SequenceNode list) {
      List<@Nullable Object> all = new ArrayList<>();
      for (Node item : list.getValue()) {
        all.add(plain(file, item));
      }
      return all;
    }
    if (!(node instanceof ScalarNode scalar)) {
      throw wrong(file, node, "a value is expected");
    }
    String text = scalar.getValue();
    if (scalar.getTag().equals(Tag.NULL)) {
      return null;
    }
    if (scalar.getTag().equals(Tag.BOOL)) {
      return text.equalsIgnoreCase("true");
    }
    try {
      if (scalar.getTag().equals(Tag.INT)) {
        BigInteger number =
            text.startsWith("0x")
                ? new BigInteger(text.substring(2), 16)
                : text.startsWith("0o")
                    ? new BigInteger(text.substring(2), 8)
                    : new BigInteger(text);
        return number.bitLength() <= 63 ? (Object) number.longValue() : number;
      }
      if (scalar.getTag().equals(Tag.FLOAT)) {
        return new BigDecimal(text);
      }
    } catch (NumberFormatException e) {
      return text;
    }
    return text;
  }

  private static FixtureException wrong(Path file, Node at, String message) {
    return new FixtureException(file + ":" + line(at) + ": " + message);
  }

  private static int line(Node node) {
    Optional<Mark> mark = node.getStartMark();
    return mark.map(m -> m.getLine() + 1).orElse(1);
  }
}
