package io.nanosiem.parse;

import io.nanosiem.event.Event;
import java.util.Map;

/**
 * Windows events as Snare and its likes send them: {@code MSWinEventLog} and, between tabs,
 * criticality, channel, a counter, the time, event id, provider, user, kind of user, kind of event,
 * computer, category, data and the rendered text. The parts become fields with Sigma's names, and
 * so do the labels of the text, which have three blanks where the text had line ends and tabs. A
 * label such as {@code Account Name} means what the section that it is in is about.
 */
final class Snare {
  static final String PROGRAM = "MSWinEventLog";

  private static final int MAX_HOST = 255;
  private static final int MAX_LABELS = 200;
  private static final int MAX_VALUE = 64 * 1024;
  private static final int PARTS = 12;
  private static final String BREAK = "   ";

  /** The parts that are fields, by their place. */
  private static final Map<Integer, String> NAMES =
      Map.of(
          1, "Channel",
          5, "Provider_Name",
          6, "UserName",
          8, "EventType",
          9, "Computer",
          10, "TaskCategory");

  private static final Map<String, String> SECTIONS =
      Map.ofEntries(
          Map.entry("Subject", "Subject"),
          Map.entry("Creator Subject", "Subject"),
          Map.entry("Target Subject", "Target"),
          Map.entry("New Logon", "Target"),
          Map.entry("New Account", "Target"),
          Map.entry("Target Account", "Target"),
          Map.entry("Account For Which Logon Failed", "Target"),
          Map.entry("Account That Was Locked Out", "Target"),
          Map.entry("Account Whose Credentials Were Used", "Target"),
          Map.entry("Account Information", "Target"));

  /** Labels that mean something of whom the section is about. */
  private static final Map<String, String> ABOUT =
      Map.of(
          "Security ID", "UserSid",
          "Account Name", "UserName",
          "Account Domain", "DomainName",
          "Logon ID", "LogonId");

  private static final Map<String, String> LABELS =
      Map.ofEntries(
          Map.entry("Logon Type", "LogonType"),
          Map.entry("Logon Process", "LogonProcessName"),
          Map.entry("Authentication Package", "AuthenticationPackageName"),
          Map.entry("Workstation Name", "WorkstationName"),
          Map.entry("Source Network Address", "IpAddress"),
          Map.entry("Client Address", "IpAddress"),
          Map.entry("Source Port", "IpPort"),
          Map.entry("Client Port", "IpPort"),
          Map.entry("Status", "Status"),
          Map.entry("Sub Status", "SubStatus"),
          Map.entry("Failure Reason", "FailureReason"),
          Map.entry("New Process ID", "NewProcessId"),
          Map.entry("New Process Name", "NewProcessName"),
          Map.entry("Creator Process ID", "ProcessId"),
          Map.entry("Creator Process Name", "ParentProcessName"),
          Map.entry("Process Command Line", "CommandLine"),
          Map.entry("Token Elevation Type", "TokenElevationType"),
          Map.entry("Process Name", "ProcessName"),
          Map.entry("Process ID", "ProcessId"),
          Map.entry("Caller Process Name", "ProcessName"),
          Map.entry("Service Name", "ServiceName"),
          Map.entry("Service File Name", "ServiceFileName"),
          Map.entry("Service Type", "ServiceType"),
          Map.entry("Service Start Type", "ServiceStartType"),
          Map.entry("Service Account", "ServiceAccount"),
          Map.entry("Object Server", "ObjectServer"),
          Map.entry("Object Type", "ObjectType"),
          Map.entry("Object Name", "ObjectName"),
          Map.entry("Share Name", "ShareName"),
          Map.entry("Relative Target Name", "RelativeTargetName"),
          Map.entry("Access Mask", "AccessMask"),
          Map.entry("Task Name", "TaskName"),
          Map.entry("Ticket Encryption Type", "TicketEncryptionType"),
          Map.entry("Ticket Options", "TicketOptions"));

  private Snare() {}

  /**
   * Where the name stands in a line without time: {@code host<tab>MSWinEventLog<tab>…}.
   *
   * @return its index, or -1
   */
  static int withoutHeader(String s, int from) {
    int limit = Math.min(s.length(), from + MAX_HOST);
    int tab = from;
    while (tab < limit && s.charAt(tab) > ' ') {
      tab++;
    }
    return tab > from
            && Chars.at(s, tab) == '\t'
            && s.startsWith(PROGRAM, tab + 1)
            && Chars.at(s, tab + 1 + PROGRAM.length()) == '\t'
        ? tab + 1
        : -1;
  }

  /** Reads the message behind the name; false, with nothing set, if it has other parts. */
  static boolean read(String s, Event.Builder into) {
    int[] ends = new int[PARTS];
    int from = 0;
    for (int part = 0; part < PARTS; part++) {
      int end = s.indexOf('\t', from);
      if (end < 0) {
        return false;
      }
      ends[part] = end;
      from = end + 1;
    }
    long id = Chars.number(s, ends[3] + 1, ends[4]);
    if (id < 0) {
      return false;
    }
    into.field("EventID", id);
    NAMES.forEach(
        (part, name) -> {
          String value = s.substring(ends[part - 1] + 1, ends[part]);
          if (!value.isEmpty() && !value.equals("N/A") && !value.equals("-\\-")) {
            into.field(name, value);
          }
        });
    String computer = s.substring(ends[8] + 1, ends[9]);
    if (into.host() == null && !computer.isBlank()) {
      into.host(computer);
    }
    int last = s.indexOf('\t', ends[PARTS - 1] + 1);
    text(s.substring(ends[PARTS - 1] + 1, last < 0 ? s.length() : last), into);
    return true;
  }

  private static void text(String s, Event.Builder into) {
    String section = "";
    int labels = 0;
    for (int from = 0; from < s.length() && labels < MAX_LABELS; ) {
      int end = s.indexOf(BREAK, from);
      end = end < 0 ? s.length() : end;
      int colon = Chars.indexOf(s, ':', from, end);
      if (colon > from) {
        labels++;
        String label = s.substring(from, colon);
        if (colon + 1 == end && SECTIONS.containsKey(label)) {
          section = SECTIONS.getOrDefault(label, "");
        } else if (colon + 1 == end) {
          // A label whose value stands behind the next blanks, or a section of no concern.
          section = isLabel(label) ? section : "";
          if (isLabel(label)) {
            int valueAt = skipBlanks(s, end);
            int valueEnd = s.indexOf(BREAK, valueAt);
            valueEnd = valueEnd < 0 ? s.length() : valueEnd;
            field(label, section, s.substring(valueAt, valueEnd), into);
            end = valueEnd;
          }
        } else {
          field(label, section, s.substring(colon + 1, end).strip(), into);
        }
      }
      from = skipBlanks(s, end);
    }
  }

  private static boolean isLabel(String label) {
    return LABELS.containsKey(label) || ABOUT.containsKey(label);
  }

  private static int skipBlanks(String s, int from) {
    int i = from;
    while (i < s.length() && s.charAt(i) == ' ') {
      i++;
    }
    return i;
  }

  private static void field(String label, String section, String value, Event.Builder into) {
    String about = ABOUT.get(label);
    String name = about == null ? LABELS.get(label) : section.isEmpty() ? null : section + about;
    if (name != null
        && !value.isEmpty()
        && value.length() <= MAX_VALUE
        && into.fields().get(name) == null) {
      into.field(name, value);
    }
  }
}
