package io.nanosiem.conformance.reach;

import io.nanosiem.event.LogSource;
import io.nanosiem.internal.Json;
import io.nanosiem.normalize.LogSourceTable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The forms in which the events of a log source come. A form knows which fields such an event has,
 * where that is laid down somewhere, so that nothing counts as reachable that no sender writes.
 */
final class RawForms {
  /**
   * One form.
   *
   * @param name for people
   * @param fixed what the source itself gives: one map for each kind of event it has
   * @param allowed whether its events have a field
   * @param write the line; null if the form cannot hold the witness
   */
  record Form(
      String name,
      List<Map<String, Object>> fixed,
      Predicate<String> allowed,
      Function<Witness, @Nullable String> write) {}

  private static final List<Map<String, Object>> NOTHING = List.of(Map.of());
  private static final String SYSTEM =
      "Provider_Name Provider_Guid EventID Version Level Task Opcode Keywords Channel Computer ";

  /** The fields of Sysmon's events, by their numbers, as its manifest has them. */
  private static final Map<Long, Set<String>> SYSMON = new TreeMap<>();

  static {
    sysmon(
        1,
        "ProcessGuid ProcessId Image FileVersion Description Product Company OriginalFileName "
            + "CommandLine CurrentDirectory User LogonGuid LogonId TerminalSessionId IntegrityLevel "
            + "Hashes ParentProcessGuid ParentProcessId ParentImage ParentCommandLine ParentUser");
    sysmon(
        2,
        "ProcessGuid ProcessId Image TargetFilename CreationUtcTime PreviousCreationUtcTime User");
    sysmon(
        3,
        "ProcessGuid ProcessId Image User Protocol Initiated SourceIsIpv6 SourceIp SourceHostname "
            + "SourcePort SourcePortName DestinationIsIpv6 DestinationIp DestinationHostname "
            + "DestinationPort DestinationPortName");
    sysmon(4, "State Version SchemaVersion");
    sysmon(5, "ProcessGuid ProcessId Image User");
    sysmon(6, "ImageLoaded Hashes Signed Signature SignatureStatus");
    sysmon(
        7,
        "ProcessGuid ProcessId Image ImageLoaded FileVersion Description Product Company "
            + "OriginalFileName Hashes Signed Signature SignatureStatus User");
    sysmon(
        8,
        "SourceProcessGuid SourceProcessId SourceImage TargetProcessGuid TargetProcessId "
            + "TargetImage NewThreadId StartAddress StartModule StartFunction SourceUser TargetUser");
    sysmon(9, "ProcessGuid ProcessId Image Device User");
    sysmon(
        10,
        "SourceProcessGUID SourceProcessId SourceThreadId SourceImage TargetProcessGUID "
            + "TargetProcessId TargetImage GrantedAccess CallTrace SourceUser TargetUser");
    sysmon(11, "ProcessGuid ProcessId Image TargetFilename CreationUtcTime User");
    sysmon(12, "EventType ProcessGuid ProcessId Image TargetObject User");
    sysmon(13, "EventType ProcessGuid ProcessId Image TargetObject Details User");
    sysmon(14, "EventType ProcessGuid ProcessId Image TargetObject NewName User");
    sysmon(15, "ProcessGuid ProcessId Image TargetFilename CreationUtcTime Hash Contents User");
    sysmon(16, "Configuration ConfigurationFileHash");
    sysmon(17, "EventType ProcessGuid ProcessId PipeName Image User");
    sysmon(18, "EventType ProcessGuid ProcessId PipeName Image User");
    sysmon(19, "EventType Operation User EventNamespace Name Query");
    sysmon(20, "EventType Operation User Name Type Destination");
    sysmon(21, "EventType Operation User Consumer Filter");
    sysmon(22, "ProcessGuid ProcessId QueryName QueryStatus QueryResults Image User");
    sysmon(23, "ProcessGuid ProcessId User Image TargetFilename Hashes IsExecutable Archived");
    sysmon(24, "ProcessGuid ProcessId Image Session ClientInfo Hashes Archived User");
    sysmon(25, "ProcessGuid ProcessId Image Type User");
    sysmon(26, "ProcessGuid ProcessId User Image TargetFilename Hashes IsExecutable");
    sysmon(27, "ProcessGuid ProcessId User Image Hashes TargetFilename");
    sysmon(28, "ProcessGuid ProcessId User Image Hashes TargetFilename IsExecutable");
    sysmon(29, "ProcessGuid ProcessId User Image Hashes TargetFilename");
    sysmon(255, "ID Description");
  }

