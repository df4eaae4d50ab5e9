package io.nanosiem.conformance.stix;

import static org.assertj.core.api.Assertions.assertThat;

import io.nanosiem.stix.StixIds;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;

class ObservableIdsConformanceTest {
  @Test
  void identifiersAreThoseOfOtherImplementations() throws IOException {
    JsonNode data = data();
    int count = 0;
    for (JsonNode vector : data.get("vectors")) {
      assertThat(StixIds.observable(map(vector.get("object"))))
          .as(vector.get("name").asString())
          .isEqualTo(vector.get("expected_id").asString());
      count++;
    }
    assertThat(count).isGreaterThan(50);
  }

  @Test
  void whatNothingNamesHasNoIdentifier() throws IOException {
    int count = 0;
    for (JsonNode object : data().get("must_be_uuid4")) {
      assertThat(StixIds.observable(map(object))).as(object.toString()).isNull();
      count++;
    }
    assertThat(count).isPositive();
  }

  private static JsonNode data() throws IOException {
    return StixData.JSON.readTree(Files.readString(StixData.folder().resolve("sco-ids.json")));
  }

  private static Map<String, Object> map(JsonNode object) {
    return StixData.JSON.convertValue(object, new TypeReference<Map<String, Object>>() {});
  }
}
