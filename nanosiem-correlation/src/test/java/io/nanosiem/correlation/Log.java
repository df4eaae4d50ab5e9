package io.nanosiem.correlation;

import io.nanosiem.detect.Detection;
import io.nanosiem.event.AuthenticationOutcome;
import io.nanosiem.event.Event;
import io.nanosiem.event.EventCategory;
import io.nanosiem.event.EventTags;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes events as the normaliser would, and gathers what a detector says about them. */
final class Log {
  static final Instant START = Instant.parse("2026-03-01T02:00:00Z");

  final CorrelationDetector detector;
  final List<Detection> detections = new ArrayList<>();

  Log(CorrelationDetector detector) {
    this.detector = detector;
  }

  static Instant at(double seconds) {
    return START.plusMillis(Math.round(seconds * 1000));
  }

  static Event.Builder event(double seconds) {
    return Event.builder().time(at(seconds));
  }

  Log add(Event event) {
    detector.accept(event, List.of(), detections::add);
    return this;
  }

  Log failure(double seconds, String address) {
    return failure(seconds, address, "web-01", "deploy");
  }

  Log failure(
      double seconds, @Nullable String address, @Nullable String host, @Nullable String user) {
    return add(
        event(seconds)
            .host(host)
            .program("sshd")
            .user(user)
            .sourceAddress(address)
            .category(EventCategory.AUTHENTICATION)
            .authenticationOutcome(AuthenticationOutcome.FAILURE)
            .message("Failed password for " + user + " from " + address)
            .build());
  }

  Log failures(double from, int count, double step, String address) {
    for (int i = 0; i < count; i++) {
      failure(from + i * step, address);
    }
    return this;
  }

  Log login(double seconds, @Nullable String address) {
    return login(seconds, address, "web-01", "deploy");
  }

  Log login(
      double seconds, @Nullable String address, @Nullable String host, @Nullable String user) {
    return add(
        event(seconds)
            .host(host)
            .program("sshd")
            .user(user)
            .sourceAddress(address)
            .category(EventCategory.AUTHENTICATION)
            .authenticationOutcome(AuthenticationOutcome.SUCCESS)
            .message("Accepted password for " + user + " from " + address)
            .build());
  }

  Log sudo(double seconds, @Nullable String host, @Nullable String user) {
    return add(
        event(seconds)
            .host(host)
            .program("sudo")
            .user(user)
            .category(EventCategory.PROCESS)
            .tag(EventTags.PRIVILEGE_ESCALATION)
            .message(user + " : TTY=pts/0 ; PWD=/home ; USER=root ; COMMAND=/bin/bash")
            .build());
  }

  Log connection(double seconds, String address, int port) {
    return add(
        event(seconds)
            .host("fw-01")
            .program("kernel")
            .sourceAddress(address)
            .destinationPort(port)
            .category(EventCategory.NETWORK)
            .tag(EventTags.DENIED)
            .message("[UFW BLOCK] SRC=" + address + " DPT=" + port)
            .build());
  }

  Log scan(double from, int ports, String address) {
    for (int i = 0; i < ports; i++) {
      connection(from + i * 0.1, address, 20 + i);
    }
    return this;
  }

  Log probe(double seconds, String address) {
    return add(
        event(seconds)
            .host("web-01")
            .program("nginx")
            .sourceAddress(address)
            .category(EventCategory.WEB)
            .tag(EventTags.WEB_PROBE)
            .message("GET /wp-admin/ HTTP/1.1")
            .build());
  }

  List<String> ids() {
    return detections.stream().map(found -> found.rule().id()).toList();
  }

  Detection only(String id) {
    List<Detection> all =
        detections.stream().filter(found -> found.rule().id().equals(id)).toList();
    if (all.size() != 1) {
      throw new AssertionError("expected one " + id + " among " + ids());
    }
    return all.get(0);
  }

  /** Heap in use when all that can go is gone, in bytes. */
  static long settledHeap() {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 4; i++) {
      System.gc();
      least =
          Math.min(least, Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory());
    }
    return least;
  }
}
