package io.nanosiem.stix;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Identifiers that two sensors agree on: the same observable has the same identifier wherever it is
 * written down, so that a consumer stores it once.
 *
 * <p>STIX 2.1 §2.9 derives the identifier of a cyber observable from a few of its properties: a
 * version 5 UUID over their canonical JSON (RFC 8785), in a namespace that the specification gives.
 * All other objects of ours are named in a namespace of our own, {@link #NAMESPACE}, by a canonical
 * JSON array of type and key.
 *
 * <p>Stateless and thread-safe.
 */
public final class StixIds {
  /** The namespace of the specification for cyber observables. */
  public static final UUID OBSERVABLES = UUID.fromString("00abedb4-aa42-466c-9c01-fed23315a9b7");

  /**
   * Our namespace for everything else: the version 5 UUID of {@code urn:nanosiem:stix} in the
   * namespace for URLs of RFC 4122.
   */
  public static final UUID NAMESPACE =
      version5(UUID.fromString("6ba7b811-9dad-11d1-80b4-00c04fd430c8"), "urn:nanosiem:stix");

  private static final List<String> PREFERRED_HASHES =
      List.of("MD5", "SHA-1", "SHA-256", "SHA-512");

  private StixIds() {}

  /**
   * The identifier of a cyber observable.
   *
   * @param object its properties by their STIX names, {@code type} among them; values are strings,
   *     numbers, booleans, lists and maps
   * @return {@code type--uuid}; null if the object has none of the properties that its identifier
   *     is made of, or its type has none, so that it must have a random (version 4) UUID
   * @throws IllegalArgumentException if there is no {@code type}, or a number is not finite
   */
  public static @Nullable String observable(Map<String, ?> object) {
    if (!(object.get("type") instanceof String type)) {
      throw new IllegalArgumentException("the object has no type");
    }
    TreeMap<String, Object> contributing = new TreeMap<>();
    for (String name : contributingTo(type)) {
      Object value = object.get(name);
      if (value == null) {
        continue;
      }
      if (name.equals("hashes") && value instanceof Map<?, ?> hashes) {
        String best = bestHash(hashes);
        if (best != null) {
          contributing.put(name, Map.of(best, String.valueOf(hashes.get(best))));
        }
      } else {
        contributing.put(name, value);
      }
    }
    return contributing.isEmpty() ? null : observable(type, Jcs.canonical(contributing));
  }

  /** The identifier of an observable whose contributing properties are canonical already. */
  static String observable(String type, String canonical) {
    return type + "--" + version5(OBSERVABLES, canonical);
  }

  /** The identifier of one of our other objects: its type goes into the name, and so does a key. */
  static String of(UUID namespace, String type, Object... key) {
    Object[] name = new Object[key.length + 1];
    name[0] = type;
    System.arraycopy(key, 0, name, 1, key.length);
    return type + "--" + version5(namespace, Jcs.array(name));
  }

  private static List<String> contributingTo(String type) {
    return switch (type) {
      case "ipv4-addr", "ipv6-addr", "mac-addr", "domain-name", "url", "email-addr" ->
          List.of("value");
      case "autonomous-system" -> List.of("number");
      case "user-account" -> List.of("account_type", "user_id", "account_login");
      case "file" -> List.of("hashes", "name", "extensions", "parent_directory_ref");
      case "directory" -> List.of("path");
      case "mutex" -> List.of("name");
      case "network-traffic" ->
          List.of(
              "start",
              "end",
              "src_ref",
              "dst_ref",
              "src_port",
              "dst_port",
              "protocols",
              "extensions");
      case "software" -> List.of("name", "cpe", "swid", "vendor", "version");
      case "windows-registry-key" -> List.of("key", "values");
      case "artifact" -> List.of("hashes", "payload_bin");
      case "email-message" -> List.of("from_ref", "subject", "body");
      case "x509-certificate" -> List.of("hashes", "serial_number");
      default -> List.of();
    };
  }

  private static @Nullable String bestHash(Map<?, ?> hashes) {
    for (String name : PREFERRED_HASHES) {
      if (hashes.get(name) != null) {
        return name;
      }
    }
    String first = null;
    for (Object name : hashes.keySet()) {
      String candidate = String.valueOf(name);
      if (first == null || candidate.compareTo(first) < 0) {
        first = candidate;
      }
    }
    return first;
  }

  /** A version 5 UUID (RFC 4122 §4.3). {@code UUID.nameUUIDFromBytes} makes version 3. */
  static UUID version5(UUID namespace, String name) {
    MessageDigest sha1;
    try {
      sha1 = MessageDigest.getInstance("SHA-1");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-1", e);
    }
    ByteBuffer space = ByteBuffer.allocate(16);
    space.putLong(namespace.getMostSignificantBits());
    space.putLong(namespace.getLeastSignificantBits());
    sha1.update(space.array());
    return stamped(sha1.digest(name.getBytes(StandardCharsets.UTF_8)), 5);
  }

  /** The first 16 bytes of a digest in the shape of a UUID of some version. */
  static UUID stamped(byte[] digest, int version) {
    ByteBuffer bytes = ByteBuffer.wrap(digest);
    long high = bytes.getLong();
    long low = bytes.getLong();
    return new UUID(
        (high & ~0xF000L) | ((long) version << 12),
        (low & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L);
  }
}
