package io.nanosiem.normalize;

import io.nanosiem.event.Event;
import io.nanosiem.event.FieldSource;
import io.nanosiem.event.LogFormat;
import io.nanosiem.event.LogSource;
import io.nanosiem.event.SyslogSeverity;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Events of the Windows event log, in the shapes that their shippers give them: XML, JSON of
 * winlogbeat, NXLog, evtx_dump, Wazuh, and flat JSON with the names of Sigma.
 *
 * <p>Sigma's rules ask for {@code EventID}, {@code Channel}, {@code Provider_Name} and the event
 * data by its own names, at the top; what a shape has elsewhere is derived under these names. The
 * event data never stands in for the {@code System} part: a datum called {@code EventID} is {@code
 * EventData.EventID}, and so is one with a dot in its name, which could pose as a name of ECS.
 *
 * <p>What an event means is in {@link WindowsFacts}.
 */
final class WindowsEvents {
  /** More data than any event has; what is beyond stays in the record's own fields. */
  private static final int MAX_DATA = 512;

  private static final int MAX_PARAMETERS = 64;
  private static final String DATA = "Data";
  private static final String ELSEWHERE = "EventData.";

  /** The names of the System part, as Sigma has them. */
  private static final Set<String> SYSTEM =
      Set.of(
          "EventID",
          "Channel",
          "Provider_Name",
          "Provider_Guid",
          "Computer",
          "Level",
          "Task",
          "Opcode",
          "Keywords",
          "Version",
          "EventRecordID",
          "TimeCreated_SystemTime",
          "Execution_ProcessID",
          "Execution_ThreadID",
          "Security_UserID");

  /** What modules of winlogbeat take out of the event data, by the place they put it. */
  private static final String[][] ECS = {
    {"process.executable", "Image"},
    {"process.command_line", "CommandLine"},
    {"process.working_directory", "CurrentDirectory"},
    {"process.parent.executable", "ParentImage"},
    {"process.parent.command_line", "ParentCommandLine"},
    {"process.pe.original_file_name", "OriginalFileName"},
    {"process.pe.description", "Description"},
    {"process.pe.company", "Company"},
    {"process.pe.product", "Product"},
    {"process.pe.file_version", "FileVersion"},
    {"file.path", "TargetFilename"},
    {"registry.path", "TargetObject"},
    {"dns.question.name", "QueryName"},
    {"source.ip", "SourceIp"},
    {"source.port", "SourcePort"},
    {"destination.ip", "DestinationIp"},
    {"destination.port", "DestinationPort"},
    {"destination.domain", "DestinationHostname"},
    {"powershell.file.script_block_text", "ScriptBlockText"},
  };

  private final Event.Builder event;
  private long eventId = -1;
  private @Nullable String channel;
  private @Nullable String provider;
  private @Nullable String computer;
  private long level = -1;

  /** The event data by name; the record's own fields where they are flat. */
  private Map<?, ?> data = Map.of();

  private boolean isFlat;

  private WindowsEvents(Event.Builder event) {
    this.event = event;
  }

  /**
   * Reads the record if it is a Windows event; false, with nothing set, if it is none. In a syslog
   * line of a program that the table knows there are none: its messages may quote anybody.
   */
  static boolean read(Event.Builder event, LogSourceTable sources) {
    LogFormat format = event.format();
    if (format.equals(LogFormat.CEF)) {
      return false;
    }
    if (format.equals(LogFormat.RFC3164) || format.equals(LogFormat.RFC5424)) {
      String program = event.program();
      if (program != null
          && !program.isEmpty()
          && (program.charAt(0) == '%' || sources.of(program) != null)) {
        return false;
      }
    }
    WindowsEvents record = new WindowsEvents(event);
    if (!record.find(sources)) {
      return false;
    }
    record.apply(sources);
    return true;
  }

  private boolean find(LogSourceTable sources) {
    Map<String, @Nullable Object> fields = event.fields();
    if (fields.containsKey("EventID") && flat(fields, sources)) {
      return true;
    }
    if (fields.get("Event") instanceof Map<?, ?> inner) {
      return exported(inner);
    }
    if (fields.get("System") instanceof Map<?, ?>) {
      return exported(fields);
    }
    if (fields.get("win") instanceof Map<?, ?> win) {
      return wazuh(win);
    }
    if (fields.get("data") instanceof Map<?, ?> outer
        && outer.get("win") instanceof Map<?, ?> win) {
      return wazuh(win);
    }
    return (fields.containsKey("winlog") || fields.containsKey("winlog.channel"))
        && winlogbeat(fields);
  }

