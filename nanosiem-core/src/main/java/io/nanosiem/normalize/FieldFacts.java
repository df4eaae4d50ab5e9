package io.nanosiem.normalize;

import io.nanosiem.event.AuthenticationOutcome;
import io.nanosiem.event.Event;
import io.nanosiem.event.EventCategory;
import io.nanosiem.event.EventTags;
import io.nanosiem.event.LogFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the fields of a structured record mean: the names of CEF, of ECS (nested or with dots) and
 * those that most programs use. One pass over the fields; of several names for the same fact the
 * more exact one wins, whatever the order.
 */
final class FieldFacts {
  private @Nullable String source;
  private int sourceRank = Integer.MAX_VALUE;
  private @Nullable String destination;
  private int destinationRank = Integer.MAX_VALUE;
  private long sourcePort = -1;
  private long destinationPort = -1;
  private @Nullable String user;
  private int userRank = Integer.MAX_VALUE;
  private @Nullable String targetUser;
  private @Nullable String outcome;
  private @Nullable String action;
  private boolean authentication;
  private @Nullable String method;
  private long status = -1;
  private @Nullable String url;
  private int urlRank = Integer.MAX_VALUE;
  private @Nullable String path;
  private @Nullable String query;
  private @Nullable String agent;
  private @Nullable String state;
  private @Nullable String result;
  private boolean netfilter;
  private @Nullable String transport;
  private @Nullable String title;
  private boolean gelf;

  static void read(Event.Builder event) {
    FieldFacts facts = new FieldFacts();
    Map<String, ?> fields = event.fields();
    facts.gelf = fields.containsKey("short_message") && fields.containsKey("version");
    facts.look(fields, "");
    facts.apply(event);
  }

  private void look(Map<?, ?> fields, String prefix) {
    fields.forEach(
        (name, value) -> {
          if (value == null || !(name instanceof String key)) {
            return;
          }
          if (!(value instanceof String) && value instanceof Map<?, ?> map) {
            if (prefix.isEmpty()) {
              nested(key, map);
            }
          } else {
            // What a sender of GELF adds is marked with an underscore.
            boolean marked = gelf && key.length() > 1 && key.charAt(0) == '_';
            one(marked ? key.substring(1) : prefix.isEmpty() ? key : prefix + key, value);
          }
        });
  }

  /** The objects of ECS; what is deeper is not needed but for {@code http}. */
  private void nested(String key, Map<?, ?> map) {
    switch (key) {
      case "source" -> look(map, "source.");
      case "client" -> look(map, "client.");
      case "destination" -> look(map, "destination.");
      case "user" -> look(map, "user.");
      case "event" -> look(map, "event.");
      case "url" -> look(map, "url.");
      case "network" -> look(map, "network.");
      case "alert" -> look(map, "alert.");
      case "aws" -> look(map, "");
      case "sd" -> {
        for (Object element : map.values()) {
          if (element instanceof Map<?, ?> values) {
            look(values, "");
          }
        }
      }
      case "http" -> {
        if (map.get("request") instanceof Map<?, ?> request && request.get("method") != null) {
          one("http.request.method", request.get("method"));
        }
        if (map.get("response") instanceof Map<?, ?> response
            && response.get("status_code") != null) {
          one("http.response.status_code", response.get("status_code"));
        }
        look(map, "http.");
      }
      default -> {}
    }
  }

