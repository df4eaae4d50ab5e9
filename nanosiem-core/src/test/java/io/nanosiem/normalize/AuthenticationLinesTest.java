package io.nanosiem.normalize;

import static org.assertj.core.api.Assertions.assertThat;

import io.nanosiem.event.AuthenticationOutcome;
import io.nanosiem.event.Event;
import io.nanosiem.event.EventCategory;
import io.nanosiem.event.EventTags;
import io.nanosiem.parse.LogParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who, from where, and how it ended: for each program that lets users in. */
class AuthenticationLinesTest {
  private static Event read(String line) {
    Event event = LogParser.auto().parse("Oct  1 22:14:15 host " + line);
    Event.Builder builder = event.toBuilder();
    Normalizer.standard().normalize(builder);
    return builder.build();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "null",
      ignoreLeadingAndTrailingWhitespace = false,
      quoteCharacter = '`',
      value = {
        // Verdicts.
        "sshd[1]: Failed password for root from 192.0.2.1 port 42393 ssh2|root|192.0.2.1|42393|FAILURE",
        "sshd[1]: Failed password for invalid user web from 192.0.2.1 port 1 ssh2|web|192.0.2.1|1|FAILURE",
        "sshd[1]: Failed password for illegal user web from 192.0.2.1 port 1 ssh2|web|192.0.2.1|1|FAILURE",
        "sshd[1]: Failed none for invalid user 0 from 192.0.2.1 port 1 ssh2|0|192.0.2.1|1|FAILURE",
        "sshd[1]: Failed keyboard-interactive/pam for invalid user w from ::1 port 1 ssh2|w|::1|1|FAILURE",
        "sshd[1]: Accepted publickey for bob from 2001:db8::1 port 1 ssh2: RSA SHA256:x|bob|2001:db8::1|1|SUCCESS",
        "sshd-session[1]: Accepted password for bob from 192.0.2.1 port 1 ssh2|bob|192.0.2.1|1|SUCCESS",
        "sshd[1]: message repeated 5 times: [ Failed password for root from 192.0.2.1 port 1 ssh2]|root|192.0.2.1|1|FAILURE",
        "sshd[1]: [ID 800047 auth.notice] Failed none for root from 192.0.2.1 port 36942 ssh2|root|192.0.2.1|36942|FAILURE",
        "sshd[1]: error: PAM: Authentication failure for bob from 192.0.2.1|bob|192.0.2.1|null|FAILURE",
        // The attacker chose the name.
        "sshd[1]: Failed password for invalid user root from 10.0.0.1 port 22 from 192.0.2.1 port 999 ssh2|root from 10.0.0.1 port 22|192.0.2.1|999|FAILURE",
        "sshd[1]: Failed password for invalid user  0101 from 192.0.2.1 port 1 ssh2| 0101|192.0.2.1|1|FAILURE",
        "sshd[1]: Failed password for invalid user  from 192.0.2.1 port 1 ssh2|null|192.0.2.1|1|FAILURE",
        "sshd[1]: Invalid user a from b from 192.0.2.1 port 5|a from b|192.0.2.1|5|null",
        // Lines that repeat a verdict, or are none.
        "sshd[1]: Invalid user web from 192.0.2.1|web|192.0.2.1|null|null",
        "sshd[1]: input_userauth_request: invalid user web [preauth]|web|null|null|null",
        "sshd[1]: pam_unix(sshd:auth): check pass; user unknown|null|null|null|null",
        "sshd[1]: pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=192.0.2.1  user=root|root|192.0.2.1|null|null",
        "sshd[1]: PAM 5 more authentication failures; logname= uid=0 euid=0 tty=ssh ruser= rhost=192.0.2.1  user=root|root|192.0.2.1|null|null",
        "sshd[1]: error: PAM: Authentication failure for illegal user w from 192.0.2.1|w|192.0.2.1|null|null",
        "sshd[1]: error: maximum authentication attempts exceeded for root from 192.0.2.1 port 1 ssh2 [preauth]|root|192.0.2.1|1|null",
        "sshd[1]: Disconnecting: Too many authentication failures for root [preauth]|root|null|null|null",
        "sshd[1]: Connection closed by 192.0.2.1 [preauth]|null|192.0.2.1|null|null",
        "sshd[1]: Connection closed by authenticating user root 192.0.2.1 port 7 [preauth]|root|192.0.2.1|7|null",
        "sshd[1]: Disconnected from invalid user a b 192.0.2.1 port 7 [preauth]|a b|192.0.2.1|7|null",
        "sshd[1]: Connection from 192.0.2.1 port 7 on 192.0.2.9 port 22|null|192.0.2.1|7|null",
        "sshd[1]: User root from 192.0.2.1 not allowed because listed in DenyUsers|root|192.0.2.1|null|null",
        "sshd[1]: Received disconnect from 192.0.2.1: 11: Bye Bye [preauth]|null|192.0.2.1|null|null",
        "sshd[1]: Bad protocol version identification 'x from 10.0.0.1' from 192.0.2.1 port 7|null|192.0.2.1|7|null",
        "sshd[1]: reverse mapping checking getaddrinfo for a.b [192.0.2.1] failed - POSSIBLE BREAK-IN ATTEMPT!|null|192.0.2.1|null|null",
        "sshd[1]: Did not receive identification string from 192.0.2.1|null|192.0.2.1|null|null",
        "sshd[1]: pam_unix(sshd:session): session opened for user bob by (uid=0)|bob|null|null|null",
        "sshd[1]: Server listening on 0.0.0.0 port 22.|null|null|null|null",
        // Old syslog: PAM's line is the only one.
        "sshd(pam_unix)[1]: authentication failure; logname= uid=0 euid=0 tty=NODEVssh ruser= rhost=192.0.2.1  user=root|root|192.0.2.1|null|FAILURE",
        "sshd(pam_unix)[1]: check pass; user unknown|null|null|null|null",
        "sshd(pam_unix)[1]: 2 more authentication failures; logname= uid=0 euid=0 tty=ssh ruser= rhost=192.0.2.1  user=root|root|192.0.2.1|null|FAILURE",
        "gdm(pam_unix)[1]: authentication failure; logname= uid=0 euid=0 tty=:0 ruser= rhost= |null|null|null|FAILURE",
        "gdm-password]: pam_unix(gdm-password:auth): authentication failure; logname= uid=0 euid=0 tty=/dev/tty1 ruser= rhost=  user=bob|bob|null|null|FAILURE",
        // Others.
        "login: FAILED LOGIN (1) on '/dev/tty1' FOR 'root', Authentication failure|root|null|null|FAILURE",
        "login: FAILED LOGIN 2 FROM 192.0.2.1 FOR root, Authentication failure|root|192.0.2.1|null|FAILURE",
        "login: LOGIN ON tty1 BY bob|bob|null|null|SUCCESS",
        "login: pam_unix(login:auth): authentication failure; logname=LOGIN uid=0 euid=0 tty=tty1 ruser= rhost=  user=bob|bob|null|null|null",
        "vsftpd[1]: [pid 2] [bob] FAIL LOGIN: Client \"192.0.2.1\"|bob|192.0.2.1|null|FAILURE",
        "vsftpd[1]: [bob] OK LOGIN: Client \"::ffff:192.0.2.1\"|bob|192.0.2.1|null|SUCCESS",
        "vsftpd[1]: CONNECT: Client \"192.0.2.1\"|null|192.0.2.1|null|null",
        "ftpd[1]: ANONYMOUS FTP LOGIN FROM 192.0.2.1,  (anonymous)|anonymous|192.0.2.1|null|SUCCESS",
        "ftpd[1]: connection from 192.0.2.1 (a.b) at Fri Jun 17 07:07:00 2005|null|192.0.2.1|null|null",
        "ftpd[1]: login bob from client.example.org failed.|bob|null|null|FAILURE",
        "proftpd[1]: h (c[192.0.2.1]) - USER bob (Login failed): Incorrect password.|bob|192.0.2.1|null|FAILURE",
        "proftpd[1]: h (c[192.0.2.1]) - USER bob: Login successful.|bob|192.0.2.1|null|SUCCESS",
        "proftpd[1]: h (c[192.0.2.1]) - USER bob: no such user found from c [192.0.2.1] to 192.0.2.9:21|bob|192.0.2.1|null|FAILURE",
        "pure-ftpd: (?@192.0.2.1) [WARNING] Authentication failed for user [bob]|bob|192.0.2.1|null|FAILURE",
        "pure-ftpd: (?@192.0.2.1) [INFO] bob is now logged in|bob|192.0.2.1|null|SUCCESS",
        "dovecot: imap-login: Login: user=<bob>, method=PLAIN, rip=192.0.2.1, lip=192.0.2.9|bob|192.0.2.1|null|SUCCESS",
        "dovecot: imap-login: Aborted login (auth failed, 2 attempts in 8 secs): user=<a>, b>, method=PLAIN, rip=192.0.2.1, lip=192.0.2.9|a>, b|192.0.2.1|null|FAILURE",
        "dovecot: pop3-login: Disconnected: rip=192.0.2.1, lip=192.0.2.9|null|192.0.2.1|null|null",
        "postfix/smtpd[1]: warning: unknown[192.0.2.1]: SASL LOGIN authentication failed: x|null|192.0.2.1|null|FAILURE",
        "dropbear[1]: Bad password attempt for 'root' from 192.0.2.1:48629|root|192.0.2.1|48629|FAILURE",
        "dropbear[1]: Bad password attempt for 'a' from 10.0.0.1:1' from 192.0.2.1:48629|a' from 10.0.0.1:1|192.0.2.1|48629|FAILURE",
        "dropbear[1]: Login attempt for nonexistent user from 192.0.2.1:4328|null|192.0.2.1|4328|FAILURE",
        "dropbear[1]: Pubkey auth succeeded for 'root' with key md5 78:d6:41:ca from 192.0.2.1:51737|root|192.0.2.1|51737|SUCCESS",
        "dropbear[1]: Child connection from 192.0.2.1:4328|null|192.0.2.1|4328|null",
        "imapd[1]: Login failed user=bob auth=bob host=a.example [192.0.2.1]|bob|192.0.2.1|null|FAILURE",
        "imapd[1]: Authenticated user=bob host=a.example [192.0.2.1]|bob|192.0.2.1|null|SUCCESS",
        "sshd[1]: pam_succeed_if(sshd:auth): requirement \"uid >= 1000\" not met by user \"root\"|root|null|null|null",
        "postfix/smtpd[1]: warning: hostname other.example does not resolve to address 192.0.2.1|null|192.0.2.1|null|null",
        "klogind[1]: Authentication failed from 192.0.2.1 (192.0.2.1): Permission denied|null|192.0.2.1|null|FAILURE",
      })
  void namesUserAddressAndOutcome(
      String line, String user, String source, Integer port, AuthenticationOutcome outcome) {
    Event event = read(line);

    assertThat(event.user()).isEqualTo(user);
    assertThat(event.sourceAddress()).isEqualTo(source);
    if (port == null) {
      assertThat(event.sourcePort()).isEmpty();
    } else {
      assertThat(event.sourcePort()).hasValue(port);
    }
    assertThat(event.authenticationOutcome()).isEqualTo(outcome);
    if (outcome != null) {
      assertThat(event.category()).isEqualTo(EventCategory.AUTHENTICATION);
    }
  }

