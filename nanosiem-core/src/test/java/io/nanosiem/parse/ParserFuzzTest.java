package io.nanosiem.parse;

import static org.assertj.core.api.Assertions.assertThat;

import io.nanosiem.event.Event;
import io.nanosiem.normalize.Normalizer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** No text makes a parser or the normaliser throw, and none takes more than linear time. */
class ParserFuzzTest {
  private static final List<String> SEEDS =
      List.of(
          "<165>1 2003-08-24T05:14:15.000003-07:00 192.0.2.1 myproc 8710 ID [a@1 b=\"c\\\"\"] text",
          "<34>Oct 11 22:14:15 mymachine su[7]: 'su root' failed for lonvick on /dev/pts/8",
          "<189>29: sw-1: *Oct  1 22:14:15.123 UTC: %SYS-5-CONFIG_I: m from 192.0.2.1",
          "Feb 29 06:55:48 LabSZ sshd[24200]: Failed password for invalid user a from 192.0.2.1 port 38926 ssh2",
          "Dec 10 06:55:48 h sshd[1]: message repeated 5 times: [ Failed password for root from 192.0.2.1 port 1 ssh2]",
          "Dec 10 06:55:48 h sshd[1]: pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=192.0.2.1  user=root",
          "Dec 10 06:55:48 h sudo:  bob : 3 incorrect password attempts ; TTY=pts/1 ; PWD=/ ; USER=root ; COMMAND=/bin/sh",
          "Dec 10 06:55:48 h su: (to root) bob on pts/0",
          "Dec 10 06:55:48 h su: FAILED su for root by bob",
          "Dec 10 06:55:48 h kernel: [1.2] [UFW BLOCK] IN=eth0 OUT= SRC=192.0.2.1 DST=192.0.2.2 PROTO=TCP SPT=1 DPT=2",
          "Dec 10 06:55:48 h vsftpd: [pid 2] [bob] FAIL LOGIN: Client \"192.0.2.1\"",
          "Dec 10 06:55:48 h dovecot: imap-login: Aborted login (auth failed, 2 attempts in 8 secs): user=<a>, method=PLAIN, rip=192.0.2.1, lip=192.0.2.2",
          "Dec 10 06:55:48 h proftpd[2]: h (c[192.0.2.1]) - USER bob (Login failed): x",
          "Dec 10 06:55:48 h useradd[2]: new user: name=bob, UID=1",
          "Dec 10 06:55:48 h CRON[2]: (root) CMD (run)",
          "203.0.113.9 - bob [02/Jun/2026:03:00:03 +0000] \"GET /.env?x=1 HTTP/1.1\" 200 5123 \"-\" \"M\"",
          "2021/04/01 13:02:31 [error] 31#31: *1 x, client: 192.0.2.1, server: s, request: \"GET / HTTP/1.1\"",
          "CEF:0|Sec\\|urity|IDS|1.0|100|Port scan detected|7|rt=Sep 18 2017 13:25:40 CET src=10.0.0.1 cs1=a cs1Label=b msg=x\\=y",
          "{\"@timestamp\":\"2026-06-02T03:00:04Z\",\"host\":{\"name\":\"a\"},\"source\":{\"ip\":\"::1\",\"port\":5},\"message\":\"CEF:0|a|b|c|d|e|f|g=h\"}",
          "<?xml version='1.0'?><Event xmlns='x'><System><Provider Name='P'/><EventID>4625</EventID><Level>2</Level><TimeCreated SystemTime='2026-06-02T03:00:01.1234567Z'/><Channel>Security</Channel><Computer>c</Computer></System><EventData><Data Name='IpAddress'>::1</Data><Data>&#65;&amp;</Data></EventData></Event>",
          "Jun  7 03:36:17 h sysmon: <Event><System><EventID>3</EventID><Channel>Linux-Sysmon/Operational</Channel></System><EventData><Data Name=\"SourceIp\">192.0.2.1</Data></EventData></Event>",
          "{\"winlog\":{\"channel\":\"Security\",\"event_id\":4688,\"event_data\":{\"NewProcessName\":\"C:\\\\a.exe\",\"ProcessId\":\"0x1\",\"param1\":\"x\"}}}",
          "{\"Event\":{\"System\":{\"EventID\":{\"#text\":18456},\"Provider\":{\"#attributes\":{\"Name\":\"MSSQL\"}},\"Channel\":\"Application\"},\"EventData\":{\"Data\":{\"#text\":[\"sa\",\" [CLIENT: 1.2.3.4]\"]}}}}",
          "{\"data\":{\"win\":{\"system\":{\"eventID\":\"4771\",\"channel\":\"Security\"},\"eventdata\":{\"status\":\"0x18\",\"ipAddress\":\"::ffff:10.0.0.1\",\"x\":\"C:\\\\\\\\a\"}}}}",
          "node=h type=SYSCALL msg=audit(1767323045.123:1): arch=c000003e syscall=59 a0=1 pid=2 comm=6162 exe=\"/bin/a\" key=\"k\"\u001dUID=\"root\"\ntype=EXECVE msg=audit(1767323045.123:1): argc=2 a0=\"a\" a1[0]=6162 a1[1]=\"c\"",
          "type=USER_LOGIN msg=audit(1767323045.123:2): pid=9 msg='op=login acct=\"a\" addr=192.0.2.1 res=failed'",
          "type=SOCKADDR msg=audit(1767323045.123:2): saddr=020001BBC0000207 SADDR={ saddr_fam=inet laddr=192.0.2.7 }",
          "<5>Jan  2 03:04:06 h kernel: [1.5] audit: type=1400 audit(1767323045.123:1): apparmor=\"DENIED\" pid=2",
          "2026-01-02T03:04:05.123456789Z stdout F {\"msg\":\"a\",\"level\":3}",
          "{\"log\":\"{\\\"msg\\\":1}\\n\",\"stream\":\"stdout\",\"time\":\"2026-01-02T03:04:05Z\"}",
          "{\"Records\":[{\"eventName\":\"x\",\"eventSource\":\"ec2.amazonaws.com\",\"userIdentity\":{\"type\":\"Root\"}},{}]}",
          "{\"kind\":\"Event\",\"apiVersion\":\"audit.k8s.io/v1\",\"verb\":\"get\",\"sourceIPs\":[\"192.0.2.1\"],\"objectRef\":{}}",
          "{\"ts\":1.5,\"uid\":\"C\",\"id.orig_h\":\"192.0.2.1\",\"id.orig_p\":5,\"id.resp_h\":\"::1\",\"id.resp_p\":70000}",
          "{\"resourceId\":\"/t\",\"operationName\":{\"value\":[]},\"category\":\"SignInLogs\",\"resultType\":0}",
          "{\"audit_id\":\"1767323045.123:1\",\"auoms_version\":1,\"type\":\"EXECVE\",\"argc\":\"9\"}",
          "peer [2001:db8::1]:443 -> 192.0.2.7.80 /etc/passwd ::ffff:192.0.2.1 portscan");

