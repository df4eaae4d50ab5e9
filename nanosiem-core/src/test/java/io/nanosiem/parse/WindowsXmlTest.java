package io.nanosiem.parse;

import static org.assertj.core.api.Assertions.assertThat;

import io.nanosiem.event.Event;
import io.nanosiem.event.LogFormat;
import io.nanosiem.event.ParseWarning;
import io.nanosiem.event.SyslogSeverity;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WindowsXmlTest {
  private static final String SYSTEM =
      "<System><Provider Name='Microsoft-Windows-Sysmon' Guid='{5770385F}'/>"
          + "<EventID>1</EventID><Version>5</Version><Level>3</Level><Task>1</Task>"
          + "<Opcode>0</Opcode><Keywords>0x8000000000000000</Keywords>"
          + "<TimeCreated SystemTime='2026-06-02T03:00:01.1234567Z'/>"
          + "<EventRecordID>67583</EventRecordID><Correlation/>"
          + "<Execution ProcessID='3904' ThreadID=\"4272\"/>"
          + "<Channel>Microsoft-Windows-Sysmon/Operational</Channel>"
          + "<Computer>ws1.corp.test</Computer><Security UserID='S-1-5-18'/></System>";
  private static final String OPEN =
      "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'>";

  private static Event read(String line) {
    return LogParser.auto().parse(line);
  }

  private static Event event(String rest) {
    return read(OPEN + SYSTEM + rest + "</Event>");
  }

  private static List<String> codes(Event event) {
    return event.warnings().stream().map(ParseWarning::code).toList();
  }

  @Test
  void readsTheSystemPart() {
    Event event = event("<EventData></EventData>");

    assertThat(event.format()).isEqualTo(LogFormat.WINDOWS_XML);
    assertThat(event.warnings()).isEmpty();
    assertThat(event.time()).isEqualTo(Instant.parse("2026-06-02T03:00:01.123456700Z"));
    assertThat(event.host()).isEqualTo("ws1.corp.test");
    assertThat(event.severity()).isEqualTo(SyslogSeverity.WARNING);
    assertThat(event.message()).isNull();
    assertThat(event.fields())
        .containsEntry("EventID", 1L)
        .containsEntry("Provider_Name", "Microsoft-Windows-Sysmon")
        .containsEntry("Provider_Guid", "{5770385F}")
        .containsEntry("Level", 3L)
        .containsEntry("Keywords", "0x8000000000000000")
        .containsEntry("EventRecordID", 67583L)
        .containsEntry("Execution_ProcessID", 3904L)
        .containsEntry("Execution_ThreadID", 4272L)
        .containsEntry("Channel", "Microsoft-Windows-Sysmon/Operational")
        .containsEntry("Security_UserID", "S-1-5-18")
        .doesNotContainKeys("Correlation", "Event_xmlns");
  }

  @Test
  void readsTheEventDataByName() {
    Event event =
        event(
            "<EventData><Data Name='Image'>C:\\a.exe</Data><Data Name=\"RuleName\"/>"
                + "<Data Name='CommandLine'> a &quot;b&quot; &lt;&#65;&#x42;&gt; &amp;lt; </Data>"
                + "<Data Name='X'>1</Data><Data Name='X'>2</Data>"
                + "<Binary>00FF</Binary></EventData>");

    assertThat(event.fields())
        .containsEntry("Image", "C:\\a.exe")
        .containsEntry("RuleName", "")
        .containsEntry("CommandLine", " a \"b\" <AB> &lt; ")
        .containsEntry("X", List.of("1", "2"))
        .containsEntry("Binary", "00FF");
  }

  @Test
  void keepsDataWithoutNamesAsOneField() {
    assertThat(event("<EventData><Data>a</Data><Data>b</Data></EventData>").field("Data"))
        .isEqualTo(List.of("a", "b"));
    assertThat(event("<EventData><Data>a</Data></EventData>").field("Data")).isEqualTo("a");
    assertThat(event("<EventData><Data><![CDATA[a<&amp;]]>b</Data></EventData>").field("Data"))
        .isEqualTo("a<&amp;b");
  }

  @Test
  void flattensUserDataByTheNamesOfItsElements() {
    Event event =
        event(
            "<UserData><EventXML xmlns='Event_NS'><User>CORP\\ann</User>\n<x:Deep><x:Er>7</x:Er>"
                + "</x:Deep></EventXML></UserData>");

    assertThat(event.fields())
        .containsEntry("User", "CORP\\ann")
        .containsEntry("Er", "7")
        .doesNotContainKeys("EventXML", "Deep");
  }

  @Test
  void takesTheRenderedMessage() {
    Event event =
        event(
            "<EventData/><RenderingInfo Culture='en-US'><Message>Line one\n\tline two</Message>"
                + "<Level>Warning</Level></RenderingInfo>");

    assertThat(event.message()).isEqualTo("Line one\n\tline two");
    assertThat(event.field("Level")).isEqualTo(3L);
  }

  @Test
  void doesNotLetTheEventDataTakeANameOfTheSystemPart() {
    Event event =
        read(
            OPEN
                + "<EventData><Data Name='EventID'>4625</Data><Data Name='Channel'>Security</Data>"
                + "<Level>1</Level></EventData><System><Provider Name='P'/>"
                + "<EventID Qualifiers='16384'>7045</EventID></System></Event>");

    assertThat(event.fields())
        .containsEntry("EventID", 7045L)
        .containsEntry("EventID_Qualifiers", "16384")
        .containsEntry("EventData.EventID", "4625")
        .containsEntry("EventData.Channel", "Security")
        .doesNotContainKey("Channel");
    assertThat(event.severity()).isNull();
    assertThat(event.host()).isNull();
  }

  @Test
  void readsItBehindADeclarationAndCommentsAndInsideSyslog() {
    String xml = "<Event>" + SYSTEM + "<EventData><Data Name='a'>b</Data></EventData></Event>";
    Event declared = read("\uFEFF<?xml version=\"1.0\"?>\r\n <!-- x --> " + xml + "\r\n");
    Event bsd = read("Jun  7 03:36:17 linux1 sysmon: " + xml);
    Event rfc5424 = read("<14>1 2026-06-07T03:36:17Z linux1 sysmon 1 - - " + xml);

    assertThat(declared.format()).isEqualTo(LogFormat.WINDOWS_XML);
    assertThat(declared.warnings()).isEmpty();
    for (Event event : List.of(declared, bsd, rfc5424)) {
      assertThat(event.field("a")).isEqualTo("b");
      assertThat(event.field("EventID")).isEqualTo(1L);
    }
    assertThat(bsd.host()).isEqualTo("linux1");
    assertThat(bsd.format()).isEqualTo(LogFormat.RFC3164);
    assertThat(rfc5424.time()).isEqualTo(Instant.parse("2026-06-07T03:36:17Z"));
    assertThat(rfc5424.severity()).isEqualTo(SyslogSeverity.INFORMATIONAL);
    assertThat(rfc5424.format()).isEqualTo(LogFormat.RFC5424);
  }

  @Test
  void readsItInTheMessageOfAJsonObject() {
    String xml =
        "<Event><System><Provider Name='P'/><EventID>7</EventID><Computer>c</Computer></System>"
            + "</Event>";
    Event event = read("{\"host\":\"j1\",\"message\":\"" + xml + "\"}");

    assertThat(event.host()).isEqualTo("j1");
    assertThat(event.field("EventID")).isEqualTo(7L);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<!DOCTYPE Event [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><Event><System/></Event>",
        "<?xml version='1.0'?><!DOCTYPE x><Event><System><EventID>1</EventID></System></Event>"
      })
  void readsNothingWithADocumentType(String line) {
    Event event = read(line);

    assertThat(event.format()).isEqualTo(LogFormat.PLAIN);
    assertThat(event.fields()).isEmpty();
    assertThat(event.message()).isEqualTo(line);
  }

  @Test
  void warnsOfADocumentType() {
    assertThat(codes(read("<?xml version='1.0'?><!DOCTYPE x><Event/>"))).containsExactly("doctype");
  }

  @ParameterizedTest
  @CsvSource({
    "&unknown;, &unknown;",
    "&, &",
    "&;, &;",
    "&#;, &#;",
    "&#x;, &#x;",
    "&#xZZ;, &#xZZ;",
    "&#1114112;, &#1114112;",
    "&#xD800;, \uFFFD",
    "&#128512;, \uD83D\uDE00",
    "&amp;amp;, &amp;",
    "a&lt, a&lt",
    "&#99999999999999;, &#99999999999999;"
  })
  void resolvesNoEntityButThoseOfXmlAndNumbers(String text, String expected) {
    Event event = event("<EventData><Data Name='d'>" + text + "</Data></EventData>");

    assertThat(event.field("d")).isEqualTo(expected);
    assertThat(event.warnings()).isEmpty();
  }

  @Test
  void keepsControlCharacters() {
    Event event = event("<EventData><Data Name='d'>a\u0000b\u0007&#7;</Data></EventData>");

    assertThat(event.field("d")).isEqualTo("a\u0000b\u0007\u0007");
    assertThat(event.warnings()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<EventData><Data Name='a'>b</Data><Data Name='c'>cut",
        "<EventData><Data Name='a'>b</Data><Data Name='c",
        "<EventData><Data Name='a'>b</Data></UserData>",
        "<EventData><Data Name='a'>b</Data><!ENTITY x></EventData></Event>",
        "<EventData><Data Name='a'>b</Data><Data Name=c>d</Data></EventData></Event>",
        "<EventData><Data Name='a'>b</Data></EventData></Event> and more",
        "<EventData><Data Name='a'>b</Data><",
        "<EventData><Data Name='a'>b</Data><!--"
      })
  void keepsWhatComesBeforeAFault(String rest) {
    Event event = read(OPEN + SYSTEM + rest);

    assertThat(event.format()).isEqualTo(LogFormat.WINDOWS_XML);
    assertThat(event.field("a")).isEqualTo("b");
    assertThat(event.field("c")).isNull();
    assertThat(codes(event)).containsExactly("bad_winxml");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<Event>",
        "<Event",
        "<Events><Event/></Events>",
        "<EventLog/>",
        "<?xml version='1.0'?>",
        "<?xml",
        "<?xml version='1.0'?><AuditMessage/>",
        "<Event><System><EventID>x</EventID><Channel>c</Channel></System></Event>",
        "<Event><System><EventID>1</EventID></System></Event>",
        "<Event><EventData><Data Name='EventID'>1</Data><Data Name='Channel'>c</Data></EventData>"
      })
  void takesNothingElseForAnEvent(String line) {
    Event event = read(line);

    assertThat(event.format()).isEqualTo(LogFormat.PLAIN);
    assertThat(event.fields()).isEmpty();
    assertThat(event.message()).isEqualTo(line);
  }

  @Test
  void canBePinned() {
    Event event = LogParser.windowsXml().parse(OPEN + SYSTEM + "</Event>");
    Event other = LogParser.windowsXml().parse("Oct  1 22:14:15 h sshd[1]: m");

    assertThat(event.format()).isEqualTo(LogFormat.WINDOWS_XML);
    assertThat(other.format()).isEqualTo(LogFormat.PLAIN);
    assertThat(codes(other)).containsExactly("not_winxml");
  }

  @Test
  void setsNoBoundThatAnEventMeetsAndOneThatAHostileOneDoes() {
    StringBuilder many = new StringBuilder(OPEN + SYSTEM + "<EventData>");
    for (int k = 0; k < 5_000; k++) {
      many.append("<Data Name='n").append(k).append("'>v</Data>");
    }
    Event event = read(many + "</EventData></Event>");
    Event deep = read(OPEN + SYSTEM + "<UserData>" + "<a>".repeat(10_000));

    assertThat(event.fields()).containsEntry("n999", "v").doesNotContainKey("n1000");
    assertThat(codes(deep)).containsExactly("bad_winxml");
  }

  /** Whatever a writer of XML makes of a text, the text comes back. */
  @Test
  void agreesWithAWriter() {
    Random random = new Random(7);
    for (int k = 0; k < 500; k++) {
      Map<String, String> data = new LinkedHashMap<>();
      StringBuilder xml = new StringBuilder(OPEN).append(SYSTEM).append("<EventData>");
      int count = random.nextInt(6);
      for (int n = 0; n < count; n++) {
        StringBuilder value = new StringBuilder();
        int length = random.nextInt(12);
        for (int c = 0; c < length; c++) {
          value.append("ab<>&\"' ;#x1\n\u00e9".charAt(random.nextInt(14)));
        }
        data.put("n" + n, value.toString());
        xml.append("<Data Name='n").append(n).append("'>");
        xml.append(escape(value.toString(), random)).append("</Data>");
      }
      Event event = read(xml + "</EventData></Event>");

      assertThat(event.warnings()).isEmpty();
      data.forEach((name, value) -> assertThat(event.field(name)).isEqualTo(value));
    }
  }

  private static String escape(String value, Random random) {
    if (random.nextInt(4) == 0 && !value.contains("]]>")) {
      return "<![CDATA[" + value + "]]>";
    }
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '<' || c == '&' || random.nextInt(8) == 0) {
        out.append(
            random.nextBoolean() ? "&#" + (int) c + ";" : "&#x" + Integer.toHexString(c) + ";");
      } else if (c == '"') {
        out.append("&quot;");
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }
}
