package io.nanosiem.junit;

import io.nanosiem.sigma.SigmaRules;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Hands the rules of {@link SigmaRulesTest} to test methods. Thread-safe. */
final class SigmaRulesExtension implements ParameterResolver {
  private static final ExtensionContext.Namespace NAMESPACE =
      ExtensionContext.Namespace.create(SigmaRulesExtension.class);

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == SigmaRules.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> test = context.getRequiredTestClass();
    SigmaRulesTest annotation = RuleSource.annotation(test);
    if (annotation == null) {
      throw new ExtensionConfigurationException(
          test.getName() + " has a parameter of type SigmaRules, but no @SigmaRulesTest");
    }
    // The root's store: nested classes and all methods share what was loaded for one place.
    String key = annotation.value();
    return context
        .getRoot()
        .getStore(NAMESPACE)
        .computeIfAbsent(key, place -> RuleSource.load(place, test), SigmaRules.class);
  }
}
