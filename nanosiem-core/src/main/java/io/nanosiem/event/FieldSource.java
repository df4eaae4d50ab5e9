package io.nanosiem.event;

import io.nanosiem.internal.MapFieldSource;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Anything a rule can read fields from.
 *
 * <p>A functional interface, so that {@code myRow::get} is enough to match a Sigma rule against a
 * value of your own:
 *
 * <pre>{@code
 * rules.match(row::get);
 * }</pre>
 *
 * <p>Implementations must answer the same for the same name as long as they are being matched, and
 * must be safe to read from several threads if the engine is to see them.
 */
@FunctionalInterface
public interface FieldSource {

  /**
   * What {@link #field} returns for a field that is there and holds {@code null}; {@code null}
   * itself means that there is no such field.
   */
  Object NULL =
      new Object() {
        @Override
        public String toString() {
          return "null";
        }
      };

  /** In {@link #forEachField}, that a field is there and {@link #field} has its value. */
  Object UNREAD =
      new Object() {
        @Override
        public String toString() {
          return "unread";
        }
      };

  /**
   * The value of one field.
   *
   * @param name the field, exactly as a rule spells it
   * @return null if the field is absent, {@link #NULL} if it is present and null; otherwise a
   *     {@code CharSequence}, {@code Number}, {@code Boolean}, a {@code List} of such values (the
   *     field holds several) or a {@code Map}
   */
  @Nullable Object field(String name);

  /**
   * Every value at the ends of this source, for keyword searches.
   *
   * @return scalars in a stable order; empty if the source cannot tell, in which case keyword
   *     searches do not match it
   */
  default Iterable<?> leaves() {
    return List.of();
  }

  /**
   * Hands over {@link #leaves()} one by one, for sources that can do so without making a list.
   *
   * @param to takes them
   */
  default void forEachLeaf(Consumer<Object> to) {
    leaves().forEach(to);
  }

  /**
   * Hands over the fields of this source, for a reader that looks for many names at once: asking
   * for each of hundreds that are not there would take longer than going through the few that are.
   *
   * <p>Every name for which {@link #field} has an answer is handed over, and perhaps others, but
   * for paths into maps and lists: of these the whole value is handed over, under its own name.
   * Null stands for a field that is null, {@link #UNREAD} for a scalar that is only made when
   * {@code field} is asked for it.
   *
   * @param to takes names and values
   * @return false if this source cannot tell its names, and has handed over nothing
   */
  default boolean forEachField(BiConsumer<? super String, ? super @Nullable Object> to) {
    return false;
  }

  /**
   * A map, possibly nested, as a source of fields: a flat key wins, then a path through nested maps
   * ({@code user.name}), lists being searched element by element.
   *
   * @param fields names to values; copied, so later changes do not show
   * @return an immutable source
   */
  static FieldSource of(Map<String, ?> fields) {
    return MapFieldSource.copyOf(fields);
  }
}
