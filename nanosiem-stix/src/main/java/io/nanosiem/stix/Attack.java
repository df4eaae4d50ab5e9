package io.nanosiem.stix;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * MITRE ATT&CK for Enterprise: which technique has which name, tactics and STIX identifier. Read
 * once from the table in this artifact, whose notice lies beside it.
 */
final class Attack {
  /** MITRE, as its own data names itself. */
  static final String MITRE = "identity--c78cb6e5-0c4b-4611-8297-d1b8b55e40b5";

  private final Map<String, Technique> techniques;
  private final Map<String, String> tactics;

  private Attack(Map<String, Technique> techniques, Map<String, String> tactics) {
    this.techniques = techniques;
    this.tactics = tactics;
  }

  /** One technique or sub-technique. */
  record Technique(String number, String name, List<String> tactics, String id, boolean revoked) {}

  /** Loaded when it is first asked for. */
  static Attack table() {
    return Holder.TABLE;
  }

  /** A technique by its number, such as {@code T1110.001}. */
  @Nullable Technique technique(String number) {
    return techniques.get(number);
  }

  /** The short name of a tactic, from the short name or from a number such as {@code TA0006}. */
  @Nullable String tactic(String nameOrNumber) {
    return tactics.get(nameOrNumber);
  }

  /** The page of a technique. */
  static String url(String number) {
    return "https://attack.mitre.org/techniques/" + number.replace('.', '/');
  }

  private static final class Holder {
    static final Attack TABLE = load();

    private static Attack load() {
      Map<String, Technique> techniques = new HashMap<>(2048);
      for (List<String> row : rows("attack-techniques.tsv")) {
        techniques.put(
            row.get(0),
            new Technique(
                row.get(0),
                row.get(1),
                row.get(2).isEmpty() ? List.of() : split(row.get(2), ','),
                row.get(3),
                row.get(4).equals("revoked")));
      }
      Map<String, String> tactics = new HashMap<>();
      for (List<String> row : rows("attack-tactics.tsv")) {
        tactics.put(row.get(0), row.get(1));
        tactics.put(row.get(1), row.get(1));
      }
      return new Attack(Map.copyOf(techniques), Map.copyOf(tactics));
    }

    private static List<List<String>> rows(String resource) {
      try (InputStream in = Attack.class.getResourceAsStream(resource)) {
        if (in == null) {
          throw new IllegalStateException(resource + " is missing from this artifact");
        }
        BufferedReader reader =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        List<List<String>> rows = new ArrayList<>();
        reader.readLine();
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
          rows.add(split(line, '\t'));
        }
        return rows;
      } catch (IOException e) {
        throw new UncheckedIOException(resource + " cannot be read", e);
      }
    }

    private static List<String> split(String text, char separator) {
      List<String> parts = new ArrayList<>();
      int from = 0;
      for (int at = text.indexOf(separator); at >= 0; at = text.indexOf(separator, from)) {
        parts.add(text.substring(from, at));
        from = at + 1;
      }
      parts.add(text.substring(from));
      return List.copyOf(parts);
    }
  }
}
