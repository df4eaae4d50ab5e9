package io.nanosiem.sigma;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/** The rules that come with the library. */
final class BuiltInRules {
  private static final List<String> NAMES =
      List.of(
          "cef-high-severity.yml",
          "network-port-scan.yml",
          "process-root-shell.yml",
          "ssh-login-failed.yml",
          "ssh-login-succeeded.yml",
          "sudo-command.yml",
          "web-admin-probe.yml");

  private BuiltInRules() {}

  static List<RuleFile> files() throws IOException {
    List<RuleFile> files = new ArrayList<>();
    for (String name : NAMES) {
      try (InputStream in = BuiltInRules.class.getResourceAsStream("builtin/" + name)) {
        if (in == null) {
          throw new IllegalStateException("missing from the jar: " + name);
        }
        files.add(RuleFile.ofBytes("builtin/" + name, null, in.readAllBytes()));
      }
    }
    return files;
  }
}
