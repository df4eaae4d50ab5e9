package io.nanosiem.correlation;

import static io.nanosiem.correlation.Facts.connection;
import static io.nanosiem.correlation.Facts.failedLogin;
import static io.nanosiem.correlation.Facts.fromOutside;
import static io.nanosiem.correlation.Facts.portScanReported;
import static io.nanosiem.correlation.Facts.privilegeEscalation;
import static io.nanosiem.correlation.Facts.successfulLogin;
import static io.nanosiem.correlation.Facts.webProbe;
import static io.nanosiem.detect.Severity.CRITICAL;
import static io.nanosiem.detect.Severity.HIGH;
import static io.nanosiem.detect.Severity.MEDIUM;

import java.time.Duration;
import java.util.List;

/**
 * The six chains that come with the library, on facts that the normaliser derives from any
 * product's logs, grouped by attacker.
 *
 * <pre>{@code
 * CorrelationDetector patient = CorrelationDetector.builder()
 *     .chains(BuiltInChains.standard().withFailures(20).chains())
 *     .build();
 * }</pre>
 *
 * <p>Immutable.
 *
 * @param failures how many failed logins make a brute force; 5 unless said
 * @param repeatedFailures how many failed logins in two minutes are reported by themselves; 5
 *     unless said
 * @param scannedPorts how many distinct destination ports make a scan when no product reports one;
 *     15 unless said
 * @param insideLogins whether a login from a private network begins an escalation too; false unless
 *     said
 */
