package io.nanosiem.correlation;

import io.nanosiem.detect.Detection;
import io.nanosiem.event.AuthenticationOutcome;
import io.nanosiem.event.Event;
import io.nanosiem.event.EventCategory;
import io.nanosiem.event.EventTags;
import java.util.List;

/**
 * The usual {@link Fact}s: what the normaliser concluded, and what earlier detectors found. They
 * say nothing about products, so a chain made of them works on every log that is normalised.
 *
 * <p>All of them are immutable and thread-safe.
 */
public final class Facts {
  private static final Fact FAILED_LOGIN =
      (event, found) -> event.authenticationOutcome() == AuthenticationOutcome.FAILURE;
  private static final Fact SUCCESSFUL_LOGIN =
      (event, found) -> event.authenticationOutcome() == AuthenticationOutcome.SUCCESS;
  private static final Fact FROM_OUTSIDE =
      (event, found) -> event.sourceAddress() != null && Networks.isOutside(event.sourceAddress());
  private static final Fact PORT_SCAN = new Tagged(EventTags.PORT_SCAN);
  private static final Fact PRIVILEGE_ESCALATION = new Tagged(EventTags.PRIVILEGE_ESCALATION);
  private static final Fact WEB_PROBE = new Tagged(EventTags.WEB_PROBE);
  private static final Fact CONNECTION =
      (event, found) ->
          event.category() == EventCategory.NETWORK && event.destinationPort().isPresent();

  private Facts() {}

  /**
   * Somebody tried to log in and was turned away.
   *
   * @return a fact on the authentication outcome
   */
  public static Fact failedLogin() {
    return FAILED_LOGIN;
  }

  /**
   * Somebody logged in.
   *
   * @return a fact on the authentication outcome
   */
  public static Fact successfulLogin() {
    return SUCCESSFUL_LOGIN;
  }

  /**
   * The event comes from an address that is not of a private network (RFC 1918, RFC 4193), of the
   * link (RFC 3927, RFC 4291 §2.5.6) or of the machine itself.
   *
   * @return a fact on the source address; false if there is none
   */
  public static Fact fromOutside() {
    return FROM_OUTSIDE;
  }

  /**
   * A record says by itself that ports were scanned. To notice a scan in single connections, count
   * the distinct destination ports of {@link #connection()}.
   *
   * @return a fact on the tag {@link EventTags#PORT_SCAN}
   */
  public static Fact portScanReported() {
    return PORT_SCAN;
  }

  /**
   * Traffic to a port was seen, let through or dropped.
   *
   * @return a fact on category and destination port
   */
  public static Fact connection() {
    return CONNECTION;
  }

  /**
   * A user took on, or was given, the rights of root or an administrator.
   *
   * @return a fact on the tag {@link EventTags#PRIVILEGE_ESCALATION}
   */
  public static Fact privilegeEscalation() {
    return PRIVILEGE_ESCALATION;
  }

  /**
   * A web request asks for an administration page or a file that should not be there.
   *
   * @return a fact on the tag {@link EventTags#WEB_PROBE}
   */
  public static Fact webProbe() {
    return WEB_PROBE;
  }

  /**
   * The event has a tag.
   *
   * @param tag as {@link Event#tags()} has it
   * @return a fact on the tag
   */
  public static Fact tagged(String tag) {
    return new Tagged(tag);
  }

  /**
   * The event is about something.
   *
   * @param category what
   * @return a fact on the category
   */
  public static Fact category(EventCategory category) {
    return (event, found) -> event.category() == category;
  }

  /**
   * A field has a value, letter for letter.
   *
   * @param name as {@link Event#field(String)} takes it
   * @param value its text
   * @return a fact on the field
   */
  public static Fact field(String name, String value) {
    return (event, found) -> value.equals(GroupBy.text(event.field(name)));
  }

  /**
   * An earlier detector met a rule on this event.
   *
   * @param ruleId the id of the rule
   * @return a fact on the detections
   */
  public static Fact detectedBy(String ruleId) {
    return (event, found) -> {
      for (int i = 0; i < found.size(); i++) {
        if (found.get(i).rule().id().equals(ruleId)) {
          return true;
        }
      }
      return false;
    };
  }

  /**
   * An earlier detector met some rule with a tag on this event.
   *
   * @param tag such as {@code attack.t1110}, compared letter for letter
   * @return a fact on the detections
   */
  public static Fact detectedAs(String tag) {
    return (event, found) -> {
      for (int i = 0; i < found.size(); i++) {
        if (found.get(i).rule().tags().contains(tag)) {
          return true;
        }
      }
      return false;
    };
  }

  private record Tagged(String tag) implements Fact {
    @Override
    public boolean matches(Event event, List<Detection> found) {
      List<String> tags = event.tags();
      return !tags.isEmpty() && tags.contains(tag);
    }
  }
}
