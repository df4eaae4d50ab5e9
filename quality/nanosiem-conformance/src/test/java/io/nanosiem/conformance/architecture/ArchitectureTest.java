package io.nanosiem.conformance.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  private static final String SIGMA = "io.nanosiem.sigma..";
  private static final String CORRELATION = "io.nanosiem.correlation..";
  private static final String ML = "io.nanosiem.ml..";
  private static final String STIX = "io.nanosiem.stix..";

  /** Packages of artifacts that stand on the library, and that it therefore does not know. */
  private static final String[] ABOVE = {
    "io.nanosiem.examples..",
    "io.nanosiem.conformance..",
    "io.nanosiem.benchmarks..",
    "io.nanosiem.junit..",
    "io.nanosiem.cli..",
    "io.nanosiem.config..",
    "io.nanosiem.http..",
    "io.nanosiem.sqlite..",
    "io.nanosiem.logback..",
    "io.nanosiem.log4j2..",
    "io.nanosiem.jul..",
    "io.nanosiem.spring..",
    "io.nanosiem.micrometer..",
    "io.nanosiem.flink.."
  };

  private static final Set<String> NOT_CORE =
      Set.of(
          "sigma",
          "correlation",
          "ml",
          "stix",
          "examples",
          "conformance",
          "benchmarks",
          "junit",
          "cli",
          "config",
          "http",
          "sqlite",
          "logback",
          "log4j2",
          "jul",
          "spring",
          "micrometer",
          "flink");

  private static final DescribedPredicate<JavaClass> CORE =
      describe(
          "are of core",
          type -> {
            String name = type.getPackageName();
            if (name.equals("io.nanosiem")) {
              return true;
            }
            int start = "io.nanosiem.".length();
            int end = name.indexOf('.', start);
            return !NOT_CORE.contains(name.substring(start, end < 0 ? name.length() : end));
          });

  private static final JavaClasses ALL =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.nanosiem");

  /** Core and its siblings: what runs inside a host. */
  private static final JavaClasses LIBRARY =
      ALL.that(
          describe(
              "are of the library",
              type ->
                  CORE.test(type)
                      || List.of(SIGMA, CORRELATION, ML, STIX).stream()
                          .anyMatch(module -> resideInAPackage(module).test(type))));

  private static final JavaClasses OFFENDERS =
      new ClassFileImporter().importPackages("io.nanosiem.conformance.architecture.offender");

  private static void holds(ArchRule rule) {
    rule.check(LIBRARY);
    failsOnOffenders(rule);
  }

  /** A rule that accepts our collection of offences would accept anything. */
  private static void failsOnOffenders(ArchRule rule) {
    assertThatThrownBy(() -> rule.check(OFFENDERS))
        .as("the rule on offenders: " + rule.getDescription())
        .isInstanceOf(AssertionError.class);
  }

  @Test
  void theLibraryIsSeen() {
    for (String name :
        List.of(
            "io.nanosiem.event.Event",
            "io.nanosiem.alert.Alert",
            "io.nanosiem.internal.Json",
            "io.nanosiem.stix.StixSink")) {
      assertThat(LIBRARY.contain(name)).as(name).isTrue();
    }
    assertThat(LIBRARY).noneMatch(type -> type.getPackageName().contains("conformance"));
  }

  @Test
  void arrowsPointOneWay() {
    Rules.noArrow(CORE, SIGMA, CORRELATION, ML, STIX).check(ALL);
    Rules.noArrow(resideInAPackage(CORRELATION), SIGMA, ML, STIX).check(ALL);
    Rules.noArrow(resideInAPackage(SIGMA), ML, STIX).check(ALL);
    Rules.noArrow(resideInAPackage(ML), SIGMA, CORRELATION, STIX).check(ALL);
    Rules.noArrow(resideInAPackage(STIX), SIGMA, CORRELATION, ML).check(ALL);
    Rules.noArrow(describe("are of the library", LIBRARY::contains), ABOVE).check(ALL);
    // Arrows that are there are seen.
    assertThatThrownBy(
            () -> Rules.noArrow(resideInAPackage(STIX), "io.nanosiem.alert..").check(ALL))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("io.nanosiem.stix.StixSink");
    assertThatThrownBy(() -> Rules.noArrow(CORE, "io.nanosiem.internal..").check(ALL))
        .isInstanceOf(AssertionError.class);
    failsOnOffenders(Rules.noArrow(resideInAPackage("..offender.core"), "..offender.sibling.."));
  }

  @Test
  void nothingReadsObjectStreams() {
    holds(Rules.noJavaSerialisation());
  }

  @Test
  void nothingLooksNamesUp() {
    holds(Rules.noNameLookUps());
  }

  @Test
  void nothingRunsPrograms() {
    holds(Rules.noOtherPrograms());
  }

  @Test
  void nothingKeepsThreadLocals() {
    holds(Rules.noThreadLocals());
  }

  @Test
  void nothingPrints() {
    holds(Rules.noPrinting());
  }

  @Test
  void nothingEndsTheHost() {
    holds(Rules.noEndingTheHost());
  }

  @Test
  void nothingBacktracks() {
    holds(Rules.noJavaRegex());
  }

  @Test
  void nothingReflects() {
    holds(Rules.noReflection());
  }

  @Test
  void nothingStaticChanges() {
    holds(Rules.noStaticMutableState());
  }

  @Test
  void librariesStayInside() {
    holds(Rules.librariesStayInside());
  }

  @Test
  void everyPackageSaysWhatNullMeans() {
    assertThat(Rules.packagesWithoutNullMarked(ALL, "io.nanosiem")).isEmpty();
    String offender = "io.nanosiem.conformance.architecture.offender";
    assertThat(Rules.packagesWithoutNullMarked(OFFENDERS, offender))
        .containsExactly(offender + ".bare");
  }
}