  private static final String SPICE =
      "<>[]{}()|=\\\"'`:;,./-+*%@#$&!?~^_ \t\n\r\0\u007f\u0085\u2028\u202e\ufeff\ud800\udc00é€0123456789"
          + "abcfTZ";

  @Test
  void neverThrowsOnMutatedLines() {
    long seed = 20_261_124L;
    SplittableRandom random = new SplittableRandom(seed);
    Normalizer normalizer = Normalizer.standard();
    Format[] parsers = Format.values();
    for (int round = 0; round < 60_000; round++) {
      String line = mutate(SEEDS.get(random.nextInt(SEEDS.size())), random);
      Format parser = parsers[random.nextInt(3) == 0 ? random.nextInt(parsers.length) : 0];
      try {
        check(line, parser, normalizer, round);
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError(
            "seed " + seed + ", round " + round + ", " + parser + ": " + escaped(line), e);
      }
    }
  }

  private static void check(String line, Format parser, Normalizer normalizer, int round) {
    Instant now = Instant.parse("2026-06-02T04:00:00Z");
    ParseContext context =
        round % 2 == 0
            ? ParseContext.live(now)
            : ParseContext.inOrder(now, ZoneId.of("America/St_Johns"));
    Event.Builder builder = Event.builder().receivedAt(now).raw(line);
    assertThat(String.join("", parser.split(line)).length()).isLessThanOrEqualTo(line.length());
    parser.parse(line, context, builder);
    normalizer.normalize(builder);
    Event event = builder.build();
    assertThat(event.raw()).isSameAs(line);
    // Bounded output: a record does not swell.
    assertThat(event.warnings()).hasSizeLessThan(40);
    String source = event.sourceAddress();
    if (source != null) {
      // What is an address at all is read again as the same address.
      Event.Builder again = Event.builder().message("from " + source);
      normalizer.normalize(again);
      assertThat(again.sourceAddress()).isEqualTo(source);
    }
    Event.Builder bytes = Event.builder();
    RecordDecoder.decode(line.getBytes(StandardCharsets.UTF_16LE), bytes);
  }