  private void one(String key, @Nullable Object value) {
    if (value == null) {
      return;
    }
    switch (key) {
      case "source.ip" -> source(value, 0);
      case "source.address",
          "src",
          "SRC",
          "src_ip",
          "srcip",
          "srcIp",
          "src-ip",
          "saddr",
          "srcaddr",
          "sourceAddress",
          "SourceAddress",
          "source-address",
          "source_address",
          "sip",
          "SrcIp",
          "Source",
          "c-ip" ->
          source(value, 1);
      case "client.ip",
          "client.address",
          "client",
          "client_ip",
          "clientip",
          "clientIp",
          "clientIP",
          "ClientIP",
          "ClientIp",
          "client_host",
          "remote_addr",
          "remote_ip",
          "remoteip",
          "remoteIp",
          "remoteAddr",
          "remoteAddress",
          "remip",
          "sourceIPAddress",
          "source_ip",
          "sourceip",
          "source_ip_address",
          "sourceIp",
          "SourceIp",
          "ip_client",
          "callerIpAddress",
          "IpAddress",
          "ipAddress" ->
          source(value, 2);
      case "ip", "addr", "rhost", "rip", "ipaddr", "ip_address", "userip", "loginip" ->
          source(value, 4);
      case "destination.ip" -> destination(value, 0);
      case "destination.address",
          "server.ip",
          "dst",
          "DST",
          "dst_ip",
          "dstip",
          "dstIp",
          "DstIp",
          "dst-ip",
          "daddr",
          "dstaddr",
          "dest",
          "dest_ip",
          "destip",
          "destinationAddress",
          "DestinationAddress",
          "destination-address",
          "destination_address",
          "destination_ip",
          "dip",
          "destinationip",
          "destinationIp",
          "DestinationIp",
          "target_host",
          "s-ip",
          "lip" ->
          destination(value, 1);
      case "source.port",
          "client.port",
          "spt",
          "SPT",
          "src_port",
          "srcport",
          "srcPort",
          "SrcPort",
          "src-port",
          "source_port",
          "sourcePort",
          "source-port",
          "SourcePort",
          "IpPort",
          "sport",
          "s_port" ->
          sourcePort = number(value, sourcePort);
      case "destination.port",
          "server.port",
          "dpt",
          "DPT",
          "dst_port",
          "dstport",
          "dstPort",
          "DstPort",
          "dst-port",
          "dest_port",
          "destport",
          "destination_port",
          "destinationPort",
          "destination-port",
          "DestinationPort",
          "s-port",
          "dport" ->
          destinationPort = number(value, destinationPort);
      case "user.name" -> user(value, 0);
      case "suser", "sourceUserName", "src_user", "srcuser" -> user(value, 1);
      case "duser", "destinationUserName", "dst_user", "dstuser" -> {
        user(value, 2);
        targetUser = text(value, targetUser);
      }
      case "user",
          "usr",
          "User",
          "usrName",
          "username",
          "userName",
          "user_name",
          "cs-username",
          "login",
          "usrname" ->
          user(value, 2);
      case "UserName" -> user(value, 3);
      case "logon_user" -> {
        // FortiGate's name@host.
        String name = first(value);
        int at = name == null ? -1 : name.indexOf('@');
        user(name != null && at > 0 ? name.substring(0, at) : name, 2);
      }
      case "ui" -> {
        // Fortinet's https(192.0.2.1): by which door an administrator came.
        String door = first(value);
        int open = door == null ? -1 : door.indexOf('(');
        if (door != null && open > 0) {
          source(door.substring(open + 1), 3);
        }
      }
      case "event.outcome", "outcome" -> outcome = text(value, outcome);
      case "categoryOutcome", "result" -> outcome = outcome == null ? text(value, null) : outcome;
      case "event.category" -> authentication |= mentions(value, "authentication");
      case "event.action", "action", "act" -> {
        action = text(value, action);
        authentication |= isAuthentication(action);
      }
      case "name", "alert.signature", "attack", "attack-name" -> {
        title = text(value, title);
        authentication |= isAuthentication(title);
      }
      case "logdesc", "log_component" -> authentication |= isAuthentication(first(value));
      case "deviceEventClassId", "cat", "event_type" ->
          authentication |= isAuthentication(first(value));
      case "http.request.method", "requestMethod", "method", "http_method", "verb", "cs-method" ->
          method = text(value, method);
      case "http.response.status_code",
          "status_code",
          "statusCode",
          "http_status",
          "elb_status_code",
          "sc-status" ->
          status = number(value, status);
      case "status" -> {
        status = status < 0 ? number(value, status) : status;
        if (status < 0 && action == null) {
          action = text(value, null);
        }
        state = text(value, state);
      }
      case "msg" -> {
        String text = text(value, null);
        if ("success".equals(text) || "failure".equals(text)) {
          result = text;
        }
      }
      case "log_subtype" -> action = action == null ? text(value, null) : action;
      case "url.path", "cs-uri-stem" -> path = text(value, path);
      case "url.query", "cs-uri-query" -> query = text(value, query);
      case "url.original", "url.full" -> url(value, 0);
      case "request", "requestUrl", "request_uri", "uri", "url" -> url(value, 1);
      case "path" -> url(value, 2);
      case "user_agent.original", "cs-user-agent", "user_agent" -> agent = text(value, agent);
      case "network.transport", "proto", "PROTO", "protocol", "transport" ->
          transport = text(value, transport);
      case "IN" -> netfilter = true;
      default -> {}
    }
  }

