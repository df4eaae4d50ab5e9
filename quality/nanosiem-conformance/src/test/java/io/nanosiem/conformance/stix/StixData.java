package io.nanosiem.conformance.stix;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.nanosiem.conformance.OutsideData;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The STIX part of the test data. */
final class StixData {
  static final JsonMapper JSON = JsonMapper.shared();

  private StixData() {}

  /** The folder, or a visible skip if this machine has none. */
  static Path folder() {
    return OutsideData.folder().resolve("stix");
  }

  /** The OASIS schemas, each object being held against the one of its type. */
  static final class Schemas {
    private final Map<String, Schema> byType = new HashMap<>();

    Schemas(Path folder) {
      Map<String, String> texts = new HashMap<>();
      Map<String, String> ids = new HashMap<>();
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file :
            (Iterable<Path>) files.filter(f -> f.toString().endsWith(".json"))::iterator) {
          String text = Files.readString(file);
          String id = JSON.readTree(text).get("$id").asString();
          texts.put(id, text);
          ids.put(file.getFileName().toString().replace(".json", ""), id);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      SchemaRegistry registry =
          SchemaRegistry.withDefaultDialect(
              SpecificationVersion.DRAFT_2020_12, builder -> builder.schemas(texts));
      ids.forEach((type, id) -> byType.put(type, registry.getSchema(SchemaLocation.of(id))));
    }

    /**
     * What is wrong with a bundle and with each of its objects, by the schemas. As in the OASIS
     * validator, the frame is looked at without its objects: the schema of the bundle knows neither
     * grouping nor note nor extension-definition, and accepts none of them.
     */
    List<String> problems(String bundle) {
      ObjectNode root = (ObjectNode) JSON.readTree(bundle);
      JsonNode objects = root.path("objects");
      List<String> problems = new ArrayList<>(problems("bundle", root.without("objects")));
      for (JsonNode object : objects) {
        problems.addAll(problems(object.path("type").asString("?"), object));
      }
      return problems;
    }

    private List<String> problems(String type, JsonNode object) {
      Schema schema = byType.get(type);
      if (schema == null) {
        return List.of(type + " has no schema");
      }
      List<String> problems = new ArrayList<>();
      for (Error error : schema.validate(object)) {
        problems.add(object.path("id").asString("?") + error);
      }
      return problems;
    }
  }
}
