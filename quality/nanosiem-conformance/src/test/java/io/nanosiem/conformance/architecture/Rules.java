package io.nanosiem.conformance.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import org.jspecify.annotations.NullMarked;

/** The rules, each for any set of classes, so that each can be shown to fail. */
final class Rules {
  private static final Set<String> LOOK_UPS =
      Set.of("getByName", "getAllByName", "getHostName", "getCanonicalHostName", "getLocalHost");
  private static final Set<String> REGEX_METHODS = Set.of("matches", "replaceAll", "replaceFirst");
  private static final List<String> HIDDEN_LIBRARIES =
      List.of(
          "com.fasterxml.jackson.",
          "tools.jackson.",
          "org.snakeyaml.",
          "com.google.re2j.",
          "org.apache.commons.math3.");

  private Rules() {}

  /** Classes of some packages name none of other packages. */
  static ArchRule noArrow(DescribedPredicate<JavaClass> from, String... to) {
    return noClasses()
        .that(from)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(to)
        .because("arrows point at core, and only as the architecture draws them")
        .allowEmptyShould(true);
  }

  static ArchRule noJavaSerialisation() {
    return noClasses()
        .should()
        .dependOnClassesThat()
        .areAssignableTo(ObjectInputStream.class)
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(ObjectOutputStream.class)
        .because("reading an object stream can run code that its writer chose");
  }

  static ArchRule noNameLookUps() {
    return noClasses()
        .should()
        .callMethodWhere(
            target(
                describe(
                    "looks a name up",
                    call ->
                        LOOK_UPS.contains(call.getName())
                            && (owner(call, InetAddress.class)
                                || owner(call, InetSocketAddress.class)))))
        .because("whoever writes a log line would choose which name server we ask");
  }

  static ArchRule noOtherPrograms() {
    return noClasses()
        .should()
        .dependOnClassesThat()
        .areAssignableTo(ProcessBuilder.class)
        .orShould()
        .callMethodWhere(
            target(
                describe(
                    "runs a program",
                    call -> call.getName().equals("exec") && owner(call, Runtime.class))))
        .because("a library runs no programs");
  }

  static ArchRule noThreadLocals() {
    return noClasses()
        .should()
        .dependOnClassesThat()
        .areAssignableTo(ThreadLocal.class)
        .because("in a host's threads they leak and keep class loaders alive");
  }

  static ArchRule noPrinting() {
    return noClasses()
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .orShould()
        .callMethodWhere(
            target(
                describe(
                    "prints a stack trace",
                    call ->
                        call.getName().equals("printStackTrace")
                            && call.getRawParameterTypes().isEmpty())))
        .because("a guest prints nothing; use SLF4J");
  }

  static ArchRule noEndingTheHost() {
    return noClasses()
        .should()
        .callMethodWhere(
            target(
                describe(
                    "ends the JVM",
                    call ->
                        (call.getName().equals("exit") || call.getName().equals("halt"))
                            && (owner(call, System.class) || owner(call, Runtime.class)))))
        .because("the JVM is the host's");
  }

  static ArchRule noJavaRegex() {
    // One class may, where the user has asked for it, and counts what it costs.
    return noClasses()
        .that()
        .haveNameNotMatching("io\\.nanosiem\\.sigma\\.RegexSearch(\\$Backtracking)?")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("java.util.regex")
        .orShould()
        .callMethodWhere(
            target(
                describe(
                    "uses java.util.regex",
                    call -> REGEX_METHODS.contains(call.getName()) && owner(call, String.class))))
        .because("it backtracks, and attackers write our input");
  }

  static ArchRule noReflection() {
    return noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAPackage("java.lang.reflect")
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(ServiceLoader.class)
        .orShould()
        .callMethodWhere(
            target(
                describe(
                    "loads a class by name",
                    call -> call.getName().equals("forName") && owner(call, Class.class))))
        .because("native images stay possible, and the compiler shows what is wired");
  }

  static ArchRule noStaticMutableState() {
    return fields()
        .that()
        .areStatic()
        .should()
        .beFinal()
        .because("two engines in one JVM share nothing that changes")
        .allowEmptyShould(true);
  }

  /** Types of libraries that we use inside are in no signature that a user can see. */
  static ArchRule librariesStayInside() {
    return ArchRuleDefinition.classes()
        .that(describe("can be seen", Rules::isVisible))
        .should(
            new ArchCondition<JavaClass>("name no type of a library that we use inside") {
              @Override
              public void check(JavaClass type, ConditionEvents events) {
                type.getSuperclass().ifPresent(parent -> hold(type, type, parent, events));
                type.getInterfaces().forEach(parent -> hold(type, type, parent, events));
                for (JavaCodeUnit unit : type.getCodeUnits()) {
                  if (isVisible(unit.getModifiers())) {
                    hold(type, unit, unit.getReturnType(), events);
                    unit.getParameterTypes().forEach(one -> hold(type, unit, one, events));
                    unit.getThrowsClause()
                        .forEach(one -> hold(type, unit, one.getRawType(), events));
                  }
                }
                for (JavaField field : type.getFields()) {
                  if (isVisible(field.getModifiers())) {
                    hold(type, field, field.getType(), events);
                  }
                }
              }
            })
        .because("the move to another library must not break a user")
        .allowEmptyShould(true);
  }

  private static void hold(JavaClass owner, Object member, JavaType used, ConditionEvents events) {
    for (JavaClass raw : used.getAllInvolvedRawTypes()) {
      if (HIDDEN_LIBRARIES.stream().anyMatch(raw.getName()::startsWith)) {
        events.add(SimpleConditionEvent.violated(owner, member + " names " + raw.getName()));
      }
    }
  }

  private static boolean isVisible(JavaClass type) {
    if (type.getPackageName().startsWith("io.nanosiem.internal")
        || !isVisible(type.getModifiers())) {
      return false;
    }
    Optional<JavaClass> outer = type.getEnclosingClass();
    return outer.isEmpty() || isVisible(outer.get());
  }

  private static boolean isVisible(Set<JavaModifier> modifiers) {
    return modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED);
  }

  /** The packages that hold classes and do not say what null means in them. */
  static List<String> packagesWithoutNullMarked(JavaClasses classes, String root) {
    List<String> bare = new ArrayList<>();
    JavaPackage top = classes.getPackage(root);
    List<JavaPackage> all = new ArrayList<>(top.getSubpackagesInTree());
    all.add(top);
    for (JavaPackage one : all) {
      if (!one.getClasses().isEmpty() && !one.isAnnotatedWith(NullMarked.class)) {
        bare.add(one.getName());
      }
    }
    return bare;
  }

  private static boolean owner(AccessTarget call, Class<?> type) {
    return call.getOwner().isAssignableTo(type);
  }
}
