package io.nanosiem.listen;

/** How a stream of syslog is cut into records (RFC 6587). */
public enum Framing {
  /**
   * Told apart frame by frame: a number, one space, and what begins a record (an angle bracket or a
   * brace) is a count of octets; anything else ends at a line feed or NUL. Unless a sender is known
   * to do one thing only, the right choice.
   */
  AUTO,
  /** Each record behind its length in octets (§3.4.1); anything else ends the connection. */
  OCTET_COUNTED,
  /** Each record ends at a line feed (§3.4.2); a carriage return before it belongs to it. */
  LINE_FEED,
  /** Each record ends at NUL; line feeds are data. */
  NUL
}
