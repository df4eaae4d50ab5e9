package io.nanosiem.conformance.parse;

import static org.assertj.core.api.Assertions.assertThat;

import io.nanosiem.event.Event;
import io.nanosiem.event.LogFormat;
import io.nanosiem.normalize.Normalizer;
import io.nanosiem.parse.LogParser;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Audit records of other people's tests: read as such, with the fields that they find. */
class AuditLinesTest {
  @Test
  void findsTheFieldsThatOthersFind() {
    int lines = 0;
    int fields = 0;
    List<String> wrong = new ArrayList<>();
    for (String file : List.of("normalise-lines.ndjson", "normalise-ecs.ndjson")) {
      for (Map<String, @Nullable Object> row : ParseData.rows(file)) {
        String line = String.valueOf(row.get("line"));
        if (!line.startsWith("type=") || !line.contains("msg=audit(")) {
          continue;
        }
        lines++;
        Event event = read(line);
        assertThat(event.format()).as(line).isEqualTo(LogFormat.AUDITD);
        assertThat(event.hasOwnTime()).isTrue();
        if (row.get("raw_fields") instanceof Map<?, ?> raw) {
          for (String name : List.of("type", "exe", "acct", "key", "auid", "uid", "cwd")) {
            Object wanted = raw.get("audit." + name);
            if (wanted != null) {
              fields++;
              Object got = event.field(name);
              Object first = got instanceof List<?> list ? list.get(0) : got;
              String plain = String.valueOf(wanted).replace("\"", "");
              if (!plain.equals(String.valueOf(first).replace("(null)", "null"))) {
                wrong.add(name + ": " + first + ", not " + wanted + ": " + line);
              }
            }
          }
        }
        if (row.get("expected") instanceof Map<?, ?> expected && expected.get("src_ip") != null) {
          fields++;
          if (!Objects.equals(expected.get("src_ip"), event.sourceAddress())) {
            wrong.add("address " + event.sourceAddress() + ": " + line);
          }
        }
      }
    }
    System.out.println(
        "audit: " + lines + " lines, " + fields + " fields, otherwise " + wrong.size());
    wrong.forEach(System.out::println);
    assertThat(lines).isGreaterThan(30);
    assertThat(wrong.size()).isLessThanOrEqualTo(fields / 20);
  }

  private static Event read(String line) {
    Event.Builder event = LogParser.auto().parse(line).toBuilder();
    Normalizer.standard().normalize(event);
    return event.build();
  }
}
