package io.nanosiem.stix;

import io.nanosiem.alert.Alert;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Alerts as STIX 2.1 bundles, in memory: for whoever sends them somewhere. {@link StixSink} writes
 * them to files.
 *
 * <pre>{@code
 * String json = StixBundles.withDefaults().toJson(alert);
 *
 * StixBundles bundles = StixBundles.builder()
 *     .identity("SOC, building 7")
 *     .marking(Tlp.AMBER)
 *     .build();
 * }</pre>
 *
 * <p>The same alert gives the same bytes anywhere. A later revision gives the same identifiers with
 * a later {@code modified}. A bundle has fewer than 1,000 objects, and no string is longer than 64
 * KiB in UTF-8; how that is kept is on the module's page.
 *
 * <p>Immutable and thread-safe.
 */
public final class StixBundles {
  private final String identity;
  private final @Nullable Tlp marking;
  private final boolean rawEvents;
  private final UUID namespace;
  private final String sensor;

  private StixBundles(Builder from) {
    identity = from.identity != null ? from.identity : "NanoSIEM";
    marking = from.marking;
    rawEvents = from.rawEvents != null && from.rawEvents;
    namespace = from.namespace != null ? from.namespace : StixIds.NAMESPACE;
    sensor = StixIds.of(namespace, "identity", "system", identity);
  }

  /**
   * Bundles by an identity called NanoSIEM, without marking and without raw events.
   *
   * @return the bundles
   */
  public static StixBundles withDefaults() {
    return builder().build();
  }

  /**
   * Bundles with settings of your own.
   *
   * @return a builder for one thread
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * An alert as a bundle.
   *
   * @param alert any revision
   * @return JSON, two spaces a level, lines ended by LF, with a final line end
   */
  public String toJson(Alert alert) {
    return toBytes(alert).toString(StandardCharsets.UTF_8);
  }

  /**
   * Writes an alert as a bundle, in UTF-8, as {@link #toJson} makes it.
   *
   * @param alert any revision
   * @param out where to; neither flushed nor closed
   * @throws IOException if the stream cannot be written
   */
  public void write(Alert alert, OutputStream out) throws IOException {
    toBytes(alert).writeTo(out);
  }

  private ByteArrayOutputStream toBytes(Alert alert) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(8192);
    try {
      AlertBundle.write(this, alert, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    bytes.write('\n');
    return bytes;
  }

  String identity() {
    return identity;
  }

  /** The identifier of the identity. */
  String sensor() {
    return sensor;
  }

  @Nullable Tlp marking() {
    return marking;
  }

  boolean hasRawEvents() {
    return rawEvents;
  }

  UUID namespace() {
    return namespace;
  }

  /** Settings in the making. One thread at a time; each can be set once. */
  public static final class Builder {
    private static final int MAX_IDENTITY = 256;

    private @Nullable String identity;
    private @Nullable Tlp marking;
    private @Nullable Boolean rawEvents;
    private @Nullable UUID namespace;

    private Builder() {}

    /**
     * Says who saw what the bundles tell: the name of the sensor or of its operator. Its identifier
     * comes from the name, so give each sensor a name of its own.
     *
     * @param name up to 256 characters
     * @return this
     * @throws IllegalArgumentException if the name is blank or too long
     * @throws IllegalStateException if it was set before
     */
    public Builder identity(String name) {
      once("identity", identity);
      if (name.isBlank() || name.length() > MAX_IDENTITY) {
        throw new IllegalArgumentException(
            "identity has " + name.length() + " characters; give it a name of 1 to 256");
      }
      identity = Values.wellFormed(name);
      return this;
    }

    /**
     * Says how far the bundles may be passed on. Every object of ours is marked, except
     * observables: they are the same objects for everybody.
     *
     * @param tlp the marking
     * @return this
     * @throws IllegalStateException if it was set before
     */
    public Builder marking(Tlp tlp) {
      once("marking", marking);
      marking = tlp;
      return this;
    }

    /**
     * Says whether log text goes along: the raw events, up to 8 KiB for each observation, and the
     * values that matched. Off unless switched on, as logs hold secrets.
     *
     * @param included whether to include it
     * @return this
     * @throws IllegalStateException if it was set before
     */
    public Builder rawEvents(boolean included) {
      once("rawEvents", rawEvents);
      rawEvents = included;
      return this;
    }

    /**
     * Replaces the namespace in which our identifiers are made, so that alerts of two organisations
     * cannot be taken for the same. Observables keep the namespace of the specification.
     *
     * @param uuid a UUID of your own, the same for ever; {@link StixIds#NAMESPACE} if not set
     * @return this
     * @throws IllegalArgumentException if it is the namespace for observables, which the
     *     specification keeps to them
     * @throws IllegalStateException if it was set before
     */
    public Builder namespace(UUID uuid) {
      once("namespace", namespace);
      if (uuid.equals(StixIds.OBSERVABLES)) {
        throw new IllegalArgumentException(
            "namespace " + uuid + " is kept to cyber observables; choose a UUID of your own");
      }
      namespace = uuid;
      return this;
    }

    /**
     * Makes the bundles.
     *
     * @return as set
     */
    public StixBundles build() {
      return new StixBundles(this);
    }

    private static void once(String setting, @Nullable Object before) {
      if (before != null) {
        throw new IllegalStateException(setting + " was already set to " + before);
      }
    }
  }
}
