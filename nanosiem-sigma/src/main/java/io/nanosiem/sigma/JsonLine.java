package io.nanosiem.sigma;

import io.nanosiem.event.FieldSource;
import io.nanosiem.internal.Json;
import io.nanosiem.internal.MapFieldSource;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The members of a JSON object as they are written: where names and values are, and objects only of
 * those that a rule reads.
 *
 * <p>Objects and arrays in it are made when they are asked for. An object that is odd in any way (a
 * name twice, a fault, more than {@value #MOST_MEMBERS} members) is read by {@link Json} as a
 * whole.
 *
 * <p>To be used again for other lines. One thread at a time.
 */
final class JsonLine implements FieldSource {
  static final int MOST_MEMBERS = 200;

  private static final int TABLE = 512;
  private static final int MOST_PROBES = 16;
  private static final int LONGEST_NAME = 1000;
  private static final int SHORT = 24;
  private static final int SHORT_TEXTS = 128;

  /** What a value is. */
  enum Kind {
    ASCII,
    TEXT,
    INTEGER,
    /** Anything that is made of its bytes when it is asked for. */
    OTHER
  }

  private final JsonScanner scanner = new JsonScanner();
  private final int[] hashes = new int[MOST_MEMBERS];

  /** Where the characters of a name begin and end. */
  private final int[] nameFrom = new int[MOST_MEMBERS];

  private final int[] nameTo = new int[MOST_MEMBERS];
  private final Kind[] kinds = new Kind[MOST_MEMBERS];

  /** Where the characters of a text, or the bytes of anything else, begin and end. */
  private final int[] from = new int[MOST_MEMBERS];

  private final int[] to = new int[MOST_MEMBERS];
  private final long[] integers = new long[MOST_MEMBERS];

  /** Values that were made. */
  private final @Nullable Object[] made = new Object[MOST_MEMBERS];

  private int members;

  /** Members by hash, plus one. */
  private final byte[] table = new byte[TABLE];

  private boolean isNested;
  private @Nullable Map<String, Object> nested;
  private byte[] utf8 = JsonScanner.NOTHING;

  /** The whole object, if it was odd. */
  private @Nullable FieldSource odd;

  /** Short texts that are often there, such as the name of a product, to be made once. */
  private final @Nullable String[] shortTexts = new String[SHORT_TEXTS];

  /**
   * Takes a line.
   *
   * @throws IllegalArgumentException if it is not exactly one JSON object
   */
  void begin(byte[] line, int first, int length) {
    utf8 = line;
    scanner.begin(line, first, length);
    try {
      read();
    } catch (JsonScanner.OddException e) {
      forget();
      odd =
          MapFieldSource.copyOf(
              Json.readObject(new String(line, first, length, StandardCharsets.UTF_8)));
    }
  }

  /** Lets go of the line. */
  void end() {
    forget();
    odd = null;
    utf8 = JsonScanner.NOTHING;
    scanner.end();
  }

  private void forget() {
    for (int i = 0; i < members; i++) {
      made[i] = null;
    }
    // A table of so many bytes is cleared faster than entry by entry.
    Arrays.fill(table, (byte) 0);
    members = 0;
    isNested = false;
    nested = null;
  }

  /** The object as a whole, if it is one that others have to read; null otherwise. */
  @Nullable FieldSource odd() {
    return odd;
  }

  private void read() {
    scanner.expect('{');
    if (!scanner.take('}')) {
      do {
        member();
      } while (scanner.take(','));
      scanner.expect('}');
    }
    if (!scanner.isAtEnd()) {
      throw JsonScanner.odd();
    }
  }

  private void member() {
    if (members == MOST_MEMBERS) {
      throw JsonScanner.odd();
    }
    int begin = scanner.used;
    scanner.text();
    int after = scanner.used;
    if (after - begin > LONGEST_NAME) {
      throw JsonScanner.odd();
    }
    int hash = 0;
    for (int i = begin; i < after; i++) {
      hash = 31 * hash + scanner.out[i];
    }
    hashes[members] = hash;
    nameFrom[members] = begin;
    nameTo[members] = after;
    file(hash);
    scanner.expect(':');
    value();
    members++;
  }

  private void file(int hash) {
    int slot = slot(hash);
    for (int probes = 0; table[slot] != 0; probes++) {
      int other = (table[slot] & 0xFF) - 1;
      if (probes == MOST_PROBES || (hashes[other] == hash && hasSameName(other, members))) {
        throw JsonScanner.odd();
      }
      slot = (slot + 1) & (TABLE - 1);
    }
    table[slot] = (byte) (members + 1);
  }

  private static int slot(int hash) {
    return (hash ^ (hash >>> 16)) & (TABLE - 1);
  }

  private boolean hasSameName(int a, int b) {
    return Arrays.equals(scanner.out, nameFrom[a], nameTo[a], scanner.out, nameFrom[b], nameTo[b]);
  }

  private void value() {
    int next = scanner.peek();
    int begin = scanner.position();
    Object known = null;
    Kind kind = Kind.OTHER;
    switch (next) {
      case '"' -> {
        begin = scanner.used;
        scanner.text();
        kind = scanner.isForeign ? Kind.TEXT : Kind.ASCII;
      }
      case '{', '[' -> {
        scanner.skip(0);
        isNested = true;
      }
      case 't' -> {
        scanner.word("true");
        known = true;
      }
      case 'f' -> {
        scanner.word("false");
        known = false;
      }
      case 'n' -> {
        scanner.word("null");
        known = NULL;
      }
      default -> kind = scanner.number() ? Kind.INTEGER : Kind.OTHER;
    }
    kinds[members] = kind;
    from[members] = begin;
    to[members] = next == '"' ? scanner.used : scanner.position();
    integers[members] = scanner.integer;
    made[members] = known;
  }

  int hash(int member) {
    return hashes[member];
  }

  /** Whether a member has a name. */
  boolean isNamed(int member, String name) {
    int length = nameTo[member] - nameFrom[member];
    if (length != name.length()) {
      return false;
    }
    char[] characters = scanner.out;
    for (int i = 0; i < length; i++) {
      if (characters[nameFrom[member] + i] != name.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** The value of a member, made once. */
  Object value(int member) {
    Object known = made[member];
    if (known == null) {
      known =
          switch (kinds[member]) {
            case ASCII, TEXT -> text(from[member], to[member]);
            case INTEGER -> integers[member];
            case OTHER -> other(from[member], to[member]);
          };
      made[member] = known;
    }
    return known;
  }

  private String text(int begin, int after) {
    int length = after - begin;
    if (length > SHORT) {
      return new String(scanner.out, begin, length);
    }
    int hash = length;
    for (int i = begin; i < after; i++) {
      hash = 31 * hash + scanner.out[i];
    }
    int slot = (hash ^ (hash >>> 16)) & (SHORT_TEXTS - 1);
    String known = shortTexts[slot];
    if (known != null && known.length() == length) {
      int same = 0;
      while (same < length && known.charAt(same) == scanner.out[begin + same]) {
        same++;
      }
      if (same == length) {
        return known;
      }
    }
    String text = new String(scanner.out, begin, length);
    shortTexts[slot] = text;
    return text;
  }

  private Object other(int begin, int after) {
    String json = "{\"\":" + new String(utf8, begin, after - begin, StandardCharsets.UTF_8) + '}';
    Object value = Json.readObject(json).get("");
    return value == null ? NULL : value;
  }

  @Override
  public @Nullable Object field(String name) {
    FieldSource whole = odd;
    if (whole != null) {
      return whole.field(name);
    }
    int hash = name.hashCode();
    for (int slot = slot(hash); table[slot] != 0; slot = (slot + 1) & (TABLE - 1)) {
      int member = (table[slot] & 0xFF) - 1;
      if (hashes[member] == hash && isNamed(member, name)) {
        return value(member);
      }
    }
    return isNested && name.indexOf('.') >= 0 ? MapFieldSource.find(nested(), name) : null;
  }

  /** The members that hold others. Paths through the rest lead nowhere. */
  private Map<String, Object> nested() {
    Map<String, Object> known = nested;
    if (known == null) {
      known = new LinkedHashMap<>();
      for (int i = 0; i < members; i++) {
        Object value = kinds[i] == Kind.OTHER ? value(i) : NULL;
        if (value instanceof Map || value instanceof Iterable) {
          known.put(new String(scanner.out, nameFrom[i], nameTo[i] - nameFrom[i]), value);
        }
      }
      nested = known;
    }
    return known;
  }

  /** Looks at all of it. */
  void look(FieldNames looked, @Nullable FieldIndex leaves, Candidates into) {
    for (int i = 0; i < members; i++) {
      FieldIndex index = looked.of(this, i);
      if (index != null) {
        look(i, index, into);
      }
      if (leaves != null) {
        if (kinds[i] == Kind.OTHER) {
          MapFieldSource.forEachLeaf(value(i) == NULL ? null : value(i), into.ofLeaves);
        } else {
          look(i, leaves, into);
        }
      }
    }
    if (isNested) {
      into.ask(looked.paths());
    }
  }

  private void look(int member, FieldIndex index, Candidates into) {
    switch (kinds[member]) {
      case ASCII -> index.probe(scanner.out, from[member], to[member], into);
      case INTEGER -> index.probe(integers[member], into);
      default -> index.probe(value(member), into);
    }
  }

  @Override
  public Iterable<?> leaves() {
    if (odd != null) {
      return odd.leaves();
    }
    List<Object> leaves = new ArrayList<>();
    for (int i = 0; i < members; i++) {
      Object value = value(i);
      if (value != NULL) {
        MapFieldSource.forEachLeaf(value, leaves::add);
      }
    }
    return leaves;
  }
}