  private static String mutate(String seed, SplittableRandom random) {
    StringBuilder line = new StringBuilder(seed);
    int changes = 1 + random.nextInt(6);
    for (int i = 0; i < changes && line.length() > 0; i++) {
      int at = random.nextInt(line.length());
      switch (random.nextInt(7)) {
        case 0 -> line.setCharAt(at, SPICE.charAt(random.nextInt(SPICE.length())));
        case 1 -> line.insert(at, SPICE.charAt(random.nextInt(SPICE.length())));
        case 2 -> line.delete(at, Math.min(line.length(), at + 1 + random.nextInt(8)));
        case 3 -> line.setLength(at);
        case 4 -> {
          int to = Math.min(line.length(), at + 1 + random.nextInt(30));
          line.insert(random.nextInt(line.length()), line.substring(at, to));
        }
        case 5 -> {
          String other = SEEDS.get(random.nextInt(SEEDS.size()));
          line.insert(at, other.substring(random.nextInt(other.length())));
        }
        default -> line.delete(0, at);
      }
    }
    return line.toString();
  }

  private static String escaped(String line) {
    return line.chars()
        .mapToObj(
            c ->
                c < ' ' || c > '~'
                    ? "\\u" + Integer.toHexString(0x10000 | c).substring(1)
                    : String.valueOf((char) c))
        .reduce("", String::concat);
  }

  private static final String XML =
      "<Event><System><EventID>1</EventID><Channel>c</Channel></System><EventData><Data>";

  static List<IntFunction<String>> hostileLines() {
    return List.of(
        n -> "Oct  1 22:14:15 h sshd[1]: Failed password for x from 192.0.2.1 port" + " ".repeat(n),
        n -> "Oct  1 22:14:15 h sshd[1]: Failed password for " + " from ".repeat(n / 6),
        n ->
            "Oct  1 22:14:15 h sshd[1]: Failed password for "
                + " from 1.2.3.4 port ".repeat(n / 19),
        n -> "Oct  1 22:14:15 h sudo: " + " : ; USER=".repeat(n / 10),
        n -> "Oct  1 22:14:15 h dovecot: imap-login: user=<" + ">, ".repeat(n / 3),
        n -> "Oct  1 22:14:15 h app: " + "1.2.3.4.".repeat(n / 8),
        n -> "Oct  1 22:14:15 h app: " + "a:b:c:".repeat(n / 6),
        n -> "Oct  1 22:14:15 h app: " + "::".repeat(n / 2),
        n -> "Oct  1 22:14:15 h app: " + "1.2.3.4 ".repeat(n / 8),
        n -> "Oct  1 22:14:15 h app: " + "scan".repeat(n / 4),
        n -> "Oct  1 22:14:15 h app: " + " /".repeat(n / 2),
        n -> "Oct  1 22:14:15 h " + "a(".repeat(n / 2),
        n -> "Oct  1 22:14:15 h kernel: " + "IN= SRC= DST= ".repeat(n / 14),
        n -> "h\tMSWinEventLog" + "\t1".repeat(13) + "Subject:   Status:   ".repeat(n / 21),
        n -> "h\tMSWinEventLog" + "\t1".repeat(13) + "   x".repeat(n / 4),
        n -> "user=".repeat(n / 5),
        n -> "user='".repeat(n / 6),
        n -> "user=(".repeat(n / 6),
        n -> "LEEF:1.0|a|b|c|d|" + "\t".repeat(n),
        n -> "LEEF:2.0|a|b|c|d|^|" + "b^".repeat(n / 2),
        n -> "<1>1 - - - - - " + "[a b=\"c\"]".repeat(n / 9),
        n -> "<1>1 - - - - - [a b=\"" + "\\\"".repeat(n / 2),
        n -> "<1>1 - - - - - " + "[".repeat(n),
        n -> "<1>" + "1".repeat(n),
        n -> "<189>" + "1: ".repeat(n / 3),
        n -> "CEF:0|".repeat(n / 6),
        n -> "CEF:0|a|b|c|d|e|f|" + "a=b ".repeat(n / 4),
        n -> "CEF:0|a|b|c|d|e|f|" + "a= ".repeat(n / 3),
        n -> "CEF:0|a|b|c|d|e|f|" + "cs1Label=x cs1=y ".repeat(n / 17),
        n -> "CEF:0|a|b|c|d|e|f|a=" + "\\".repeat(n),
        n -> "{\"a\":" + "[".repeat(n),
        n -> "{" + "\"a\":1,".repeat(n / 6) + "\"a\":1}",
        n -> "{" + "\"a\":[1],".repeat(n / 8) + "\"a\":1}",
        n -> "[".repeat(n),
        n -> "[01/Jan/2026:00:00:0".repeat(n / 20),
        n -> "1.2.3.4 - - [01/Jan/2026:00:00:00 +0000] \"GET " + "/admin".repeat(n / 6),
        n ->
            "1.2.3.4 - - [01/Jan/2026:00:00:00 +0000] \"GET " + "/".repeat(n) + " HTTP/1.1\" 200 1",
        n -> "1.2.3.4 - - " + "] \"".repeat(n / 3),
        n -> "<Event>" + "<![CDATA[x]]>".repeat(n / 13),
        n -> XML + "<![CDATA[x]]>".repeat(n / 13),
        n -> XML + "<!--x-->".repeat(n / 8),
        n -> XML + "<!--".repeat(n / 4),
        n -> XML + "<a>".repeat(n / 3),
        n -> XML + "</Data><Data ".repeat(n / 13),
        n -> XML + "</Data><Data Name='".repeat(n / 19),
        n -> XML + "&#65;".repeat(n / 5),
        n -> XML + "&".repeat(n),
        n -> XML + "</Data><Data>x".repeat(n / 14),
        n -> XML + "</Data><Data Name='x'>x".repeat(n / 23),
        n -> "<?xml ?>".repeat(n / 8),
        n -> "{\"win\":{\"system\":{\"eventID\":1,\"channel\":\"" + "x".repeat(n) + "\"}}}",
        n ->
            "{\"winlog\":{\"event_id\":1,\"channel\":\"x\",\"event_data\":{"
                + "\"a\":1,".repeat(n / 6)
                + "\"a\":1}}}",
        n -> "type=X msg=audit(1.000:1): " + "a={ ".repeat(n / 4) + "\n}",
        n -> "type=X msg=audit(1.000:1): " + "a=\" ".repeat(n / 4),
        n -> "type=X msg=audit(1.000:1): " + "a=' ".repeat(n / 4),
        n -> "type=X msg=audit(1.000:1): " + "msg='\u001d".repeat(n / 6),
        n -> "type=AVC msg=audit(1.000:1): " + "{ ".repeat(n / 2),
        n -> "type=X msg=audit(1.000:1): a=b\n".repeat(n / 31),
        n -> "type=X msg=audit(1.000:1): ".repeat(n / 27),
        n -> "type=EXECVE msg=audit(1.000:1): " + "a1[0]=61 ".repeat(n / 9),
        n -> "type=EXECVE msg=audit(1.000:1): argc=2000 " + "a1=61 ".repeat(n / 6),
        n -> "2026-01-02T03:04:05Z stdout F ".repeat(n / 30),
        n -> "{\"log\":\"" + "{\\\"log\\\":".repeat(n / 10) + "\",\"stream\":\"stdout\"}",
        n -> "{\"Records\":[" + "{},".repeat(n / 3) + "{}]}",
        n -> "{} ".repeat(n / 3),
        n -> "} ".repeat(n / 2) + "{",
        n ->
            "{\"aws\":{\"eventName\":\"x\",\"userIdentity\":{},\"awsRegion\":1,"
                + "\"a\":{},".repeat(n / 7)
                + "\"b\":1}}",
        n -> " ".repeat(n),
        n -> "x".repeat(n));
  }

