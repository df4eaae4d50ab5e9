package io.nanosiem.conformance.parse;

import io.nanosiem.event.Event;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The names that other suites give to the fields of LEEF, pairs, web servers, load balancers and
 * flow logs, and where ours are.
 */
final class ProductFields {
  private ProductFields() {}

  private static final Map<String, String> NAMES =
      Map.ofEntries(
          Map.entry("leef.version", "leefVersion"),
          Map.entry("leef.vendor", "deviceVendor"),
          Map.entry("leef.product", "deviceProduct"),
          Map.entry("leef.productVersion", "deviceVersion"),
          Map.entry("leef.eventId", "deviceEventClassId"),
          Map.entry("apache.host", "c-ip"),
          Map.entry("apache.identity", "ident"),
          Map.entry("apache.user", "cs-username"),
          Map.entry("apache.method", "cs-method"),
          Map.entry("apache.protocol", "cs-version"),
          Map.entry("apache.status", "sc-status"),
          Map.entry("apache.size", "sc-bytes"),
          Map.entry("apache.referrer", "cs-referer"),
          Map.entry("apache.agent", "cs-user-agent"),
          Map.entry("apache.module", "module"),
          Map.entry("apache.severity", "level"),
          Map.entry("apache.thread", "tid"),
          Map.entry("nginx.user", "cs-username"),
          Map.entry("nginx.remote_addr", "c-ip"),
          Map.entry("nginx.remote_user", "cs-username"),
          Map.entry("nginx.request", "request"),
          Map.entry("nginx.status", "sc-status"),
          Map.entry("nginx.size", "sc-bytes"),
          Map.entry("nginx.body_bytes_size", "sc-bytes"),
          Map.entry("nginx.referer", "cs-referer"),
          Map.entry("nginx.http_referer", "cs-referer"),
          Map.entry("nginx.agent", "cs-user-agent"),
          Map.entry("nginx.http_user_agent", "cs-user-agent"),
          Map.entry("nginx.http_x_forwarded_for", "x_forwarded_for"),
          Map.entry("nginx.compression", "compression"),
          Map.entry("nginx.severity", "level"),
          Map.entry("nginx.cid", "connection"),
          Map.entry("nginx.host", "cs-host"),
          Map.entry("aws-alb.request_method", "cs-method"),
          Map.entry("aws-alb.request_protocol", "cs-version"));

  /** Whether a name belongs to one of these products. */
  static boolean knows(String name) {
    int point = name.indexOf('.');
    return name.equals("kv")
        || (point > 0
            && switch (name.substring(0, point)) {
              case "leef", "apache", "nginx", "glog", "klog", "aws-alb", "aws-vpcflow" -> true;
              default -> false;
            });
  }

  /** What is not as expected, or null. */
  static @Nullable String difference(String name, @Nullable Object want, Event event) {
    if (name.equals("kv") || name.equals("leef.attrs")) {
      List<String> different = new ArrayList<>();
      ((Map<?, ?>) Objects.requireNonNull(want))
          .forEach(
              (key, value) -> {
                Object got = event.fields().get(key);
                if (!Objects.equals(String.valueOf(value), String.valueOf(got))) {
                  different.add(key + ": expected " + value + ", got " + got);
                }
              });
      return different.isEmpty() ? null : different.toString();
    }
    Object got = actual(name, event);
    return same(want, got) ? null : name + ": expected " + want + ", got " + got;
  }

  private static @Nullable Object actual(String name, Event event) {
    String last = name.substring(name.indexOf('.') + 1);
    boolean error = event.format().name().equals("weberror");
    switch (name) {
      case "apache.timestamp", "nginx.timestamp", "glog.timestamp", "aws-alb.timestamp" -> {
        return event.hasOwnTime() ? event.time() : null;
      }
      case "apache.message" -> {
        return error ? event.message() : event.fields().get("request");
      }
      case "apache.client", "apache.port", "nginx.client" -> {
        Object client = event.fields().get(error ? "client" : "c-ip");
        int colon = String.valueOf(client).lastIndexOf(':');
        return name.equals("nginx.client") || client == null
            ? client
            : name.equals("apache.client")
                ? client.toString().substring(0, colon)
                : client.toString().substring(colon + 1);
      }
      case "apache.path", "aws-alb.request_url" -> {
        Object stem = event.fields().get("cs-uri-stem");
        Object query = event.fields().get("cs-uri-query");
        return query == null ? stem : stem + "?" + query;
      }
      case "apache.pid", "nginx.pid", "glog.id", "klog.id" -> {
        return event.pid().isPresent() ? event.pid().getAsLong() : null;
      }
      case "nginx.message", "glog.message", "klog.message" -> {
        return event.message();
      }
      case "glog.level", "klog.level" -> {
        return event.severity() == null ? null : event.severity().keyword();
      }
      case "glog.file", "klog.file" -> {
        return event.program();
      }
      case "glog.line", "klog.line" -> {
        return event.derived().get("log.origin.file.line");
      }
      case "aws-alb.target_port_list", "aws-alb.target_status_code_list" -> {
        Object list = event.fields().get(last);
        return list == null ? null : "[" + String.valueOf(list).replace(" ", ", ") + "]";
      }
      case "apache.__expr__" -> {
        // An empty map in the source code of the suite.
        return event.fields().isEmpty() ? "BTreeMap::new()" : event.fields();
      }
      default -> {
        return event.fields().get(NAMES.getOrDefault(name, last));
      }
    }
  }

  /** A dash and an empty text say as little as no value; numbers are equal by value. */
  private static boolean same(@Nullable Object want, @Nullable Object got) {
    String wanted = want == null || "-".equals(want) ? "" : want.toString();
    String text = got == null ? "" : got.toString();
    if (wanted.equals(text)) {
      return true;
    }
    if (got instanceof Instant) {
      return Instant.parse(wanted).equals(got);
    }
    try {
      return new BigDecimal(wanted).compareTo(new BigDecimal(text)) == 0;
    } catch (NumberFormatException e) {
      return false;
    }
  }
}
