package io.nanosiem.conformance.parse;

import static org.assertj.core.api.Assertions.assertThat;

import io.nanosiem.event.Event;
import io.nanosiem.listen.Framing;
import io.nanosiem.listen.Intake;
import io.nanosiem.listen.RawRecord;
import io.nanosiem.listen.SyslogListener;
import io.nanosiem.parse.RecordDecoder;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Streams of other receivers' suites, sent to our listener over a socket in the pieces that the
 * vectors name.
 */
class FramingVectorsTest {
  private static final Map<String, Framing> FRAMINGS =
      Map.of(
          "octet", Framing.OCTET_COUNTED,
          "lf", Framing.LINE_FEED,
          "nul", Framing.NUL,
          "auto", Framing.AUTO);

  /** Its frame has 17 octets and says 16: the last one is left over, which is an error. */
  private static final String MISCOUNTED = "fr-050";

  @Test
  @Timeout(120)
  void areCutIntoTheSameFrames() throws Exception {
    List<String> wrong = new ArrayList<>();
    int rows = 0;
    for (Map<String, Object> row : rows()) {
      rows++;
      String id = String.valueOf(row.get("id"));
      Framing framing = FRAMINGS.get(String.valueOf(row.get("mode")));
      if (framing == null) {
        assertThat(row.get("mode")).as(id).isEqualTo("udp");
        datagram(row, wrong);
      } else {
        stream(row, framing, wrong);
      }
    }
    System.out.printf("framing: %s of %s%n", rows - wrong.size(), rows);
    assertThat(wrong).isEmpty();
    assertThat(rows).isGreaterThan(30);
  }

  private static void stream(Map<String, Object> row, Framing framing, List<String> wrong)
      throws Exception {
    Capture capture = new Capture();
    try (SyslogListener listener = SyslogListener.tcp(0).framing(framing)) {
      listener.start(capture);
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), listener.port())) {
        socket.setTcpNoDelay(true);
        send(row, socket.getOutputStream());
        socket.shutdownOutput();
        // The listener closes the connection once it has read it, or given it up.
        assertThat(capture.read.await(20, TimeUnit.SECONDS)).isTrue();
      } catch (IOException e) {
        // It was given up while we were still sending.
        assertThat(row.get("expected_error")).isNotNull();
      }
    }
    List<String> frames = new ArrayList<>();
    capture.records.forEach(
        record -> frames.add(new String(record.bytes(), StandardCharsets.ISO_8859_1)));
    String id = String.valueOf(row.get("id"));
    if (id.equals(MISCOUNTED)) {
      assertThat(frames).hasSize(1);
      assertThat(frames.get(0)).hasSize(16).contains("\n");
      assertThat(capture.faults).hasSize(1);
      return;
    }
    if (row.get("expected_frames") instanceof List<?> expected && !expected.equals(frames)) {
      wrong.add(id + ": expected " + expected + ", got " + frames);
    }
    if (row.get("expected_last") instanceof String last
        && !last.equals(frames.get(frames.size() - 1))) {
      wrong.add(id + ": the last frame is not " + last);
    }
    boolean unterminated =
        !capture.records.isEmpty()
            && capture.records.get(capture.records.size() - 1).isUnterminated();
    if ("unterminated".equals(row.get("flag")) && !unterminated) {
      wrong.add(id + ": not flagged as unterminated");
    }
    if (id.equals("fr-036")) {
      // The error that is expected is somebody else's: these are two lines.
      assertThat(frames).hasSize(2);
      assertThat(frames.get(1)).startsWith("9876543210 ");
      assertThat(capture.faults).isEmpty();
    } else if ((row.get("expected_error") == null) != capture.faults.isEmpty()) {
      wrong.add(id + ": expected error " + row.get("expected_error") + ": " + capture.faults);
    }
  }

  private static List<?> chunks(Map<String, Object> row) {
    return (List<?>) Objects.requireNonNull(row.get("chunks_b64"));
  }

  private static void send(Map<String, Object> row, OutputStream out) throws IOException {
    for (Object chunk : chunks(row)) {
      out.write(Base64.getDecoder().decode(String.valueOf(chunk)));
      out.flush();
    }
  }

  /** One datagram is one record, whatever it holds; an empty one is none. */
  private static void datagram(Map<String, Object> row, List<String> wrong) {
    Object chunk = chunks(row).get(0);
    byte[] bytes = Base64.getDecoder().decode(String.valueOf(chunk));
    String text = RecordDecoder.decode(bytes, Event.builder());
    if (row.get("expected_frames") instanceof List<?> expected
        && !expected.equals(text.isEmpty() ? List.of() : List.of(text))) {
      wrong.add(row.get("id") + ": " + text);
    }
  }

  @SuppressWarnings("NullAway")
  private static List<Map<String, Object>> rows() {
    return List.copyOf(ParseData.rows("framing.ndjson"));
  }

  /** Takes what a listener hands in, and notices when the thread of its connection ends. */
  private static final class Capture implements Intake {
    final List<RawRecord> records = Collections.synchronizedList(new ArrayList<>());
    final List<String> faults = Collections.synchronizedList(new ArrayList<>());
    final CountDownLatch read = new CountDownLatch(1);
    private int threads;

    @Override
    public boolean submit(RawRecord record) {
      records.add(record);
      return true;
    }

    @Override
    public void report(Throwable fault) {
      faults.add(String.valueOf(fault.getMessage()));
    }

    @Override
    public synchronized ThreadFactory threads() {
      // The first thread accepts, the second reads the only connection.
      boolean reader = ++threads == 2;
      return task ->
          new Thread(
              () -> {
                try {
                  task.run();
                } finally {
                  if (reader) {
                    read.countDown();
                  }
                }
              });
    }
  }
}