  /**
   * Twice the input may take twice the time: the cost per character must not grow with the length.
   */
  @ParameterizedTest
  @MethodSource("hostileLines")
  void takesLinearTime(IntFunction<String> line) {
    String small = line.apply(1 << 15);
    String large = line.apply(1 << 19);
    nanos(small);
    nanos(small);
    // Sixteen times as long: sixteen times the time if linear, 256 times if quadratic. A short time
    // says little (64 reached by chance once); a quadratic one is never below 100 ns a character.
    double ratio = Double.MAX_VALUE;
    double perCharacter = Double.MAX_VALUE;
    for (int attempt = 0; attempt < 6 && ratio > 64 && perCharacter > 100; attempt++) {
      long largeNanos = nanos(large);
      ratio = Math.min(ratio, (double) largeNanos / Math.max(nanos(small), 20_000));
      perCharacter = Math.min(perCharacter, (double) largeNanos / large.length());
    }
    assertThat(Math.min(ratio / 64, perCharacter / 100)).isLessThan(1);
  }

  private static long nanos(String line) {
    Normalizer normalizer = Normalizer.standard();
    long best = Long.MAX_VALUE;
    for (int i = 0; i < 3; i++) {
      long start = System.nanoTime();
      Event.Builder event = Event.builder().raw(line).receivedAt(Instant.EPOCH);
      LogParser.auto().split(line);
      LogParser.auto().parse(line, ParseContext.live(Instant.EPOCH), event);
      normalizer.normalize(event);
      event.build();
      best = Math.min(best, System.nanoTime() - start);
    }
    return best;
  }
}
