/**
 * Sigma rules as unit tests.
 *
 * <p>Put {@link io.nanosiem.junit.SigmaRulesTest} on a test class to have its rules loaded and
 * handed to test methods; let {@link io.nanosiem.junit.SigmaCases} turn files of events into tests;
 * assert with {@link io.nanosiem.junit.SigmaAssertions}. A test that fails prints why the rule did,
 * or did not, match.
 */
@NullMarked
package io.nanosiem.junit;

import org.jspecify.annotations.NullMarked;
