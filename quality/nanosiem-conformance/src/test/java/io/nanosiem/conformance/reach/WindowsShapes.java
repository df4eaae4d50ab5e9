package io.nanosiem.conformance.reach;

import io.nanosiem.internal.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Writes a Windows event, given flat with the names of Sigma, as the shippers write it: each in its
 * own shape, with its own types and its own names for the System part.
 */
final class WindowsShapes {
  private static final Set<String> SYSTEM =
      Set.of(
          "Provider_Name",
          "Provider_Guid",
          "EventID",
          "Version",
          "Level",
          "Task",
          "Opcode",
          "Keywords",
          "TimeCreated_SystemTime",
          "EventRecordID",
          "Correlation_ActivityID",
          "Execution_ProcessID",
          "Execution_ThreadID",
          "Channel",
          "Computer",
          "Security_UserID",
          "Message");

  private WindowsShapes() {}

  static Map<String, Object> data(Map<String, Object> flat) {
    Map<String, Object> data = new LinkedHashMap<>(flat);
    data.keySet().removeAll(SYSTEM);
    return data;
  }

  private static Object get(Map<String, Object> flat, String name, Object otherwise) {
    return flat.getOrDefault(name, otherwise);
  }

  private static String text(Map<String, Object> flat, String name, String otherwise) {
    return String.valueOf(flat.getOrDefault(name, otherwise));
  }

  private static List<?> list(Object value) {
    return value instanceof List<?> list ? list : List.of(value);
  }

  /** Data are texts, unnamed ones are counted, empty ones left out; ids are texts. */
  static String winlogbeat(Map<String, Object> flat) {
    Map<String, Object> data = new LinkedHashMap<>();
    data(flat)
        .forEach(
            (name, value) -> {
              if (name.equals("Data")) {
                int count = 0;
                for (Object one : list(value)) {
                  data.put("param" + ++count, String.valueOf(one));
                }
              } else if (!String.valueOf(value).isEmpty()) {
                data.put(name, value instanceof List<?> ? value : String.valueOf(value));
              }
            });
    Map<String, Object> winlog = new LinkedHashMap<>();
    winlog.put("channel", get(flat, "Channel", "Application"));
    winlog.put("provider_name", get(flat, "Provider_Name", "P"));
    winlog.put("event_id", text(flat, "EventID", "1"));
    winlog.put("computer_name", get(flat, "Computer", "ws1.corp.test"));
    winlog.put("record_id", 4711L);
    winlog.put("opcode", "Info");
    if (flat.containsKey("Keywords")) {
      winlog.put("keywords", keywords(String.valueOf(flat.get("Keywords"))));
    }
    winlog.put("event_data", data);
    Map<String, Object> event = new LinkedHashMap<>();
    event.put("@timestamp", get(flat, "TimeCreated_SystemTime", "2026-06-02T03:00:01.123Z"));
    event.put("@metadata", Map.of("beat", "winlogbeat", "type", "_doc", "version", "8.14.0"));
    event.put("ecs", Map.of("version", "8.0.0"));
    event.put("agent", Map.of("type", "winlogbeat", "name", "ws1"));
    event.put("host", Map.of("name", get(flat, "Computer", "ws1.corp.test")));
    event.put("event", Map.of("code", text(flat, "EventID", "1"), "kind", "event"));
    // Levels are words.
    event.put("log", Map.of("level", level(flat)));
    event.put("winlog", winlog);
    if (flat.get("Message") != null) {
      event.put("message", flat.get("Message"));
    }
    return Json.write(event);
  }

  /** Words for the bits that have any; the others are not written. */
  private static List<String> keywords(String mask) {
    return switch (mask) {
      case "0x8010000000000000" -> List.of("Audit Failure");
      case "0x8020000000000000" -> List.of("Audit Success");
      default -> List.of();
    };
  }

  private static String level(Map<String, Object> flat) {
    return switch (text(flat, "Level", "4")) {
      case "1" -> "critical";
      case "2" -> "error";
      case "3" -> "warning";
      default -> "information";
    };
  }

  /** Flat; the time is local and without a zone; what NXLog itself calls EventType gives way. */
  static String nxlog(Map<String, Object> flat) {
    Map<String, Object> event = new LinkedHashMap<>();
    String time = text(flat, "TimeCreated_SystemTime", "2026-06-02T03:00:01Z");
    event.put("EventTime", time.substring(0, 19).replace('T', ' '));
    event.put("Hostname", get(flat, "Computer", "ws1.corp.test"));
    event.put("Keywords", 4_611_686_018_427_387_904L);
    event.put("Severity", "INFO");
    event.put("SeverityValue", 2L);
    event.put("EventID", get(flat, "EventID", 1L));
    event.put("SourceName", get(flat, "Provider_Name", "P"));
    event.put("Version", get(flat, "Version", 0L));
    event.put("TaskValue", get(flat, "Task", 0L));
    event.put("OpcodeValue", 0L);
    event.put("RecordNumber", 4711L);
    event.put("ExecutionProcessID", get(flat, "Execution_ProcessID", 4L));
    event.put("Channel", get(flat, "Channel", "Application"));
    event.put("Message", get(flat, "Message", "m"));
    event.put("Opcode", "Info");
    Map<String, Object> data = data(flat);
    event.put(data.containsKey("EventType") ? "EventTypeOrignal" : "EventType", "INFO");
    data.forEach(
        (name, value) -> event.put(name, value instanceof List<?> ? value : String.valueOf(value)));
    if (flat.containsKey("Level")) {
      event.put("Level", flat.get("Level"));
    }
    event.put("EventReceivedTime", time.substring(0, 19).replace('T', ' '));
    event.put("SourceModuleName", "eventlog");
    event.put("SourceModuleType", "im_msvistalog");
    return Json.write(event);
  }

