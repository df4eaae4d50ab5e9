package io.nanosiem.listen;

import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Records one after another, at the pace of whoever asks. One thread at a time. */
public interface RecordReader extends Closeable {
  /**
   * The next record.
   *
   * @return the record; null at the end
   * @throws IOException if reading fails
   */
  @Nullable RawRecord next() throws IOException;

  /**
   * Where the record returned last stands in its source, such as its line number.
   *
   * @return from 1
   */
  long ordinal();
}
