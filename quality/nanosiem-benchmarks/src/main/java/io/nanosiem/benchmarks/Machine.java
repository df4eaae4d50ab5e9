package io.nanosiem.benchmarks;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;

/** What a number travels with: where and when it was measured. */
final class Machine {
  private Machine() {}

  /** A list. */
  static String head(String commit, String loadBefore) {
    return String.join(
            "\n",
            List.of(
                "- "
                    + processor()
                    + ", "
                    + Runtime.getRuntime().availableProcessors()
                    + " processors, "
                    + System.getProperty("os.name")
                    + " "
                    + System.getProperty("os.arch"),
                "- load average before "
                    + loadBefore.strip()
                    + ", after "
                    + String.format(
                        Locale.ROOT,
                        "%.2f",
                        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage()),
                "- "
                    + System.getProperty("java.vm.name")
                    + " "
                    + Runtime.version()
                    + ", its defaults",
                "- commit "
                    + commit.strip()
                    + ", finished "
                    + Instant.now().truncatedTo(ChronoUnit.MINUTES),
                "- data: the rules and lanes below `$NANOSIEM_DATA/sigma`, loaded leniently; log"
                    + " source from the fields category, product and service"))
        + "\n";
  }

  private static String processor() {
    Path file = Path.of("/proc/cpuinfo");
    if (!Files.exists(file)) {
      return "unknown processor";
    }
    try {
      return Files.readString(file)
          .lines()
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("unknown processor");
    } catch (IOException e) {
      return "unknown processor";
    }
  }
}