  /** The tree of the XML, attributes apart, numbers as numbers. */
  static String evtxDump(Map<String, Object> flat) {
    Map<String, Object> system = new LinkedHashMap<>();
    system.put(
        "Provider",
        Map.of(
            "#attributes",
            Map.of(
                "Name", get(flat, "Provider_Name", "P"), "Guid", get(flat, "Provider_Guid", "G"))));
    system.put("EventID", get(flat, "EventID", 1L));
    system.put("Version", get(flat, "Version", 0L));
    system.put("Level", get(flat, "Level", 4L));
    system.put("Task", get(flat, "Task", 0L));
    system.put("Opcode", get(flat, "Opcode", 0L));
    system.put("Keywords", get(flat, "Keywords", "0x8000000000000000"));
    system.put(
        "TimeCreated",
        Map.of(
            "#attributes",
            Map.of(
                "SystemTime", get(flat, "TimeCreated_SystemTime", "2026-06-02T03:00:01.123456Z"))));
    system.put("EventRecordID", get(flat, "EventRecordID", 4711L));
    system.put("Correlation", null);
    system.put(
        "Execution",
        Map.of(
            "#attributes",
            Map.of(
                "ProcessID", get(flat, "Execution_ProcessID", 4L),
                "ThreadID", get(flat, "Execution_ThreadID", 8L))));
    system.put("Channel", get(flat, "Channel", "Application"));
    system.put("Computer", get(flat, "Computer", "ws1.corp.test"));
    system.put("Security", null);
    Map<String, Object> data = new LinkedHashMap<>(data(flat));
    if (data.containsKey("Data")) {
      data.put("Data", Map.of("#text", data.get("Data")));
    }
    Map<String, Object> event = new LinkedHashMap<>();
    event.put(
        "#attributes", Map.of("xmlns", "http://schemas.microsoft.com/win/2004/08/events/event"));
    event.put("System", system);
    event.put("EventData", data);
    return Json.write(Map.of("Event", event));
  }

  static String xml(Map<String, Object> flat) {
    StringBuilder out = new StringBuilder();
    out.append("<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System>");
    out.append("<Provider Name='").append(escape(get(flat, "Provider_Name", "P")));
    out.append("' Guid='{").append(escape(get(flat, "Provider_Guid", "G"))).append("}'/>");
    element(out, "EventID", get(flat, "EventID", 1L));
    element(out, "Version", get(flat, "Version", 0L));
    element(out, "Level", get(flat, "Level", 4L));
    element(out, "Task", get(flat, "Task", 0L));
    element(out, "Opcode", get(flat, "Opcode", 0L));
    element(out, "Keywords", get(flat, "Keywords", "0x8000000000000000"));
    String time = text(flat, "TimeCreated_SystemTime", "2026-06-02T03:00:01.1234567Z");
    out.append("<TimeCreated SystemTime='").append(escape(time)).append("'/>");
    element(out, "EventRecordID", get(flat, "EventRecordID", 4711L));
    out.append("<Correlation/><Execution ProcessID='")
        .append(escape(get(flat, "Execution_ProcessID", 4L)))
        .append("' ThreadID='8'/>");
    element(out, "Channel", get(flat, "Channel", "Application"));
    element(out, "Computer", get(flat, "Computer", "ws1.corp.test"));
    out.append("<Security/></System><EventData>");
    data(flat)
        .forEach(
            (name, value) -> {
              for (Object one : list(value)) {
                out.append(name.equals("Data") ? "<Data>" : "<Data Name='" + escape(name) + "'>");
                out.append(escape(one)).append("</Data>");
              }
            });
    out.append("</EventData>");
    if (flat.get("Message") != null) {
      out.append("<RenderingInfo Culture='en-US'><Message>")
          .append(escape(flat.get("Message")))
          .append("</Message></RenderingInfo>");
    }
    return out.append("</Event>").toString();
  }

  private static void element(StringBuilder out, String name, Object value) {
    out.append('<').append(name).append('>').append(escape(value));
    out.append("</").append(name).append('>');
  }

  private static String escape(Object value) {
    return String.valueOf(value)
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("'", "&apos;")
        .replace("\"", "&quot;");
  }

  /** A Sysmon event of Linux, as its daemon hands it to syslog. */
  static String sysmonForLinux(Map<String, Object> flat) {
    return "Jun  2 03:00:01 web-01 sysmon: " + xml(flat);
  }

  static List<String> names() {
    return List.of("winlogbeat JSON", "NXLog JSON", "evtx_dump JSON", "XML");
  }

  static List<String> all(Map<String, Object> flat) {
    List<String> lines = new ArrayList<>();
    lines.add(winlogbeat(flat));
    lines.add(nxlog(flat));
    lines.add(evtxDump(flat));
    lines.add(xml(flat));
    return lines;
  }
}