  /** NXLog, and anything with the names of Sigma; XML is brought into this shape by its parser. */
  private boolean flat(Map<String, @Nullable Object> fields, LogSourceTable sources) {
    eventId = number(fields.get("EventID"));
    channel = first(fields, "Channel", "LogName", "EventLog");
    provider =
        first(fields, "Provider_Name", "SourceName", "ProviderName", "EventSourceName", "Source");
    // "EventID" and "SourceName" alone may be anybody's.
    if (eventId < 0 || (channel == null && !sources.channels().containsKey(lower(provider)))) {
      return false;
    }
    isFlat = true;
    computer = first(fields, "Computer", "Hostname", "ComputerName");
    level = number(fields.get("Level"));
    system("Provider_Guid", fields.get("ProviderGuid"));
    system("EventRecordID", fields.get("RecordNumber"));
    system("Execution_ProcessID", fields.get("ProcessID"));
    system("Execution_ThreadID", fields.get("ThreadID"));
    system("Security_UserID", fields.get("UserID"));
    data = fields;
    if (!fields.containsKey(DATA)) {
      unnamed(fields.get("StringInserts"));
    }
    return true;
  }

  /** The tree of the XML as JSON, as evtx_dump and others write it. */
  private boolean exported(Map<?, ?> inner) {
    if (!(inner.get("System") instanceof Map<?, ?> system)) {
      return false;
    }
    eventId = number(content(system.get("EventID")));
    channel = text(content(system.get("Channel")));
    provider = text(attribute(system, "Provider", "Name"));
    if (eventId < 0 || (channel == null && provider == null)) {
      return false;
    }
    computer = text(content(system.get("Computer")));
    level = number(content(system.get("Level")));
    system("Provider_Guid", attribute(system, "Provider", "Guid"));
    for (String name : new String[] {"Version", "Task", "Opcode", "Keywords", "EventRecordID"}) {
      system(name, content(system.get(name)));
    }
    system("TimeCreated_SystemTime", attribute(system, "TimeCreated", "SystemTime"));
    system("Execution_ProcessID", attribute(system, "Execution", "ProcessID"));
    system("Execution_ThreadID", attribute(system, "Execution", "ThreadID"));
    system("Security_UserID", attribute(system, "Security", "UserID"));
    Map<String, Object> found = new LinkedHashMap<>();
    collect(inner.get("EventData"), found, true);
    if (inner.get("UserData") instanceof Map<?, ?> user) {
      for (Object part : user.values()) {
        collect(part, found, false);
      }
    }
    data = found;
    return true;
  }

  private boolean winlogbeat(Map<String, @Nullable Object> fields) {
    channel = text(event.field("winlog.channel"));
    provider = text(event.field("winlog.provider_name"));
    Object id = event.field("winlog.event_id");
    eventId = number(id instanceof Map<?, ?> map ? map.get("id") : id);
    if (eventId < 0) {
      eventId = number(event.field("event.code"));
    }
    if (eventId < 0 || (channel == null && provider == null)) {
      return false;
    }
    computer = text(event.field("winlog.computer_name"));
    system("Provider_Guid", event.field("winlog.provider_guid"));
    system("Task", event.field("winlog.task"));
    system("Opcode", event.field("winlog.opcode"));
    system("Keywords", keywords(event.field("winlog.keywords")));
    level = level(text(event.field("log.level")));
    system("Version", event.field("winlog.version"));
    system("EventRecordID", event.field("winlog.record_id"));
    system("Execution_ProcessID", event.field("winlog.process.pid"));
    system("Execution_ThreadID", event.field("winlog.process.thread.id"));
    system("Security_UserID", event.field("winlog.user.identifier"));
    Map<String, Object> found = new LinkedHashMap<>();
    collect(event.field("winlog.event_data"), found, true);
    collect(event.field("winlog.user_data"), found, true);
    dotted(fields, "winlog.event_data.", found);
    dotted(fields, "winlog.user_data.", found);
    for (String[] name : ECS) {
      Object value = event.field(name[0]);
      if (isScalar(value) && !found.containsKey(name[1])) {
        found.put(name[1], value);
      }
    }
    data = found;
    return true;
  }

