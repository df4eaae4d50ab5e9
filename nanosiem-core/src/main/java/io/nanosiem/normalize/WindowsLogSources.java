package io.nanosiem.normalize;

import io.nanosiem.event.LogSource;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The channels of Windows, with the services that the taxonomy of Sigma gives them, and the events
 * that have a category of their own.
 */
final class WindowsLogSources {
  /** The longest name of a channel that Windows allows, by far. */
  static final int MAX_NAME = 256;

  /** A product that writes into a channel of its own; its rules ask for the channel by field. */
  static final String RPC_FIREWALL = "rpc_firewall";

  private static final int MAX_SERVICE = 128;

  private WindowsLogSources() {}

  /** The service of a channel nobody knows: its own name. */
  static String serviceOf(String channel) {
    String name = channel.length() > MAX_SERVICE ? channel.substring(0, MAX_SERVICE) : channel;
    return name.toLowerCase(Locale.ROOT).replace(' ', '_');
  }

  static Map<String, LogSource> channels() {
    Map<String, LogSource> table = new HashMap<>();
    windows(table, "security", "Security", "Microsoft-Windows-Security-Auditing");
    windows(table, "system", "System", "Service Control Manager");
    windows(table, "application", "Application");
    windows(table, "sysmon", "Microsoft-Windows-Sysmon/Operational", "Microsoft-Windows-Sysmon");
    table.put("linux-sysmon/operational", LogSource.of("linux", "sysmon"));
    table.put("linux-sysmon", LogSource.of("linux", "sysmon"));
    windows(
        table,
        "powershell",
        "Microsoft-Windows-PowerShell/Operational",
        "PowerShellCore/Operational",
        "Microsoft-Windows-PowerShell",
        "PowerShellCore");
    windows(table, "powershell-classic", "Windows PowerShell", "PowerShell");
    windows(
        table,
        "application-experience",
        "Microsoft-Windows-Application-Experience/Program-Telemetry",
        "Microsoft-Windows-Application-Experience/Program-Compatibility-Assistant");
    windows(
        table,
        "applocker",
        "Microsoft-Windows-AppLocker/MSI and Script",
        "Microsoft-Windows-AppLocker/EXE and DLL",
        "Microsoft-Windows-AppLocker/Packaged app-Deployment",
        "Microsoft-Windows-AppLocker/Packaged app-Execution",
        "Microsoft-Windows-AppLocker");
    windows(table, "appmodel-runtime", "Microsoft-Windows-AppModel-Runtime/Admin");
    windows(
        table,
        "appxdeployment-server",
        "Microsoft-Windows-AppXDeploymentServer/Operational",
        "Microsoft-Windows-AppXDeployment-Server");
    windows(table, "appxpackaging-om", "Microsoft-Windows-AppxPackaging/Operational");
    windows(table, "bitlocker", "Microsoft-Windows-BitLocker/BitLocker Management");
    windows(
        table,
        "bits-client",
        "Microsoft-Windows-Bits-Client/Operational",
        "Microsoft-Windows-Bits-Client");
    windows(table, "capi2", "Microsoft-Windows-CAPI2/Operational", "Microsoft-Windows-CAPI2");
    windows(
        table,
        "certificateservicesclient-lifecycle-system",
        "Microsoft-Windows-CertificateServicesClient-Lifecycle-System/Operational");
    windows(
        table,
        "codeintegrity-operational",
        "Microsoft-Windows-CodeIntegrity/Operational",
        "Microsoft-Windows-CodeIntegrity");
    windows(table, "dhcp", "Microsoft-Windows-DHCP-Server/Operational");
    windows(table, "diagnosis-scripted", "Microsoft-Windows-Diagnosis-Scripted/Operational");
    // The taxonomy writes the first name, Windows the second.
    windows(
        table,
        "dns-client",
        "Microsoft-Windows-DNS Client Events/Operational",
        "Microsoft-Windows-DNS-Client/Operational",
        "Microsoft-Windows-DNS-Client");
    windows(table, "dns-server", "DNS Server", "Microsoft-Windows-DNS-Server-Service");
    windows(
        table,
        "dns-server-analytic",
        "Microsoft-Windows-DNS-Server/Analytical",
        "Microsoft-Windows-DNSServer/Analytical");
    windows(
        table,
        "dns-server-audit",
        "Microsoft-Windows-DNS-Server/Audit",
        "Microsoft-Windows-DNSServer/Audit");
    windows(table, "driver-framework", "Microsoft-Windows-DriverFrameworks-UserMode/Operational");
    windows(
        table,
        "firewall-as",
        "Microsoft-Windows-Windows Firewall With Advanced Security/Firewall",
        "Microsoft-Windows-Windows Firewall With Advanced Security");
    windows(
        table,
        "hyper-v-worker",
        "Microsoft-Windows-Hyper-V-Worker",
        "Microsoft-Windows-Hyper-V-Worker-Admin",
        "Microsoft-Windows-Hyper-V-Worker/Admin");
    windows(
        table,
        "iis-configuration",
        "Microsoft-IIS-Configuration/Operational",
        "Microsoft-Windows-IIS-Configuration/Operational");
    windows(table, "kernel-event-tracing", "Microsoft-Windows-Kernel-EventTracing");
    windows(table, "kernel-event-tracing", "Microsoft-Windows-Kernel-EventTracing/Admin");
    windows(
        table,
        "kernel-shimengine",
        "Microsoft-Windows-Kernel-ShimEngine/Operational",
        "Microsoft-Windows-Kernel-ShimEngine/Diagnostic");
    // A trace, not a channel; what the category is called, the provider is in the taxonomy.
    windows(
        table,
        "kernel-file",
        "Microsoft-Windows-Kernel-File/Analytic",
        "Microsoft-Windows-Kernel-File");
    windows(table, "ldap", "Microsoft-Windows-LDAP-Client/Debug", "Microsoft-Windows-LDAP-Client");
    windows(table, "lsa-server", "Microsoft-Windows-LSA/Operational");
    windows(table, "msexchange-management", "MSExchange Management");
    windows(table, "ntfs", "Microsoft-Windows-Ntfs/Operational");
    windows(table, "ntlm", "Microsoft-Windows-NTLM/Operational", "Microsoft-Windows-NTLM");
    windows(table, "openssh", "OpenSSH/Operational", "OpenSSH");
    windows(table, "printservice-admin", "Microsoft-Windows-PrintService/Admin");
    windows(table, "printservice-operational", "Microsoft-Windows-PrintService/Operational");
    windows(
        table,
        "security-mitigations",
        "Microsoft-Windows-Security-Mitigations/Kernel Mode",
        "Microsoft-Windows-Security-Mitigations/KernelMode",
        "Microsoft-Windows-Security-Mitigations/User Mode",
        "Microsoft-Windows-Security-Mitigations/UserMode",
        "Microsoft-Windows-Security-Mitigations");
    windows(table, "sense", "Microsoft-Windows-SENSE/Operational", "Microsoft-Windows-SENSE");
    windows(
        table,
        "servicebus-client",
        "Microsoft-ServiceBus-Client/Operational",
        "Microsoft-ServiceBus-Client/Admin");
    windows(table, "shell-core", "Microsoft-Windows-Shell-Core/Operational");
    windows(table, "smbclient-connectivity", "Microsoft-Windows-SmbClient/Connectivity");
    windows(table, "smbclient-security", "Microsoft-Windows-SmbClient/Security");
    windows(table, "smbserver-connectivity", "Microsoft-Windows-SMBServer/Connectivity");
    windows(
        table,
        "taskscheduler",
        "Microsoft-Windows-TaskScheduler/Operational",
        "Microsoft-Windows-TaskScheduler");
    windows(
        table,
        "terminalservices-localsessionmanager",
        "Microsoft-Windows-TerminalServices-LocalSessionManager/Operational",
        "Microsoft-Windows-TerminalServices-LocalSessionManager");
    windows(
        table,
        "vhdmp",
        "Microsoft-Windows-VHDMP/Operational",
        "Microsoft-Windows-VHDMP-Operational");
    windows(
        table,
        "windefend",
        "Microsoft-Windows-Windows Defender/Operational",
        "Microsoft-Windows-Windows Defender");
    windows(
        table,
        "wmi",
        "Microsoft-Windows-WMI-Activity/Operational",
        "Microsoft-Windows-WMI-Activity");
    table.put("rpcfw", new LogSource("application", RPC_FIREWALL, null));
    return table;
  }

