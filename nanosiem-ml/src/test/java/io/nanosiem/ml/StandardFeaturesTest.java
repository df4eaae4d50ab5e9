package io.nanosiem.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.nanosiem.event.AuthenticationOutcome;
import io.nanosiem.event.Event;
import io.nanosiem.event.EventCategory;
import io.nanosiem.event.LogFormat;
import io.nanosiem.event.SyslogFacility;
import io.nanosiem.event.SyslogSeverity;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StandardFeaturesTest {
  private static double[] extract(Event.Builder event) {
    return extract(StandardFeatures.utc(), event);
  }

  private static double[] extract(StandardFeatures features, Event.Builder event) {
    double[] row = new double[31];
    Arrays.fill(row, -7);
    features.extract(event.build(), row);
    return row;
  }

  private static double value(Event.Builder event, String name) {
    return extract(event)[StandardFeatures.NAMES.indexOf(name)];
  }

  private static Event.Builder message(String text) {
    return Event.builder().message(text);
  }

  private static Event.Builder at(String time) {
    return Event.builder().time(Instant.parse(time));
  }

  @Test
  void areTheThirtyOneOfTheOriginal() {
    assertThat(StandardFeatures.NAMES).hasSize(31).doesNotHaveDuplicates();
    assertThat(StandardFeatures.NAMES.get(0)).isEqualTo("hour_of_day");
    assertThat(StandardFeatures.NAMES.get(13)).isEqualTo("dest_port_bucket");
    assertThat(StandardFeatures.NAMES.get(18)).isEqualTo("program_hash_norm");
    assertThat(StandardFeatures.NAMES.get(30)).isEqualTo("tag_count_norm");
  }

  @Test
  void readTheClockOfTheSource() {
    // 2026-06-02 was a Tuesday.
    double[] row = extract(at("2026-06-02T03:12:00Z"));
    assertThat(row[0]).isEqualTo(3 / 23.0);
    assertThat(row[1]).isEqualTo(12 / 59.0);
    assertThat(Arrays.copyOfRange(row, 2, 5)).containsExactly(0, 1, 0);

    row = extract(at("2026-06-02T03:12:00Z").offset(ZoneOffset.ofHours(9)));
    assertThat(row[0]).isEqualTo(12 / 23.0);
    assertThat(Arrays.copyOfRange(row, 2, 5)).containsExactly(0, 0, 1);

    // Friday evening in UTC is Saturday morning in Auckland, 12 hours ahead in June.
    StandardFeatures auckland = StandardFeatures.in(ZoneId.of("Pacific/Auckland"));
    row = extract(auckland, at("2026-06-05T21:00:00Z"));
    assertThat(row[0]).isEqualTo(9 / 23.0);
    assertThat(Arrays.copyOfRange(row, 2, 5)).containsExactly(1, 0, 0);
    // The event's own offset goes before the zone.
    row = extract(auckland, at("2026-06-05T21:00:00Z").offset(ZoneOffset.UTC));
    assertThat(row[0]).isEqualTo(21 / 23.0);
  }

  @Test
  void dayAndNightBeginAtTheirHours() {
    assertThat(value(at("2026-06-02T05:59:59Z"), "is_off_hours")).isEqualTo(1);
    assertThat(value(at("2026-06-02T06:00:00Z"), "is_off_hours")).isZero();
    assertThat(value(at("2026-06-02T22:00:00Z"), "is_off_hours")).isEqualTo(1);
    assertThat(value(at("2026-06-02T07:59:59Z"), "is_business_hours")).isZero();
    assertThat(value(at("2026-06-02T08:00:00Z"), "is_business_hours")).isEqualTo(1);
    assertThat(value(at("2026-06-02T18:00:00Z"), "is_business_hours")).isZero();
    assertThat(value(at("2026-06-06T10:00:00Z"), "is_business_hours")).isZero();
    assertThat(value(at("1969-12-31T23:00:00Z"), "hour_of_day")).isEqualTo(1);
  }

  @Test
  void anEventWithoutATimeHasNoHour() {
    assertThat(extract(Event.builder()))
        .startsWith(new double[] {Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN, 0});
    double[] row = extract(Event.builder().receivedAt(Instant.parse("2026-06-02T03:12:00Z")));
    assertThat(row[0]).isEqualTo(3 / 23.0);
  }

  @Test
  void knowPrivateFromPublicAddresses() {
    Object[][] cases = {
      {"10.1.2.3", 10, 1},
      {"172.15.0.1", 172, 0},
      {"172.16.0.1", 172, 1},
      {"172.31.9.9", 172, 1},
      {"172.32.0.1", 172, 0},
      {"192.168.1.1", 192, 1},
      {"192.169.1.1", 192, 0},
      {"203.0.113.5", 203, 0},
      {"2001:db8::1", 0x20, 0},
      {"fd12:3456::1", 0xFD, 1},
      {"fe80::1", 0xFE, 0},
      {"::1", 0, 0},
      {"fc00::", 0xFC, 1}
    };
    for (Object[] row : cases) {
      double[] values = extract(Event.builder().sourceAddress((String) row[0]));
      assertThat(values[5]).isEqualTo(1);
      assertThat(values[6]).as("%s", row[0]).isEqualTo((int) row[1] / 255.0);
      assertThat(values[7]).as("%s", row[0]).isEqualTo(((Integer) row[2]).doubleValue());
    }
    assertThat(Arrays.copyOfRange(extract(Event.builder()), 5, 8)).containsExactly(0, 0, 0);
  }

  @Test
  void keepTheSidesOfPortsApart() {
    double[] row = extract(Event.builder().sourcePort(51514));
    assertThat(row[9]).isEqualTo(51514 / 65535.0);
    assertThat(new double[] {row[8], row[10], row[11], row[12], row[13], row[14]}).containsOnly(0);
    row = extract(Event.builder().destinationPort(22));
    assertThat(new double[] {row[10], row[11], row[12], row[13], row[14]})
        .containsExactly(1, 0, 1, 0.1, 1);
    assertThat(row[9]).isZero();
    row = extract(Event.builder().destinationPort(4444));
    assertThat(new double[] {row[10], row[11], row[12], row[13], row[14]})
        .containsExactly(0, 1, 0, 0.5, 1);
  }

  @Test
  void putPortsIntoBuckets() {
    int[] ports = {
      0, 80, 81, 443, 444, 1024, 1025, 3306, 3307, 5432, 5433, 8080, 8081, 8443, 8444, 32768, 32769,
      65535
    };
    double[] buckets = {.1, .1, .2, .2, .3, .3, .4, .4, .5, .5, .6, .6, .7, .7, .8, .8, .9, .9};
    for (int i = 0; i < ports.length; i++) {
      assertThat(value(Event.builder().destinationPort(ports[i]), "dest_port_bucket"))
          .as("port %d", ports[i])
          .isEqualTo(buckets[i]);
    }
  }

  @Test
  void knowTheFormat() {
    assertThat(value(Event.builder().format(LogFormat.RFC5424), "log_source_enc")).isEqualTo(.2);
    assertThat(value(Event.builder().format(LogFormat.RFC3164), "log_source_enc")).isEqualTo(.4);
    assertThat(value(Event.builder().format(LogFormat.CEF), "log_source_enc")).isEqualTo(.6);
    assertThat(value(Event.builder().format(LogFormat.JSON), "log_source_enc")).isEqualTo(.8);
    assertThat(value(Event.builder().format(LogFormat.PLAIN), "log_source_enc")).isEqualTo(1);
    assertThat(value(Event.builder().format(new LogFormat("leef")), "log_source_enc"))
        .isEqualTo(.5);
  }

  @Test
  void knowProgramsHoweverTheyAreWritten() {
    for (String name :
        List.of("sshd", "SSHD", "sshd(pam_unix)", "/usr/sbin/sshd", "sudo", "sshd-session")) {
      assertThat(value(Event.builder().program(name), "is_auth_program")).as(name).isEqualTo(1);
    }
    for (String name : List.of("cron", "sshd2", "", "(", "/")) {
      assertThat(value(Event.builder().program(name), "is_auth_program")).as(name).isZero();
    }
    assertThat(value(Event.builder().program("nginx"), "is_network_program")).isEqualTo(1);
    assertThat(value(Event.builder().category(EventCategory.NETWORK), "is_network_program"))
        .isEqualTo(1);
    assertThat(value(Event.builder().category(EventCategory.AUTHENTICATION), "is_auth_program"))
        .isEqualTo(1);
    // 's' = 115, 'u' = 117.
    assertThat(value(Event.builder().program("SU"), "program_hash_norm"))
        .isCloseTo((115 * 31 + 117) / 16_777_215.0, within(1e-15));
    assertThat(value(Event.builder(), "program_hash_norm")).isZero();
    assertThat(value(Event.builder().pid(0), "has_pid")).isEqualTo(1);
  }

  @Test
  void readTheMessage() {
    assertThat(value(message("x".repeat(256)), "message_length_norm")).isEqualTo(0.5);
    assertThat(value(message("x".repeat(1_000_000)), "message_length_norm")).isEqualTo(1);

    for (String text :
        List.of("from 10.0.0.1", "10.0.0.1", "[10.0.0.255]", "10.0.0.1:80", "at 10.0.0.1.")) {
      assertThat(value(message(text), "has_ip_in_message")).as(text).isEqualTo(1);
    }
    for (String text :
        List.of(
            "1.2.3", "1.2.3.4.5", "300.1.1.1", "v1.2.3.4", "1.2.3.4a", "10.0.0.", "1.2.3.4567")) {
      assertThat(value(message(text), "has_ip_in_message")).as(text).isZero();
    }
    assertThat(value(message("from 2001:db8::1").sourceAddress("2001:db8::1"), "has_ip_in_message"))
        .isEqualTo(1);

    for (String text :
        List.of(
            "FAILED password", "authentication failure", "Errors: 1", "Unauthorised", "refused")) {
      assertThat(value(message(text), "has_failure_keyword")).as(text).isEqualTo(1);
    }
    assertThat(value(message("unfailing terror"), "has_failure_keyword")).isZero();
    for (String text : List.of("Accepted publickey", "logged in", "SUCCESS", "is connected")) {
      assertThat(value(message(text), "has_success_keyword")).as(text).isEqualTo(1);
    }
    assertThat(value(message("disconnected, unsuccessful"), "has_success_keyword")).isZero();
    assertThat(
            value(
                Event.builder().authenticationOutcome(AuthenticationOutcome.FAILURE),
                "has_failure_keyword"))
        .isEqualTo(1);

    for (String text :
        List.of("/etc/passwd", "open('/var/log/x')", "PWD=/home/a", "GET /a/b HTTP/1.1")) {
      assertThat(value(message(text), "has_path_in_message")).as(text).isEqualTo(1);
    }
    for (String text :
        List.of("text/html", "10/100", "GET / HTTP/1.1", "GET /login", "//", "a / b / c")) {
      assertThat(value(message(text), "has_path_in_message")).as(text).isZero();
    }
  }

  @Test
  void rankUrgency() {
    double[] expected = {1, .86, .72, .58, .44, .30, .16, .08};
    for (int code = 0; code < 8; code++) {
      double[] row = extract(Event.builder().severity(SyslogSeverity.of(code)));
      assertThat(row[25]).isEqualTo(expected[code]);
      assertThat(row[27]).isEqualTo(1);
      assertThat(row[28]).isEqualTo(code <= 3 ? 1 : 0);
      assertThat(row[29]).isEqualTo(code >= 5 ? 1 : 0);
    }
    assertThat(value(Event.builder().facility(SyslogFacility.AUTHPRIV), "facility_enc"))
        .isEqualTo(1);
    assertThat(value(Event.builder().facility(SyslogFacility.KERN), "facility_enc")).isEqualTo(.9);
    assertThat(value(Event.builder().facility(SyslogFacility.LOCAL7), "facility_enc"))
        .isEqualTo(.1);
    assertThat(Arrays.copyOfRange(extract(Event.builder()), 25, 31)).containsOnly(0);
    assertThat(value(Event.builder().tag("a").tag("b").tag("c"), "tag_count_norm")).isEqualTo(0.3);
  }

  @Test
  void noneIsDeadOnTheBaseline() {
    List<Event> events = SyntheticBaseline.events();
    assertThat(events).hasSize(2000);
    IsolationForest forest =
        AnomalyDetector.builder().features(StandardFeatures.utc()).train(events).forest();
    assertThat(new NaiveForest(forest.toBytes()).deepest()).isEqualTo(8);
    double[] least = new double[31];
    double[] most = new double[31];
    Arrays.fill(least, 9);
    double[] row = new double[31];
    for (Event event : events) {
      StandardFeatures.utc().extract(event, row);
      for (int i = 0; i < 31; i++) {
        least[i] = Math.min(least[i], row[i]);
        most[i] = Math.max(most[i], row[i]);
      }
    }
    TreeArrays trees = forest.arrays();
    int[] splits = new int[31];
    for (int tree = 0; tree < trees.trees; tree++) {
      for (int node = 1; node < 1 << trees.height; node++) {
        if (!trees.isLeaf(tree, node)) {
          splits[trees.feature(tree, node)]++;
        }
      }
    }
    for (int i = 0; i < 31; i++) {
      assertThat(most[i]).as(StandardFeatures.NAMES.get(i)).isGreaterThan(least[i]);
      assertThat(splits[i]).as(StandardFeatures.NAMES.get(i)).isPositive();
    }
  }

  @Test
  void stayInTheirRangeWhateverTheEventHolds() {
    long seed = 7;
    Random random = new Random(seed);
    String alphabet = "aF/.:0129 \"%[(\u0000\u202E\uD800é=fail/etc";
    for (int round = 0; round < 20_000; round++) {
      Event.Builder event = Event.builder();
      event.message(noise(random, alphabet)).program(noise(random, alphabet));
      event.sourceAddress(noise(random, alphabet)).destinationAddress(noise(random, alphabet));
      event.time(Instant.ofEpochSecond(random.nextLong() % 31_556_889_864_403_199L));
      event.destinationPort(random.nextInt(65_537) - 1);
      double[] row = extract(event);
      for (int i = 0; i < 31; i++) {
        assertThat(row[i]).as("seed %d round %d feature %d", seed, round, i).isBetween(0.0, 1.0);
        assertThat(StandardFeatures.utc().describe(event.build(), i, row[i]))
            .doesNotContain("\u0000", "\u202E", "\n");
      }
    }
  }

  private static String noise(Random random, String alphabet) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(40); i > 0; i--) {
      text.append(alphabet.charAt(random.nextInt(alphabet.length())));
    }
    return text.toString();
  }

  @Test
  void aMillionCharactersTakeNoTime() {
    for (String unit : List.of("/a/", "1.", "fail", "/a", "1.1.1.", ": /")) {
      Event event = message(unit.repeat(1_000_000 / unit.length())).build();
      double[] row = new double[31];
      long begin = System.nanoTime();
      for (int i = 0; i < 100; i++) {
        StandardFeatures.utc().extract(event, row);
      }
      // 20 ms each would be far too slow; 1 ms is usual before it is compiled.
      assertThat(System.nanoTime() - begin).isLessThan(2_000_000_000L);
    }
  }
}