  private void source(Object value, int rank) {
    String text = first(value);
    if (text != null && rank < sourceRank) {
      source = text;
      sourceRank = rank;
    }
  }

  private void destination(Object value, int rank) {
    String text = first(value);
    if (text != null && rank < destinationRank) {
      destination = text;
      destinationRank = rank;
    }
  }

  private void user(@Nullable Object value, int rank) {
    String text = Facts.name(first(value));
    if (text != null && rank < userRank) {
      user = text;
      userRank = rank;
    }
  }

  private void url(Object value, int rank) {
    String text = first(value);
    int version = text == null ? -1 : text.lastIndexOf(" HTTP/");
    int space = version < 0 || text == null ? -1 : text.indexOf(' ');
    if (text != null && space > 0 && space < version && method(text.substring(0, space)) != null) {
      // The whole line of a request.
      method = method == null ? text.substring(0, space) : method;
      text = text.substring(space + 1, version);
    }
    if (text != null && rank < urlRank) {
      url = text;
      urlRank = rank;
    }
  }

  private void apply(Event.Builder event) {
    AddressReader reader = new AddressReader();
    if (source != null && event.sourceAddress() == null) {
      if (reader.leads(source)) {
        event.sourceAddress(reader.text);
        sourcePort = sourcePort < 0 ? reader.port : sourcePort;
      } else {
        Facts.domain(event, source);
      }
    }
    if (destination != null && event.destinationAddress() == null && reader.leads(destination)) {
      event.destinationAddress(reader.text);
      destinationPort = destinationPort < 0 ? reader.port : destinationPort;
    }
    if (isPort(sourcePort) && event.sourcePort().isEmpty()) {
      event.sourcePort((int) sourcePort);
    }
    if (isPort(destinationPort) && event.destinationPort().isEmpty()) {
      event.destinationPort((int) destinationPort);
    }
    Facts.user(event, user);
    if (targetUser != null && !targetUser.equals(user)) {
      event.derived("user.target.name", targetUser);
    }
    if (transport != null && transport.length() <= 16) {
      event.derived("network.transport", transport.toLowerCase(Locale.ROOT));
    }
    if ("tunnel-up".equals(action) && user != null) {
      // A user's VPN stands: he has proved who he is.
      Facts.success(event);
    }
    if (authentication) {
      if (event.category() == null) {
        event.category(EventCategory.AUTHENTICATION);
      }
      if (event.authenticationOutcome() == null) {
        event.authenticationOutcome(firstOutcome(outcome, state, action, title));
      }
    }
    web(event);
    if (result != null) {
      event.derived("event.outcome", result);
    }
    if (title != null && GenericLines.isPortScan(title)) {
      event.tag(EventTags.PORT_SCAN);
      event.category(EventCategory.INTRUSION_DETECTION);
    }
    if (event.category() == null
        && event.sourceAddress() != null
        && (netfilter || transport != null || event.format().equals(LogFormat.CEF))) {
      event.category(EventCategory.NETWORK);
    }
    if (isRefusal(action)) {
      event.tag(EventTags.DENIED);
    }
  }

  /** Whether a web server says so, though the client may have sent what is no request. */
  private static boolean isAccess(Event.Builder event) {
    Object dataset = event.derived("event.dataset");
    return "access".equals(dataset)
        || "error".equals(dataset)
        || (event.format().equals(LogFormat.COLUMNS) && event.fields().containsKey("sc-status"));
  }