  private static void windows(Map<String, LogSource> table, String service, String... names) {
    LogSource source = LogSource.of("windows", service);
    for (String name : names) {
      table.put(name.toLowerCase(Locale.ROOT), source);
    }
  }

  static Map<String, Map<Long, String>> categories() {
    Map<String, Map<Long, String>> table = new HashMap<>();
    table.put(
        "sysmon",
        Map.ofEntries(
            Map.entry(1L, "process_creation"),
            Map.entry(2L, "file_change"),
            Map.entry(3L, "network_connection"),
            Map.entry(4L, "sysmon_status"),
            Map.entry(5L, "process_termination"),
            Map.entry(6L, "driver_load"),
            Map.entry(7L, "image_load"),
            Map.entry(8L, "create_remote_thread"),
            Map.entry(9L, "raw_access_thread"),
            Map.entry(10L, "process_access"),
            Map.entry(11L, "file_event"),
            // Whether a key was made or removed is in the event: see WindowsEvents.
            Map.entry(12L, "registry_event"),
            Map.entry(13L, "registry_set"),
            Map.entry(14L, "registry_rename"),
            Map.entry(15L, "create_stream_hash"),
            Map.entry(16L, "sysmon_status"),
            Map.entry(17L, "pipe_created"),
            Map.entry(18L, "pipe_created"),
            Map.entry(19L, "wmi_event"),
            Map.entry(20L, "wmi_event"),
            Map.entry(21L, "wmi_event"),
            Map.entry(22L, "dns_query"),
            Map.entry(23L, "file_delete"),
            Map.entry(24L, "clipboard_capture"),
            Map.entry(25L, "process_tampering"),
            Map.entry(26L, "file_delete_detected"),
            Map.entry(27L, "file_block_executable"),
            Map.entry(28L, "file_block_shredding"),
            Map.entry(29L, "file_executable_detected"),
            Map.entry(255L, "sysmon_error")));
    table.put("security", Map.of(4688L, "process_creation"));
    table.put("powershell", Map.of(4103L, "ps_module", 4104L, "ps_script"));
    table.put(
        "powershell-classic",
        Map.of(
            400L,
            "ps_classic_start",
            600L,
            "ps_classic_provider_start",
            800L,
            "ps_classic_script"));
    table.put("kernel-file", Map.of(12L, "file_access", 19L, "file_rename", 27L, "file_rename"));
    return Map.copyOf(table);
  }
}
