package io.nanosiem.event;

import java.util.Locale;

/** Which part of a system sent a record: the facilities of RFC 5424 §6.2.1, by code. */
public enum SyslogFacility {
  /** 0: kernel messages. */
  KERN,
  /** 1: user-level messages. */
  USER,
  /** 2: mail system. */
  MAIL,
  /** 3: system daemons. */
  DAEMON,
  /** 4: security and authorisation messages. */
  AUTH,
  /** 5: messages of the syslog daemon itself. */
  SYSLOG,
  /** 6: line printer subsystem. */
  LPR,
  /** 7: network news subsystem. */
  NEWS,
  /** 8: UUCP subsystem. */
  UUCP,
  /** 9: clock daemon. */
  CRON,
  /** 10: private security and authorisation messages. */
  AUTHPRIV,
  /** 11: FTP daemon. */
  FTP,
  /** 12: NTP subsystem. */
  NTP,
  /** 13: log audit. */
  AUDIT,
  /** 14: log alert. */
  LOGALERT,
  /** 15: clock daemon, second code. */
  CLOCK,
  /** 16: local use 0. */
  LOCAL0,
  /** 17: local use 1. */
  LOCAL1,
  /** 18: local use 2. */
  LOCAL2,
  /** 19: local use 3. */
  LOCAL3,
  /** 20: local use 4. */
  LOCAL4,
  /** 21: local use 5. */
  LOCAL5,
  /** 22: local use 6. */
  LOCAL6,
  /** 23: local use 7. */
  LOCAL7;

  private static final SyslogFacility[] BY_CODE = values();

  private final String keyword = name().toLowerCase(Locale.ROOT);

  /**
   * The usual word for it, such as {@code authpriv}.
   *
   * @return the keyword syslog daemons use, lower case
   */
  public String keyword() {
    return keyword;
  }

  /**
   * The facility with a code.
   *
   * @param code 0 to 23
   * @return the facility
   * @throws IllegalArgumentException if the code is out of range
   */
  public static SyslogFacility of(int code) {
    if (code < 0 || code >= BY_CODE.length) {
      throw new IllegalArgumentException("facility " + code + " is not between 0 and 23");
    }
    return BY_CODE[code];
  }
}
