package io.nanosiem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nanosiem.alert.Alert;
import io.nanosiem.alert.AlertStatus;
import io.nanosiem.detect.Detection;
import io.nanosiem.detect.Entity;
import io.nanosiem.detect.Evidence;
import io.nanosiem.detect.RuleRef;
import io.nanosiem.detect.RuleText;
import io.nanosiem.detect.Severity;
import io.nanosiem.event.Event;
import io.nanosiem.internal.RandomEvents;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AlertCodecTest {
  private static final Instant START = Instant.parse("2026-06-02T03:00:00.5Z");
  private static final RuleRef RULE =
      new RuleRef(
          "r1",
          "Söme rule",
          Severity.HIGH,
          List.of("attack.t1110", "cve.2026-1"),
          "What it finds",
          new RuleText("sigma", "title: Söme rule\n".repeat(200)),
          LocalDate.of(2020, 2, 29),
          LocalDate.of(1969, 12, 31));
  private static final RuleRef BARE = RuleRef.of("r2", "Bare", Severity.LOW);

  private static byte[] write(List<Alert> alerts) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    AlertCodec.Writer writer = new AlertCodec.Writer(new DataOutputStream(bytes));
    for (Alert alert : alerts) {
      writer.write(alert);
    }
    return bytes.toByteArray();
  }

  private static List<Alert> read(byte[] bytes, int count) throws IOException {
    AlertCodec.Reader reader =
        new AlertCodec.Reader(new DataInputStream(new ByteArrayInputStream(bytes)));
    List<Alert> alerts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      alerts.add(reader.readAlert());
    }
    return alerts;
  }

  private static Event event(int number) {
    return Event.builder()
        .id("e" + number)
        .time(START.plusSeconds(number))
        .raw("raw " + number)
        .field("n", number)
        .build();
  }

  private static Detection chain(List<Event> events) {
    Evidence evidence =
        new Evidence.Chain(
            List.of(
                new Evidence.Step(
                    "first",
                    7,
                    5,
                    START,
                    START.plusSeconds(9),
                    events.subList(0, 2),
                    List.of("v1", ""),
                    List.of("attack.credential-access")),
                new Evidence.Step("second", 1, 1, START, START, events.subList(1, 3))));
    return new Detection(
        RULE, Severity.CRITICAL, START, new Entity(Entity.Kind.USER, "eve"), events, evidence, "x");
  }

  private static List<Alert> alerts() {
    List<Event> events = List.of(event(1), event(2), event(3));
    Alert chain = Alert.open(chain(events), START.plusSeconds(1));
    return List.of(
        chain,
        chain.revise(AlertStatus.UPDATED, Severity.CRITICAL, 1L << 40, START, Instant.MAX),
        Alert.open(Detection.of(BARE, events.get(1), "nothing to show").asSignal(), START),
        Alert.open(
            Detection.of(
                BARE,
                event(4),
                new Evidence.Fields(
                    List.of(
                        new Evidence.FieldMatch("selection", "Image", "*\\cmd.exe", "C:\\cmd.exe"),
                        new Evidence.FieldMatch("keywords", null, "bad", "a bad thing"))),
                "matched"),
            START),
        Alert.open(
            Detection.of(
                RULE,
                event(5),
                new Evidence.Anomaly(
                    0.97, 0.9, List.of(new Evidence.Driver("hour", 3.2, Double.NaN, "at night"))),
                "odd"),
            START));
  }

  private static List<String> json(List<Alert> alerts) {
    return alerts.stream().map(Alert::toJson).toList();
  }

  @Test
  void losesNothing() throws IOException {
    List<Alert> alerts = alerts();
    List<Alert> again = read(write(alerts), alerts.size());
    assertThat(json(again)).isEqualTo(json(alerts));
    // Records tell all they hold; of an event that is its id, time and format.
    assertThat(again.toString()).isEqualTo(alerts.toString());
    assertThat(again.get(0).rule()).isEqualTo(RULE);
    assertThat(again.get(2).detection().isSignal()).isTrue();
    assertThat(again.get(3).detection().evidence()).isEqualTo(alerts.get(3).detection().evidence());
    assertThat(again.get(4).detection().evidence()).isEqualTo(alerts.get(4).detection().evidence());
  }

  @Test
  void anEventOrRuleThatWasOneObjectIsOneAgain() throws IOException {
    List<Alert> alerts = alerts();
    byte[] bytes = write(alerts);
    List<Alert> again = read(bytes, alerts.size());
    List<Event> events = again.get(0).detection().events();
    Evidence.Chain chain = (Evidence.Chain) again.get(0).detection().evidence();
    assertThat(chain.steps().get(0).events().get(1)).isSameAs(events.get(1));
    assertThat(chain.steps().get(1).events().get(0)).isSameAs(events.get(1));
    assertThat(again.get(1).detection().events().get(0)).isSameAs(events.get(0));
    assertThat(again.get(2).detection().event()).isSameAs(events.get(1));
    assertThat(again.get(1).rule()).isSameAs(again.get(0).rule());
    assertThat(again.get(4).rule()).isSameAs(again.get(0).rule());
    // The text of the rule alone is 3,400 characters, and three of the alerts have it.
    assertThat(bytes).hasSizeLessThan(6_000);
  }

  @Test
  void noticesEveryTruncation() throws IOException {
    List<Alert> alerts = alerts();
    byte[] bytes = write(alerts);
    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> read(cut, alerts.size())).isInstanceOf(IOException.class);
    }
  }

  @Test
  void takesDamagedBytesAsAnIoExceptionOrAsAlerts() throws IOException {
    Random random = new Random(17);
    List<Alert> alerts = new ArrayList<>(alerts());
    RandomEvents events = new RandomEvents(17);
    for (int i = 0; i < 5; i++) {
      alerts.add(Alert.open(Detection.of(BARE, events.next(), "x"), START));
    }
    byte[] whole = write(alerts);
    int damaged = 0;
    for (int i = 0; i < 5_000; i++) {
      byte[] bytes = whole.clone();
      for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
        bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
      }
      try {
        assertThat(read(bytes, alerts.size())).hasSameSizeAs(alerts);
      } catch (IOException e) {
        damaged++;
      }
    }
    assertThat(damaged).isBetween(100, 4_900);
  }
}