  private void web(Event.Builder event) {
    String verb = method(method);
    boolean http = verb != null;
    if (verb != null) {
      event.derived("http.request.method", verb);
      if (event.category() == null) {
        event.category(EventCategory.WEB);
      }
    }
    if (isAccess(event) && event.category() == null) {
      event.category(EventCategory.WEB);
    }
    if (status >= 100
        && status <= 999
        && (http || isAccess(event) || path != null || url != null)) {
      event.derived("http.response.status_code", status);
    }
    if (path != null) {
      event.derived("url.path", path);
      if (WebRequests.isProbe(path, 0, path.length())) {
        event.tag(EventTags.WEB_PROBE);
      }
    }
    if (query != null) {
      event.derived("url.query", query);
    }
    if (path == null && url != null && (http || urlRank == 0)) {
      WebRequests.url(url, event);
    }
    if (agent != null && http) {
      event.derived("user_agent.original", agent);
    }
    if ((http || isAccess(event)) && status >= 100 && status <= 999) {
      event.derived("event.outcome", status < 400 ? "success" : "failure");
    }
  }

  /** A method of HTTP, in capitals as it should be or small as some loggers write it. */
  private static @Nullable String method(@Nullable String text) {
    if (text == null || text.isEmpty() || text.length() > 20) {
      return null;
    }
    switch (text) {
      case "get", "post", "put", "delete", "patch", "head", "options" -> {
        return text.toUpperCase(Locale.ROOT);
      }
      default -> {
        for (int i = 0; i < text.length(); i++) {
          char c = text.charAt(i);
          if ((c < 'A' || c > 'Z') && c != '_') {
            return null;
          }
        }
        return text;
      }
    }
  }

  private static boolean isPort(long port) {
    return port >= 0 && port <= 65535;
  }

  private static @Nullable AuthenticationOutcome outcome(@Nullable String text) {
    if (text == null) {
      return null;
    }
    if (Facts.indexOfIgnoringCase(text, "fail") >= 0
        || Facts.indexOfIgnoringCase(text, "denied") >= 0
        || Facts.indexOfIgnoringCase(text, "invalid") >= 0) {
      return AuthenticationOutcome.FAILURE;
    }
    return Facts.indexOfIgnoringCase(text, "success") >= 0 ? AuthenticationOutcome.SUCCESS : null;
  }

  private static @Nullable AuthenticationOutcome firstOutcome(@Nullable String... texts) {
    for (String text : texts) {
      AuthenticationOutcome outcome = outcome(text);
      if (outcome != null) {
        return outcome;
      }
    }
    return null;
  }

  private static boolean isRefusal(@Nullable String action) {
    if (action == null || action.length() > 32) {
      return false;
    }
    return switch (action.toLowerCase(Locale.ROOT)) {
      case "deny", "denied", "drop", "dropped", "block", "blocked", "reject", "rejected" -> true;
      default -> false;
    };
  }

  private static boolean isAuthentication(@Nullable String text) {
    return text != null
        && text.length() <= 256
        && (Facts.indexOfIgnoringCase(text, "login") >= 0
            || Facts.indexOfIgnoringCase(text, "logon") >= 0
            || Facts.indexOfIgnoringCase(text, "authentication") >= 0
            || Facts.indexOfIgnoringCase(text, "sign-in") >= 0);
  }

  private static boolean mentions(Object value, String word) {
    return value instanceof String
        ? word.equals(value)
        : value instanceof List<?> list && list.contains(word);
  }

  private static @Nullable String first(@Nullable Object value) {
    if (value instanceof String text) {
      return text.isEmpty() ? null : text;
    }
    return value instanceof List<?> list && !list.isEmpty() ? first(list.get(0)) : null;
  }

  private static @Nullable String text(@Nullable Object value, @Nullable String otherwise) {
    String text = first(value);
    return text != null ? text : otherwise;
  }

  private static long number(@Nullable Object value, long otherwise) {
    if (value instanceof Long || value instanceof Integer) {
      return ((Number) value).longValue();
    }
    if (value instanceof String text && !text.isEmpty() && text.length() < 10) {
      for (int i = 0; i < text.length(); i++) {
        if (!AddressReader.isDigit(text.charAt(i))) {
          return otherwise;
        }
      }
      return Facts.numberAt(text, 0);
    }
    return value instanceof List<?> list && !list.isEmpty()
        ? number(list.get(0), otherwise)
        : otherwise;
  }
}
