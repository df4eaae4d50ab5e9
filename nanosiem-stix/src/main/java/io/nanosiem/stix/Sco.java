package io.nanosiem.stix;

import io.nanosiem.internal.Hashes;
import java.io.IOException;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Cyber observables: facts without an author or a version. Factories take values that are valid
 * already, and name the object by them, as {@link StixIds#observable(java.util.Map)} would.
 */
sealed interface Sco extends StixObject {

  @Override
  default @Nullable String modified() {
    return null;
  }

  @Override
  default void write(StixWriter out) throws IOException {
    out.beginObject();
    out.text("type", type());
    out.text("spec_version", "2.1");
    out.text("id", id());
    properties(out);
    out.endObject();
  }

  /** Writes what is particular to the type. */
  void properties(StixWriter out) throws IOException;

  /** An address, a domain name or a URL: all that it is, is its value. */
  record Value(String id, String value) implements Sco {
    static Value of(String type, String value) {
      StringBuilder canonical = new StringBuilder("{\"value\":");
      Jcs.string(canonical, value);
      return new Value(StixIds.observable(type, canonical.append('}').toString()), value);
    }

    static Value address(String normal) {
      return of(normal.indexOf(':') < 0 ? "ipv4-addr" : "ipv6-addr", normal);
    }

    @Override
    public void properties(StixWriter out) throws IOException {
      out.text("value", value);
    }
  }

  /** An account, by the name one logs in with. */
  record UserAccount(
      String id, String login, @Nullable String accountType, @Nullable String displayName)
      implements Sco {
    static UserAccount of(String login, @Nullable String accountType, @Nullable String shown) {
      StringBuilder canonical = new StringBuilder("{\"account_login\":");
      Jcs.string(canonical, login);
      if (accountType != null) {
        canonical.append(",\"account_type\":");
        Jcs.string(canonical, accountType);
      }
      return new UserAccount(
          StixIds.observable("user-account", canonical.append('}').toString()),
          login,
          accountType,
          shown);
    }

    @Override
    public void properties(StixWriter out) throws IOException {
      out.text("account_login", login);
      out.text("account_type", accountType);
      out.text("display_name", displayName);
    }
  }

  /** A program, of which no more than its name is known. */
  record Software(String id, String name) implements Sco {
    static Software of(String name) {
      StringBuilder canonical = new StringBuilder("{\"name\":");
      Jcs.string(canonical, name);
      return new Software(StixIds.observable("software", canonical.append('}').toString()), name);
    }

    @Override
    public void properties(StixWriter out) throws IOException {
      out.text("name", name);
    }
  }

  /** A directory, by its path. */
  record Directory(String id, String path) implements Sco {
    static Directory of(String path) {
      StringBuilder canonical = new StringBuilder("{\"path\":");
      Jcs.string(canonical, path);
      return new Directory(StixIds.observable("directory", canonical.append('}').toString()), path);
    }

    @Override
    public void properties(StixWriter out) throws IOException {
      out.text("path", path);
    }
  }

  /** A file, by its name and the directory that holds it. */
  record FileName(String id, String name, @Nullable String directory) implements Sco {
    static FileName of(String name, @Nullable Directory directory) {
      StringBuilder canonical = new StringBuilder("{\"name\":");
      Jcs.string(canonical, name);
      if (directory != null) {
        canonical.append(",\"parent_directory_ref\":");
        Jcs.string(canonical, directory.id());
      }
      return new FileName(
          StixIds.observable("file", canonical.append('}').toString()),
          name,
          directory == null ? null : directory.id());
    }

    @Override
    public void properties(StixWriter out) throws IOException {
      out.text("name", name);
      out.text("parent_directory_ref", directory);
    }
  }

  /**
   * A process. Its identifier must be of version 4, that is formally random: a process has nothing
   * that would name it for everybody. Ours comes from a hash over the alert and what is known of
   * the process, so that writing the same alert again gives the same bytes.
   */
  record OsProcess(
      String id,
      OptionalLong pid,
      @Nullable String commandLine,
      @Nullable String creator,
      @Nullable String image)
      implements Sco {
    static OsProcess of(
        String alertId,
        int step,
        OptionalLong pid,
        @Nullable String commandLine,
        @Nullable UserAccount creator,
        @Nullable FileName image) {
      String key =
          Jcs.array(
              "process",
              Values.wellFormed(alertId),
              step,
              pid.isPresent() ? Long.toString(pid.getAsLong()) : "",
              image == null ? "" : image.id(),
              commandLine == null ? "" : commandLine);
      UUID uuid = StixIds.stamped(Hashes.sha256(key), 4);
      return new OsProcess(
          "process--" + uuid,
          pid,
          commandLine,
          creator == null ? null : creator.id(),
          image == null ? null : image.id());
    }

    @Override
    public void properties(StixWriter out) throws IOException {
      if (pid.isPresent()) {
        out.number("pid", pid.getAsLong());
      }
      out.text("command_line", commandLine);
      out.text("creator_user_ref", creator);
      out.text("image_ref", image);
    }
  }

  /**
   * Traffic between two ends. It has no times, so that the same connection is the same object in
   * every alert; when it was seen, the observed-data says.
   */
  record Traffic(
      String id,
      @Nullable String source,
      @Nullable String destination,
      OptionalInt sourcePort,
      OptionalInt destinationPort,
      List<String> protocols)
      implements Sco {
    static Traffic of(
        @Nullable Value source,
        @Nullable Value destination,
        OptionalInt sourcePort,
        OptionalInt destinationPort,
        List<String> protocols) {
      // The keys in canonical order.
      StringBuilder canonical = new StringBuilder(240).append('{');
      if (destinationPort.isPresent()) {
        canonical.append("\"dst_port\":").append(destinationPort.getAsInt()).append(',');
      }
      if (destination != null) {
        Jcs.string(canonical.append("\"dst_ref\":"), destination.id());
        canonical.append(',');
      }
      canonical.append("\"protocols\":").append(Jcs.array(protocols.toArray()));
      if (sourcePort.isPresent()) {
        canonical.append(",\"src_port\":").append(sourcePort.getAsInt());
      }
      if (source != null) {
        Jcs.string(canonical.append(",\"src_ref\":"), source.id());
      }
      return new Traffic(
          StixIds.observable("network-traffic", canonical.append('}').toString()),
          source == null ? null : source.id(),
          destination == null ? null : destination.id(),
          sourcePort,
          destinationPort,
          protocols);
    }

    @Override
    public void properties(StixWriter out) throws IOException {
      out.text("src_ref", source);
      out.text("dst_ref", destination);
      if (sourcePort.isPresent()) {
        out.number("src_port", sourcePort.getAsInt());
      }
      if (destinationPort.isPresent()) {
        out.number("dst_port", destinationPort.getAsInt());
      }
      out.texts("protocols", protocols);
    }
  }
}