  private static void sysmon(long id, String fields) {
    SYSMON.put(id, words(SYSTEM + "RuleName UtcTime " + fields));
  }

  static Set<String> words(String text) {
    return new HashSet<>(List.of(text.strip().split(" +")));
  }

  private RawForms() {}

  /** The forms for the rules of a log source, the most usual first; none if there is none. */
  static List<Form> of(LogSource source) {
    String product = source.product() == null ? "" : source.product();
    String service = source.service() == null ? "" : source.service();
    String category = source.category() == null ? "" : source.category();
    return switch (product) {
      case "windows" -> windows(category, service);
      case "linux" -> linux(category, service);
      case "rpc_firewall" -> List.of(rpcFirewall());
      case "zeek" -> List.of(zeek());
      case "aws",
          "azure",
          "bitbucket",
          "gcp",
          "github",
          "kubernetes",
          "m365",
          "okta",
          "onelogin",
          "opencanary" ->
          ServiceRecords.of(product, service);
      case "cisco", "huawei", "juniper" -> network(product, service);
      case "fortigate" -> List.of(fortigate());
      case "django", "jvm", "nodejs", "python", "ruby_on_rails", "spring", "sql", "velocity" ->
          List.of(text("application log line", "2026-06-02 03:00:01,123 ERROR [main] app: "));
      case "" -> unnamed(category, service);
      default -> List.of();
    };
  }

  private static List<Form> unnamed(String category, String service) {
    if (service.equals("apache")) {
      return List.of(
          text(
              "Apache error log",
              "[Tue Jun 02 03:00:01.123456 2026] [core:notice] [pid 31:tid 77] "));
    }
    if (service.equals("nginx")) {
      return List.of(text("nginx error log", "2026/06/02 03:00:01 [alert] 31#31: "));
    }
    return switch (category) {
      case "webserver" -> List.of(accessLog("access log line", ""));
      case "proxy" -> List.of(accessLog("access log line", "http://www.corp.test"));
      case "database" ->
          List.of(text("statement log line", "2026-06-02 03:00:01.123 UTC [31] LOG:  "));
      default -> List.of();
    };
  }

  // Windows

  private static List<Form> windows(String category, String service) {
    List<Map<String, Object>> fixed = new ArrayList<>();
    LogSourceTable table = LogSourceTable.standard();
    if (!category.isEmpty()) {
      table
          .categories()
          .forEach(
              (owner, events) ->
                  new TreeMap<>(events)
                      .forEach(
                          (id, of) -> {
                            if (!owner.equals("security") && isCategory(category, of, id)) {
                              fixed.add(event(owner, id));
                            }
                          }));
      List<Form> beats = new ArrayList<>();
      List<Form> xml = new ArrayList<>();
      for (Map<String, Object> event : fixed) {
        Set<String> fields = fieldsOf(category, Lines.number(event, "EventID"));
        List<Form> both = both(List.of(event), fields::contains);
        beats.add(both.get(0));
        xml.add(both.get(1));
      }
      beats.addAll(xml);
      return beats;
    }
    if (service.equals("sysmon")) {
      List<Form> forms = new ArrayList<>();
      SYSMON.forEach(
          (id, fields) -> forms.addAll(both(List.of(event("sysmon", id)), fields::contains)));
      return forms;
    }
    if (service.isEmpty()) {
      // The one rule without a service is about event 15 of Sysmon.
      return both(
          List.of(Map.of("Channel", channel("sysmon"), "Provider_Name", provider("sysmon"))),
          name -> true);
    }
    String channel = channel(service);
    if (channel == null) {
      return List.of();
    }
    // Filters may leave out what is only information.
    return both(
        List.of(Map.of("Channel", channel), Map.of("Channel", channel, "Level", 2L)),
        name -> !name.equals("Channel") && !name.equals("Level"));
  }

