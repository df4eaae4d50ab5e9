package io.nanosiem.stix;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Anything in a bundle. Immutable; properties are written in a fixed order. */
sealed interface StixObject permits Sco, Sdo {
  /** The identifier, {@code type--uuid}. */
  String id();

  /** When this version was made, as written; null for objects without versions. */
  @Nullable String modified();

  /** Writes the whole object. */
  void write(StixWriter out) throws IOException;

  /** The type, which is the first part of the identifier. */
  default String type() {
    return id().substring(0, id().indexOf("--"));
  }
}
