package io.nanosiem.sigma;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Which requirements of the language a test proves: ids of {@code spec/requirements.txt}. {@link
 * ConformanceTableTest} makes {@code docs/sigma-conformance.md} of them.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
@interface Spec {
  /** The ids, such as {@code S-052}. */
  String[] value();
}
