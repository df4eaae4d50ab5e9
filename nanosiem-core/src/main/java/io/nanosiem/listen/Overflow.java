package io.nanosiem.listen;

/** What happens to a record for which the engine has no room. Whatever is lost is counted. */
public enum Overflow {
  /** The listener waits: right where the sender can wait too, as with files and TCP. */
  BLOCK,
  /** The record is dropped: right where nobody can wait, as with UDP. */
  DROP_NEWEST
}
