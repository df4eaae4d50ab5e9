package io.nanosiem.sigma;

import static org.assertj.core.api.Assertions.assertThat;

import io.nanosiem.detect.Detection;
import io.nanosiem.detect.Detector;
import io.nanosiem.detect.Evidence;
import io.nanosiem.detect.Severity;
import io.nanosiem.event.AuthenticationOutcome;
import io.nanosiem.event.Event;
import io.nanosiem.event.EventCategory;
import io.nanosiem.event.EventTags;
import io.nanosiem.event.LogFormat;
import io.nanosiem.event.LogSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the seven rules find, and what they leave alone. */
class BuiltInRulesTest {
  private static final SigmaRules RULES = SigmaRules.builtIn();
  private static final LogSource SSHD = LogSource.of("linux", "sshd");
  private static final LogSource SUDO = LogSource.of("linux", "sudo");
  private static final LogSource WEB = new LogSource("webserver", "nginx", "nginx");

  private static Event.Builder event(LogSource source, String message) {
    return Event.builder().format(LogFormat.RFC3164).logSource(source).message(message);
  }

  private static List<String> names(Event event) {
    return RULES.match(event).stream().map(match -> String.valueOf(match.rule().name())).toList();
  }

  private static List<String> web(String path, long status) {
    return names(
        event(WEB, "GET " + path)
            .derived("url.path", path)
            .derived("http.response.status_code", status)
            .build());
  }

  @Test
  void sevenRulesWithDistinctIdsAndNoFinding() {
    assertThat(RULES.rules()).hasSize(7);
    assertThat(RULES.findings()).isEmpty();
    assertThat(RULES.rules().stream().map(SigmaRule::id).distinct()).hasSize(7);
    assertThat(RULES.rules()).allMatch(rule -> rule.description() != null);
    assertThat(RULES.rules()).allMatch(rule -> rule.ref().date() != null);
  }

  @Test
  void findsLoginsFailedAndSuccessful() {
    Event failed =
        event(SSHD, "Failed password for root from 203.0.113.5 port 22 ssh2")
            .category(EventCategory.AUTHENTICATION)
            .authenticationOutcome(AuthenticationOutcome.FAILURE)
            .build();
    assertThat(names(failed)).containsExactly("ssh-login-failed");
    assertThat(names(failed.toBuilder().logSource(SUDO).build())).isEmpty();
    assertThat(
            names(
                event(SSHD, "Invalid user admin from 203.0.113.5")
                    .category(EventCategory.AUTHENTICATION)
                    .build()))
        .as("the line before the verdict counts for nothing")
        .isEmpty();
    assertThat(
            names(event(SSHD, "Accepted publickey for deploy from 10.0.0.7 port 4 ssh2").build()))
        .containsExactly("ssh-login-succeeded");
  }

  @Test
  void findsCommandsAsRootButNotThoseThatSudoTurnedDown() {
    String sudo = "alice : TTY=pts/0 ; PWD=/home/alice ; USER=root ; COMMAND=/usr/bin/id";
    assertThat(names(event(SUDO, sudo).build())).containsExactly("sudo-command-as-root");
    assertThat(names(event(SUDO, sudo.replace("TTY", "command not allowed ; TTY")).build()))
        .isEmpty();
    assertThat(names(event(SUDO, sudo.replace("USER=root", "USER=backup")).build())).isEmpty();
  }

  @Test
  void findsScansByTagOrWord() {
    assertThat(names(event(LogSource.UNKNOWN, "x").tag(EventTags.PORT_SCAN).build()))
        .containsExactly("port-scan");
    assertThat(names(event(LogSource.of("snort", null), "(PORTSCAN) TCP sweep").build()))
        .containsExactly("port-scan");
    assertThat(names(event(WEB, "GET /articles/port scan").build())).isEmpty();
  }

  @Test
  void findsProbesByPathAndAnswer() {
    assertThat(web("/wp-admin/setup.php", 404)).containsExactly("web-admin-probe");
    assertThat(web("/admin", 403)).containsExactly("web-admin-probe");
    assertThat(web("/app/.env", 200)).containsExactly("web-admin-probe");
    assertThat(web("/admin", 200)).isEmpty();
    assertThat(web("/admin", 401)).isEmpty();
    assertThat(web("/administer-your-garden", 404)).isEmpty();
  }

  @Test
  void takesTheSeverityOfCefFromEightOn() {
    LogSource source = LogSource.of("threat_manager", null);
    assertThat(names(event(source, "worm").field("cefSeverity", 8L).build()))
        .containsExactly("cef-high-severity");
    assertThat(names(event(source, "worm").field("cefSeverity", "10").build()))
        .containsExactly("cef-high-severity");
    assertThat(names(event(source, "worm").field("cefSeverity", "Very-High").build()))
        .containsExactly("cef-high-severity");
    assertThat(names(event(source, "worm").field("cefSeverity", 7L).build())).isEmpty();
  }

  @Test
  void findsRootShells() {
    LogSource linux = LogSource.of("linux", null);
    assertThat(names(event(linux, "exec uid=33 euid=0 exe=/bin/bash").build()))
        .containsExactly("root-shell");
    assertThat(names(event(linux, "exec uid=01000 exe=/bin/bash").build())).isEmpty();
    assertThat(names(event(linux, "exec auid=4294967295 uid=0 exe=/bin/bash").build())).isEmpty();
  }

  @Test
  void aBenignDayRaisesNothingOfMediumOrAbove() {
    List<Event> day = new ArrayList<>();
    day.add(event(SSHD, "Failed password for alice from 10.0.0.9 port 50000 ssh2").build());
    day.add(event(SSHD, "Accepted password for alice from 10.0.0.9 port 50000 ssh2").build());
    day.add(
        event(SUDO, "alice : TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/usr/bin/apt update").build());
    day.add(
        event(
                SUDO,
                "pam_unix(sudo:session): session opened for user root(uid=0) by alice(uid=1000)")
            .build());
    day.add(event(LogSource.of("linux", "cron"), "(root) CMD (/bin/sh /etc/cron.daily/x)").build());
    for (Event event : day) {
      assertThat(RULES.match(event)).noneMatch(m -> m.rule().level().atLeast(Severity.MEDIUM));
    }
  }

  @Test
  void becomesADetectionWithFieldsAndASentence() {
    Event event = event(SSHD, "Accepted password for root from 203.0.113.5 port 22 ssh2").build();
    List<Detection> found = new ArrayList<>();
    for (Detector detector : SigmaDetector.builtIn().stateless()) {
      detector.detect(event, found::add);
    }
    assertThat(found).hasSize(1);
    Detection detection = found.get(0);
    assertThat(detection.explanation()).isEqualTo("message begins with 'Accepted password for '");
    assertThat(detection.severity()).isEqualTo(Severity.LOW);
    assertThat(((Evidence.Fields) detection.evidence()).matches())
        .extracting(Evidence.FieldMatch::field, Evidence.FieldMatch::selection)
        .containsExactly(org.assertj.core.groups.Tuple.tuple("message", "selection"));
  }

  @Test
  void aPlainMapMeetsEveryRuleThatIsNotTrueOfNothing() {
    assertThat(RULES.match(Map.of("message", "Accepted password for x")::get)).hasSize(1);
  }
}