  /** As winlogbeat writes it; what it leaves out or renames, as XML. */
  private static List<Form> both(List<Map<String, Object>> fixed, Predicate<String> allowed) {
    return List.of(
        new Form(
            "winlogbeat JSON", fixed, allowed, witness -> WindowsShapes.winlogbeat(flat(witness))),
        new Form("XML", fixed, allowed, witness -> WindowsShapes.xml(flat(witness))));
  }

  private static Map<String, Object> flat(Witness witness) {
    Map<String, Object> flat = new LinkedHashMap<>(witness.fields());
    if (!witness.keywords().isEmpty()) {
      flat.putIfAbsent("Data", witness.keywords());
    }
    return flat;
  }

  /** What an event of a category has. */
  private static Set<String> fieldsOf(String category, long id) {
    if (category.startsWith("ps_classic")) {
      return words(SYSTEM + "Data");
    }
    if (category.equals("ps_module")) {
      return words(SYSTEM + "ContextInfo UserData Payload");
    }
    if (category.equals("ps_script")) {
      return words(SYSTEM + "MessageNumber MessageTotal ScriptBlockText ScriptBlockId Path");
    }
    if (category.equals("file_access") || category.equals("file_rename")) {
      return words(SYSTEM + "Irp FileObject IssuingThreadId CreateOptions ShareAccess FileName");
    }
    return SYSMON.getOrDefault(id, Set.of());
  }

  private static boolean isCategory(String wanted, String of, long id) {
    return switch (wanted) {
      case "registry_event" -> id >= 12 && id <= 14 && of.startsWith("registry_");
      case "registry_add", "registry_delete" -> of.equals("registry_event");
      case "file_delete" -> of.equals("file_delete") || of.equals("file_delete_detected");
      default -> of.equals(wanted);
    };
  }

  private static Map<String, Object> event(String service, long id) {
    Map<String, Object> event = new LinkedHashMap<>();
    event.put("Channel", channel(service));
    event.put("Provider_Name", provider(service));
    event.put("EventID", id);
    return event;
  }

  /** The name that Windows has for the channel of a service. */
  private static @Nullable String channel(String service) {
    return switch (service) {
      case "security" -> "Security";
      case "system" -> "System";
      case "application" -> "Application";
      case "sysmon" -> "Microsoft-Windows-Sysmon/Operational";
      case "powershell" -> "Microsoft-Windows-PowerShell/Operational";
      case "powershell-classic" -> "Windows PowerShell";
      case "applocker" -> "Microsoft-Windows-AppLocker/EXE and DLL";
      case "appmodel-runtime" -> "Microsoft-Windows-AppModel-Runtime/Admin";
      case "appxdeployment-server" -> "Microsoft-Windows-AppXDeploymentServer/Operational";
      case "appxpackaging-om" -> "Microsoft-Windows-AppxPackaging/Operational";
      case "bits-client" -> "Microsoft-Windows-Bits-Client/Operational";
      case "capi2" -> "Microsoft-Windows-CAPI2/Operational";
      case "certificateservicesclient-lifecycle-system" ->
          "Microsoft-Windows-CertificateServicesClient-Lifecycle-System/Operational";
      case "codeintegrity-operational" -> "Microsoft-Windows-CodeIntegrity/Operational";
      case "diagnosis-scripted" -> "Microsoft-Windows-Diagnosis-Scripted/Operational";
      case "dns-client" -> "Microsoft-Windows-DNS-Client/Operational";
      case "dns-server" -> "DNS Server";
      case "driver-framework" -> "Microsoft-Windows-DriverFrameworks-UserMode/Operational";
      case "firewall-as" -> "Microsoft-Windows-Windows Firewall With Advanced Security/Firewall";
      case "iis-configuration" -> "Microsoft-IIS-Configuration/Operational";
      case "kernel-file" -> "Microsoft-Windows-Kernel-File/Analytic";
      case "ldap" -> "Microsoft-Windows-LDAP-Client/Debug";
      case "lsa-server" -> "Microsoft-Windows-LSA/Operational";
      case "microsoft-servicebus-client" -> "Microsoft-ServiceBus-Client/Operational";
      case "msexchange-management" -> "MSExchange Management";
      case "ntlm" -> "Microsoft-Windows-NTLM/Operational";
      case "openssh" -> "OpenSSH/Operational";
      case "security-mitigations" -> "Microsoft-Windows-Security-Mitigations/KernelMode";
      case "shell-core" -> "Microsoft-Windows-Shell-Core/Operational";
      case "smbclient-security" -> "Microsoft-Windows-SmbClient/Security";
      case "smbserver-connectivity" -> "Microsoft-Windows-SMBServer/Connectivity";
      case "taskscheduler" -> "Microsoft-Windows-TaskScheduler/Operational";
      case "terminalservices-localsessionmanager" ->
          "Microsoft-Windows-TerminalServices-LocalSessionManager/Operational";
      case "windefend" -> "Microsoft-Windows-Windows Defender/Operational";
      case "wmi" -> "Microsoft-Windows-WMI-Activity/Operational";
      default -> null;
    };
  }

