package io.nanosiem.normalize;

import io.nanosiem.event.Event;
import io.nanosiem.event.EventCategory;
import io.nanosiem.event.EventTags;
import java.util.Locale;

/**
 * Packets that netfilter logs (iptables, nftables, ufw): {@code IN=eth0 OUT= SRC=… DST=… SPT=…}.
 */
final class FirewallLines {
  private static final String[] REFUSALS = {"drop", "block", "deny", "denied", "reject", "refuse"};

  private FirewallLines() {}

  /** Where the fields begin, or -1 if this is no packet. */
  static int find(String s) {
    int in = s.indexOf("IN=");
    if (in < 0 || (in > 0 && s.charAt(in - 1) != ' ' && s.charAt(in - 1) != ']')) {
      return -1;
    }
    return s.indexOf(" SRC=", in) > 0 && s.indexOf(" DST=", in) > 0 ? in : -1;
  }

  /** Reads the fields; a packet quoted within an ICMP error comes second and does not count. */
  static void read(String s, int in, Event.Builder event) {
    event.category(EventCategory.NETWORK);
    AddressReader reader = new AddressReader();
    int i = in;
    while (i < s.length()) {
      int end = s.indexOf(' ', i);
      if (end < 0) {
        end = s.length();
      }
      if (end - i > 4 && s.charAt(i + 3) == '=') {
        if (s.startsWith("SRC", i)) {
          if (event.sourceAddress() == null && reader.at(s, i + 4)) {
            event.sourceAddress(reader.text);
          }
        } else if (s.startsWith("DST", i)) {
          if (event.destinationAddress() == null && reader.at(s, i + 4)) {
            event.destinationAddress(reader.text);
          }
        } else if (s.startsWith("SPT", i)) {
          int port = Facts.portAt(s, i, "SPT=");
          if (port >= 0 && event.sourcePort().isEmpty()) {
            event.sourcePort(port);
          }
        } else if (s.startsWith("DPT", i)) {
          int port = Facts.portAt(s, i, "DPT=");
          if (port >= 0 && event.destinationPort().isEmpty()) {
            event.destinationPort(port);
          }
        }
      } else if (end - i > 6 && s.startsWith("PROTO=", i)) {
        event.derived(
            "network.transport",
            s.substring(i + 6, Math.min(end, i + 22)).toLowerCase(Locale.ROOT));
      }
      i = end + 1;
    }
    // The rule's own words stand in front: "[UFW BLOCK] ", "DROP ".
    String prefix = s.substring(Math.max(0, in - 128), in);
    for (String refusal : REFUSALS) {
      if (Facts.indexOfIgnoringCase(prefix, refusal) >= 0) {
        event.tag(EventTags.DENIED);
        return;
      }
    }
  }
}
