package io.nanosiem.event;

import io.nanosiem.internal.CompactMap;
import io.nanosiem.internal.EventSize;
import io.nanosiem.internal.Json;
import io.nanosiem.internal.JsonObject;
import io.nanosiem.internal.MapFieldSource;
import io.nanosiem.internal.Repeated;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One log record, parsed and normalised.
 *
 * <p><b>Whose word counts.</b> The typed accessors ({@link #host()}, {@link #sourceAddress()}, …)
 * hold what the envelope and the normaliser said. A record's own {@link #fields()} never change
 * them: whoever may write a log line may write {@code "host": "somebody-else"} into it.
 *
 * <p><b>Names.</b> {@link #field(String)} looks first in the record's own fields, exactly as sent;
 * then at our names ({@code sourceIp}, {@code sourcePort}, {@code destinationIp}, {@code
 * destinationPort}, {@code host}, {@code program}, {@code pid}, {@code user}, {@code severity},
 * {@code facility}, {@code message}, {@code format}, {@code tags}, {@code raw}, {@code time}); then
 * at ECS names ({@code source.ip}, {@code user.name}, {@code event.outcome}, …), among them what
 * the normaliser derived. What is absent is absent: no accessor answers "unknown".
 *
 * <p>Immutable and thread-safe.
 */
public final class Event implements FieldSource {
  private final @Nullable String id;
  private final Instant time;
  private final boolean ownTime;
  private final @Nullable ZoneOffset offset;
  private final Instant receivedAt;
  private final @Nullable String host;
  private final @Nullable String sourceAddress;
  private final @Nullable String destinationAddress;
  private final int sourcePort;
  private final int destinationPort;
  private final @Nullable String program;
  private final long pid;
  private final @Nullable String user;
  private final @Nullable SyslogSeverity severity;
  private final @Nullable SyslogFacility facility;
  private final @Nullable String message;
  private final LogSource logSource;
  private final LogFormat format;
  private final @Nullable AuthenticationOutcome authenticationOutcome;
  private final @Nullable EventCategory category;
  private final List<String> tags;

  /** Not wrapped, as reading through a wrapper takes longer: never to be given away. */
  private final Map<String, @Nullable Object> fields;

  private final Map<String, Object> derived;
  private final List<ParseWarning> warnings;
  private final @Nullable String raw;

  /** What {@link #heapBytes()} found; 0 before. Threads that race find the same. */
  private int heapBytes;

  private Event(Builder from) {
    id = from.id;
    receivedAt = from.receivedAt != null ? from.receivedAt : timeOrEpoch(from);
    ownTime = from.time != null;
    time = from.time != null ? from.time : receivedAt;
    offset = from.offset;
    host = from.host;
    sourceAddress = from.sourceAddress;
    destinationAddress = from.destinationAddress;
    sourcePort = from.sourcePort;
    destinationPort = from.destinationPort;
    program = from.program;
    pid = from.pid;
    user = from.user;
    severity = from.severity;
    facility = from.facility;
    message = from.message;
    logSource = from.logSource;
    format = from.format;
    authenticationOutcome = from.authenticationOutcome;
    category = from.category;
    tags = from.tags == null ? List.of() : List.copyOf(from.tags);
    fields = from.sharedFields();
    derived = from.sharedDerived();
    warnings = from.warnings == null ? List.of() : List.copyOf(from.warnings);
    raw = from.raw;
  }

  private static Instant timeOrEpoch(Builder from) {
    return from.time != null ? from.time : Instant.EPOCH;
  }

  /**
   * An empty event to fill in.
   *
   * @return a builder for one thread
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * An event of fields alone, as a rule would see them in a structured log.
   *
   * @param fields names to values, nested maps and lists included; copied
   * @return an event in format {@code json} with no time of its own (the epoch)
   */
  public static Event of(Map<String, ?> fields) {
    return builder().format(LogFormat.JSON).fields(fields).build();
  }

  /**
   * An event of the fields of one JSON object, with nothing interpreted. To have time, host and
   * addresses recognised as well, use {@code LogParser}.
   *
   * @param json one JSON object
   * @return the event, its raw text kept
   * @throws IllegalArgumentException if the text is not one JSON object, naming line and column, or
   *     is beyond the limits (depth 200, strings of 1 Mi characters)
   */
  public static Event fromJson(String json) {
    return builder().format(LogFormat.JSON).fields(Json.readObject(json)).raw(json).build();
  }

  /**
   * This event, to be changed.
   *
   * @return a builder that holds all of this event
   */
  public Builder toBuilder() {
    Builder copy = new Builder();
    copy.id = id;
    copy.receivedAt = receivedAt;
    copy.time = ownTime ? time : null;
    copy.offset = offset;
    copy.host = host;
    copy.sourceAddress = sourceAddress;
    copy.destinationAddress = destinationAddress;
    copy.sourcePort = sourcePort;
    copy.destinationPort = destinationPort;
    copy.program = program;
    copy.pid = pid;
    copy.user = user;
    copy.severity = severity;
    copy.facility = facility;
    copy.message = message;
    copy.logSource = logSource;
    copy.format = format;
    copy.authenticationOutcome = authenticationOutcome;
    copy.category = category;
    copy.tags = tags.isEmpty() ? null : new ArrayList<>(tags);
    copy.fields = fields.isEmpty() ? null : new LinkedHashMap<>(fields);
    copy.derived = derived.isEmpty() ? null : new LinkedHashMap<>(derived);
    copy.warnings = warnings.isEmpty() ? null : new ArrayList<>(warnings);
    copy.raw = raw;
    return copy;
  }

  /**
   * Names this record among all that the engine sees, such as {@code auth.log:128}.
   *
   * @return the id, or null for an event that has not been through an engine
   */
  public @Nullable String id() {
    return id;
  }

  /**
   * When it happened, by the record's own word.
   *
   * @return the event time; the receive time if the record has none
   */
  public Instant time() {
    return time;
  }

  /**
   * Whether {@link #time()} is the record's own.
   *
   * @return false if the receive time stands in for it
   */
  public boolean hasOwnTime() {
    return ownTime;
  }

  /**
   * The offset from UTC that the time was written with.
   *
   * @return the offset, or null if the record gave none
   */
  public @Nullable ZoneOffset offset() {
    return offset;
  }

  /**
   * When we got it. In a replay it equals {@link #time()}.
   *
   * @return the receive time
   */
  public Instant receivedAt() {
    return receivedAt;
  }

  /**
   * The machine the record is about.
   *
   * @return a name or address, or null
   */
  public @Nullable String host() {
    return host;
  }

  /**
   * The address the activity came from.
   *
   * @return IPv4 in dotted form or IPv6 as RFC 5952 writes it, or null
   */
  public @Nullable String sourceAddress() {
    return sourceAddress;
  }

  /**
   * The address the activity went to.
   *
   * @return IPv4 in dotted form or IPv6 as RFC 5952 writes it, or null
   */
  public @Nullable String destinationAddress() {
    return destinationAddress;
  }

  /**
   * The port on the source's side.
   *
   * @return 0 to 65535, or empty
   */
  public OptionalInt sourcePort() {
    return sourcePort < 0 ? OptionalInt.empty() : OptionalInt.of(sourcePort);
  }

  /**
   * The port on the destination's side.
   *
   * @return 0 to 65535, or empty
   */
  public OptionalInt destinationPort() {
    return destinationPort < 0 ? OptionalInt.empty() : OptionalInt.of(destinationPort);
  }

  /**
   * The program that wrote the record: the syslog tag or APP-NAME without its process id.
   *
   * @return the name as written, or null
   */
  public @Nullable String program() {
    return program;
  }

  /**
   * The process id of the program.
   *
   * @return not negative, or empty
   */
  public OptionalLong pid() {
    return pid < 0 ? OptionalLong.empty() : OptionalLong.of(pid);
  }

  /**
   * Who acted, or tried to: the account that logs in, the one that calls sudo.
   *
   * @return the name as written, or null
   */
  public @Nullable String user() {
    return user;
  }

  /**
   * How urgent the sender found it.
   *
   * @return the severity, or null
   */
  public @Nullable SyslogSeverity severity() {
    return severity;
  }

  /**
   * The part of the system that sent it.
   *
   * @return the facility, or null
   */
  public @Nullable SyslogFacility facility() {
    return facility;
  }

  /**
   * The text of the record, without its envelope.
   *
   * @return the message, or null if the record ended before one
   */
  public @Nullable String message() {
    return message;
  }

  /**
   * Where the record comes from, in Sigma's terms.
   *
   * @return the log source, {@link LogSource#UNKNOWN} if nothing is known
   */
  public LogSource logSource() {
    return logSource;
  }

  /**
   * The form it was read as.
   *
   * @return the format
   */
  public LogFormat format() {
    return format;
  }

  /**
   * How the attempt to authenticate ended that this record reports. A record that only repeats what
   * another one reports has none, so that an attempt counts once.
   *
   * @return the outcome, or null if it reports no attempt
   */
  public @Nullable AuthenticationOutcome authenticationOutcome() {
    return authenticationOutcome;
  }

  /**
   * What it is about.
   *
   * @return the category, or null
   */
  public @Nullable EventCategory category() {
    return category;
  }

  /**
   * Labels given by the normaliser or by you.
   *
   * @return unmodifiable, without doubles, in the order they were given
   */
  public List<String> tags() {
    return tags;
  }

  /**
   * The record's own fields: the members of a JSON object, the extensions of CEF, the structured
   * data of RFC 5424 (as {@code sd.<id>.<name>}).
   *
   * @return unmodifiable, possibly nested, in the order of the record
   */
  public Map<String, @Nullable Object> fields() {
    return Collections.unmodifiableMap(fields);
  }

  /**
   * What the normaliser concluded beyond the typed accessors, by ECS names, such as {@code
   * http.response.status_code}.
   *
   * @return unmodifiable, in no particular order
   */
  public Map<String, Object> derived() {
    return Collections.unmodifiableMap(derived);
  }

  /**
   * What was odd in the record.
   *
   * @return unmodifiable, usually empty
   */
  public List<ParseWarning> warnings() {
    return warnings;
  }

  /**
   * The record as it came, without its line end.
   *
   * @return the text, or null for an event that was not made from text
   */
  public @Nullable String raw() {
    return raw;
  }

  /**
   * How much heap it takes, well enough to keep a bound by: for a 64-bit JVM with compressed
   * references, as if nobody else held any of it. Worked out once.
   *
   * @return bytes, positive
   */
  public long heapBytes() {
    int known = heapBytes;
    if (known == 0) {
      known = (int) Math.min(Integer.MAX_VALUE, EventSize.measure(this));
      heapBytes = known;
    }
    return known;
  }

  @Override
  public @Nullable Object field(String name) {
    if (!fields.isEmpty()) {
      Object own = MapFieldSource.find(fields, name);
      if (own != null) {
        return own;
      }
    }
    Object known =
        switch (name) {
          case "sourceIp", "source.ip", "source.address" -> sourceAddress;
          case "sourcePort", "source.port" -> sourcePort < 0 ? null : (Integer) sourcePort;
          case "destinationIp", "destination.ip", "destination.address" -> destinationAddress;
          case "destinationPort", "destination.port" ->
              destinationPort < 0 ? null : (Integer) destinationPort;
          case "host", "host.name", "host.hostname" -> host;
          case "program" -> program;
          case "pid" -> pid < 0 ? null : (Long) pid;
          // Of a sensor's record these are the process it is about; else the one that wrote it.
          case "process.name" -> derived.getOrDefault(name, program);
          case "process.pid" -> derived.getOrDefault(name, pid < 0 ? null : (Long) pid);
          case "user", "user.name" -> user;
          case "severity", "log.level", "log.syslog.severity.name" ->
              severity == null ? null : severity.keyword();
          case "facility", "log.syslog.facility.name" ->
              facility == null ? null : facility.keyword();
          case "message" -> message;
          case "format" -> format.name();
          case "tags" -> tags.isEmpty() ? null : tags;
          case "raw", "event.original" -> raw;
          case "time", "@timestamp" -> time.toString();
          case "event.outcome" ->
              authenticationOutcome == null ? null : authenticationOutcome.ecs();
          case "event.category" -> category == null ? null : category.ecs();
          default -> null;
        };
    if (known != null) {
      return known;
    }
    return derived.isEmpty() ? null : derived.get(name);
  }

  /**
   * What a keyword search reads: the message, the program, the host and all values of the record's
   * own fields; the raw text if there is none of these.
   */
  @Override
  public Iterable<?> leaves() {
    List<Object> leaves = new ArrayList<>();
    forEachLeaf(leaves::add);
    return leaves;
  }

  @Override
  public void forEachLeaf(Consumer<Object> to) {
    if (message != null) {
      to.accept(message);
    }
    MapFieldSource.forEachLeaf(fields, to);
    if (program != null) {
      to.accept(program);
    }
    if (host != null) {
      to.accept(host);
    }
    if (raw != null
        && message == null
        && program == null
        && host == null
        && !MapFieldSource.hasLeaf(fields)) {
      to.accept(raw);
    }
  }

  @Override
  public boolean forEachField(BiConsumer<? super String, ? super @Nullable Object> to) {
    if (!fields.isEmpty()) {
      fields.forEach(to);
    }
    if (!derived.isEmpty()) {
      derived.forEach(to);
    }
    each(to, sourceAddress, "sourceIp", "source.ip", "source.address");
    each(to, sourcePort < 0 ? null : UNREAD, "sourcePort", "source.port");
    each(to, destinationAddress, "destinationIp", "destination.ip", "destination.address");
    each(to, destinationPort < 0 ? null : UNREAD, "destinationPort", "destination.port");
    each(to, host, "host", "host.name", "host.hostname");
    each(to, program, "program", "process.name");
    each(to, pid < 0 ? null : UNREAD, "pid", "process.pid");
    each(to, user, "user", "user.name");
    each(
        to,
        severity == null ? null : severity.keyword(),
        "severity",
        "log.level",
        "log.syslog.severity.name");
    each(to, facility == null ? null : facility.keyword(), "facility", "log.syslog.facility.name");
    each(to, message, "message");
    each(to, format.name(), "format");
    each(to, tags.isEmpty() ? null : tags, "tags");
    each(to, raw, "raw", "event.original");
    each(to, UNREAD, "time", "@timestamp");
    each(to, authenticationOutcome == null ? null : authenticationOutcome.ecs(), "event.outcome");
    each(to, category == null ? null : category.ecs(), "event.category");
    return true;
  }

  private static void each(
      BiConsumer<? super String, ? super @Nullable Object> to, @Nullable Object value, String a) {
    if (value != null) {
      to.accept(a, value);
    }
  }

  private static void each(
      BiConsumer<? super String, ? super @Nullable Object> to,
      @Nullable Object value,
      String a,
      String b) {
    each(to, value, a);
    each(to, value, b);
  }

  private static void each(
      BiConsumer<? super String, ? super @Nullable Object> to,
      @Nullable Object value,
      String a,
      String b,
      String c) {
    each(to, value, a, b);
    each(to, value, c);
  }

  @Override
  public String toString() {
    return "Event[" + (id == null ? "" : id + " ") + time + " " + format + "]";
  }

  /**
   * An event in the making: what a parser fills and the steps of the normaliser refine.
   *
   * <p>One thread at a time. A setter takes null where the accessor may return null, and forgets
   * what was there.
   */
  public static final class Builder {
    private static final int MOST_WARNINGS = 100;

    private @Nullable String id;
    private @Nullable Instant time;
    private @Nullable ZoneOffset offset;
    private @Nullable Instant receivedAt;
    private @Nullable String host;
    private @Nullable String sourceAddress;
    private @Nullable String destinationAddress;
    private int sourcePort = -1;
    private int destinationPort = -1;
    private @Nullable String program;
    private long pid = -1;
    private @Nullable String user;
    private @Nullable SyslogSeverity severity;
    private @Nullable SyslogFacility facility;
    private @Nullable String message;
    private LogSource logSource = LogSource.UNKNOWN;
    private LogFormat format = LogFormat.PLAIN;
    private @Nullable AuthenticationOutcome authenticationOutcome;
    private @Nullable EventCategory category;
    private @Nullable List<String> tags;
    private @Nullable Map<String, @Nullable Object> fields;
    private @Nullable Map<String, Object> derived;
    private @Nullable List<ParseWarning> warnings;
    private @Nullable String raw;

    // Nearly all builders are thrown away once they have built. So an event takes over the
    // builder's
    // maps, and the builder copies them only if it is changed after that: copying them for each
    // event took a fifth of the time of parsing and normalising.
    private boolean fieldsTaken;
    private boolean mutableFields;
    private boolean derivedTaken;

    private Builder() {}

    /** Fields for an event: our own map unless something in it may be changed by others. */
    private Map<String, @Nullable Object> sharedFields() {
      if (fields == null) {
        return Map.of();
      }
      if (mutableFields) {
        return MapFieldSource.deepCopy(fields);
      }
      fieldsTaken = true;
      return fields;
    }

    private Map<String, Object> sharedDerived() {
      if (derived == null) {
        return Map.of();
      }
      derivedTaken = true;
      return derived;
    }

    private Map<String, @Nullable Object> ownFields() {
      if (fields == null) {
        fields = new JsonObject();
      } else if (fieldsTaken) {
        fields = new LinkedHashMap<>(fields);
      }
      fieldsTaken = false;
      return fields;
    }

    private static boolean isMutable(@Nullable Object value) {
      // Scalars first: an interface that a class has not takes long to look for.
      return !(value instanceof String || value instanceof Number)
          && (value instanceof Map<?, ?> || value instanceof Iterable<?>);
    }

    /**
     * Sets the id.
     *
     * @param value see {@link Event#id()}; null if unknown
     * @return this
     */
    public Builder id(@Nullable String value) {
      id = value;
      return this;
    }

    /**
     * What was set so far.
     *
     * @return see {@link Event#id()}; null if not set
     */
    public @Nullable String id() {
      return id;
    }

    /**
     * Sets the event time.
     *
     * @param value see {@link Event#time()}; null if unknown
     * @return this
     */
    public Builder time(@Nullable Instant value) {
      time = value;
      return this;
    }

    /**
     * What was set so far.
     *
     * @return see {@link Event#time()}; null if not set
     */
    public @Nullable Instant time() {
      return time;
    }

    /**
     * Sets the offset the time was written with.
     *
     * @param value see {@link Event#offset()}; null if unknown
     * @return this
     */
    public Builder offset(@Nullable ZoneOffset value) {
      offset = value;
      return this;
    }

    /**
     * What was set so far.
     *
     * @return see {@link Event#offset()}; null if not set
     */
    public @Nullable ZoneOffset offset() {
      return offset;
    }

    /**
     * Sets the receive time.
     *
     * @param value see {@link Event#receivedAt()}; null if unknown
     * @return this
     */
    public Builder receivedAt(@Nullable Instant value) {
      receivedAt = value;
      return this;
    }

    /**
     * What was set so far.
     *
     * @return see {@link Event#receivedAt()}; null if not set
     */
    public @Nullable Instant receivedAt() {
      return receivedAt;
    }

    /**
     * Sets the host.
     *
     * @param value see {@link Event#host()}; null if unknown
     * @return this
     */
    public Builder host(@Nullable String value) {
      host = value;
      return this;
    }

    /**
     * What was set so far.
     *
     * @return see {@link Event#host()}; null if not set
     */
    public @Nullable String host() {
      return host;
    }

    /**
     * Sets the source address.
     *
     * @param value see {@link Event#sourceAddress()}; null if unknown
     * @return this
     */
    public Builder sourceAddress(@Nullable String value) {
      sourceAddress = value;
      return this;
    }

    /**
     * What was set so far.
     *
     * @return see {@link Event#sourceAddress()}; null if not set
     */
    public @Nullable String sourceAddress() {
      return sourceAddress;
    }

    /**
     * Sets the destination address.
     *
     * @param value see {@link Event#destinationAddress()}; null if unknown
     * @return this
     */
    public Builder destinationAddress(@Nullable String value) {
      destinationAddress = value;
      return this;
    }

    /**
     * What was set so far.
     *
     * @return see {@link Event#destinationAddress()}; null if not set
     */
    public @Nullable String destinationAddress() {
      return destinationAddress;
    }

    /**
     * Sets the port on the source's side.
     *
     * @param value 0 to 65535; -1 if unknown
     * @return this
     * @throws IllegalArgumentException if out of range
     */
    public Builder sourcePort(int value) {
      if (value < -1 || value > 65535) {
        throw new IllegalArgumentException("port " + value + " is not between 0 and 65535");
      }
      sourcePort = value;
      return this;
    }

    /**
     * What was set so far.
     *
     * @return see {@link Event#sourcePort()}
     */
    public OptionalInt sourcePort() {
      return sourcePort < 0 ? OptionalInt.empty() : OptionalInt.of(sourcePort);
    }

    /**
     * Sets the port on the destination's side.
     *
     * @param value 0 to 65535; -1 if unknown
     * @return this
     * @throws IllegalArgumentException if out of range
     */
    public Builder destinationPort(int value) {
      if (value < -1 || value > 65535) {
        throw new IllegalArgumentException("port " + value + " is not between 0 and 65535");
      }
      destinationPort = value;
      return this;
    }

    /**
     * What was set so far.
     *
     * @return see {@link Event#destinationPort()}
     */
    public OptionalInt destinationPort() {
      return destinationPort < 0 ? OptionalInt.empty() : OptionalInt.of(destinationPort);
    }

    /**
     * Sets the program.
     *
     * @param value see {@link Event#program()}; null if unknown
     * @return this
     */
    public Builder program(@Nullable String value) {
      program = value;
      return this;
    }

    /**
     * What was set so far.
     *
     * @return see {@link Event#program()}; null if not set
     */
    public @Nullable String program() {
      return program;
    }

    /**
     * Sets the process id.
     *
     * @param value not negative; -1 if unknown
     * @return this
     */
    public Builder pid(long value) {
      pid = Math.max(-1, value);
      return this;
    }

    /**
     * What was set so far.
     *
     * @return see {@link Event#pid()}
     */
    public OptionalLong pid() {
      return pid < 0 ? OptionalLong.empty() : OptionalLong.of(pid);
    }

    /**
     * Sets who acted.
     *
     * @param value see {@link Event#user()}; null if unknown
     * @return this
     */
    public Builder user(@Nullable String value) {
      user = value;
      return this;
    }

    /**
     * What was set so far.
     *
     * @return see {@link Event#user()}; null if not set
     */
    public @Nullable String user() {
      return user;
    }

    /**
     * Sets the severity.
     *
     * @param value see {@link Event#severity()}; null if unknown
     * @return this
     */
    public Builder severity(@Nullable SyslogSeverity value) {
      severity = value;
      return this;
    }

    /**
     * What was set so far.
     *
     * @return see {@link Event#severity()}; null if not set
     */
    public @Nullable SyslogSeverity severity() {
      return severity;
    }

    /**
     * Sets the facility.
     *
     * @param value see {@link Event#facility()}; null if unknown
     * @return this
     */
    public Builder facility(@Nullable SyslogFacility value) {
      facility = value;
      return this;
    }

    /**
     * What was set so far.
     *
     * @return see {@link Event#facility()}; null if not set
     */
    public @Nullable SyslogFacility facility() {
      return facility;
    }

    /**
     * Sets the message.
     *
     * @param value see {@link Event#message()}; null if unknown
     * @return this
     */
    public Builder message(@Nullable String value) {
      message = value;
      return this;
    }

    /**
     * What was set so far.
     *
     * @return see {@link Event#message()}; null if not set
     */
    public @Nullable String message() {
      return message;
    }

    /**
     * Sets the log source.
     *
     * @param value see {@link Event#logSource()}
     * @return this
     */
    public Builder logSource(LogSource value) {
      logSource = value;
      return this;
    }

    /**
     * What was set so far.
     *
     * @return see {@link Event#logSource()}
     */
    public LogSource logSource() {
      return logSource;
    }

    /**
     * Sets the format.
     *
     * @param value see {@link Event#format()}
     * @return this
     */
    public Builder format(LogFormat value) {
      format = value;
      return this;
    }

    /**
     * What was set so far.
     *
     * @return see {@link Event#format()}
     */
    public LogFormat format() {
      return format;
    }

    /**
     * Sets how an attempt to authenticate ended.
     *
     * @param value see {@link Event#authenticationOutcome()}; null if unknown
     * @return this
     */
    public Builder authenticationOutcome(@Nullable AuthenticationOutcome value) {
      authenticationOutcome = value;
      return this;
    }

    /**
     * What was set so far.
     *
     * @return see {@link Event#authenticationOutcome()}; null if not set
     */
    public @Nullable AuthenticationOutcome authenticationOutcome() {
      return authenticationOutcome;
    }

    /**
     * Sets what it is about.
     *
     * @param value see {@link Event#category()}; null if unknown
     * @return this
     */
    public Builder category(@Nullable EventCategory value) {
      category = value;
      return this;
    }

    /**
     * What was set so far.
     *
     * @return see {@link Event#category()}; null if not set
     */
    public @Nullable EventCategory category() {
      return category;
    }

    /**
     * Sets the record as it came.
     *
     * @param value see {@link Event#raw()}; null if unknown
     * @return this
     */
    public Builder raw(@Nullable String value) {
      raw = value;
      return this;
    }

    /**
     * What was set so far.
     *
     * @return see {@link Event#raw()}; null if not set
     */
    public @Nullable String raw() {
      return raw;
    }

    /**
     * Adds a label, once.
     *
     * @param tag such as {@code privilege-escalation}
     * @return this
     */
    public Builder tag(String tag) {
      if (tags == null) {
        tags = new ArrayList<>(4);
      }
      if (!tags.contains(tag)) {
        tags.add(tag);
      }
      return this;
    }

    /**
     * The labels so far.
     *
     * @return unmodifiable
     */
    public List<String> tags() {
      return tags == null ? List.of() : List.copyOf(tags);
    }

    /**
     * Adds one of the record's own fields; a name that is there already keeps both values, as a
     * list.
     *
     * @param name as sent
     * @param value a scalar, list or map; null if the record says null
     * @return this
     */
    public Builder field(String name, @Nullable Object value) {
      mutableFields |= Repeated.put(ownFields(), name, value) || isMutable(value);
      return this;
    }

    /**
     * Adds all of a map to the record's own fields; names that are there already are replaced.
     *
     * @param more names to values
     * @return this
     */
    public Builder fields(Map<String, ?> more) {
      if (more instanceof JsonObject json) {
        mutableFields |= json.repeats();
        if (fields == null) {
          fields = json;
          return this;
        }
      } else {
        for (Object value : more.values()) {
          mutableFields |= isMutable(value);
        }
      }
      ownFields().putAll(more);
      return this;
    }

    /**
     * One of the record's own fields, by name or path.
     *
     * @param name as sent
     * @return as {@link FieldSource#field} returns it
     */
    public @Nullable Object field(String name) {
      return fields == null ? null : MapFieldSource.find(fields, name);
    }

    /**
     * The record's own fields so far.
     *
     * @return unmodifiable view
     */
    public Map<String, @Nullable Object> fields() {
      return fields == null ? Map.of() : Collections.unmodifiableMap(fields);
    }

    /**
     * Adds something concluded from the record, by its ECS name; what was concluded first stays.
     *
     * @param name such as {@code http.request.method}
     * @param value a scalar or list
     * @return this
     */
    public Builder derived(String name, Object value) {
      if (derived == null) {
        derived = CompactMap.of(8);
      } else if (derivedTaken) {
        derived = new LinkedHashMap<>(derived);
        derivedTaken = false;
      }
      derived.putIfAbsent(name, Objects.requireNonNull(value, "value"));
      return this;
    }

    /**
     * Something concluded so far.
     *
     * @param name such as {@code http.request.method}
     * @return the value, or null
     */
    public @Nullable Object derived(String name) {
      return derived == null ? null : derived.get(name);
    }

    /**
     * Adds a warning. A record may be odd in every line of it, so of more than 100 warnings only
     * the first are kept, and the last says {@code more_warnings}.
     *
     * @param warning what was odd
     * @return this
     */
    public Builder warning(ParseWarning warning) {
      if (warnings == null) {
        warnings = new ArrayList<>(2);
      }
      if (warnings.size() < MOST_WARNINGS - 1) {
        warnings.add(warning);
      } else if (warnings.size() == MOST_WARNINGS - 1) {
        warnings.add(
            new ParseWarning("more_warnings", warning.column(), "further ones are left out"));
      }
      return this;
    }

    /**
     * The warnings so far.
     *
     * @return unmodifiable
     */
    public List<ParseWarning> warnings() {
      return warnings == null ? List.of() : List.copyOf(warnings);
    }

    /**
     * The finished event. The builder may be used further without changing it.
     *
     * @return an immutable event
     */
    public Event build() {
      return new Event(this);
    }
  }
}
