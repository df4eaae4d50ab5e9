package io.nanosiem.event;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How urgent the sender found a record: the severities of RFC 5424 §6.2.1, most urgent first. */
public enum SyslogSeverity {
  /** 0: system is unusable. */
  EMERGENCY("emerg"),
  /** 1: action must be taken immediately. */
  ALERT("alert"),
  /** 2: critical conditions. */
  CRITICAL("crit"),
  /** 3: error conditions. */
  ERROR("err"),
  /** 4: warning conditions. */
  WARNING("warning"),
  /** 5: normal but significant condition. */
  NOTICE("notice"),
  /** 6: informational messages. */
  INFORMATIONAL("info"),
  /** 7: debug-level messages. */
  DEBUG("debug");

  private static final SyslogSeverity[] BY_CODE = values();

  private final String keyword;

  SyslogSeverity(String keyword) {
    this.keyword = keyword;
  }

  /**
   * The usual short word for it, such as {@code err}.
   *
   * @return the keyword syslog daemons use, lower case
   */
  public String keyword() {
    return keyword;
  }

  /**
   * The severity with a code.
   *
   * @param code 0 to 7
   * @return the severity
   * @throws IllegalArgumentException if the code is out of range
   */
  public static SyslogSeverity of(int code) {
    if (code < 0 || code >= BY_CODE.length) {
      throw new IllegalArgumentException("severity " + code + " is not between 0 and 7");
    }
    return BY_CODE[code];
  }

  /**
   * Reads the words that senders use for a level, in any case: {@code err}, {@code Error}, {@code
   * WARN}, {@code fatal}, {@code 3}, ….
   *
   * @param word the word as sent
   * @return the severity, or null if the word is none that we know
   */
  public static @Nullable SyslogSeverity fromWord(String word) {
    return switch (word.toLowerCase(Locale.ROOT)) {
      case "0", "emerg", "emergency", "panic" -> EMERGENCY;
      case "1", "alert" -> ALERT;
      case "2", "crit", "critical", "fatal" -> CRITICAL;
      case "3", "err", "error", "severe" -> ERROR;
      case "4", "warn", "warning" -> WARNING;
      case "5", "notice" -> NOTICE;
      case "6", "info", "informational", "information" -> INFORMATIONAL;
      case "7", "debug", "trace", "verbose", "fine" -> DEBUG;
      default -> null;
    };
  }
}
