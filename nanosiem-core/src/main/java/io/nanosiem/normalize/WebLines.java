package io.nanosiem.normalize;

import io.nanosiem.event.Event;
import io.nanosiem.event.EventCategory;
import io.nanosiem.event.EventTags;
import java.util.Locale;

/** Access and error logs of web servers, and what a request asks for. */
final class WebLines {
  private static final int MAX_SEGMENT = 32;

  private WebLines() {}

  /**
   * Reads {@code client ident user [time] "METHOD path PROTOCOL" status bytes …}, with or without
   * the name of the virtual host in front.
   *
   * @return false, with nothing set, if this is not such a line
   */
  static boolean access(String s, Event.Builder event) {
    int quote = s.indexOf("] \"");
    int bracket = quote < 0 ? -1 : s.lastIndexOf('[', quote);
    if (bracket < 4 || quote - bracket < 12 || s.charAt(bracket - 1) != ' ') {
      return false;
    }
    int clientEnd = s.indexOf(' ');
    int request = quote + 3;
    int requestEnd = endOfQuoted(s, request);
    if (clientEnd <= 0 || clientEnd >= bracket || requestEnd < 0) {
      return false;
    }
    int status = status(s, requestEnd + 1);
    if (status < 0 && !s.startsWith(" - ", requestEnd + 1)) {
      return false;
    }
    AddressReader reader = new AddressReader();
    event.category(EventCategory.WEB);
    int clientAt = 0;
    if (!reader.at(s, 0) || reader.end != clientEnd) {
      // A virtual host comes first in some formats, the client second.
      int second = clientEnd + 1;
      int secondEnd = s.indexOf(' ', second);
      if (secondEnd > 0 && secondEnd < bracket && reader.at(s, second) && reader.end == secondEnd) {
        clientAt = second;
        clientEnd = secondEnd;
      }
    }
    Facts.source(event, reader, s, clientAt);
    int identEnd = s.indexOf(' ', clientEnd + 1);
    if (identEnd > 0 && identEnd + 1 < bracket - 1) {
      Facts.user(event, s.substring(identEnd + 1, bracket - 1));
    }
    if (status >= 0) {
      event.derived("http.response.status_code", (long) status);
    }
    request(s, request, requestEnd, event);
    agent(s, requestEnd + 1, event);
    return true;
  }

  private static void agent(String s, int from, Event.Builder event) {
    int referrer = s.indexOf('"', from);
    int referrerEnd = referrer < 0 ? -1 : endOfQuoted(s, referrer + 1);
    if (referrerEnd < 0 || !s.startsWith(" \"", referrerEnd + 1)) {
      return;
    }
    int agent = referrerEnd + 3;
    int agentEnd = endOfQuoted(s, agent);
    if (agentEnd > agent && !(agentEnd == agent + 1 && s.charAt(agent) == '-')) {
      event.derived("user_agent.original", s.substring(agent, agentEnd));
    }
  }

  private static int status(String s, int from) {
    if (Facts.at(s, from) != ' ' || Facts.at(s, from + 4) > ' ') {
      return -1;
    }
    for (int i = from + 1; i < from + 4; i++) {
      if (!AddressReader.isDigit(Facts.at(s, i))) {
        return -1;
      }
    }
    int status = Facts.numberAt(s, from + 1);
    return status > 999 ? -1 : status;
  }

  private static int endOfQuoted(String s, int from) {
    int i = from;
    while (i < s.length()) {
      char c = s.charAt(i);
      if (c == '"') {
        return i;
      }
      i += c == '\\' ? 2 : 1;
    }
    return -1;
  }

  /** Error logs: Apache's {@code [client 192.0.2.1:80]}, nginx's {@code client: 192.0.2.1, …}. */
  static boolean error(String s, Event.Builder event) {
    AddressReader reader = new AddressReader();
    int apache = s.indexOf("[client ");
    int at;
    if (apache >= 0) {
      at = apache + "[client ".length();
      int process = s.indexOf("[pid ");
      int pid =
          process < 0 || process > apache ? -1 : Facts.numberAt(s, process + "[pid ".length());
      if (pid >= 0 && event.pid().isEmpty()) {
        event.pid(pid);
      }
    } else {
      int nginx = s.indexOf(", client: ");
      if (nginx < 0) {
        return false;
      }
      at = nginx + ", client: ".length();
    }
    event.category(EventCategory.WEB);
    Facts.source(event, reader, s, at);
    int request = s.indexOf(", request: \"", at);
    if (request > 0) {
      int from = request + ", request: \"".length();
      int end = endOfQuoted(s, from);
      if (end > from) {
        request(s, from, end, event);
      }
    }
    return true;
  }

  /** {@code GET /index.html HTTP/1.1}; anything else that clients send is no request. */
  private static void request(String s, int from, int to, Event.Builder event) {
    int i = from;
    while (i < to && i < from + 20 && s.charAt(i) >= 'A' && s.charAt(i) <= 'Z') {
      i++;
    }
    if (i == from || i >= to || s.charAt(i) != ' ') {
      return;
    }
    String method = s.substring(from, i);
    int end = to;
    int protocol = s.lastIndexOf(" HTTP/", to);
    if (protocol > i && protocol < to) {
      end = protocol;
    }
    if (end > i + 1) {
      event.derived("http.request.method", method);
      url(s.substring(i + 1, end), event);
    }
  }

  /**
   * Path and query of a URL, absolute or not; and whether the path is one that scanners ask for.
   */
  static void url(String url, Event.Builder event) {
    int from = 0;
    int scheme = url.indexOf("://");
    if (scheme > 0 && scheme < 12) {
      from = url.indexOf('/', scheme + 3);
      if (from < 0) {
        event.derived("url.path", "/");
        return;
      }
    }
    int query = url.indexOf('?', from);
    int fragment = query < 0 ? url.indexOf('#', from) : -1;
    int end = query >= 0 ? query : fragment >= 0 ? fragment : url.length();
    if (end > from) {
      event.derived("url.path", url.substring(from, end));
    }
    if (query >= 0 && query + 1 < url.length()) {
      event.derived("url.query", url.substring(query + 1));
    }
    if (isProbe(url, from, end)) {
      event.tag(EventTags.WEB_PROBE);
    }
  }

  /** Whether a whole segment of the path, in any case, is on the list. */
  static boolean isProbe(String s, int from, int to) {
    int i = from;
    String before = "";
    while (i < to) {
      if (s.charAt(i) == '/') {
        i++;
        continue;
      }
      int end = s.indexOf('/', i);
      if (end < 0 || end > to) {
        end = to;
      }
      String segment = end - i > MAX_SEGMENT ? "" : s.substring(i, end).toLowerCase(Locale.ROOT);
      switch (segment) {
        case "admin",
            "administrator",
            "wp-admin",
            "wp-login.php",
            "wp-config.php",
            "xmlrpc.php",
            "phpmyadmin",
            "pma",
            "myadmin",
            "phpinfo.php",
            "config.php",
            ".env",
            ".git",
            ".svn",
            ".aws",
            ".ssh",
            ".htpasswd",
            ".htaccess",
            ".ds_store",
            "web.config",
            "server-status",
            "actuator",
            "boaform",
            "hnap1" -> {
          return true;
        }
        case "html", "status", "text" -> {
          // Tomcat's manager; a page called manager.html or /manager of an application is none.
          if (before.equals("manager")) {
            return true;
          }
        }
        default -> {}
      }
      before = segment;
      i = end + 1;
    }
    return false;
  }
}
