package io.nanosiem.normalize;

import io.nanosiem.event.Event;
import org.jspecify.annotations.Nullable;

/**
 * The names that rules for proxies use beside those for web servers: {@code c-uri}, {@code
 * c-useragent}, {@code cs-host}, {@code r-dns} and so on, for a line of an access log that names
 * the host asked for.
 *
 * <p>A request whose target is a whole URL, or a host to connect to, is what a client sends to a
 * proxy (RFC 9112 §3.2). But it may send that to a web server too, so such a line is not said to
 * come from either: else it could choose which rules are not asked.
 */
final class ProxyNames {
  private static final int MAX_EXTENSION = 16;

  private ProxyNames() {}

  static void read(Event.Builder event) {
    if (!(event.field("cs-uri-stem") instanceof String stem)) {
      return;
    }
    String host = host(stem, "CONNECT".equals(event.field("cs-method")));
    if (host == null) {
      return;
    }
    event.derived("r-dns", host);
    event.derived("cs-host", host);
    copy(event, "cs-user-agent", "c-useragent");
    copy(event, "cs-referer", "cs-referrer");
    String query = event.field("cs-uri-query") instanceof String text ? text : null;
    String uri = query == null ? stem : stem + '?' + query;
    event.derived("c-uri", uri);
    event.derived("cs-uri", uri);
    event.derived("c-uri-stem", stem);
    if (query != null) {
      event.derived("c-uri-query", query);
    }
    String extension = extension(stem);
    if (extension != null) {
      event.derived("c-uri-extension", extension);
    }
    AddressReader reader = new AddressReader();
    if (event.destinationAddress() == null && reader.whole(host)) {
      event.destinationAddress(reader.text);
      event.derived("dst_ip", reader.text);
    }
  }

  /** Whether the target of the request names a host. */
  static boolean isForProxy(Event.Builder event) {
    return event.derived("r-dns") != null;
  }

  private static void copy(Event.Builder event, String from, String to) {
    if (event.field(from) instanceof String text) {
      event.derived(to, text);
    }
  }

  private static @Nullable String extension(String stem) {
    int slash = stem.lastIndexOf('/');
    int dot = stem.lastIndexOf('.');
    boolean has = slash >= 0 && dot > slash && stem.length() - dot - 1 <= MAX_EXTENSION;
    // The last dot of "http://example.org" is of the host.
    boolean isHost = slash > 0 && stem.charAt(slash - 1) == '/' && stem.indexOf("://") == slash - 2;
    return has && !isHost && dot + 1 < stem.length() ? stem.substring(dot + 1) : null;
  }

  private static @Nullable String host(String stem, boolean isConnect) {
    int from = 0;
    if (!isConnect) {
      int scheme = stem.indexOf("://");
      if (scheme <= 0 || scheme > 10) {
        return null;
      }
      from = scheme + 3;
    }
    int end = stem.indexOf('/', from);
    end = end < 0 ? stem.length() : end;
    int user = stem.lastIndexOf('@', end - 1);
    from = user >= from ? user + 1 : from;
    int port = stem.lastIndexOf(':', end - 1);
    if (port > from && stem.charAt(end - 1) != ']') {
      end = port;
    }
    return end > from && end - from <= 255 ? stem.substring(from, end) : null;
  }
}
