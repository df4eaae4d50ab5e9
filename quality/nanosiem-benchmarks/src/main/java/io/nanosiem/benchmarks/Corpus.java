package io.nanosiem.benchmarks;

import io.nanosiem.event.Event;
import io.nanosiem.normalize.Normalizer;
import io.nanosiem.parse.LogParser;
import io.nanosiem.parse.ParseContext;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/** Made-up log lines in the proportions of a small company, the same on every run. */
final class Corpus {
  static final Instant START = Instant.parse("2026-06-02T09:00:00Z");
  private static final int LINES = 4_000;
  private static final DateTimeFormatter BSD =
      DateTimeFormatter.ofPattern("MMM ppd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

  private Corpus() {}

  /** Half syslog, the rest JSON, CEF and text. */
  static List<String> mixed() {
    return mixed(LINES);
  }

  /** The same kind of lines for longer, four a second. */
  static List<String> mixed(int count) {
    SplittableRandom random = new SplittableRandom(42);
    List<String> lines = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      Instant time = START.plusMillis(i * 250L);
      String address = "198.51.100." + random.nextInt(1, 250);
      int pid = random.nextInt(1_000, 30_000);
      int port = random.nextInt(40_000, 65_000);
      String bsd = BSD.format(time) + " web-01 ";
      lines.add(
          switch (random.nextInt(10)) {
            case 0, 1 ->
                bsd
                    + "sshd["
                    + pid
                    + "]: Accepted publickey for deploy from 10.0.4."
                    + random.nextInt(20, 60)
                    + " port "
                    + port
                    + " ssh2: ED25519 SHA256:k3m9";
            case 2 ->
                "<86>"
                    + bsd
                    + "sshd["
                    + pid
                    + (random.nextInt(20) == 0
                        ? "]: Failed password for invalid user admin from " + address
                        : "]: Connection closed by " + address)
                    + " port "
                    + port
                    + " ssh2";
            case 3 ->
                bsd
                    + "sudo:   alice : TTY=pts/1 ; PWD=/home/alice ; USER=root ;"
                    + " COMMAND=/usr/bin/apt update";
            case 4, 5 ->
                "<190>1 "
                    + time
                    + " web-01 nginx 812 - - "
                    + address
                    + " - - [02/Jun/2026:09:00:00 +0000] \"GET /product/"
                    + pid
                    + " HTTP/1.1\" 200 5120 \"-\" \"Mozilla/5.0 (X11; Linux x86_64)\"";
            case 6 ->
                "{\"@timestamp\":\""
                    + time
                    + "\",\"level\":\"info\",\"host\":\"web-01\",\"service\":\"shop\","
                    + "\"message\":\"order placed\",\"client\":{\"ip\":\""
                    + address
                    + "\"},\"durationMs\":"
                    + pid
                    + "}";
            case 7 ->
                "<134>"
                    + bsd
                    + "CEF:0|Example|Watchtower|4.2|1001|Policy allow|3|src="
                    + address
                    + " dst=192.0.2.10 spt="
                    + port
                    + " dpt=443 proto=TCP act=allowed";
            case 8 ->
                "<4>"
                    + bsd
                    + "kernel: [12345.678901] FW-DROP IN=eth0 OUT= SRC="
                    + address
                    + " DST=192.0.2.10 LEN=60 PROTO=TCP SPT="
                    + port
                    + " DPT=445 SYN";
            default -> time + " INFO worker-" + random.nextInt(8) + " finished job " + pid;
          });
    }
    return lines;
  }

  /** The mixed lines as the engine would see them. */
  static List<Event> events() {
    LogParser parser = LogParser.auto();
    Normalizer normalizer = Normalizer.standard();
    ParseContext context = ParseContext.live(START.plusSeconds(3_600));
    List<Event> events = new ArrayList<>(LINES);
    for (String line : mixed()) {
      Event.Builder event = Event.builder().raw(line).receivedAt(context.receivedAt());
      parser.parse(line, context, event);
      normalizer.normalize(event);
      events.add(event.build());
    }
    return events;
  }

  /** Logins, most of them failed, from so many addresses, ten a second. */
  static List<Event> logins(int sources, int count) {
    LogParser parser = LogParser.auto();
    Normalizer normalizer = Normalizer.standard();
    SplittableRandom random = new SplittableRandom(7);
    List<Event> events = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      int source = random.nextInt(sources);
      String address = "203.0." + source / 250 + "." + (source % 250 + 1);
      Instant time = START.plusMillis(i * 100L);
      String line =
          "<86>1 "
              + time
              + " web-01 sshd 1234 - - "
              + (random.nextInt(50) == 0 ? "Accepted" : "Failed")
              + " password for deploy from "
              + address
              + " port 40022 ssh2";
      Event.Builder event = Event.builder().raw(line).receivedAt(time);
      parser.parse(line, ParseContext.live(time), event);
      normalizer.normalize(event);
      events.add(event.build());
    }
    return events;
  }
}