  @Test
  void countsAnAttemptOnce() {
    long verdicts =
        java.util.stream.Stream.of(
                "sshd[7]: Invalid user web from 192.0.2.1",
                "sshd[7]: input_userauth_request: invalid user web [preauth]",
                "sshd[7]: pam_unix(sshd:auth): check pass; user unknown",
                "sshd[7]: pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0"
                    + " tty=ssh ruser= rhost=192.0.2.1 ",
                "sshd[7]: Failed password for invalid user web from 192.0.2.1 port 38926 ssh2",
                "sshd[7]: Connection closed by 192.0.2.1 [preauth]")
            .map(AuthenticationLinesTest::read)
            .filter(event -> event.authenticationOutcome() == AuthenticationOutcome.FAILURE)
            .count();

    assertThat(verdicts).isEqualTo(1);
  }

  @Test
  void keepsAHostNameThatIsNoAddress() {
    Event event =
        read(
            "sshd[1]: pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh"
                + " ruser= rhost=5.36.59.76.dynamic.example.net  user=root");

    assertThat(event.sourceAddress()).isNull();
    assertThat(event.derived()).containsEntry("source.domain", "5.36.59.76.dynamic.example.net");
  }

  @Test
  void namesBothEndsOfAConnection() {
    Event event =
        read("sshd[1]: Connection from 192.0.2.1 port 7 on 192.0.2.9 port 22 rdomain \"\"");

    assertThat(event.destinationAddress()).isEqualTo("192.0.2.9");
    assertThat(event.destinationPort()).hasValue(22);
  }

