package io.nanosiem.conformance.reach;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Writes what a rule for auditd asks for as the records of one event, a line each, as the kernel
 * and user space write them: text that is not harmless in hexadecimal digits, names for numbers
 * after a group separator.
 */
final class AuditLines {
  private static final String AT = " msg=audit(1780369201.123:4711): ";
  private static final Set<String> OF_SYSCALL =
      Set.of("SYSCALL", "syscall", "key", "comm", "exe", "uid", "euid", "auid", "success", "exit");

  private AuditLines() {}

  static boolean has(String field) {
    return OF_SYSCALL.contains(field)
        || Set.of("type", "name", "nametype", "unit").contains(field)
        || (field.length() == 2 && field.charAt(0) == 'a' && Character.isDigit(field.charAt(1)));
  }

  static String write(Witness witness) {
    Map<String, Object> fields = witness.fields();
    String type =
        String.valueOf(
                fields.getOrDefault("type", witness.keywords().isEmpty() ? "SYSCALL" : "EXECVE"))
            .toUpperCase(Locale.ROOT);
    List<String> records = new ArrayList<>();
    boolean isOfUser = type.startsWith("SERVICE_") || type.endsWith("_USER");
    if (type.equals("SYSCALL")
        || (!isOfUser && fields.keySet().stream().anyMatch(OF_SYSCALL::contains))) {
      records.add(syscall(fields, type.equals("SYSCALL")));
    }
    if (type.equals("EXECVE")) {
      records.add(execve(witness));
    }
    if (type.equals("PATH") || fields.containsKey("name") || fields.containsKey("nametype")) {
      records.add(
          "type=PATH"
              + AT
              + "item=0 name="
              + text(fields.getOrDefault("name", "/etc/x"))
              + " inode=7 dev=fd:00 mode=0100644 ouid=0 ogid=0 rdev=00:00 nametype="
              + fields.getOrDefault("nametype", "NORMAL")
              + " cap_fp=0 cap_fi=0 cap_fe=0 cap_fver=0");
    }
    if (isOfUser) {
      records.add(
          "type="
              + type
              + AT
              + "pid=1 uid=0 auid=4294967295 ses=4294967295 msg='"
              + (fields.containsKey("unit")
                  ? "unit=" + fields.get("unit") + " "
                  : "op=adding user ")
              + "comm=\"systemd\" exe=\"/usr/lib/systemd/systemd\" hostname=? addr=? terminal=? "
              + "res=success'");
    }
    if (records.isEmpty()) {
      records.add("type=" + type + AT + "pid=1 uid=0 auid=1000 ses=2");
    }
    return String.join("\n", records);
  }

  private static String syscall(Map<String, Object> fields, boolean hasArguments) {
    StringBuilder out = new StringBuilder("type=SYSCALL" + AT + "arch=c000003e syscall=");
    out.append(fields.getOrDefault("syscall", "59"));
    out.append(" success=").append(fields.getOrDefault("success", "yes"));
    out.append(" exit=").append(fields.getOrDefault("exit", "0"));
    for (int k = 0; k < 4; k++) {
      Object value = hasArguments ? fields.get("a" + k) : null;
      out.append(" a").append(k).append('=').append(value == null ? "7ffc" : value);
    }
    out.append(" items=1 ppid=30 pid=31 auid=").append(fields.getOrDefault("auid", "1000"));
    out.append(" uid=").append(fields.getOrDefault("uid", "1000"));
    out.append(" gid=1000 euid=").append(fields.getOrDefault("euid", "1000"));
    out.append(" tty=pts0 ses=2 comm=").append(text(fields.getOrDefault("comm", "x")));
    out.append(" exe=").append(text(fields.getOrDefault("exe", "/usr/bin/x")));
    out.append(" key=").append(fields.containsKey("key") ? text(fields.get("key")) : "(null)");
    out.append("\u001DARCH=x86_64 SYSCALL=").append(fields.getOrDefault("SYSCALL", "execve"));
    return out.append(" AUID=\"ann\" UID=\"ann\"").toString();
  }

  private static String execve(Witness witness) {
    Set<Integer> given = new TreeSet<>();
    for (int k = 0; k < 10; k++) {
      if (witness.fields().containsKey("a" + k)) {
        given.add(k);
      }
    }
    int last = given.isEmpty() ? 0 : ((TreeSet<Integer>) given).last();
    StringBuilder out = new StringBuilder("type=EXECVE" + AT + "argc=" + (last + 1));
    for (int k = 0; k <= last; k++) {
      Object otherwise = k == 0 && !witness.keywords().isEmpty() ? witness.text() : "x";
      out.append(" a").append(k).append('=');
      out.append(text(witness.fields().getOrDefault("a" + k, otherwise)));
    }
    return out.toString();
  }

  private static String text(Object value) {
    String text = String.valueOf(value);
    boolean isHarmless = text.chars().allMatch(c -> c > ' ' && c < 0x7F && c != '"');
    return isHarmless
        ? '"' + text + '"'
        : HexFormat.of().withUpperCase().formatHex(text.getBytes(StandardCharsets.UTF_8));
  }
}
