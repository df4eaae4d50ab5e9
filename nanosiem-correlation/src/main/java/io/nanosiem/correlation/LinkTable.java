package io.nanosiem.correlation;

import io.nanosiem.internal.EventSize;
import java.io.IOException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * From where a user last logged in to a host: what turns a sudo line without an address into one
 * about the attacker.
 *
 * <p>Written by successful logins that name user and address, keyed by host <em>and</em> user: two
 * users of one host are never mixed, nor is one user of two hosts. Asked with a time, it answers
 * with the newest login at or before that time, so a late record is not linked to a login that came
 * after it; it remembers the newest login and the one before, which is all a late record within
 * reason can need. A login counts for a while and is then forgotten. Bounded: beyond the cap the
 * login that is longest ago in order of arrival goes first, and is counted. Names beyond what hosts
 * and users have are not learned: logins are the last to go when memory is short, and a few dozen
 * of a megabyte each would displace all groups.
 */
final class LinkTable {
  /** No host has a longer name, and no user. */
  static final int LONGEST_NAME = 255;

  private static final long ENTRY_BYTES = 64 + 40 + 48 + 16;

  private final int cap;
  private final long validity;
  private final Map<String, Link> links = new LinkedHashMap<>();
  private long bytes;
  long evicted;

  LinkTable(int cap, long validityMillis) {
    this.cap = cap;
    this.validity = validityMillis;
  }

  static String key(@Nullable String host, String user) {
    return (host == null ? "" : host) + '\0' + user;
  }

  void learn(@Nullable String host, String user, String address, long time, long now) {
    if (isLong(host) || isLong(user) || isLong(address)) {
      return;
    }
    String key = key(host, user);
    Link link = links.remove(key);
    if (link == null) {
      link = new Link(address, time);
      bytes += size(key, link);
    } else {
      bytes -= size(key, link);
      link.learn(address, time);
      bytes += size(key, link);
    }
    link.fresh = Math.max(time, now);
    links.put(key, link);
    if (links.size() > cap) {
      dropEldest();
    }
  }

  private static boolean isLong(@Nullable String name) {
    return name != null && name.length() > LONGEST_NAME;
  }

  /** The address behind a user at a host at a time; null if unknown. */
  @Nullable String find(String key, long time) {
    Link link = links.get(key);
    return link == null ? null : link.at(time, validity);
  }

  /** Forgets logins that no longer count. */
  void expire(long now) {
    Iterator<Map.Entry<String, Link>> eldest = links.entrySet().iterator();
    while (eldest.hasNext()) {
      Map.Entry<String, Link> entry = eldest.next();
      if (entry.getValue().fresh >= now - validity) {
        return;
      }
      bytes -= size(entry.getKey(), entry.getValue());
      eldest.remove();
    }
  }

  /** Forgets the eldest login to make room. */
  boolean dropEldest() {
    Iterator<Map.Entry<String, Link>> eldest = links.entrySet().iterator();
    if (!eldest.hasNext()) {
      return false;
    }
    Map.Entry<String, Link> entry = eldest.next();
    bytes -= size(entry.getKey(), entry.getValue());
    eldest.remove();
    evicted++;
    return true;
  }

  void write(StateWriter out) throws IOException {
    out.number(evicted);
    out.number(links.size());
    for (Map.Entry<String, Link> entry : links.entrySet()) {
      Link link = entry.getValue();
      out.text(entry.getKey());
      out.text(link.address);
      out.number(link.time);
      out.text(link.before);
      out.number(link.beforeTime);
      out.number(link.fresh);
    }
  }

  void read(StateReader in) throws IOException {
    evicted = in.number();
    for (int i = in.count(Integer.MAX_VALUE); i > 0; i--) {
      String key = in.text();
      Link link = new Link(in.text(), in.number());
      link.before = in.textOrNull();
      link.beforeTime = in.number();
      link.fresh = in.number();
      bytes += size(key, link);
      links.put(key, link);
      if (links.size() > cap) {
        dropEldest();
      }
    }
  }

  int size() {
    return links.size();
  }

  long bytes() {
    return bytes + 8L * links.size();
  }

  private static long size(String key, Link link) {
    return ENTRY_BYTES
        + EventSize.ofText(key)
        + EventSize.ofText(link.address)
        + EventSize.ofText(link.before);
  }

  private static final class Link {
    String address;
    long time;
    @Nullable String before;
    long beforeTime;

    /** From when its age is counted: a machine whose clock is slow is not forgotten for that. */
    long fresh;

    Link(String address, long time) {
      this.address = address;
      this.time = time;
    }

    void learn(String newAddress, long newTime) {
      if (newTime >= time) {
        before = address;
        beforeTime = time;
        address = newAddress;
        time = newTime;
      } else if (before == null || newTime >= beforeTime) {
        before = newAddress;
        beforeTime = newTime;
      }
    }

    @Nullable String at(long when, long validity) {
      if (when >= time) {
        return when - time <= validity ? address : null;
      }
      return before != null && when >= beforeTime && when - beforeTime <= validity ? before : null;
    }
  }
}
