package io.nanosiem.event;

/**
 * The tags that the standard normaliser gives. Rules and chains build on these facts rather than on
 * the words of one product.
 *
 * <p>Constants; any thread.
 */
public final class EventTags {
  /** The record reports that somebody scanned for open ports. */
  public static final String PORT_SCAN = "port-scan";

  /** A user took on, or was given, the rights of root or an administrator. */
  public static final String PRIVILEGE_ESCALATION = "privilege-escalation";

  /** A web request asks for an administration page or a file that should not be there. */
  public static final String WEB_PROBE = "web-probe";

  /** Traffic was dropped or refused. */
  public static final String DENIED = "denied";

  private EventTags() {}
}
