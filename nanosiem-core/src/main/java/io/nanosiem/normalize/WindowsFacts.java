package io.nanosiem.normalize;

import io.nanosiem.event.AuthenticationOutcome;
import io.nanosiem.event.Event;
import io.nanosiem.event.EventCategory;
import io.nanosiem.event.EventTags;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What events of Windows mean: who, from where, to what, and how an attempt to log on ended.
 *
 * <p><b>An attempt counts once.</b> The machine that was logged on to decides: 4624 and 4625. A
 * domain controller that turned somebody away writes 4768, 4771 or 4776, and where the attempt came
 * from often nobody collects: these failures count. Its successes do not, as 4624 follows; nor does
 * a 4776 about the machine itself, beside which 4625 stands. Of the two logons of an administrator
 * under UAC, the one with the full token counts. 4648 and 4740 are no attempts.
 */
final class WindowsFacts {
  private final Map<?, ?> data;
  private final Event.Builder event;

  WindowsFacts(Map<?, ?> data, Event.Builder event) {
    this.data = data;
    this.event = event;
  }

  /** Sysmon's names, which rules use, for a process creation of the security log. */
  static void processNames(Map<?, ?> data, Event.Builder event) {
    WindowsFacts facts = new WindowsFacts(data, event);
    facts.derive("Image", data.get("NewProcessName"));
    facts.derive("ParentImage", data.get("ParentProcessName"));
    facts.derive("LogonId", data.get("SubjectLogonId"));
    long id = WindowsEvents.number(data.get("NewProcessId"));
    if (id >= 0) {
      event.derived("ProcessId", id);
    }
    long parent = WindowsEvents.number(data.get("ProcessId"));
    if (parent >= 0) {
      event.derived("ParentProcessId", parent);
    }
    String level = integrity(facts.text("MandatoryLabel"));
    if (level != null) {
      event.derived("IntegrityLevel", level);
    }
    // A process may be started for another than the one who starts it.
    String account = facts.account("Target");
    if (account == null) {
      account = facts.account("Subject");
    }
    if (account != null) {
      event.derived("User", account);
    }
  }

  private static @Nullable String integrity(@Nullable String sid) {
    return sid == null
        ? null
        : switch (sid) {
          case "S-1-16-0" -> "Untrusted";
          case "S-1-16-4096" -> "Low";
          case "S-1-16-8192", "S-1-16-8448" -> "Medium";
          case "S-1-16-12288" -> "High";
          case "S-1-16-16384" -> "System";
          default -> null;
        };
  }

  /** Domain and name as Sysmon writes them. */
  private @Nullable String account(String whose) {
    String system = system(text(whose + "UserSid"));
    if (system != null) {
      return system;
    }
    String name = text(whose + "UserName");
    String domain = text(whose + "DomainName");
    return name == null || domain == null ? name : domain + '\\' + name;
  }

  private static @Nullable String system(@Nullable String sid) {
    return sid == null
        ? null
        : switch (sid) {
          case "S-1-5-18" -> "NT AUTHORITY\\SYSTEM";
          case "S-1-5-19" -> "NT AUTHORITY\\LOCAL SERVICE";
          case "S-1-5-20" -> "NT AUTHORITY\\NETWORK SERVICE";
          default -> null;
        };
  }

  void apply(
      @Nullable String service, @Nullable String provider, @Nullable String computer, long id) {
    source("IpAddress", "IpPort");
    source("SourceIp", "SourcePort");
    source("SourceAddress", "SourcePort");
    source("ClientAddress", null);
    destination("DestinationIp", "DestinationPort");
    destination("DestAddress", "DestPort");
    if ("security".equals(service)) {
      security((int) Math.min(id, 100_000), computer);
    } else if ("sysmon".equals(service)) {
      sysmon((int) Math.min(id, 100_000));
    } else if ("openssh".equals(service)) {
      String payload = text("payload");
      if (payload != null && "sshd".equals(text("process"))) {
        SshLines.read(payload, event);
      }
    } else if ("terminalservices-localsessionmanager".equals(service)) {
      source("Address", null);
      Facts.user(event, text("User"));
      event.category(EventCategory.SESSION);
    } else if (provider != null && provider.startsWith("MSSQL")) {
      database((int) Math.min(id, 100_000));
    }
    Facts.user(event, text("SubjectUserName"));
    Facts.user(event, text("User"));
    if (event.sourceAddress() == null && event.field("source.ip") instanceof String ip) {
      address(ip);
    }
  }

