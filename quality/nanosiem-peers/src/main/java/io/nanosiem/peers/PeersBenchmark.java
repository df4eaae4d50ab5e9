package io.nanosiem.peers;

import com.fluenda.parcefone.event.CEFHandlingException;
import com.fluenda.parcefone.event.CommonEvent;
import com.github.jcustenborder.cef.CEFParserFactory;
import com.github.jcustenborder.cef.Message;
import com.github.palindromicity.syslog.SyslogParserBuilder;
import io.nanosiem.event.Event;
import io.nanosiem.parse.LogParser;
import io.nanosiem.parse.ParseContext;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.apache.camel.component.syslog.Rfc5424SyslogMessage;
import org.apache.camel.component.syslog.SyslogConverter;
import org.apache.camel.component.syslog.SyslogMessage;
import org.apache.nifi.syslog.events.SyslogEvent;
import org.apache.nifi.syslog.parsers.SyslogParser;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * The same lines through our parsers and through others, each part of what was read taken out once.
 * On one thread; the work differs where the parsers do: camel-syslog and nifi-syslog-utils leave
 * structured data as text, nifi-syslog-utils leaves the tag in the message and the time as text.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class PeersBenchmark {
  private final ParseContext context = ParseContext.live(Instant.parse("2026-06-02T12:00:00Z"));
  private final LogParser auto = LogParser.auto();
  private final com.github.palindromicity.syslog.SyslogParser palindromicity =
      new SyslogParserBuilder().build();
  private final SyslogParser nifi = new SyslogParser(StandardCharsets.UTF_8);
  private final com.fluenda.parcefone.parser.CEFParser parCefOne =
      new com.fluenda.parcefone.parser.CEFParser();
  private final com.github.jcustenborder.cef.CEFParser cefParser = CEFParserFactory.create();
  private final String[] rfc5424 = Lines.rfc5424();
  private final String[] rfc3164 = Lines.rfc3164();
  private final String[] cef = Lines.cef();
  private int next;

  /**
   * Checks that every parser reads what it is measured with.
   *
   * @throws CEFHandlingException if ParCEFone does not
   */
  @Setup
  public void check() throws CEFHandlingException {
    for (String line : rfc5424) {
      String host = line.substring(line.indexOf("web-"), line.indexOf(" shop"));
      require(host.equals(ours(line).host()), line);
      require(host.equals(SyslogConverter.toSyslogMessage(line).getHostname()), line);
      require(host.equals(palindromicity.parseLine(line).get("syslog.header.hostName")), line);
      require(host.equals(nifi(line).getHostName()), line);
    }
    for (String line : rfc3164) {
      String host = line.substring(line.indexOf("web-"), line.indexOf(" sshd"));
      require(host.equals(ours(line).host()), line);
      require(host.equals(SyslogConverter.toSyslogMessage(line).getHostname()), line);
      require(host.equals(nifi(line).getHostName()), line);
    }
    for (String line : cef) {
      require("Watchtower".equals(ours(line).fields().get("deviceProduct")), line);
      require("Watchtower".equals(parCefOne(line).getHeader().get("deviceProduct")), line);
      require("Watchtower".equals(cefParser.parse(line).deviceProduct()), line);
    }
  }

  private static void require(boolean isSo, String line) {
    if (!isSo) {
      throw new IllegalStateException("a parser does not read: " + line);
    }
  }

  private String next(String[] lines) {
    next = next + 1 & lines.length - 1;
    return lines[next];
  }

  private Event ours(String line) {
    Event.Builder event = Event.builder().raw(line).receivedAt(context.receivedAt());
    auto.parse(line, context, event);
    return event.build();
  }

  private void ours(String line, Blackhole sink) {
    Event event = ours(line);
    sink.consume(event.facility());
    sink.consume(event.severity());
    sink.consume(event.time());
    sink.consume(event.host());
    sink.consume(event.program());
    sink.consume(event.pid());
    sink.consume(event.message());
    event.fields().forEach((name, value) -> sink.consume(value));
  }

  private static void camel(String line, Blackhole sink) {
    SyslogMessage message = SyslogConverter.toSyslogMessage(line);
    sink.consume(message.getFacility());
    sink.consume(message.getSeverity());
    sink.consume(message.getTimestamp());
    sink.consume(message.getHostname());
    sink.consume(message.getLogMessage());
    if (message instanceof Rfc5424SyslogMessage more) {
      sink.consume(more.getAppName());
      sink.consume(more.getProcId());
      sink.consume(more.getMsgId());
      sink.consume(more.getStructuredData());
    }
  }

  private SyslogEvent nifi(String line) {
    return nifi.parseEvent(line.getBytes(StandardCharsets.UTF_8), "");
  }

  private void nifi(String line, Blackhole sink) {
    SyslogEvent event = nifi(line);
    sink.consume(event.getFacility());
    sink.consume(event.getSeverity());
    sink.consume(event.getTimeStamp());
    sink.consume(event.getHostName());
    sink.consume(event.getMsgBody());
  }

  private CommonEvent parCefOne(String line) {
    return parCefOne.parse(line, false, Locale.ENGLISH);
  }

  /** RFC 5424, ours, format found out. */
  @Benchmark
  public void rfc5424Ours(Blackhole sink) {
    ours(next(rfc5424), sink);
  }

  /** RFC 5424, camel-syslog. */
  @Benchmark
  public void rfc5424Camel(Blackhole sink) {
    camel(next(rfc5424), sink);
  }

  /** RFC 5424, simple-syslog-5424. */
  @Benchmark
  public void rfc5424SimpleSyslog(Blackhole sink) {
    palindromicity.parseLine(next(rfc5424)).forEach((name, value) -> sink.consume(value));
  }

  /** RFC 5424, nifi-syslog-utils. */
  @Benchmark
  public void rfc5424Nifi(Blackhole sink) {
    nifi(next(rfc5424), sink);
  }

  /** RFC 3164, ours, format found out. */
  @Benchmark
  public void rfc3164Ours(Blackhole sink) {
    ours(next(rfc3164), sink);
  }

  /** RFC 3164, camel-syslog. */
  @Benchmark
  public void rfc3164Camel(Blackhole sink) {
    camel(next(rfc3164), sink);
  }

  /** RFC 3164, nifi-syslog-utils. */
  @Benchmark
  public void rfc3164Nifi(Blackhole sink) {
    nifi(next(rfc3164), sink);
  }

  /** CEF, ours, format found out. */
  @Benchmark
  public void cefOurs(Blackhole sink) {
    ours(next(cef), sink);
  }

  /** CEF, ParCEFone without its validation, header and extension read out as its maps. */
  @Benchmark
  public void cefParCefOne(Blackhole sink) throws CEFHandlingException {
    CommonEvent event = parCefOne(next(cef));
    event.getHeader().forEach((name, value) -> sink.consume(value));
    event.getExtension(true).forEach((name, value) -> sink.consume(value));
  }

  /** CEF, ParCEFone without its validation, nothing read out. */
  @Benchmark
  public void cefParCefOneUnread(Blackhole sink) {
    sink.consume(parCefOne(next(cef)));
  }

  /** CEF, cef-parser. */
  @Benchmark
  public void cefCefParser(Blackhole sink) {
    Message message = cefParser.parse(next(cef));
    sink.consume(message.timestamp());
    sink.consume(message.host());
    sink.consume(message.deviceVendor());
    sink.consume(message.deviceProduct());
    sink.consume(message.deviceVersion());
    sink.consume(message.deviceEventClassId());
    sink.consume(message.name());
    sink.consume(message.severity());
    message.extensions().forEach((name, value) -> sink.consume(value));
  }
}