public record BuiltInChains(
    int failures, int repeatedFailures, int scannedPorts, boolean insideLogins) {
  /**
   * Makes settings.
   *
   * @param failures see above
   * @param repeatedFailures see above
   * @param scannedPorts see above
   * @param insideLogins see above
   * @throws IllegalArgumentException if one is not between 1 and 10,000
   */
  public BuiltInChains {
    check("failures", failures);
    check("repeatedFailures", repeatedFailures);
    check("scannedPorts", scannedPorts);
  }

  private static void check(String what, int value) {
    if (value < 1 || value > Chain.MAX_THRESHOLD) {
      throw new IllegalArgumentException(
          what + " " + value + " is not between 1 and " + Chain.MAX_THRESHOLD);
    }
  }

  /**
   * The usual thresholds: a mistyped password is no brute force, and an administrator at work is no
   * escalation.
   *
   * @return five failures, fifteen ports, logins from outside
   */
  public static BuiltInChains standard() {
    return new BuiltInChains(5, 5, 15, false);
  }

  /**
   * The same with another threshold.
   *
   * @param count how many failed logins make a brute force
   * @return a copy
   */
  public BuiltInChains withFailures(int count) {
    return new BuiltInChains(count, repeatedFailures, scannedPorts, insideLogins);
  }

  /**
   * The same with another threshold.
   *
   * @param count how many failed logins in two minutes are reported by themselves
   * @return a copy
   */
  public BuiltInChains withRepeatedFailures(int count) {
    return new BuiltInChains(failures, count, scannedPorts, insideLogins);
  }

  /**
   * The same with another threshold.
   *
   * @param count how many distinct destination ports make a scan
   * @return a copy
   */
  public BuiltInChains withScannedPorts(int count) {
    return new BuiltInChains(failures, repeatedFailures, count, insideLogins);
  }

  /**
   * The same, with logins from private networks beginning an escalation too: for machines on which
   * nobody is an administrator.
   *
   * @return a copy
   */
  public BuiltInChains withInsideLogins() {
    return new BuiltInChains(failures, repeatedFailures, scannedPorts, true);
  }

  /**
   * All six.
   *
   * @return in order of their ids
   */
  public List<Chain> chains() {
    return List.of(
        bruteForceThenLogin(),
        scanThenBruteForce(),
        loginThenEscalation(),
        scanThenWebProbe(),
        fullKillChain(),
        repeatedFailuresAlone());
  }

  private Chain bruteForceThenLogin() {
    return Chain.named("chain-001", "Brute Force Followed by Successful Login")
        .severity(CRITICAL)
        .describedAs(
            "Many failed logins and then a successful one from the same place: a password was"
                + " probably guessed, and the account is in other hands.")
        .tags(
            "attack.credential-access", "attack.t1110.001", "attack.initial-access", "attack.t1078")
        .within(Duration.ofMinutes(10))
        .by(GroupBy.attacker())
        .step("brute force", failedLogin())
        .atLeast(failures)
        .tagged("attack.credential-access")
        .saying("failed to log in {times}")
        .step("successful login", successfulLogin())
        .tagged("attack.initial-access")
        .saying("got in as {user}")
        .build();
  }

  private Chain scanThenBruteForce() {
    return scan(Chain.named("chain-002", "Port Scan Followed by Brute Force")
            .severity(HIGH)
            .describedAs(
                "Somebody looked for open ports and then tried passwords on what was found.")
            .tags("attack.discovery", "attack.t1046", "attack.credential-access", "attack.t1110")
            .within(Duration.ofMinutes(5))
            .by(GroupBy.attacker()))
        .step("brute force", failedLogin())
        .atLeast(failures)
        .tagged("attack.credential-access")
        .saying("failed to log in {times}")
        .build();
  }

  private Chain loginThenEscalation() {
    return Chain.named("chain-003", "Successful Login Followed by Privilege Escalation")
        .severity(CRITICAL)
        .describedAs(
            "A user logged in from outside and took on the rights of an administrator soon after."
                + " Whoever administers from outside does this every day; for everybody else it is"
                + " an account in other hands.")
        .tags(
            "attack.initial-access",
            "attack.t1078",
            "attack.privilege-escalation",
            "attack.t1548.003")
        .within(Duration.ofMinutes(15))
        .by(GroupBy.attacker())
        .step(
            "successful login",
            insideLogins ? successfulLogin() : successfulLogin().and(fromOutside()))
        .tagged("attack.initial-access")
        .saying("logged in as {user}")
        .step("privilege escalation", privilegeEscalation())
        .tagged("attack.privilege-escalation")
        .saying("became root {later}")
        .build();
  }

  private Chain scanThenWebProbe() {
    return scan(Chain.named("chain-004", "Port Scan Followed by Web Admin Probe")
            .severity(HIGH)
            .describedAs(
                "Somebody looked for open ports and then for administration pages on the web"
                    + " server that was found.")
            .tags("attack.discovery", "attack.t1046", "attack.initial-access", "attack.t1190")
            .within(Duration.ofMinutes(3))
            .by(GroupBy.attacker()))
        .step("web admin probe", webProbe())
        .tagged("attack.initial-access")
        .saying("asked for web administration pages {later}")
        .build();
  }

  private Chain fullKillChain() {
    return scan(Chain.named("chain-005", "Full Intrusion Kill Chain")
            .severity(CRITICAL)
            .describedAs(
                "The whole attack: scanned, guessed a password, logged in and became root,"
                    + " followed from one record to the next across address, host and user.")
            .tags(
                "attack.discovery",
                "attack.t1046",
                "attack.credential-access",
                "attack.t1110",
                "attack.initial-access",
                "attack.t1078",
                "attack.privilege-escalation",
                "attack.t1548")
            .within(Duration.ofMinutes(30))
            .by(GroupBy.attacker()))
        .step("brute force", failedLogin())
        .atLeast(failures)
        .tagged("attack.credential-access")
        .saying("failed to log in {times}")
        .step("initial access", successfulLogin())
        .tagged("attack.initial-access")
        .saying("got in as {user}")
        .step("privilege escalation", privilegeEscalation())
        .tagged("attack.privilege-escalation")
        .saying("became root {later}")
        .build();
  }

  private Chain repeatedFailuresAlone() {
    return Chain.named("chain-006", "Repeated Auth Failures from Single Source")
        .severity(MEDIUM)
        .describedAs("Several failed logins in a short time from one place.")
        .tags("attack.credential-access", "attack.t1110")
        .within(Duration.ofMinutes(2))
        .by(GroupBy.attacker())
        .step("failed logins", failedLogin())
        .atLeast(repeatedFailures)
        .tagged("attack.credential-access")
        .saying("failed to log in {times}")
        .build();
  }

  private Chain.Builder scan(Chain.Builder chain) {
    return chain
        .step("port scan", connection())
        .distinct("destinationPort", scannedPorts)
        .orAtOnce(portScanReported())
        .tagged("attack.discovery")
        .saying("scanned {count} ports");
  }
}