  private static String provider(String service) {
    return switch (service) {
      case "security" -> "Microsoft-Windows-Security-Auditing";
      case "sysmon" -> "Microsoft-Windows-Sysmon";
      case "powershell-classic" -> "PowerShell";
      default -> {
        String channel = channel(service);
        int slash = channel == null ? -1 : channel.indexOf('/');
        yield channel == null ? "P" : slash < 0 ? channel : channel.substring(0, slash);
      }
    };
  }

  private static Form rpcFirewall() {
    return new Form(
        "winlogbeat JSON",
        NOTHING,
        words("EventLog EventID InterfaceUuid OpNum")::contains,
        witness -> {
          Map<String, Object> flat = new LinkedHashMap<>(witness.fields());
          Object log = flat.remove("EventLog");
          flat.put("Channel", log == null ? "RPCFW" : log);
          flat.put("Provider_Name", "RPCFW");
          return WindowsShapes.winlogbeat(flat);
        });
  }

  // Linux

  private static List<Form> linux(String category, String service) {
    long id =
        switch (category) {
          case "process_creation" -> 1;
          case "network_connection" -> 3;
          case "file_event" -> 11;
          default -> -1;
        };
    if (id > 0) {
      Map<String, Object> event = new LinkedHashMap<>();
      event.put("Channel", "Linux-Sysmon/Operational");
      event.put("Provider_Name", "Linux-Sysmon");
      event.put("EventID", id);
      Set<String> fields = SYSMON.getOrDefault(id, Set.of());
      return List.of(
          new Form(
              "Sysmon for Linux, XML in syslog",
              List.of(event),
              fields::contains,
              witness -> WindowsShapes.sysmonForLinux(witness.fields())));
    }
    if (service.equals("auditd")) {
      return List.of(new Form("audit records", NOTHING, AuditLines::has, AuditLines::write));
    }
    String program =
        switch (service) {
          case "" -> "login[31]";
          case "sshd" -> "sshd[31]";
          case "cron" -> "CRON[31]";
          case "clamav" -> "clamd[31]";
          case "guacamole" -> "guacd[31]";
          case "syslog" -> "systemd[1]";
          case "vsftpd" -> "vsftpd[31]";
          default -> null;
        };
    return program == null
        ? List.of()
        : List.of(text("syslog line", "Jun  2 03:00:01 web-01 " + program + ": "));
  }

  // Text

  private static Form text(String name, String prefix) {
    return new Form(
        name,
        NOTHING,
        field -> false,
        witness -> {
          String text = witness.text();
          return text.indexOf('\n') >= 0 ? null : prefix + text;
        });
  }

  private static List<Form> network(String product, String service) {
    if (service.equals("duo")) {
      return ServiceRecords.of(product, service);
    }
    return switch (product) {
      case "cisco" ->
          List.of(
              text(
                  "Cisco syslog line",
                  "<189>29: sw1: *Jun  2 03:00:01.123: %PARSER-5-CFGLOG_LOGGEDCMD: User:adm "
                      + "logged command:"));
      case "huawei" ->
          List.of(text("Huawei syslog line", "<187>Jun  2 2026 03:00:01 r1 %%01BGP/3/X(l): "));
      default -> List.of(text("syslog line", "<28>Jun  2 03:00:01 r1 rpd[1301]: "));
    };
  }

