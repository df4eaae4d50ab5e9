package io.nanosiem.parse;

import io.nanosiem.internal.AuditJoiner;
import java.util.ArrayList;
import java.util.List;

/**
 * Joins the records of each Linux audit event, so that a rule sees the program, its arguments and
 * the files together. A system call writes up to a dozen records with one serial ({@code SYSCALL},
 * {@code EXECVE}, {@code CWD}, {@code PATH}, …), a line each, and records of several events may be
 * mixed.
 *
 * <p>File and standard input listeners do this of themselves. With a parser alone:
 *
 * <pre>{@code
 * AuditRecords records = AuditRecords.create();
 * for (String line : lines) {
 *   records.add(line).forEach(whole -> events.add(parser.parse(whole)));
 * }
 * records.flush().forEach(whole -> events.add(parser.parse(whole)));
 * }</pre>
 *
 * <p>An event is whole with its last record ({@code EOE} or {@code PROCTITLE}), at once if user
 * space sent it, when a record of the same log is two seconds later, or at a bound: 64 open events,
 * 128 records or 256 Ki characters of one, 1,024 records or 4 Mi characters waiting. What comes for
 * it after that is an event of its own; but an EOE behind a PROCTITLE is left out. Events come in
 * the order of their first records, and lines that are no audit records keep their places between
 * them.
 *
 * <p>One thread at a time.
 */
public final class AuditRecords {
  private final AuditJoiner<String> joiner = new AuditJoiner<>();
  private long added;

  private AuditRecords() {}

  /**
   * A joiner with nothing in it.
   *
   * @return for one log, whose records are added in their order
   */
  public static AuditRecords create() {
    return new AuditRecords();
  }

  /**
   * Adds the next record.
   *
   * @param record a line of an audit log, or any other
   * @return what is whole now, the records of an event joined by line feeds; often empty
   */
  public List<String> add(String record) {
    joiner.add(record, record, record.length(), ++added);
    return take();
  }

  /**
   * Ends all events, as nothing more comes for now.
   *
   * @return what was still open
   */
  public List<String> flush() {
    joiner.flush();
    return take();
  }

  private List<String> take() {
    List<String> whole = new ArrayList<>();
    for (AuditJoiner.Group<String> next = joiner.next(); next != null; next = joiner.next()) {
      whole.add(String.join("\n", next.records()));
    }
    return whole;
  }
}
