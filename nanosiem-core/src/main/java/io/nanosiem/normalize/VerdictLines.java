package io.nanosiem.normalize;

import io.nanosiem.event.AuthenticationOutcome;
import io.nanosiem.event.Event;
import io.nanosiem.event.EventCategory;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Whether a line of a program that nobody here knows reports how somebody's login ended, by the
 * phrases that programs use for it ({@code Login failed}, {@code Accepted password}, …), and whose.
 *
 * <p>The first such phrase decides, as a name quoted after it may hold another. A phrase alone is
 * prose; the line counts only if it also says who or from where. One pass over the line.
 */
final class VerdictLines {
  private static final int MAX_NAME = 128;

  private static final String[] FAILURES = {
    "authentication failed",
    "authentication failure",
    "authentication: failed",
    "authentication rejected",
    "authentication error",
    "auth failed",
    "bad password",
    "failed authentication",
    "failed login",
    "failed password",
    "failed to authenticate",
    "incorrect password",
    "incorrect login",
    "invalid credentials",
    "invalid login",
    "invalid password",
    "login denied",
    "login failed",
    "login failure",
    "login incorrect",
    "login rejected",
    "logon failure",
    "password fail",
    "password incorrect",
    "password mismatch",
    "password rejected",
    "rejected password",
    "unsuccessful login",
    "wrong password"
  };

  private static final String[] SUCCESSES = {
    "accepted password",
    "accepted publickey",
    "authentication succeeded",
    "authentication successful",
    "authentication: succeeded",
    "logged in",
    "login succeeded",
    "login successful",
    "password accepted",
    "successful login",
    "successful authentication",
    "successfully authenticated",
    "successfully logged in"
  };

  private VerdictLines() {}

  /** Sets user, category and outcome if the line reports a login. */
  static void read(String s, Event.Builder event) {
    AuthenticationOutcome verdict = null;
    int end = 0;
    for (int i = 0; i < s.length() && verdict == null; i++) {
      if (isLetter(s.charAt(i)) && (i == 0 || !isLetter(s.charAt(i - 1)))) {
        String failure = phrase(FAILURES, s, i);
        String success = failure == null ? phrase(SUCCESSES, s, i) : null;
        if (failure != null) {
          verdict = AuthenticationOutcome.FAILURE;
          end = i + failure.length();
        } else if (success != null) {
          verdict = AuthenticationOutcome.SUCCESS;
          end = i + success.length();
        }
      }
    }
    int at = userAt(s, end);
    String user = at < 0 ? null : name(s, at);
    if (verdict == null && user != null) {
      verdict = split(s, at, user);
    }
    if (verdict == null
        || (user == null && event.user() == null && event.sourceAddress() == null)) {
      return;
    }
    Facts.user(event, user);
    event.category(EventCategory.AUTHENTICATION);
    if (event.authenticationOutcome() == null) {
      event.authenticationOutcome(verdict);
    }
  }

  /** What the text of a structured record says at its beginning, null if it is no verdict. */
  static @Nullable AuthenticationOutcome verdict(String s) {
    if (phrase(FAILURES, s, 0) != null) {
      return AuthenticationOutcome.FAILURE;
    }
    return phrase(SUCCESSES, s, 0) != null ? AuthenticationOutcome.SUCCESS : null;
  }

  /** {@code user 'bob' authenticated}, {@code password for user bob accepted}: the name between. */
  private static @Nullable AuthenticationOutcome split(String s, int at, String user) {
    int after = at + user.length() + (s.startsWith(user, at) ? 0 : 2);
    while (after < s.length() && !isLetter(s.charAt(after))) {
      after++;
    }
    String before = s.substring(0, at).toLowerCase(Locale.ROOT);
    boolean about = before.contains("password for ") || before.contains("authentication for ");
    if (s.startsWith("authenticated", after) || (about && s.startsWith("accepted", after))) {
      return AuthenticationOutcome.SUCCESS;
    }
    return about && (s.startsWith("failed", after) || s.startsWith("rejected", after))
        ? AuthenticationOutcome.FAILURE
        : null;
  }

  private static @Nullable String phrase(String[] phrases, String s, int at) {
    char first = (char) (s.length() > at ? s.charAt(at) | 32 : 0);
    for (String phrase : phrases) {
      if (phrase.charAt(0) == first
          && s.regionMatches(true, at, phrase, 0, phrase.length())
          && !(isLetter(Facts.at(s, at + phrase.length())) && !phrase.endsWith("fail"))) {
        return phrase;
      }
    }
    return null;
  }

  /** Where the name after the word user begins, or the one right behind the verdict; or -1. */
  private static int userAt(String s, int verdictEnd) {
    for (int at = Facts.indexOfIgnoringCase(s, "user");
        at >= 0;
        at = Facts.indexOfIgnoringCase(s, "user", at + 4)) {
      if (at > 0 && isLetter(s.charAt(at - 1))) {
        continue;
      }
      int i = at + 4;
      if (s.regionMatches(true, i, "name", 0, 4)) {
        i += 4;
      } else if (s.regionMatches(true, i, " name", 0, 5)
          || s.regionMatches(true, i, "_name", 0, 5)) {
        i += 5;
      }
      int separator = i;
      while (i < s.length() && i < separator + 3 && " =:".indexOf(s.charAt(i)) >= 0) {
        i++;
      }
      if (i == separator) {
        continue;
      }
      if (name(s, i) != null) {
        return i;
      }
    }
    if (verdictEnd > 0) {
      int i = verdictEnd;
      while (i < s.length() && " :".indexOf(s.charAt(i)) >= 0) {
        i++;
      }
      char quote = Facts.at(s, i);
      if (quote == '\'' || quote == '"') {
        return i;
      }
      if (s.startsWith("for ", i)) {
        return i + 4;
      }
    }
    int about = Facts.indexOfIgnoringCase(s, "authentication for ");
    return about < 0 ? -1 : about + "authentication for ".length();
  }

  private static @Nullable String name(String s, int from) {
    // A name is sought behind each "user", so none may be sought to the end of a long line.
    int limit = Math.min(s.length(), from + MAX_NAME + 1);
    char open = Facts.at(s, from);
    char closing =
        switch (open) {
          case '\'', '"' -> open;
          case '<' -> '>';
          case '(' -> ')';
          case '[' -> ']';
          default -> '\0';
        };
    int close = closing == '\0' ? -1 : Facts.indexOf(s, closing, from + 1, limit);
    if (close > from) {
      return Facts.name(s.substring(from + 1, close));
    }
    int end = Facts.endOfToken(s, from, limit);
    while (end > from && (s.charAt(end - 1) == '.' || s.charAt(end - 1) == ':')) {
      end--;
    }
    if (end == from || end - from > MAX_NAME) {
      return null;
    }
    String name = s.substring(from, end);
    return isProse(name) ? null : Facts.name(name);
  }

  /** Words that follow the word user in a sentence about one without naming him. */
  private static boolean isProse(String word) {
    return switch (word.toLowerCase(Locale.ROOT)) {
      case "account",
          "accounts",
          "and",
          "authenticated",
          "authentication",
          "database",
          "did",
          "does",
          "failed",
          "for",
          "from",
          "group",
          "has",
          "id",
          "in",
          "is",
          "logged",
          "login",
          "name",
          "not",
          "on",
          "or",
          "password",
          "session",
          "unknown",
          "user",
          "was",
          "with" ->
          true;
      default -> false;
    };
  }

  private static boolean isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }
}
