package io.nanosiem.parse;

import java.util.HashMap;
import java.util.Map;

/** Names of the types of audit records that come as numbers, as the kernel prints them. */
final class AuditTypes {
  private static final Map<String, String> NAMES = names();

  private AuditTypes() {}

  /** The name for {@code 1400} or {@code UNKNOWN[1334]}; what has none, and a name, as it is. */
  static String name(String written) {
    if (Chars.isDigit(written.charAt(0))) {
      return NAMES.getOrDefault(written, written);
    }
    if (written.startsWith("UNKNOWN[") && written.endsWith("]")) {
      return NAMES.getOrDefault(written.substring(8, written.length() - 1), written);
    }
    return written;
  }

  /** Numbers of {@code linux/audit.h} and {@code libaudit.h}. */
  private static Map<String, String> names() {
    Map<String, String> names = new HashMap<>();
    from(names, 1005, "USER", "LOGIN");
    from(names, 1100, "USER_AUTH", "USER_ACCT", "USER_MGMT", "CRED_ACQ", "CRED_DISP");
    from(names, 1105, "USER_START", "USER_END", "USER_AVC", "USER_CHAUTHTOK", "USER_ERR");
    from(names, 1110, "CRED_REFR", "USYS_CONFIG", "USER_LOGIN", "USER_LOGOUT", "ADD_USER");
    from(names, 1115, "DEL_USER", "ADD_GROUP", "DEL_GROUP", "DAC_CHECK", "CHGRP_ID", "TEST");
    from(names, 1121, "TRUSTED_APP", "USER_SELINUX_ERR", "USER_CMD", "USER_TTY", "CHUSER_ID");
    from(names, 1126, "GRP_AUTH", "SYSTEM_BOOT", "SYSTEM_SHUTDOWN", "SYSTEM_RUNLEVEL");
    from(names, 1130, "SERVICE_START", "SERVICE_STOP", "GRP_MGMT", "GRP_CHAUTHTOK", "MAC_CHECK");
    from(names, 1135, "ACCT_LOCK", "ACCT_UNLOCK", "USER_DEVICE", "SOFTWARE_UPDATE");
    from(names, 1200, "DAEMON_START", "DAEMON_END", "DAEMON_ABORT", "DAEMON_CONFIG");
    from(names, 1300, "SYSCALL");
    from(names, 1302, "PATH", "IPC", "SOCKETCALL", "CONFIG_CHANGE", "SOCKADDR", "CWD");
    from(names, 1309, "EXECVE");
    from(names, 1311, "IPC_SET_PERM", "MQ_OPEN", "MQ_SENDRECV", "MQ_NOTIFY", "MQ_GETSETATTR");
    from(names, 1316, "KERNEL_OTHER", "FD_PAIR", "OBJ_PID", "TTY", "EOE", "BPRM_FCAPS", "CAPSET");
    from(names, 1323, "MMAP", "NETFILTER_PKT", "NETFILTER_CFG", "SECCOMP", "PROCTITLE");
    from(names, 1328, "FEATURE_CHANGE", "REPLACE", "KERN_MODULE", "FANOTIFY", "TIME_INJOFFSET");
    from(names, 1333, "TIME_ADJNTPVAL", "BPF", "EVENT_LISTENER", "URINGOP", "OPENAT2");
    from(names, 1400, "AVC", "SELINUX_ERR", "AVC_PATH", "MAC_POLICY_LOAD", "MAC_STATUS");
    from(names, 1405, "MAC_CONFIG_CHANGE");
    from(names, 1700, "ANOM_PROMISCUOUS", "ANOM_ABEND", "ANOM_LINK", "ANOM_CREAT");
    from(names, 2404, "CRYPTO_KEY_USER");
    return Map.copyOf(names);
  }

  private static void from(Map<String, String> names, int first, String... following) {
    for (int i = 0; i < following.length; i++) {
      names.put(String.valueOf(first + i), following[i]);
    }
  }
}