  private void security(int id, @Nullable String computer) {
    switch (id) {
      case 4624 -> {
        login();
        boolean isTwin = linked() && "%%1843".equals(text("ElevatedToken"));
        if (!isTwin && !"0".equals(text("LogonType"))) {
          event.authenticationOutcome(AuthenticationOutcome.SUCCESS);
        }
      }
      case 4625 -> {
        login();
        event.authenticationOutcome(AuthenticationOutcome.FAILURE);
      }
      case 4768, 4771 -> {
        login();
        long status = WindowsEvents.number(data.get("Status"));
        if (isRefusalOfKerberos(status)) {
          event.authenticationOutcome(AuthenticationOutcome.FAILURE);
        }
      }
      case 4776 -> {
        login();
        long status = WindowsEvents.number(data.get("Status"));
        if (status > 0 && !isSelf(text("Workstation"), computer)) {
          event.authenticationOutcome(AuthenticationOutcome.FAILURE);
        }
      }
      case 4769, 4770, 4772, 4773 -> login();
      case 4648 -> {
        event.category(EventCategory.AUTHENTICATION);
        Facts.user(event, text("SubjectUserName"));
        target(text("TargetUserName"));
      }
      case 4634, 4647, 4672 -> {
        event.category(EventCategory.SESSION);
        Facts.user(event, text("TargetUserName"));
      }
      case 4778, 4779, 4800, 4801, 4802, 4803 -> {
        event.category(EventCategory.SESSION);
        Facts.user(event, text("AccountName"));
        Facts.user(event, text("TargetUserName"));
      }
      case 4720, 4722, 4723, 4724, 4725, 4726, 4738, 4740, 4767, 4781 -> {
        event.category(EventCategory.IAM);
        Facts.user(event, text("SubjectUserName"));
        target(id == 4781 ? text("OldTargetUserName") : text("TargetUserName"));
      }
      case 4728, 4732, 4756 -> {
        member();
        if (isOfAdministrators(text("TargetSid"))) {
          event.tag(EventTags.PRIVILEGE_ESCALATION);
        }
      }
      case 4729, 4733, 4757 -> member();
      case 4727, 4730, 4731, 4734, 4735, 4737, 4754, 4755, 4758, 4764 -> {
        event.category(EventCategory.IAM);
        Facts.user(event, text("SubjectUserName"));
        derive("group.name", data.get("TargetUserName"));
      }
      case 4688, 4689 -> {
        event.category(EventCategory.PROCESS);
        Facts.user(event, text("SubjectUserName"));
        target(text("TargetUserName"));
      }
      case 4656, 4660, 4663, 4670 -> {
        if ("File".equals(text("ObjectType"))) {
          event.category(EventCategory.FILE);
        }
      }
      case 5140, 5142, 5143, 5144, 5145 -> event.category(EventCategory.FILE);
      case 5154, 5156, 5158 -> event.category(EventCategory.NETWORK);
      case 5152, 5153, 5155, 5157, 5159 -> {
        event.category(EventCategory.NETWORK);
        event.tag(EventTags.DENIED);
      }
      default -> {}
    }
  }

  private void login() {
    event.category(EventCategory.AUTHENTICATION);
    Facts.user(event, text("TargetUserName"));
  }

  private boolean linked() {
    String id = text("TargetLinkedLogonId");
    return id != null && WindowsEvents.number(id) != 0;
  }

  /**
   * The codes of RFC 4120 §7.5.9 that turn a user away: unknown, locked or disabled, expired, wrong
   * password, policy. A clock that is wrong or a missing first step (25) says nothing about him.
   */
  private static boolean isRefusalOfKerberos(long status) {
    return status == 0x1
        || status == 0x2
        || status == 0x6
        || status == 0xC
        || status == 0x12
        || status == 0x17
        || status == 0x18;
  }

  private static boolean isSelf(@Nullable String workstation, @Nullable String computer) {
    if (workstation == null || computer == null) {
      return false;
    }
    String name = workstation.startsWith("\\\\") ? workstation.substring(2) : workstation;
    int dot = computer.indexOf('.');
    int length = dot < 0 ? computer.length() : dot;
    return name.length() == length && computer.regionMatches(true, 0, name, 0, length);
  }

