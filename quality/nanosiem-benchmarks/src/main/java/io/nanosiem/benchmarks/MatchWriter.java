package io.nanosiem.benchmarks;

import io.nanosiem.internal.Json;
import io.nanosiem.sigma.RuleMatch;
import io.nanosiem.sigma.SigmaRule;
import io.nanosiem.sigma.SigmaRules;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes matches as lines of JSON, as bytes. What a line says of a rule is made once, when the
 * rules are loaded, so a match costs a number and a copy.
 *
 * <p>Bytes go out in pieces of whole lines, so writers to one stream do not tear each other's
 * lines. One thread at a time; the texts of rules are shared.
 */
final class MatchWriter {
  private static final int PIECE = 1 << 16;
  private static final byte[] HEAD = "{\"event\":".getBytes(StandardCharsets.US_ASCII);
  private static final int LONGEST_NUMBER = 20;

  private final Map<SigmaRule, byte[]> tails;
  private final OutputStream out;
  private byte[] bytes = new byte[PIECE];
  private int length;

  MatchWriter(Map<SigmaRule, byte[]> tails, OutputStream out) {
    this.tails = tails;
    this.out = out;
  }

  /** What a line says of each rule. */
  static Map<SigmaRule, byte[]> tails(SigmaRules rules) {
    Map<SigmaRule, byte[]> tails = new HashMap<>();
    for (SigmaRule rule : rules.rules()) {
      Map<String, Object> named = new LinkedHashMap<>();
      named.put("rule", rule.id());
      named.put("title", rule.title());
      named.put("level", rule.level().word());
      String text = "," + Json.write(named).substring(1) + "\n";
      tails.put(rule, text.getBytes(StandardCharsets.UTF_8));
    }
    return tails;
  }

  /** Adds a line for each match. */
  void write(long event, List<RuleMatch> matches) throws IOException {
    for (RuleMatch match : matches) {
      byte[] tail = tails.get(match.rule());
      if (tail == null) {
        throw new IllegalStateException("a rule of another set: " + match.rule());
      }
      int needed = HEAD.length + LONGEST_NUMBER + tail.length;
      if (length + needed > PIECE) {
        flush();
      }
      if (needed > bytes.length) {
        bytes = Arrays.copyOf(bytes, needed);
      }
      add(HEAD);
      add(event);
      add(tail);
    }
  }

  /** Hands on what was added. */
  void flush() throws IOException {
    synchronized (out) {
      out.write(bytes, 0, length);
    }
    length = 0;
  }

  private void add(byte[] part) {
    System.arraycopy(part, 0, bytes, length, part.length);
    length += part.length;
  }

  /** Decimal digits of a number that is not negative. */
  private void add(long number) {
    int digits = 1;
    for (long rest = number / 10; rest > 0; rest /= 10) {
      digits++;
    }
    long rest = number;
    for (int at = length + digits - 1; at >= length; at--) {
      bytes[at] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    length += digits;
  }
}
