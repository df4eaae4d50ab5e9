package io.nanosiem.conformance;

import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** Where the data of others lies that the suites hold the library against. */
public final class OutsideData {
  private OutsideData() {}

  /**
   * The folder that NANOSIEM_DATA names; a visible skip if it names none. A file that is missing in
   * it is a failure of the test that asks for it.
   */
  public static Path folder() {
    String folder = System.getenv("NANOSIEM_DATA");
    Assumptions.assumeTrue(
        folder != null, "skipped: NANOSIEM_DATA does not name the folder of test data");
    return Path.of(String.valueOf(folder));
  }
}
