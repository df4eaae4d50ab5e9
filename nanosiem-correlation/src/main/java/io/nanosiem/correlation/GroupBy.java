package io.nanosiem.correlation;

import io.nanosiem.detect.Entity;
import io.nanosiem.event.Event;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whose events belong together: a chain is followed for each group by itself.
 *
 * <p>An event that lacks a field of the grouping takes no part in the chain, and is counted.
 * Immutable; groupings of the same fields are equal.
 */
public final class GroupBy {
  private static final GroupBy ATTACKER = new GroupBy(true, Entity.Kind.ADDRESS, List.of());
  private static final GroupBy ADDRESS = field("sourceIp", Entity.Kind.ADDRESS);
  private static final GroupBy HOST = field("host", Entity.Kind.HOST);
  private static final GroupBy USER = field("user", Entity.Kind.USER);
  private static final GroupBy SESSION = new GroupBy(false, Entity.Kind.SESSION, List.of());
  private static final GroupBy NOBODY = new GroupBy(false, Entity.Kind.OTHER, List.of());

  private static final List<String> SESSION_OF_HOST =
      List.of("TargetLogonId", "LogonId", "SubjectLogonId", "ses");
  private static final Set<String> NO_SESSION = Set.of("", "-", "0x0", "0", "-1", "4294967295");

  /** The key of all events in one group. */
  static final String EVERYBODY = "all";

  /** Longer values are shortened in keys. */
  private static final int LONGEST_VALUE = 512;

  private final boolean attacker;
  private final Entity.Kind kind;
  private final List<String> fields;

  private GroupBy(boolean attacker, Entity.Kind kind, List<String> fields) {
    this.attacker = attacker;
    this.kind = kind;
    this.fields = fields;
  }

  private static GroupBy field(String name, Entity.Kind kind) {
    return new GroupBy(false, kind, List.of(name));
  }

  /**
   * By whoever is behind the events, as well as the records tell: the source address, or the host
   * name that a record gives instead; for a record without either, the place from which its user
   * last logged in to its host; failing that the user at the host, the host alone, or the user
   * alone.
   *
   * @return the grouping of the built-in chains
   */
  public static GroupBy attacker() {
    return ATTACKER;
  }

  /**
   * By source address alone.
   *
   * @return a grouping on {@link Event#sourceAddress()}
   */
  public static GroupBy address() {
    return ADDRESS;
  }

  /**
   * By host alone.
   *
   * @return a grouping on {@link Event#host()}
   */
  public static GroupBy host() {
    return HOST;
  }

  /**
   * By user alone, whatever the host.
   *
   * @return a grouping on {@link Event#user()}
   */
  public static GroupBy user() {
    return USER;
  }

  /**
   * By session: the {@code session.id} that a record gives, which holds everywhere; else the logon
   * of a Windows machine ({@code TargetLogonId}, {@code LogonId}, {@code SubjectLogonId}) or the
   * audit session of a Linux one ({@code ses}), which hold on their host. Ids that stand for none
   * ({@code 0x0}, 4294967295) are none.
   *
   * @return a grouping on whatever tells sessions apart
   */
  public static GroupBy session() {
    return SESSION;
  }

  /**
   * All events in one group: one busy key, so keep it for rare steps.
   *
   * @return the grouping that does not group
   */
  public static GroupBy nothing() {
    return NOBODY;
  }

  /**
   * By the values of fields, all of which must be there. Numbers are their decimal text, so {@code
   * 1001} and {@code "1001"} are one group; a list counts as missing unless it has one element;
   * case matters.
   *
   * @param names as {@link Event#field(String)} takes them
   * @return the grouping
   * @throws IllegalArgumentException if no name is given
   */
  public static GroupBy fields(String... names) {
    if (names.length == 0) {
      throw new IllegalArgumentException("name at least one field to group by, or use nothing()");
    }
    return new GroupBy(false, Entity.Kind.OTHER, List.copyOf(Arrays.asList(names)));
  }

  boolean isAttacker() {
    return attacker;
  }

  Entity.Kind kind() {
    return kind;
  }

  /** The text that tells groups apart, and names them; null if a field is missing. */
  @Nullable String key(Event event) {
    return switch (kind) {
      case ADDRESS -> bounded(event.sourceAddress());
      case HOST -> bounded(event.host());
      case USER -> bounded(event.user());
      case SESSION -> bounded(session(event));
      default -> ofFields(event);
    };
  }

