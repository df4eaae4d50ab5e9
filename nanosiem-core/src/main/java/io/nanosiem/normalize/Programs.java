package io.nanosiem.normalize;

import java.util.Locale;

/** One name for each program, however a tag writes it. */
final class Programs {
  private Programs() {}

  /**
   * The name without its directory, the module in parentheses and the part after a slash, in lower
   * case: {@code sshd} for {@code /usr/sbin/sshd} and {@code sshd(pam_unix)}, {@code postfix} for
   * {@code postfix/smtpd}.
   */
  static String key(String program) {
    int end = program.length();
    int paren = program.indexOf('(');
    if (paren > 0) {
      end = paren;
    }
    int from = 0;
    if (program.charAt(0) == '/') {
      from = program.lastIndexOf('/', end - 1) + 1;
    } else {
      int slash = program.indexOf('/');
      if (slash > 0 && slash < end) {
        end = slash;
      }
    }
    String name = from == 0 && end == program.length() ? program : program.substring(from, end);
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if ((c >= 'A' && c <= 'Z') || c > 0x7F) {
        return name.toLowerCase(Locale.ROOT);
      }
    }
    return name;
  }
}
