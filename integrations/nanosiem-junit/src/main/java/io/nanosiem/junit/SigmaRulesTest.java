package io.nanosiem.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Loads Sigma rules for a test class and hands them to every method that has a parameter of type
 * {@code SigmaRules}.
 *
 * <pre>{@code
 * @SigmaRulesTest("src/main/sigma")
 * class OurRules {
 *   @Test
 *   void bruteForce(SigmaRules rules) {
 *     assertThat(rules.rule("ssh-brute-force"))
 *         .matches(Map.of("message", "Failed password for root"));
 *   }
 * }
 * }</pre>
 *
 * <p>Rules are loaded strictly and once for a class: a rule that cannot be run fails the tests with
 * every problem listed.
 */
@Documented
@Inherited
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(SigmaRulesExtension.class)
public @interface SigmaRulesTest {
  /**
   * Where the rules are: a file or directory, relative to the working directory (for Maven and
   * Gradle the directory of the module), or {@code classpath:} and the name of one on the class
   * path.
   *
   * @return such as {@code src/main/sigma} or {@code classpath:rules}
   */
  String value();
}
