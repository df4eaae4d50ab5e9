package io.nanosiem.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Cuts a stream of bytes into blocks of whole lines, without making texts of them.
 *
 * <p>A line that is longer than the limit is passed over and counted; its number is used up all the
 * same. The last line needs no end. One thread at a time.
 */
final class LineBlocks {
  /** Longest line that is kept, in bytes. */
  static final int LONGEST = 16 << 20;

  private static final int FIRST_SIZE = 1 << 20;

  private final InputStream in;
  private final int longest;
  private final int size;
  private byte[] carried = new byte[0];
  private int carriedLength;
  private long line;
  private long tooLong;
  private boolean atEnd;

  LineBlocks(InputStream in) {
    this(in, FIRST_SIZE, LONGEST);
  }

  /** With limits for tests; a block begins with the size and grows up to the longest line. */
  LineBlocks(InputStream in, int size, int longest) {
    this.in = in;
    this.size = size;
    this.longest = longest;
  }

  /** Lines that were passed over so far. */
  long tooLong() {
    return tooLong;
  }

  /**
   * Fills a block with the next whole lines.
   *
   * @return false if there are none left
   */
  boolean read(Block block) throws IOException {
    byte[] bytes = begin(block);
    int filled = carriedLength;
    carriedLength = 0;
    int searched = 0;
    while (true) {
      filled = fill(bytes, filled);
      int from = 0;
      for (int i = searched; i < filled; i++) {
        if (bytes[i] == '\n') {
          from = add(block, from, i);
        }
      }
      if (atEnd && from < filled) {
        from = add(block, from, filled);
      }
      if (from > 0 || filled == 0) {
        keep(bytes, from, filled);
        return block.lines() > 0;
      }
      // Not one line ends in so many bytes.
      if (filled > longest) {
        pass(bytes);
        bytes = begin(block);
        filled = carriedLength;
        carriedLength = 0;
        searched = 0;
      } else {
        searched = filled;
        bytes = block.room(Math.min(2 * bytes.length, longest + 1));
      }
    }
  }

  /** An empty block, but for what is left of the bytes that were read before. */
  private byte[] begin(Block block) {
    byte[] bytes = block.room(Math.max(size, carriedLength));
    System.arraycopy(carried, 0, bytes, 0, carriedLength);
    block.begin(line);
    return bytes;
  }

  private int fill(byte[] bytes, int before) throws IOException {
    int filled = before;
    while (!atEnd && filled < bytes.length) {
      int got = in.read(bytes, filled, bytes.length - filled);
      if (got < 0) {
        atEnd = true;
      } else {
        filled += got;
      }
    }
    return filled;
  }

  /** Returns where the next line begins. */
  private int add(Block block, int from, int end) {
    boolean kept = end - from <= longest;
    if (!kept) {
      tooLong++;
    }
    block.add(from, kept ? end : from);
    line++;
    return end + 1;
  }

  private void keep(byte[] bytes, int from, int filled) {
    carriedLength = Math.max(0, filled - from);
    if (carried.length < carriedLength) {
      carried = new byte[carriedLength];
    }
    System.arraycopy(bytes, Math.min(from, filled), carried, 0, carriedLength);
  }

  /** Reads on behind the end of the line. */
  private void pass(byte[] bytes) throws IOException {
    tooLong++;
    line++;
    while (true) {
      int got = in.read(bytes, 0, bytes.length);
      if (got < 0) {
        atEnd = true;
        return;
      }
      for (int i = 0; i < got; i++) {
        if (bytes[i] == '\n') {
          keep(bytes, i + 1, got);
          return;
        }
      }
    }
  }

  /** Whole lines, one behind the other; filled again and again. One thread at a time. */
  static final class Block {
    private byte[] bytes = new byte[0];
    private int[] starts = new int[1024];
    private int[] ends = new int[1024];
    private int count;
    private long first;

    private byte[] room(int length) {
      if (bytes.length < length) {
        bytes = Arrays.copyOf(bytes, length);
      }
      return bytes;
    }

    private void begin(long number) {
      first = number;
      count = 0;
    }

    private void add(int from, int end) {
      if (count == ends.length) {
        starts = Arrays.copyOf(starts, 2 * count);
        ends = Arrays.copyOf(ends, 2 * count);
      }
      starts[count] = from;
      ends[count++] = end;
    }

    /** How many lines. */
    int lines() {
      return count;
    }

    /** The number of a line in the stream, from 0. */
    long number(int at) {
      return first + at;
    }

    /** The bytes of all lines. */
    byte[] bytes() {
      return bytes;
    }

    /** Where a line begins. */
    int start(int at) {
      return starts[at];
    }

    /** How many bytes a line has; 0 also for one that was passed over. */
    int length(int at) {
      return ends[at] - starts[at];
    }

    /** A line alone. */
    byte[] copy(int at) {
      return Arrays.copyOfRange(bytes, starts[at], ends[at]);
    }
  }
}
