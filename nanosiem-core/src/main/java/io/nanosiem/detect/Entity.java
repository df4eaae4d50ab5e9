package io.nanosiem.detect;

import io.nanosiem.event.Event;
import org.jspecify.annotations.Nullable;

/**
 * Whom or what a detection is about. Alerts of one rule about one entity are one alert.
 *
 * <p>Immutable.
 *
 * @param kind what sort of thing
 * @param value its name or address, as the normaliser wrote it
 */
public record Entity(Kind kind, String value) {
  /** What sort of thing an entity is. */
  public enum Kind {
    /** An IP address. */
    ADDRESS,
    /** A machine, by name. */
    HOST,
    /** An account. */
    USER,
    /** A session, by its id. */
    SESSION,
    /** Something else that a rule groups by. */
    OTHER
  }

  /**
   * Whom an event is about: the source address, or the host name that the record gives in its
   * place; else the host, else the user.
   *
   * @param event the event
   * @return the entity, or null if the event names none
   */
  public static @Nullable Entity of(Event event) {
    String address = event.sourceAddress();
    if (address != null) {
      return new Entity(Kind.ADDRESS, address);
    }
    if (event.derived().get("source.domain") instanceof String name) {
      return new Entity(Kind.HOST, name);
    }
    String host = event.host();
    if (host != null) {
      return new Entity(Kind.HOST, host);
    }
    String user = event.user();
    return user == null ? null : new Entity(Kind.USER, user);
  }

  @Override
  public String toString() {
    return value;
  }
}
