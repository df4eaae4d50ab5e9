package io.nanosiem.event;

/**
 * The form a record was read as. Not an enum: a parser of your own names its own format.
 *
 * <p>Immutable.
 *
 * @param name lower case, such as {@code rfc5424}
 */
public record LogFormat(String name) {
  /** Syslog as RFC 5424 has it. */
  public static final LogFormat RFC5424 = new LogFormat("rfc5424");

  /** BSD syslog, as RFC 3164 describes it and as it is in the wild, with or without priority. */
  public static final LogFormat RFC3164 = new LogFormat("rfc3164");

  /** ArcSight Common Event Format, alone or behind a syslog header. */
  public static final LogFormat CEF = new LogFormat("cef");

  /** One JSON object. */
  public static final LogFormat JSON = new LogFormat("json");

  /** IBM's Log Event Extended Format, alone or behind a syslog header. */
  public static final LogFormat LEEF = new LogFormat("leef");

  /** Pairs of key and value: logfmt, and what firewalls send. */
  public static final LogFormat KEY_VALUE = new LogFormat("kv");

  /** A line of a web server's access log, in the forms of Apache and nginx. */
  public static final LogFormat ACCESS = new LogFormat("access");

  /** A line of a web server's error log, in the forms of Apache and nginx. */
  public static final LogFormat WEB_ERROR = new LogFormat("weberror");

  /** A line of columns with names known beforehand: IIS, flow logs, load balancers. */
  public static final LogFormat COLUMNS = new LogFormat("columns");

  /** A line of an application's own log: stamp, level, thread, logger, text. */
  public static final LogFormat APPLICATION = new LogFormat("application");

  /** An event of the Windows event log as XML. */
  public static final LogFormat WINDOWS_XML = new LogFormat("winxml");

  /** Records of the Linux audit system. */
  public static final LogFormat AUDITD = new LogFormat("auditd");

  /** A line of a container's output, as runtimes of Kubernetes write it. */
  public static final LogFormat CONTAINER = new LogFormat("container");

  /** Text that fits no other format. */
  public static final LogFormat PLAIN = new LogFormat("plain");

  /**
   * Makes a format.
   *
   * @param name see above
   * @throws IllegalArgumentException if the name is blank
   */
  public LogFormat {
    if (name.isBlank()) {
      throw new IllegalArgumentException("a format needs a name");
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
