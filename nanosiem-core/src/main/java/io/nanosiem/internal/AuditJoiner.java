package io.nanosiem.internal;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Brings the records of one Linux audit event together: those of one serial, time and host, which
 * stand near each other in a log but need not be neighbours.
 *
 * <p><b>When an event is whole.</b> With {@code EOE} or {@code PROCTITLE}, which the kernel writes
 * last; at once if user space sent it, as that is one record always; when a record of the host is
 * two seconds later (the time that auparse waits); or at a bound: {@value #MAX_OPEN} open events,
 * {@value #MAX_RECORDS} records or 256 KiB of one, {@value #MAX_BEHIND} records or 4 MiB waiting.
 * What comes for an event after that is an event of its own; nothing is lost but an EOE behind a
 * PROCTITLE, which says nothing more.
 *
 * <p><b>Order.</b> Events come out in the order of their first records, and what is no audit record
 * keeps its place between them; so whatever stands behind an open event waits for it.
 *
 * <p>One thread at a time.
 *
 * @param <R> what a record is, bytes or text
 */
public final class AuditJoiner<R> {
  static final int MAX_OPEN = 64;
  static final int MAX_RECORDS = 128;
  static final int MAX_BEHIND = 1_024;
  private static final int MAX_SIZE = 256 << 10;
  private static final int MAX_WAITING = 4 << 20;
  private static final long PATIENCE_MILLIS = 2_000;

  /** Records that are one event, and where the first of them stood. */
  public static final class Group<R> {
    private final List<R> records = new ArrayList<>(1);
    private final long ordinal;
    private final long millis;
    private final long number;
    private final String event;
    private int size;
    private boolean whole;

    private Group(String event, long ordinal, long millis, long number) {
      this.event = event;
      this.ordinal = ordinal;
      this.millis = millis;
      this.number = number;
    }

    /** The records, in their order. */
    public List<R> records() {
      return records;
    }

    /** Where the first of them stood. */
    public long ordinal() {
      return ordinal;
    }
  }

  /** What a record begins with, as far as joining needs it. */
  private record Header(String event, String type, long millis) {}

  private final ArrayDeque<Group<R>> waiting = new ArrayDeque<>();
  private final Map<String, Group<R>> open = new LinkedHashMap<>();
  private final Set<String> ended = new LinkedHashSet<>();
  private long waitingSize;
  private long added;

  /**
   * Adds the next record; ask {@link #next()} then until it has nothing more.
   *
   * @param record the record
   * @param start how it begins: its first 512 characters or more
   * @param size of the record
   * @param ordinal where it stands
   */
  public void add(R record, CharSequence start, int size, long ordinal) {
    added++;
    Header header = header(start);
    if (header == null) {
      put(new Group<>("", ordinal, 0, added), record, size).whole = true;
    } else {
      audit(header, record, size, ordinal);
    }
    bound();
  }

  private void audit(Header header, R record, int size, long ordinal) {
    boolean last = header.type().equals("EOE") || header.type().equals("PROCTITLE");
    Group<R> group = open.get(header.event());
    if (group == null) {
      if (header.type().equals("EOE") && ended.contains(header.event())) {
        return;
      }
      group = put(new Group<>(header.event(), ordinal, header.millis(), added), record, size);
      if (last || isAlone(header.type())) {
        group.whole = true;
        return;
      }
      open.put(header.event(), group);
    } else {
      group.records.add(record);
      group.size += size;
      waitingSize += size;
    }
    if (last || group.size > MAX_SIZE || group.records.size() >= MAX_RECORDS) {
      end(header.event());
    }
    while (!open.isEmpty()) {
      Map.Entry<String, Group<R>> oldest = open.entrySet().iterator().next();
      if (open.size() <= MAX_OPEN
          && oldest.getValue().millis + PATIENCE_MILLIS >= header.millis()) {
        break;
      }
      end(oldest.getKey());
    }
  }

  private Group<R> put(Group<R> group, R record, int size) {
    group.records.add(record);
    group.size = size;
    waitingSize += size;
    waiting.addLast(group);
    return group;
  }

  private void end(String event) {
    Group<R> group = open.remove(event);
    if (group != null) {
      group.whole = true;
      ended.add(event);
      if (ended.size() > MAX_OPEN) {
        Iterator<String> oldest = ended.iterator();
        oldest.next();
        oldest.remove();
      }
    }
  }

  /** Ends the events that too much waits behind; what is passed on the way need wait no longer. */
  private void bound() {
    long left = waitingSize;
    for (Group<R> group : waiting) {
      if (!group.whole) {
        if (left <= MAX_WAITING && added - group.number <= MAX_BEHIND) {
          return;
        }
        end(group.event);
      }
      left -= group.size;
    }
  }

  /** The next event that is whole; null if there is none yet. */
  public @Nullable Group<R> next() {
    Group<R> first = waiting.peekFirst();
    if (first == null || !first.whole) {
      return null;
    }
    waiting.removeFirst();
    waitingSize -= first.size;
    return first;
  }

  /** Ends all events: nothing more comes. */
  public void flush() {
    open.values().forEach(group -> group.whole = true);
    open.clear();
  }

  /** Whether nothing waits, so that a record that is none of audit need not be added at all. */
  public boolean isEmpty() {
    return waiting.isEmpty();
  }

  /** Whether a record may be one of audit, by its first characters. */
  public static boolean mayBegin(CharSequence start) {
    return start.length() > 5
        && start.charAt(4) == '='
        && (start.charAt(0) == 't' || start.charAt(0) == 'n')
        && (start.charAt(1) == 'y' || start.charAt(1) == 'o');
  }

  /** What user space sends: one record an event. */
  private static boolean isAlone(String type) {
    return type.startsWith("USER")
        || type.startsWith("CRED_")
        || type.startsWith("SERVICE_")
        || type.startsWith("DAEMON_")
        || type.startsWith("SYSTEM_")
        || type.startsWith("CRYPTO_")
        || type.startsWith("VIRT_")
        || type.startsWith("ACCT_")
        || type.startsWith("GRP_")
        || type.startsWith("ADD_")
        || type.startsWith("DEL_")
        || type.equals("SOFTWARE_UPDATE");
  }

  private static @Nullable Header header(CharSequence s) {
    if (!mayBegin(s)) {
      return null;
    }
    int limit = Math.min(s.length(), 512);
    String start = s.subSequence(0, limit).toString();
    int type = 0;
    if (start.startsWith("node=")) {
      type = start.indexOf(" type=") + 1;
      if (type == 0) {
        return null;
      }
    } else if (!start.startsWith("type=")) {
      return null;
    }
    int typeEnd = start.indexOf(' ', type);
    if (typeEnd < 0 || !start.startsWith("msg=audit(", typeEnd + 1)) {
      return null;
    }
    int from = typeEnd + 11;
    int close = start.indexOf(')', from);
    int point = start.indexOf('.', from);
    int colon = start.indexOf(':', from);
    if (point < 0 || colon != point + 4 || close < colon || close - from > 40) {
      return null;
    }
    long millis = 0;
    for (int i = from; i < colon; i++) {
      int digit = start.charAt(i) - '0';
      if (i != point) {
        if (digit < 0 || digit > 9 || i - from > 14) {
          return null;
        }
        millis = millis * 10 + digit;
      }
    }
    String event = start.substring(0, type) + start.substring(from, close);
    return new Header(event, start.substring(type + 5, typeEnd), millis);
  }
}
