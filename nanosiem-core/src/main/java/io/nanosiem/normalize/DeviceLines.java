package io.nanosiem.normalize;

import io.nanosiem.event.Event;
import io.nanosiem.event.EventCategory;
import io.nanosiem.event.EventTags;
import java.util.Locale;

/** Lines of appliances and servers of the network that have a form of their own. */
final class DeviceLines {
  private DeviceLines() {}

  /**
   * The packet filter of pfSense and OPNsense: columns by position, of which the version of IP (the
   * ninth) decides the rest (pfSense documentation, "Raw Filter Log Format").
   */
  static void filterlog(String s, Event.Builder event) {
    String[] columns = s.split(",", 32);
    if (columns.length < 20) {
      return;
    }
    boolean v4 = columns[8].equals("4");
    int protocol = v4 ? 16 : 12;
    int source = v4 ? 18 : 15;
    if (columns.length <= source + 1) {
      return;
    }
    AddressReader reader = new AddressReader();
    event.category(EventCategory.NETWORK);
    if (reader.whole(columns[source])) {
      event.sourceAddress(reader.text);
    }
    if (reader.whole(columns[source + 1])) {
      event.destinationAddress(reader.text);
    }
    String transport = columns[protocol].toLowerCase(Locale.ROOT);
    if (!transport.isEmpty() && transport.length() <= 16) {
      event.derived("network.transport", transport);
    }
    if ((transport.equals("tcp") || transport.equals("udp")) && columns.length > source + 3) {
      event.sourcePort(Facts.portAt(columns[source + 2], 0, ""));
      event.destinationPort(Facts.portAt(columns[source + 3], 0, ""));
    }
    event.derived("event.action", columns[6]);
    if (columns[6].equals("block") || columns[6].equals("reject")) {
      event.tag(EventTags.DENIED);
    }
  }

  /** OpenVPN: {@code bob/192.0.2.1:1194 text}, once a client has a name. */
  static void openVpn(String s, Event.Builder event) {
    AddressReader reader = new AddressReader();
    int slash = s.indexOf('/');
    int space = s.indexOf(' ');
    if (slash > 0 && slash < space && reader.at(s, slash + 1)) {
      Facts.user(event, s.substring(0, slash));
      event.category(EventCategory.NETWORK);
      event.sourceAddress(reader.text);
      if (reader.port >= 0) {
        event.sourcePort(reader.port);
      }
      return;
    }
    GenericLines.read(s, event, reader);
  }

  /** OpenLDAP: who binds, and from where a connection comes. */
  static void slapd(String s, Event.Builder event) {
    int bind = s.indexOf(" BIND dn=\"");
    if (bind > 0) {
      int from = bind + " BIND dn=\"".length();
      int end = s.indexOf('"', from);
      int equal = s.indexOf('=', from);
      if (equal > from && equal < end) {
        int comma = s.indexOf(',', equal);
        Facts.user(event, s.substring(equal + 1, comma > 0 && comma < end ? comma : end));
        event.category(EventCategory.AUTHENTICATION);
      }
      return;
    }
    int accept = s.indexOf(" ACCEPT from IP=");
    AddressReader reader = new AddressReader();
    if (accept > 0 && reader.at(s, accept + " ACCEPT from IP=".length())) {
      event.category(EventCategory.NETWORK);
      event.sourceAddress(reader.text);
      if (reader.port >= 0) {
        event.sourcePort(reader.port);
      }
      int local = s.indexOf(" (IP=", reader.end);
      if (local > 0 && reader.at(s, local + " (IP=".length())) {
        event.destinationAddress(reader.text);
        if (reader.port >= 0) {
          event.destinationPort(reader.port);
        }
      }
      return;
    }
    GenericLines.read(s, event, reader);
  }

  /**
   * NetScaler: {@code … - User bob - Client_ip 192.0.2.1 - … - Vserver 192.0.2.2:443 - …}; false if
   * the line has no such parts.
   */
  static boolean netScaler(String s, Event.Builder event) {
    int client = s.indexOf(" - Client_ip ");
    if (client < 0) {
      return false;
    }
    AddressReader reader = new AddressReader();
    event.category(EventCategory.NETWORK);
    Facts.source(event, reader, s, client + " - Client_ip ".length());
    int user = s.lastIndexOf("- User ", client);
    if (user > 0) {
      Facts.user(event, s.substring(user + "- User ".length(), client).strip());
    }
    int server = s.indexOf(" - Vserver ", client);
    if (server > 0 && reader.at(s, server + " - Vserver ".length())) {
      event.destinationAddress(reader.text);
      if (reader.port >= 0) {
        event.destinationPort(reader.port);
      }
    }
    if (s.lastIndexOf(" LOGIN ", client) > 0) {
      Facts.success(event);
    } else if (s.lastIndexOf(" LOGIN_FAILED ", client) > 0) {
      Facts.failure(event);
    }
    return true;
  }

  /** macOS: {@code Authentication: FAILED :: User Name: bob :: Viewer Address: 192.0.2.1 :: …}. */
  static void screenSharing(String s, Event.Builder event) {
    int name = s.indexOf(" :: User Name: ");
    int address = s.lastIndexOf(" :: Viewer Address: ");
    if (!s.startsWith("Authentication: ") || name < 0 || address < name) {
      return;
    }
    Facts.user(event, s.substring(name + " :: User Name: ".length(), address));
    Facts.source(event, new AddressReader(), s, address + " :: Viewer Address: ".length());
    if (s.startsWith("SUCCEEDED", "Authentication: ".length())) {
      Facts.success(event);
    } else {
      Facts.failure(event);
    }
  }

  /** macOS: the login window tells the session's own programs. */
  static void loginWindow(String s, Event.Builder event) {
    if (s.contains("com.apple.sessionDidLogin")) {
      Facts.success(event);
    }
  }
}
