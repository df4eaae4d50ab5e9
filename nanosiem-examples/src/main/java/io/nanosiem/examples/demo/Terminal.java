package io.nanosiem.examples.demo;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Prints for a person: colour where there is a terminal, plain text where not. Everything given to
 * it must be printable already.
 */
final class Terminal {
  /** What a piece of text means; how it looks follows from that. */
  enum Style {
    PLAIN(""),
    TITLE("1"),
    DIM("2"),
    GOOD("32"),
    INFORMATIONAL("37"),
    LOW("36"),
    MEDIUM("33"),
    HIGH("31"),
    CRITICAL("1;37;41"),
    LINK("34");

    private final String code;

    Style(String code) {
      this.code = code;
    }
  }

  private final PrintStream out;
  private final PrintStream progress;
  private final boolean colour;
  private final int width;

  Terminal(PrintStream out, PrintStream progress, boolean colour, int width) {
    this.out = out;
    this.progress = progress;
    this.colour = colour;
    this.width = width;
  }

  /**
   * Standard output. Whether it is a terminal is for demo.sh to tell: Java cannot say so alike in
   * all its versions.
   */
  static Terminal standard(Map<String, String> environment, boolean plain) {
    boolean terminal = !plain && !"dumb".equals(environment.get("TERM"));
    int width = 100;
    try {
      width = Integer.parseInt(environment.getOrDefault("COLUMNS", "100"));
    } catch (NumberFormatException e) {
      // Not a number: the default will do.
      width = 100;
    }
    return new Terminal(
        System.out,
        System.err,
        terminal && !environment.containsKey("NO_COLOR"),
        Math.max(60, Math.min(width, 200)));
  }

  String styled(Style style, String text) {
    return colour && !style.code.isEmpty()
        ? "\u001b[" + style.code + "m" + text + "\u001b[0m"
        : text;
  }

  void line(String text) {
    out.println(text);
  }

  void line() {
    out.println();
  }

  void title(String text) {
    line();
    line(styled(Style.TITLE, text));
  }

  /** One numbered stage: a name, and what it did. */
  void stage(int number, String name, String what) {
    line("  " + styled(Style.TITLE, number + "  " + pad(name, 11)) + what);
  }

  /** Text broken at spaces, each line with an indent. */
  void paragraph(int indent, String text) {
    int room = Math.max(20, width - indent);
    String left = text;
    while (left.length() > room) {
      int cut = left.lastIndexOf(' ', room);
      if (cut <= 0) {
        cut = room;
      }
      line(" ".repeat(indent) + left.substring(0, cut));
      left = left.substring(cut).stripLeading();
    }
    line(" ".repeat(indent) + left);
  }

  /** A bar that is overwritten as it grows, on a terminal only. */
  void progress(String what, long done, long total) {
    if (!colour || total <= 0) {
      return;
    }
    int room = 30;
    int filled = (int) Math.min(room, room * done / total);
    progress.print(
        "\r  "
            + what
            + " "
            + "█".repeat(filled)
            + "░".repeat(room - filled)
            + " "
            + Math.min(100, 100 * done / total)
            + " %");
    if (done >= total) {
      progress.print("\r" + " ".repeat(what.length() + room + 12) + "\r");
    }
    progress.flush();
  }

  /** A row of a table: cells and how they look. */
  record Cell(Style style, String text) {
    static Cell of(String text) {
      return new Cell(Style.PLAIN, text);
    }
  }

  /** A table; the last column is cut at the edge. */
  void table(List<String> head, List<List<Cell>> rows) {
    int[] widths = new int[head.size()];
    for (int i = 0; i < widths.length; i++) {
      widths[i] = head.get(i).length();
      for (List<Cell> row : rows) {
        widths[i] = Math.max(widths[i], row.get(i).text().length());
      }
    }
    List<Cell> header = new ArrayList<>();
    head.forEach(text -> header.add(new Cell(Style.DIM, text)));
    row(header, widths);
    rows.forEach(row -> row(row, widths));
  }

  private void row(List<Cell> cells, int[] widths) {
    StringBuilder line = new StringBuilder("  ");
    int used = 2;
    for (int i = 0; i < cells.size(); i++) {
      Cell cell = cells.get(i);
      boolean last = i == cells.size() - 1;
      String text = cell.text();
      if (last && used + text.length() > width) {
        text = text.substring(0, Math.max(0, width - used - 1)) + "…";
      }
      line.append(styled(cell.style(), last ? text : pad(text, widths[i])));
      line.append(last ? "" : "  ");
      used += widths[i] + 2;
    }
    line(line.toString().stripTrailing());
  }

  static String pad(String text, int width) {
    return text.length() >= width ? text : text + " ".repeat(width - text.length());
  }
}
