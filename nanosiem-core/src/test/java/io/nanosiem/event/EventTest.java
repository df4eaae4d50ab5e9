package io.nanosiem.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nanosiem.internal.RandomEvents;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

class EventTest {
  /** All that {@link Event#field} knows beside what is in a record. */
  private static final List<String> NAMES =
      List.of(
          ("sourceIp source.ip source.address sourcePort source.port destinationIp destination.ip"
                  + " destination.address destinationPort destination.port host host.name"
                  + " host.hostname program pid process.name process.pid user user.name severity"
                  + " log.level log.syslog.severity.name facility log.syslog.facility.name message"
                  + " format tags raw event.original time @timestamp event.outcome event.category")
              .split(" "));

  @Test
  void aBodyNeverChangesATypedAccessor() {
    Event event =
        Event.builder()
            .host("web-01")
            .user("alice")
            .fields(Map.of("host", "forged", "user", "forged", "sourceIp", "forged"))
            .build();
    assertThat(event.host()).isEqualTo("web-01");
    assertThat(event.user()).isEqualTo("alice");
    assertThat(event.sourceAddress()).isNull();
    assertThat(event.field("host")).as("as sent comes first").isEqualTo("forged");
    assertThat(event.field("host.name")).as("ECS names are ours").isEqualTo("web-01");
  }

  @Test
  void findsFieldsByOurNamesAndByEcsNames() {
    Event event =
        Event.builder()
            .time(Instant.parse("2026-06-02T03:00:00Z"))
            .sourceAddress("203.0.113.5")
            .sourcePort(40_000)
            .destinationAddress("192.0.2.1")
            .destinationPort(22)
            .program("sshd")
            .pid(12)
            .severity(SyslogSeverity.ERROR)
            .facility(SyslogFacility.AUTHPRIV)
            .authenticationOutcome(AuthenticationOutcome.FAILURE)
            .category(EventCategory.AUTHENTICATION)
            .message("text")
            .raw("<83>text")
            .format(LogFormat.RFC3164)
            .tag("x")
            .tag("x")
            .derived("http.response.status_code", 403L)
            .build();
    Map<String, Object> expected = new LinkedHashMap<>();
    expected.put("sourceIp", "203.0.113.5");
    expected.put("source.ip", "203.0.113.5");
    expected.put("source.port", 40_000);
    expected.put("destinationIp", "192.0.2.1");
    expected.put("destination.port", 22);
    expected.put("process.name", "sshd");
    expected.put("pid", 12L);
    expected.put("severity", "err");
    expected.put("facility", "authpriv");
    expected.put("event.outcome", "failure");
    expected.put("event.category", "authentication");
    expected.put("message", "text");
    expected.put("raw", "<83>text");
    expected.put("event.original", "<83>text");
    expected.put("format", "rfc3164");
    expected.put("tags", List.of("x"));
    expected.put("@timestamp", "2026-06-02T03:00:00Z");
    expected.put("http.response.status_code", 403L);
    expected.forEach((name, value) -> assertThat(event.field(name)).as(name).isEqualTo(value));
    Set<String> handedOver = new HashSet<>();
    assertThat(
            event.forEachField(
                (name, value) -> {
                  handedOver.add(name);
                  assertThat(value).as(name).isIn(event.field(name), FieldSource.UNREAD);
                }))
        .isTrue();
    assertThat(handedOver).containsAll(expected.keySet());
    assertThat(event.field("user")).as("absent is absent").isNull();
    assertThat(Event.builder().build().field("tags")).isNull();
    assertThat(Event.builder().build().sourcePort()).isEmpty();
  }

  @Test
  void looksUpNestedFieldsInTheDecidedOrder() {
    Event event =
        Event.fromJson(
            "{\"a.b\":1,\"a\":{\"b\":2,\"c\":3,\"d\":{\"e\":4}},\"x.y\":{\"z\":5},"
                + "\"list\":[{\"k\":1},{\"k\":[2,3]},7],\"nil\":null,\"deep\":{\"nil\":null}}");
    assertThat(event.field("a.b")).as("a flat key wins").isEqualTo(1L);
    assertThat(event.field("a.c")).isEqualTo(3L);
    assertThat(event.field("a.d.e")).isEqualTo(4L);
    assertThat(event.field("x.y.z")).as("keys with dots come last").isEqualTo(5L);
    assertThat(event.field("list.k")).as("paths fan out").isEqualTo(List.of(1L, 2L, 3L));
    assertThat(event.field("nil")).isSameAs(FieldSource.NULL);
    assertThat(event.field("deep.nil")).isSameAs(FieldSource.NULL);
    assertThat(event.field("A.c")).as("names are exact").isNull();
    assertThat(event.field("a.d.x")).isNull();
    assertThat(event.field("")).isNull();
    assertThat(event.field(".")).isNull();
  }

  @Test
  void listsTheTextThatKeywordsSearch() {
    Event event =
        Event.builder()
            .message("text")
            .program("prog")
            .fields(Map.of("list", List.of(1, List.of("two"))))
            .raw("whole line")
            .build();
    assertThat(event.leaves()).map(Object::toString).containsExactly("text", "1", "two", "prog");
    assertThat(Event.builder().raw("whole line").build().leaves())
        .map(Object::toString)
        .containsExactly("whole line");
    assertThat(Event.builder().raw("whole line").field("a", null).build().leaves())
        .as("a null is nothing to search")
        .map(Object::toString)
        .containsExactly("whole line");
  }

