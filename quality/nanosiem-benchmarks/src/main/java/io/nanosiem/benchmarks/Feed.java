package io.nanosiem.benchmarks;

import io.nanosiem.detect.Detection;
import io.nanosiem.detect.RuleRef;
import io.nanosiem.detect.Severity;
import io.nanosiem.event.AuthenticationOutcome;
import io.nanosiem.event.Event;
import io.nanosiem.event.EventCategory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A stream as our detector gets it: events, and on each what rules found that look at one event
 * alone. Texts that a parser cuts out of a record are new for each event; what it holds in
 * constants is shared. The raw record is left out, which no correlation reads.
 */
final class Feed {
  static final RuleRef FAILURE = RuleRef.of("failure", "Login failed", Severity.LOW);
  static final RuleRef SUCCESS = RuleRef.of("success", "Login", Severity.LOW);
  static final RuleRef CONNECTION = RuleRef.of("connection", "Connection", Severity.LOW);

  private final List<Event> events;
  private final List<List<Detection>> found;

  Feed(Streams.Columns stream) {
    events = new ArrayList<>(stream.size());
    found = new ArrayList<>(stream.size());
    for (int i = 0; i < stream.size(); i++) {
      Event event = event(stream, i);
      events.add(event);
      found.add(found(stream.kind(i), event));
    }
  }

  int size() {
    return events.size();
  }

  Event event(int at) {
    return events.get(at);
  }

  List<Detection> found(int at) {
    return found.get(at);
  }

  private static Event event(Streams.Columns stream, int at) {
    String address = stream.address(at);
    Instant time = Instant.ofEpochMilli(stream.time(at));
    Event.Builder event =
        Event.builder()
            .time(time)
            .receivedAt(time)
            .sourceAddress(address)
            .field("SourceIp", address);
    switch (stream.kind(at)) {
      case Streams.FAILED ->
          event
              .category(EventCategory.AUTHENTICATION)
              .authenticationOutcome(AuthenticationOutcome.FAILURE);
      case Streams.SUCCEEDED ->
          event
              .category(EventCategory.AUTHENTICATION)
              .authenticationOutcome(AuthenticationOutcome.SUCCESS);
      case Streams.CONNECTED ->
          event.category(EventCategory.NETWORK).field("DestinationPort", stream.value(at));
      default -> {}
    }
    return event.build();
  }

  private static List<Detection> found(int kind, Event event) {
    return switch (kind) {
      case Streams.FAILED -> List.of(Detection.of(FAILURE, event, "Login failed"));
      case Streams.SUCCEEDED -> List.of(Detection.of(SUCCESS, event, "Login"));
      case Streams.CONNECTED -> List.of(Detection.of(CONNECTION, event, "Connection"));
      default -> List.of();
    };
  }
}