  @Test
  void countsThePasswordsThatSudoCounted() {
    Event event =
        read(
            "sudo:  mike : 3 incorrect password attempts ; TTY=pts/0 ; PWD=/root ; USER=root ; COMMAND=/bin/ls");

    assertThat(event.user()).isEqualTo("mike");
    assertThat(event.authenticationOutcome()).isEqualTo(AuthenticationOutcome.FAILURE);
    assertThat(event.derived()).containsEntry("event.repeat", 3L);
    assertThat(event.tags()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "null",
      value = {
        "sudo:     dcid : TTY=ttyp3 ; PWD=/home ; USER=root ; COMMAND=/bin/cp a b|dcid|root|true|null",
        "sudo: cp : TTY=pts/2 ; PWD=/home/c ; USER=root ; TSID=0000UM ; COMMAND=/bin/bash|cp|root|true|null",
        "sudo: dcid : TTY=ttyp3 ; PWD=/home ; USER=www ; COMMAND=/bin/cp|dcid|www|false|null",
        "sudo: root : TTY=ttyp3 ; PWD=/home ; USER=root ; COMMAND=/bin/cp|root|root|false|null",
        "sudo: ddp2 : user NOT in sudoers ; TTY=t ; PWD=/h ; USER=root ; COMMAND=/bin/ls|ddp2|root|false|FAILURE",
        "sudo: ddp2 : command not allowed ; TTY=t ; PWD=/h ; USER=root ; COMMAND=/bin/ls|ddp2|root|false|FAILURE",
        "sudo: ddp2 : 1 incorrect password attempt ; TTY=t ; PWD=/h ; USER=root ; COMMAND=/bin/ls|ddp2|root|false|FAILURE",
        "sudo: ddp2 : a password is required ; TTY=t ; PWD=/h ; USER=root ; COMMAND=/bin/ls|ddp2|root|false|null",
        "sudo: pam_unix(sudo:auth): authentication failure; logname=bob uid=1000 euid=0 tty=/dev/pts/0 ruser=bob rhost=  user=bob|bob|null|false|null",
        "sudo: pam_unix(sudo:session): session opened for user root by bob(uid=1000)|bob|root|false|null",
        "su: pam_unix(su:session): session opened for user root by bob(uid=1000)|bob|root|true|null",
        "su: pam_unix(su-l:session): session opened for user root(uid=0) by bob(uid=1000)|bob|root|true|null",
        "su: pam_unix(su:session): session opened for user news by root(uid=0)|root|news|false|null",
        "su(pam_unix)[1]: session opened for user root by bob(uid=500)|bob|root|true|null",
        "su(pam_unix)[1]: session opened for user root by (uid=500)|root|null|true|null",
        "su(pam_unix)[1]: session opened for user news by (uid=0)|news|null|false|null",
        "su(pam_unix)[1]: authentication failure; logname= uid=1 euid=0 tty= ruser=dcid rhost=  user=os|dcid|os|false|FAILURE",
        "su: FAILED su for root by bob|bob|root|false|FAILURE",
        "su: FAILED SU (to root) bob on pts/0|bob|root|false|FAILURE",
        "su: (to root) bob on pts/0|bob|root|false|SUCCESS",
        "su: Successful su for root by bob|bob|root|false|SUCCESS",
        "su: + pts/5 dcid:root|dcid|root|false|null",
        "su: BAD SU bob to root on /dev/ttyp1|bob|root|false|FAILURE",
        "doas: ddp ran command /bin/ksh as root from /data/ddp|ddp|root|true|null",
        "doas: ddp ran command as ddpnfs: ls|ddp|ddpnfs|false|null",
        "doas: failed command for ddp2: ls|ddp2|null|false|FAILURE",
        "su: dcid to root on /dev/ttyp1|dcid|root|true|SUCCESS",
        "su: failed: ttyq4 changing from ldap to root|ldap|root|false|FAILURE",
        "sshd[1]: pam_unix(sshd:session): session opened for user root by (uid=0)|root|null|false|null"
      })
  void tellsWhoBecameWhom(
      String line,
      String user,
      String effective,
      boolean escalation,
      AuthenticationOutcome outcome) {
    Event event = read(line);

    assertThat(event.user()).isEqualTo(user);
    assertThat(event.derived().get("user.effective.name")).isEqualTo(effective);
    assertThat(event.tags().contains(EventTags.PRIVILEGE_ESCALATION)).isEqualTo(escalation);
    assertThat(event.authenticationOutcome()).isEqualTo(outcome);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "null",
      value = {
        "useradd[1]: new user: name=bob, UID=1001, GID=1001, home=/home/bob|null|bob|false",
        "gpasswd[1]: user bart added by root to group sudo|root|bart|true",
        "usermod[1]: add 'bob' to group 'wheel'|null|bob|true",
        "usermod[1]: add 'bob' to group 'audio'|null|bob|false",
        "usermod[1]: delete 'bob' from group 'wheel'|null|bob|false",
        "passwd[1]: pam_unix(passwd:chauthtok): password changed for bob|null|bob|false"
      })
  void tellsWhoWasChanged(String line, String user, String target, boolean escalation) {
    Event event = read(line);

    assertThat(event.category()).isEqualTo(EventCategory.IAM);
    assertThat(event.user()).isEqualTo(user);
    assertThat(event.derived()).containsEntry("user.target.name", target);
    assertThat(event.tags().contains(EventTags.PRIVILEGE_ESCALATION)).isEqualTo(escalation);
  }

  @Test
  void readsCronAndLogind() {
    Event cron = read("CRON[7]: (root) CMD (run-parts /etc/cron.hourly)");
    assertThat(cron.user()).isEqualTo("root");
    assertThat(cron.category()).isEqualTo(EventCategory.PROCESS);
    assertThat(cron.derived()).containsEntry("process.command_line", "run-parts /etc/cron.hourly");

    Event logind = read("systemd-logind[7]: New session 5 of user bob.");
    assertThat(logind.user()).isEqualTo("bob");
    assertThat(logind.category()).isEqualTo(EventCategory.SESSION);
  }
}
