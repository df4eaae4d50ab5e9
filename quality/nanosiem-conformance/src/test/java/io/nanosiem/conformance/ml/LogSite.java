package io.nanosiem.conformance.ml;

import java.util.ArrayList;
import java.util.List;

/** The people of the made-up site and their habits; its hosts. Immutable once made. */
final class LogSite {
  enum Role {
    OFFICE(2),
    DEVELOPER(3),
    ADMINISTRATOR(4),
    TRAVELLER(5);

    private final int network;

    Role(int network) {
      this.network = network;
    }
  }

  /**
   * One who works there.
   *
   * @param name the account
   * @param role what the person does
   * @param desk the own computer's address
   * @param home the address at home or on the road
   * @param start the usual hour of coming, such as 8.25, in the office's time
   * @param hours how long a day is
   * @param sudoer whether the person uses sudo
   * @param servers which servers the person logs in to
   */
  record Person(
      String name,
      Role role,
      String desk,
      String home,
      double start,
      double hours,
      boolean sudoer,
      List<String> servers) {
    boolean isTechnical() {
      return role == Role.DEVELOPER || role == Role.ADMINISTRATOR;
    }
  }

  static final String[] SERVERS = {
    "web1", "web2", "app1", "app2", "db1", "mail1", "bastion1", "build1", "file1", "dns1"
  };

  private static final String[] BEGINNINGS = {
    "am", "bri", "cor", "del", "ed", "fi", "gus", "hel", "iv", "jor", "kat", "lu", "mir", "nor",
    "os", "pet", "ro", "sil", "tam", "ul", "vik", "wal", "yas", "zo"
  };
  private static final String[] ENDINGS = {"a", "bert", "dan", "el", "ina", "ke", "mar", "ne", "o"};
  private static final int PEOPLE = 60;
  private static final int LATER = 40;

  private final List<Person> people = new ArrayList<>();

  LogSite(long seed) {
    Dice dice = new Dice(seed, -1);
    while (people.size() < PEOPLE + LATER) {
      int place = people.size();
      String name = dice.of(BEGINNINGS) + dice.of(ENDINGS);
      if (people.stream().anyMatch(other -> other.name().equals(name))) {
        continue;
      }
      Role role = role(place);
      boolean isTechnical = role == Role.DEVELOPER || role == Role.ADMINISTRATOR;
      people.add(
          new Person(
              name,
              role,
              "10.20." + role.network + "." + (10 + place),
              dice.chance(0.3)
                  ? "2001:db8:40:" + Integer.toHexString(0x100 + place) + "::" + dice.hex(3)
                  : "203.0.113." + (10 + place),
              dice.normal(isTechnical ? 8.6 : 7.6, 0.7),
              dice.uniform(7.5, 9.5),
              role == Role.ADMINISTRATOR || (role == Role.DEVELOPER && place % 3 == 0),
              servers(role, dice)));
    }
  }

  private static Role role(int place) {
    return switch (place % 15) {
      case 0 -> Role.ADMINISTRATOR;
      case 1, 2, 3 -> Role.DEVELOPER;
      case 4 -> Role.TRAVELLER;
      default -> Role.OFFICE;
    };
  }

  private static List<String> servers(Role role, Dice dice) {
    return switch (role) {
      case ADMINISTRATOR -> List.of(SERVERS);
      case DEVELOPER -> List.of("bastion1", "build1", dice.of("app1", "app2", "web1", "web2"));
      default -> List.of();
    };
  }

  /** Who works there once some have joined. */
  List<Person> people(int joined) {
    return people.subList(0, PEOPLE + Math.min(LATER, joined));
  }

  static String address(String server) {
    for (int i = 0; i < SERVERS.length; i++) {
      if (SERVERS[i].equals(server)) {
        return "10.20.1." + (10 + i);
      }
    }
    return "10.20.1.40";
  }
}
