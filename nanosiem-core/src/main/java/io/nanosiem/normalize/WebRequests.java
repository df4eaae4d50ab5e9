package io.nanosiem.normalize;

import io.nanosiem.event.Event;
import io.nanosiem.event.EventTags;
import java.util.Locale;

/** What a request asks for. */
final class WebRequests {
  private static final int MAX_SEGMENT = 32;

  private WebRequests() {}

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