  private void member() {
    event.category(EventCategory.IAM);
    Facts.user(event, text("SubjectUserName"));
    derive("group.name", data.get("TargetUserName"));
    String name = text("MemberName");
    target(name == null ? text("MemberSid") : commonName(name));
  }

  /** The first part of a distinguished name. */
  private static String commonName(String name) {
    if (!name.startsWith("CN=") && !name.startsWith("cn=")) {
      return name;
    }
    int end = name.indexOf(',');
    return name.substring(3, end < 0 ? name.length() : end);
  }

  /** The local Administrators, and Domain, Enterprise and Schema Admins. */
  private static boolean isOfAdministrators(@Nullable String sid) {
    return sid != null
        && (sid.equals("S-1-5-32-544")
            || (sid.startsWith("S-1-5-21-")
                && (sid.endsWith("-512") || sid.endsWith("-518") || sid.endsWith("-519"))));
  }

  private void sysmon(int id) {
    switch (id) {
      case 1, 5, 8, 10, 25 -> event.category(EventCategory.PROCESS);
      case 3, 22 -> event.category(EventCategory.NETWORK);
      case 2, 11, 15, 23, 26, 27, 28, 29 -> event.category(EventCategory.FILE);
      default -> {}
    }
    Facts.user(event, text("User"));
    Facts.user(event, text("SourceUser"));
    process();
    if (id == 3) {
      String protocol = text("Protocol");
      if (protocol != null && protocol.length() <= 16) {
        derive("network.transport", protocol.toLowerCase(Locale.ROOT));
      }
    }
  }

  /** The process that the record is about, as ECS has it: the file without its path, and its id. */
  private void process() {
    String image = text("Image");
    if (image != null) {
      derive("process.executable", image);
      int at = Math.max(image.lastIndexOf('\\'), image.lastIndexOf('/')) + 1;
      if (at < image.length()) {
        derive("process.name", image.substring(at));
      }
    }
    long id = WindowsEvents.number(data.get("ProcessId"));
    if (id >= 0) {
      event.derived("process.pid", id);
    }
  }

  /** Logins of SQL Server: the name first, and the client at the end of the last text. */
  private void database(int id) {
    if (id != 18456 && (id < 18453 || id > 18455)) {
      return;
    }
    event.category(EventCategory.AUTHENTICATION);
    event.authenticationOutcome(
        id == 18456 ? AuthenticationOutcome.FAILURE : AuthenticationOutcome.SUCCESS);
    Object texts = data.get("Data") != null ? data.get("Data") : event.derived("Data");
    if (texts instanceof List<?> list && list.size() > 1) {
      Facts.user(event, WindowsEvents.text(list.get(0)));
      String last = WindowsEvents.text(list.get(list.size() - 1));
      int at = last == null ? -1 : last.lastIndexOf("[CLIENT: ");
      if (last != null && at >= 0) {
        int end = last.indexOf(']', at);
        address(last.substring(at + 9, end < 0 ? last.length() : end));
      }
    }
  }

  private void target(@Nullable String name) {
    String known = Facts.name(name);
    if (known != null) {
      event.derived("user.target.name", known);
    }
  }

  private void source(String address, @Nullable String port) {
    String text = text(address);
    if (text == null || event.sourceAddress() != null || !address(text) || port == null) {
      return;
    }
    int number = port(port);
    if (number > 0) {
      event.sourcePort(number);
    }
  }

  private boolean address(String text) {
    AddressReader reader = new AddressReader();
    if (event.sourceAddress() != null || text.length() > 64 || !reader.whole(text)) {
      return false;
    }
    event.sourceAddress(reader.text);
    return true;
  }

  private void destination(String address, String port) {
    String text = text(address);
    AddressReader reader = new AddressReader();
    if (text == null
        || text.length() > 64
        || event.destinationAddress() != null
        || !reader.whole(text)) {
      return;
    }
    event.destinationAddress(reader.text);
    int number = port(port);
    if (number > 0) {
      event.destinationPort(number);
    }
  }

  private int port(String name) {
    long number = WindowsEvents.number(data.get(name));
    return number <= 65535 ? (int) number : -1;
  }

  /** A text that is not only the mark of a missing one. */
  private @Nullable String text(String name) {
    String text = WindowsEvents.text(data.get(name));
    return text == null || text.equals("-") ? null : text;
  }

  private void derive(String name, @Nullable Object value) {
    if (value != null && WindowsEvents.isScalar(value)) {
      event.derived(name, value);
    }
  }
}
