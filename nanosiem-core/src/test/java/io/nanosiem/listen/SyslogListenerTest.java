package io.nanosiem.listen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nanosiem.NanoSiem;
import io.nanosiem.event.Event;
import io.nanosiem.event.LogFormat;
import io.nanosiem.event.ParseWarning;
import io.nanosiem.parse.LogParser;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SyslogListenerTest {
  private final List<String> seen = Collections.synchronizedList(new ArrayList<>());

  private NanoSiem engine(SyslogListener listener) {
    return NanoSiem.builder()
        .listener(listener)
        .detector(
            (event, findings) -> seen.add(event.raw() + " by " + event.field("log.source.address")))
        .start();
  }

  private void awaitSeen(int count) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (seen.size() < count && System.nanoTime() < deadline) {
      TimeUnit.MILLISECONDS.sleep(2);
    }
    assertThat(seen).hasSize(count);
  }

  private static Socket connect(SyslogListener listener) throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), listener.port());
  }

  private static void send(Socket socket, String text) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  @Test
  void takesBothFramingsFromSeveralSenders() throws Exception {
    SyslogListener listener = SyslogListener.tcp(0);
    try (NanoSiem siem = engine(listener);
        Socket one = connect(listener);
        Socket two = connect(listener)) {
      send(one, "<34>first\n6 <34>ab");
      send(two, "<34>second\n");
      awaitSeen(3);
      assertThat(siem.stats().received()).isEqualTo(3);
    }
    String peer = InetAddress.getLoopbackAddress().getHostAddress();
    assertThat(seen)
        .containsExactlyInAnyOrder(
            "<34>first by " + peer, "<34>ab by " + peer, "<34>second by " + peer);
  }

  @Test
  void aSenderThatHangsUpLeavesTheOthersAlone() throws Exception {
    SyslogListener listener = SyslogListener.tcp(0);
    try (NanoSiem siem = engine(listener);
        Socket stays = connect(listener)) {
      try (Socket leaves = connect(listener)) {
        send(leaves, "<34>no end of line");
      }
      send(stays, "<34>still here\n");
      awaitSeen(2);
      assertThat(siem.stats().dropped()).isZero();
    }
  }

  @Test
  void readsItsRecordsWithItsOwnParserZoneAndCharset() throws Exception {
    SyslogListener listener =
        SyslogListener.tcp(0)
            .framing(Framing.NUL)
            .charset(Charset.forName("windows-1252"))
            .parser(LogParser.rfc3164().strict())
            .zone(ZoneId.of("Asia/Tokyo"));
    List<Event> events = Collections.synchronizedList(new ArrayList<>());
    try (NanoSiem siem =
            NanoSiem.builder()
                .parser(LogParser.plain())
                .workers(1)
                .listener(listener)
                .detector((event, findings) -> events.add(event))
                .start();
        Socket socket = connect(listener)) {
      socket
          .getOutputStream()
          .write(
              "<34>2026-06-02 03:00:01 h app: caf\u00e9\nau lait\0<34>end"
                  .getBytes(StandardCharsets.ISO_8859_1));
      socket.shutdownOutput();
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
      while (events.size() < 2 && System.nanoTime() < deadline) {
        TimeUnit.MILLISECONDS.sleep(2);
      }
      siem.process("<34>2026-06-02 03:00:01 h app: x");
    }
    assertThat(events).hasSize(3);
    Event first = events.get(0);
    assertThat(first.message()).isEqualTo("caf\u00e9\nau lait");
    assertThat(first.program()).isEqualTo("app");
    assertThat(first.time()).isEqualTo(Instant.parse("2026-06-01T18:00:01Z"));
    assertThat(first.warnings())
        .extracting(ParseWarning::code)
        .containsExactly("charset_guess", "rfc3164_timestamp");
    assertThat(events.get(1).warnings()).extracting(ParseWarning::code).contains("unterminated");
    // What is handed to the engine itself is read by the engine's parser.
    assertThat(events.get(2).format()).isEqualTo(LogFormat.PLAIN);
  }

  @Test
  void reportsACountedRecordThatDidNotComeWhole() throws Exception {
    SyslogListener listener = SyslogListener.tcp(0);
    try (NanoSiem siem = engine(listener);
        Socket whole = connect(listener)) {
      try (Socket leaves = connect(listener)) {
        send(leaves, "40 <34>half of it");
      }
      send(whole, "6 <34>ab");
      awaitSeen(1);
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
      while (siem.stats().faults().isEmpty() && System.nanoTime() < deadline) {
        TimeUnit.MILLISECONDS.sleep(2);
      }
      assertThat(siem.stats().faults()).isNotEmpty();
    }
  }

  @Test
  void saysWhichPortIsTaken() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      SyslogListener listener = SyslogListener.tcp(taken.getLocalPort());
      assertThatThrownBy(() -> engine(listener))
          .hasMessageContaining("cannot listen on")
          .hasMessageContaining(":" + taken.getLocalPort())
          .hasMessageContaining("choose another port");
    }
  }

  @Test
  void bindsToTheLoopbackAddressUnlessToldOtherwise() throws Exception {
    SyslogListener listener = SyslogListener.tcp(0);
    assertThatThrownBy(listener::port).isInstanceOf(IllegalStateException.class);
    try (NanoSiem siem = engine(listener)) {
      assertThat(siem.stats().received()).isZero();
      assertThat(listener.port()).isPositive();
    }
  }

  @Test
  void closingEndsOpenConnections() throws Exception {
    SyslogListener listener = SyslogListener.tcp(0);
    NanoSiem siem = engine(listener);
    try (Socket socket = connect(listener)) {
      send(socket, "<34>x\n");
      awaitSeen(1);
      siem.close();
      socket.setSoTimeout(20_000);
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
  }
}