  /**
   * A value as part of a key: such a long one that nobody means it as a name stands as its
   * beginning and a hash, lest a few of them fill the memory that is there for groups.
   */
  static @Nullable String bounded(@Nullable String value) {
    if (value == null || value.length() <= LONGEST_VALUE) {
      return value;
    }
    int end = LONGEST_VALUE - 17;
    end -= Character.isHighSurrogate(value.charAt(end - 1)) ? 1 : 0;
    String hash = Long.toHexString(Hash64.of(0, value));
    return value.substring(0, end) + '\u2026' + "0".repeat(16 - hash.length()) + hash;
  }

  private static @Nullable String session(Event event) {
    String id = text(event.field("session.id"));
    if (id != null && !id.isEmpty()) {
      return id;
    }
    String host = event.host();
    for (String field : SESSION_OF_HOST) {
      String local = text(event.field(field));
      if (local != null && !NO_SESSION.contains(local)) {
        return host == null ? local : host + "/" + local;
      }
    }
    return null;
  }

  private @Nullable String ofFields(Event event) {
    if (fields.isEmpty()) {
      return EVERYBODY;
    }
    if (fields.size() == 1) {
      return bounded(text(event.field(fields.get(0))));
    }
    List<String> values = new ArrayList<>(fields.size());
    for (String field : fields) {
      String value = bounded(text(event.field(field)));
      if (value == null) {
        return null;
      }
      values.add(value);
    }
    return join(values);
  }

  /** Several values as one text that tells tuples apart. */
  static String join(List<String> values) {
    return values.size() == 1
        ? values.get(0)
        : String.join(", ", values.stream().map(GroupBy::quoted).toList());
  }

  /** A value that holds our separator is quoted, so that no two tuples look the same. */
  private static String quoted(String value) {
    if (value.indexOf(',') < 0 && value.indexOf('"') < 0) {
      return value;
    }
    return '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  /** The values that a key of so many was joined of. */
  static List<String> split(String key, int values) {
    if (values == 1) {
      return List.of(key);
    }
    List<String> parts = new ArrayList<>(values);
    StringBuilder part = new StringBuilder();
    boolean isQuoted = false;
    for (int i = 0; i < key.length(); i++) {
      char c = key.charAt(i);
      if (c == '"') {
        isQuoted = !isQuoted;
      } else if (isQuoted && c == '\\') {
        part.append(key.charAt(++i));
      } else if (c == ',' && !isQuoted) {
        parts.add(part.toString());
        part.setLength(0);
        i++; // the blank behind it
      } else {
        part.append(c);
      }
    }
    parts.add(part.toString());
    return parts;
  }

  /** The canonical text of a scalar; null for what is absent, null, or no scalar. */
  static @Nullable String text(@Nullable Object value) {
    if (value instanceof String string) {
      return string;
    }
    if (value instanceof Integer || value instanceof Long || value instanceof Boolean) {
      return value.toString();
    }
    if (value instanceof Double || value instanceof Float) {
      double number = ((Number) value).doubleValue();
      return Double.isFinite(number) ? plain(new BigDecimal(value.toString())) : value.toString();
    }
    if (value instanceof BigDecimal decimal) {
      return plain(decimal);
    }
    if (value instanceof BigInteger || value instanceof Short || value instanceof Byte) {
      return value.toString();
    }
    if (value instanceof List<?> list && list.size() == 1 && !(list.get(0) instanceof List)) {
      return text(list.get(0));
    }
    return null;
  }

  private static String plain(BigDecimal decimal) {
    // An exponent of a million would write out a million zeros.
    if (Math.abs((long) decimal.scale()) > 400) {
      return decimal.toString();
    }
    return decimal.signum() == 0 ? "0" : decimal.stripTrailingZeros().toPlainString();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof GroupBy that
        && attacker == that.attacker
        && kind == that.kind
        && fields.equals(that.fields);
  }

  @Override
  public int hashCode() {
    return Objects.hash(attacker, kind, fields);
  }

  @Override
  public String toString() {
    if (attacker) {
      return "attacker";
    }
    if (kind == Entity.Kind.SESSION) {
      return "session";
    }
    return fields.isEmpty() ? "nothing" : String.join(", ", fields);
  }
}