  private static Form fortigate() {
    return new Form(
        "FortiGate syslog line",
        NOTHING,
        name -> true,
        witness -> {
          StringBuilder out =
              new StringBuilder(
                  "<189>date=2026-06-02 time=03:00:01 devname=\"fw1\" devid=\"FG1\" type=\"event\" "
                      + "subtype=\"system\" level=\"information\" vd=\"root\"");
          witness
              .fields()
              .forEach(
                  (name, value) ->
                      out.append(' ').append(name).append("=\"").append(value).append('"'));
          return out.toString();
        });
  }

  // Web

  private static final Set<String> ACCESS =
      words(
          "c-ip cs-username cs-method cs-uri cs-uri-stem cs-uri-query c-uri c-uri-stem c-uri-query "
              + "sc-status sc-bytes cs-referer cs-referrer cs-user-agent c-useragent cs-version "
              + "cs-host r-dns c-uri-extension");

  private static Form accessLog(String name, String origin) {
    return new Form(
        name,
        NOTHING,
        ACCESS::contains,
        witness -> {
          Map<String, Object> fields = witness.fields();
          String uri = first(fields, "", "c-uri", "cs-uri");
          String host = first(fields, "", "cs-host", "r-dns");
          if (uri.isEmpty()) {
            String extension = first(fields, "", "c-uri-extension");
            uri =
                first(
                    fields,
                    "/a" + (extension.isEmpty() ? "" : "." + extension),
                    "cs-uri-stem",
                    "c-uri-stem");
            String query = first(fields, "", "cs-uri-query", "c-uri-query");
            if (!query.isEmpty()) {
              uri = query.startsWith("/") || query.contains("?") ? query : uri + "?" + query;
            }
            if (!witness.keywords().isEmpty()) {
              uri += (uri.indexOf('?') < 0 ? "?q=" : "&q=") + witness.text();
            }
          }
          if (!host.isEmpty()) {
            if (origin.isEmpty()) {
              return null;
            }
            uri = "http://" + host + uri;
          } else if (!origin.isEmpty() && uri.indexOf("://") < 0) {
            uri = (uri.startsWith("/") ? origin : "http://") + uri;
          }
          String agent = first(fields, "-", "cs-user-agent", "c-useragent");
          String referer = first(fields, "-", "cs-referer", "cs-referrer");
          // A space in a request line would not arrive as one.
          if ((uri.indexOf(' ') >= 0 && !uri.contains("?q=")) || (uri + agent).indexOf('"') >= 0) {
            return null;
          }
          return first(fields, "203.0.113.9", "c-ip")
              + " - "
              + first(fields, "-", "cs-username")
              + " [02/Jun/2026:03:00:01 +0000] \""
              + first(fields, "GET", "cs-method")
              + ' '
              + uri
              + " HTTP/1.1\" "
              + first(fields, "200", "sc-status")
              + " 512 \""
              + referer
              + "\" \""
              + agent
              + '"';
        });
  }

  private static String first(Map<String, Object> fields, String otherwise, String... names) {
    for (String name : names) {
      if (fields.get(name) != null) {
        return String.valueOf(fields.get(name));
      }
    }
    return otherwise;
  }

  // JSON

  private static final Map<String, String> ZEEK =
      Map.of("c-uri", "uri", "c-useragent", "user_agent", "cs-method", "method");

  /** One object a line, names with dots as they are. */
  private static Form zeek() {
    return new Form(
        "Zeek JSON",
        NOTHING,
        name -> true,
        witness -> {
          Map<String, Object> event = new LinkedHashMap<>();
          event.put("ts", 1_780_369_201.123);
          event.put("uid", "CHhAvVGS1DHFjwGM9");
          event.put("id.orig_h", "10.0.0.5");
          event.put("id.orig_p", 50_123L);
          event.put("id.resp_h", "10.0.0.9");
          event.put("id.resp_p", 445L);
          // What rules call as the taxonomy for proxies does, Zeek calls otherwise.
          witness
              .fields()
              .forEach((name, value) -> event.put(ZEEK.getOrDefault(name, name), value));
          if (!witness.keywords().isEmpty()) {
            event.put("name", witness.text());
          }
          return Json.write(event);
        });
  }
}