  /** The two words that rules ask for, as the number they ask for. */
  private static @Nullable Object keywords(@Nullable Object words) {
    String first = text(words);
    if ("Audit Failure".equals(first)) {
      return "0x8010000000000000";
    }
    return "Audit Success".equals(first) ? "0x8020000000000000" : words;
  }

  private static long level(@Nullable String word) {
    return word == null
        ? -1
        : switch (word) {
          case "critical" -> 1;
          case "error" -> 2;
          case "warning" -> 3;
          case "information" -> 4;
          case "verbose" -> 5;
          default -> -1;
        };
  }

  private static void dotted(
      Map<String, @Nullable Object> fields, String prefix, Map<String, Object> into) {
    for (Map.Entry<String, @Nullable Object> entry : fields.entrySet()) {
      String key = entry.getKey();
      Object value = entry.getValue();
      if (value != null && key.startsWith(prefix) && into.size() < MAX_DATA) {
        into.putIfAbsent(withoutBlanks(key.substring(prefix.length())), value);
      }
    }
  }

  /** Wazuh writes each name with a small letter first, and each backslash of the data twice. */
  private boolean wazuh(Map<?, ?> win) {
    if (!(win.get("system") instanceof Map<?, ?> system)) {
      return false;
    }
    eventId = number(system.get("eventID"));
    channel = text(system.get("channel"));
    provider = text(system.get("providerName"));
    if (eventId < 0 || (channel == null && provider == null)) {
      return false;
    }
    computer = text(system.get("computer"));
    level = number(system.get("level"));
    system("Provider_Guid", system.get("providerGuid"));
    system("Version", system.get("version"));
    system("Task", system.get("task"));
    system("Opcode", system.get("opcode"));
    system("Keywords", system.get("keywords"));
    system("TimeCreated_SystemTime", system.get("systemTime"));
    system("EventRecordID", system.get("eventRecordID"));
    system("Execution_ProcessID", system.get("processID"));
    system("Execution_ThreadID", system.get("threadID"));
    if (event.message() == null) {
      event.message(text(system.get("message")));
    }
    Map<String, Object> found = new LinkedHashMap<>();
    if (win.get("eventdata") instanceof Map<?, ?> map) {
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        if (entry.getKey() instanceof String key
            && !key.isEmpty()
            && isScalar(entry.getValue())
            && found.size() < MAX_DATA) {
          Object value =
              entry.getValue() instanceof String text ? singleBackslashes(text) : entry.getValue();
          found.putIfAbsent(capitalised(key), value);
          found.putIfAbsent(key, value);
        }
      }
    }
    data = found;
    return true;
  }

  private static String capitalised(String key) {
    char first = key.charAt(0);
    return first >= 'a' && first <= 'z' ? (char) (first - 32) + key.substring(1) : key;
  }

  /** Takes back the doubling, if every run of backslashes is of even length. */
  private static String singleBackslashes(String text) {
    int at = text.indexOf('\\');
    if (at < 0) {
      return text;
    }
    StringBuilder out = new StringBuilder(text.length()).append(text, 0, at);
    for (int i = at; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\') {
        char next = Facts.at(text, i + 1);
        if (next == '"') {
          continue;
        }
        if (next != '\\') {
          return text;
        }
        i++;
      }
      out.append(c);
    }
    return out.toString();
  }

  /** Adds the members of an EventData or UserData object, by their names. */
  private void collect(@Nullable Object part, Map<String, Object> into, boolean isEventData) {
    if (!(part instanceof Map<?, ?> map)) {
      if (isEventData && part instanceof List<?>) {
        named(part, into);
      }
      return;
    }
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      if (!(entry.getKey() instanceof String key)
          || entry.getValue() == null
          || into.size() >= MAX_DATA) {
        continue;
      }
      if (key.equals(DATA)) {
        named(entry.getValue(), into);
        continue;
      }
      char first = key.isEmpty() ? '#' : key.charAt(0);
      Object value = content(entry.getValue());
      if (first != '#' && first != '@' && isScalar(value)) {
        into.putIfAbsent(withoutBlanks(key), value);
      }
    }
  }

  /** As Sigma names it: {@code Threat Name} is ThreatName. */
  private static String withoutBlanks(String name) {
    return name.indexOf(' ') < 0 ? name : name.replace(" ", "");
  }

  /** Data elements: texts without a name, or objects with the name among the attributes. */
  private void named(Object value, Map<String, Object> into) {
    if (value instanceof List<?> list) {
      List<Object> unnamed = new ArrayList<>();
      for (Object element : list) {
        String name = element instanceof Map<?, ?> map ? text(attribute(map, "Name")) : null;
        Object content = content(element);
        if (name == null) {
          if (isScalar(content) && unnamed.size() < MAX_DATA) {
            unnamed.add(content);
          }
        } else if (isScalar(content) && into.size() < MAX_DATA) {
          into.putIfAbsent(withoutBlanks(name), content);
        }
      }
      if (!unnamed.isEmpty()) {
        into.putIfAbsent(DATA, unnamed.size() == 1 ? unnamed.get(0) : List.copyOf(unnamed));
      }
      return;
    }
    if (value instanceof Map<?, ?> map && text(attribute(map, "Name")) != null) {
      named(List.of(map), into);
      return;
    }
    Object content = content(value);
    if (isScalar(content)) {
      into.putIfAbsent(DATA, content);
    }
  }

  private void unnamed(@Nullable Object inserts) {
    if (inserts instanceof List<?> list && !list.isEmpty()) {
      event.derived(DATA, list);
    }
  }

  private void apply(LogSourceTable sources) {
    system("EventID", eventId);
    system("Channel", channel);
    system("Provider_Name", provider);
    system("Computer", computer);
    system("Message", event.message());
    system("Level", level < 0 ? null : level);
    if (event.host() == null) {
      event.host(computer);
    }
    if (event.severity() == null) {
      event.severity(severity(level));
    }
    LogSource source = sources.ofWindows(channel, provider, eventId);
    String category = source.category();
    if ("registry_event".equals(category)) {
      category = registryCategory(text(data.get("EventType")));
      source = new LogSource(category, source.product(), source.service());
    }
    if (event.logSource().isUnknown()) {
      event.logSource(source);
    }
    if (WindowsLogSources.RPC_FIREWALL.equals(source.product())) {
      system("EventLog", channel);
    }
    boolean isProcess = "process_creation".equals(category) && data.containsKey("NewProcessName");
    if (isProcess) {
      WindowsFacts.processNames(data, event);
    }
    if (!isFlat) {
      derive(isProcess);
    }
    parameters(source.service());
    new WindowsFacts(data, event).apply(source.service(), provider, computer, eventId);
  }

  private void derive(boolean isProcess) {
    int count = 0;
    for (Map.Entry<?, ?> entry : data.entrySet()) {
      if (count++ >= MAX_DATA || !(entry.getKey() instanceof String name)) {
        continue;
      }
      Object value = entry.getValue();
      if (value == null || !isScalar(value)) {
        continue;
      }
      boolean isElsewhere =
          SYSTEM.contains(name)
              || (name.equals("Message") && event.message() != null)
              || name.indexOf('.') >= 0
              // Of 4688 it is the parent: WindowsFacts has derived the one that rules mean.
              || (isProcess && name.equals("ProcessId"));
      event.derived(isElsewhere ? ELSEWHERE + name : name, value);
    }
  }

  /** Data without names: winlogbeat counts them, others have only the text of the message. */
  private void parameters(@Nullable String service) {
    if (data.containsKey(DATA) || event.derived(DATA) != null) {
      return;
    }
    List<Object> values = new ArrayList<>();
    for (int i = 1; i <= MAX_PARAMETERS; i++) {
      Object value = data.get("param" + i);
      if (value == null || !isScalar(value)) {
        break;
      }
      values.add(value);
    }
    String message = event.message();
    if (!values.isEmpty()) {
      event.derived(DATA, List.copyOf(values));
    } else if (message != null
        && ("powershell-classic".equals(service)
            || "application".equals(service)
            || "msexchange-management".equals(service))) {
      event.derived(DATA, message);
    }
  }

  private static String registryCategory(@Nullable String type) {
    if ("CreateKey".equals(type)) {
      return "registry_add";
    }
    return "DeleteKey".equals(type) || "DeleteValue".equals(type)
        ? "registry_delete"
        : "registry_event";
  }

  private static @Nullable SyslogSeverity severity(long level) {
    return switch ((int) Math.min(level, 99)) {
      case 1 -> SyslogSeverity.CRITICAL;
      case 2 -> SyslogSeverity.ERROR;
      case 3 -> SyslogSeverity.WARNING;
      case 0, 4 -> SyslogSeverity.INFORMATIONAL;
      case 5 -> SyslogSeverity.DEBUG;
      default -> null;
    };
  }

  private void system(String name, @Nullable Object value) {
    if (value != null && isScalar(value) && !(isFlat && event.fields().containsKey(name))) {
      event.derived(name, value);
    }
  }

  /** An attribute of an element within a parent, in any of the ways that tools write them. */
  private static @Nullable Object attribute(Map<?, ?> parent, String element, String name) {
    if (parent.get(element) instanceof Map<?, ?> map) {
      return attribute(map, name);
    }
    return parent.get(element + "_attributes") instanceof Map<?, ?> map ? map.get(name) : null;
  }

  private static @Nullable Object attribute(Map<?, ?> element, String name) {
    if (element.get("#attributes") instanceof Map<?, ?> attributes) {
      return attributes.get(name);
    }
    Object value = element.get('@' + name);
    return value != null ? value : element.get(name);
  }

  /** The text of an element that may have attributes. */
  private static @Nullable Object content(@Nullable Object element) {
    if (!(element instanceof Map<?, ?> map)) {
      return element;
    }
    Object text = map.get("#text");
    return text != null ? text : map.get("Value");
  }

  static boolean isScalar(@Nullable Object value) {
    if (value instanceof List<?> list) {
      for (Object element : list) {
        if (element instanceof Map<?, ?> || element instanceof List<?> || element == null) {
          return false;
        }
      }
      return !list.isEmpty();
    }
    return value != null && !(value instanceof Map<?, ?>) && value != FieldSource.NULL;
  }

  private static @Nullable String first(Map<String, @Nullable Object> fields, String... names) {
    for (String name : names) {
      String text = text(fields.get(name));
      if (text != null) {
        return text;
      }
    }
    return null;
  }

  private static String lower(@Nullable String name) {
    return name == null || name.length() > WindowsLogSources.MAX_NAME
        ? ""
        : name.toLowerCase(Locale.ROOT);
  }

  /** A text that says something; the first of several. */
  static @Nullable String text(@Nullable Object value) {
    if (value instanceof List<?> list) {
      return list.isEmpty() ? null : text(list.get(0));
    }
    if (value instanceof String text) {
      return text.isBlank() ? null : text;
    }
    return value instanceof Number || value instanceof Boolean ? value.toString() : null;
  }

  /** A whole number, of decimal or {@code 0x} digits; -1 if it is none. */
  static long number(@Nullable Object value) {
    if (value instanceof List<?> list) {
      return list.isEmpty() ? -1 : number(list.get(0));
    }
    if (value instanceof Long || value instanceof Integer) {
      return Math.max(-1, ((Number) value).longValue());
    }
    if (!(value instanceof String text) || text.isEmpty() || text.length() > 18) {
      return -1;
    }
    boolean isHex = text.startsWith("0x") || text.startsWith("0X");
    long number = 0;
    int i = isHex ? 2 : 0;
    if (i == text.length()) {
      return -1;
    }
    for (; i < text.length(); i++) {
      int digit = hexDigit(text.charAt(i));
      if (digit < 0 || (!isHex && digit > 9) || number >> 58 != 0) {
        return -1;
      }
      number = number * (isHex ? 16 : 10) + digit;
    }
    return number;
  }

  private static int hexDigit(char c) {
    if (c >= '0' && c <= '9') {
      return c - '0';
    }
    char low = (char) (c | 0x20);
    return low >= 'a' && low <= 'f' ? low - 'a' + 10 : -1;
  }
}