  @Test
  void handsOverEveryNameThatAnyEventAnswersTo() {
    RandomEvents events = new RandomEvents(5);
    for (int i = 0; i < 500; i++) {
      Event event = events.next();
      Set<String> handedOver = new HashSet<>();
      event.forEachField((name, value) -> handedOver.add(name));
      for (String name : NAMES) {
        assertThat(event.field(name) == null || handedOver.contains(name))
            .as("%s of %s", name, event)
            .isTrue();
      }
      List<Object> leaves = new ArrayList<>();
      event.forEachLeaf(leaves::add);
      assertThat(leaves).isEqualTo(event.leaves());
    }
  }

  @Test
  void isNotChangedByWhatWasPutIn() {
    List<String> inner = new ArrayList<>(List.of("a"));
    Map<String, Object> fields = new LinkedHashMap<>(Map.of("inner", inner));
    Event.Builder builder = Event.builder().fields(fields);
    Event event = builder.build();
    inner.add("b");
    builder.field("more", 1).host("later");
    assertThat(event.fields()).isEqualTo(Map.of("inner", List.of("a")));
    assertThat(event.host()).isNull();
    assertThatThrownBy(() -> event.fields().put("x", 1))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void isNotChangedByWhatItsBuilderDoesNext() {
    Event.Builder builder = Event.builder().field("a", "1").derived("group.name", "wheel");
    Event first = builder.build();
    builder.field("a", "2").field("b", List.of("x")).derived("url.path", "/");
    Event second = builder.build();
    builder.fields(Map.of("c", "3"));

    assertThat(first.fields()).isEqualTo(Map.of("a", "1"));
    assertThat(first.derived()).isEqualTo(Map.of("group.name", "wheel"));
    assertThat(second.fields()).isEqualTo(Map.of("a", List.of("1", "2"), "b", List.of("x")));
    assertThat(second.derived()).isEqualTo(Map.of("group.name", "wheel", "url.path", "/"));
  }

  @Test
  void ofJsonIsNotChangedByItsBuilderNorByItsReader() {
    Event first =
        Event.fromJson("{\"a\":{\"b\":1,\"b\":2},\"l\":[[1]],\"d\":1,\"d\":2,\"n\":null,\"n\":3}");
    Event second = first.toBuilder().field("d", 3L).field("a", "x").build();

    assertThat(first.fields().get("d")).isEqualTo(List.of(1L, 2L));
    assertThat(first.fields().get("n")).asString().isEqualTo("[null, 3]");
    assertThat(first.fields().get("a")).isEqualTo(Map.of("b", List.of(1L, 2L)));
    assertThat(second.fields().get("d")).isEqualTo(List.of(1L, 2L, 3L));
    List<?> repeated = (List<?>) Objects.requireNonNull(first.fields().get("d"));
    List<?> list = (List<?>) Objects.requireNonNull(first.fields().get("l"));
    List<?> within = (List<?>) Objects.requireNonNull(list.get(0));
    Map<?, ?> inner = (Map<?, ?>) Objects.requireNonNull(first.fields().get("a"));
    List<?> both = (List<?>) Objects.requireNonNull(inner.get("b"));
    for (List<?> each : List.of(repeated, list, within, both)) {
      assertThatThrownBy(() -> each.remove(0)).isInstanceOf(UnsupportedOperationException.class);
    }
    assertThatThrownBy(() -> inner.remove("b")).isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> first.fields().remove("a"))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void keepsBothValuesOfANameThatIsGivenTwice() {
    assertThat(Event.builder().field("a", 1).field("a", null).field("a", 2).build().field("a"))
        .isEqualTo(Arrays.asList(1, null, 2));
  }

  @Test
  void copiesWithoutLoss() {
    Event event =
        Event.builder()
            .id("x")
            .time(Instant.EPOCH.plusSeconds(1))
            .receivedAt(Instant.EPOCH.plusSeconds(2))
            .tag("t")
            .derived("d", 1)
            .field("f", 2)
            .warning(new ParseWarning("w", 3, "m"))
            .build();
    Event copy = event.toBuilder().build();
    assertThat(copy).usingRecursiveComparison().isEqualTo(event);
    assertThat(Event.builder().receivedAt(Instant.EPOCH).build().toBuilder().build().hasOwnTime())
        .isFalse();
  }

  @Test
  void refusesPortsOutOfRange() {
    assertThatThrownBy(() -> Event.builder().sourcePort(65_536))
        .hasMessage("port 65536 is not between 0 and 65535");
  }

  @Test
  void saysWhereJsonIsWrong() {
    assertThatThrownBy(() -> Event.fromJson("{\"a\": tru}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("line 1, column");
  }

  @Test
  void keepsTheFirstHundredWarnings() {
    Event.Builder event = Event.builder();
    for (int i = 1; i <= 1_000; i++) {
      event.warning(new ParseWarning("odd", i, "something"));
    }
    List<ParseWarning> warnings = event.build().warnings();
    assertThat(warnings).hasSize(100);
    assertThat(warnings.get(98)).isEqualTo(new ParseWarning("odd", 99, "something"));
    assertThat(warnings.get(99).code()).isEqualTo("more_warnings");
    assertThat(warnings.get(99).column()).isEqualTo(100);
  }

  @Test
  void namesOfAnyLengthCountAsHeap() {
    String name = "x".repeat(1_000_000);
    long small = Event.builder().host("web-01").user("deploy").build().heapBytes();
    for (Event.Builder one :
        new Event.Builder[] {
          Event.builder().id(name),
          Event.builder().host(name),
          Event.builder().user(name),
          Event.builder().program(name),
          Event.builder().sourceAddress(name),
          Event.builder().destinationAddress(name)
        }) {
      assertThat(one.build().heapBytes()).isBetween(small + 1_000_000, small + 1_001_000);
    }
    assertThat(Event.builder().user("\u0416" + name).build().heapBytes())
        .isGreaterThan(small + 2_000_000);
  }
}
