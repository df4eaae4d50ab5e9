package io.nanosiem.stix;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class StixBundlesBuilderTest {
  @Test
  void aSettingIsSetOnce() {
    assertThatThrownBy(() -> StixBundles.builder().marking(Tlp.RED).marking(Tlp.CLEAR))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("marking was already set to RED");
  }

  @Test
  void anIdentityIsAName() {
    assertThatThrownBy(() -> StixBundles.builder().identity(" "))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("identity has 1 characters; give it a name of 1 to 256");
    assertThatThrownBy(() -> StixBundles.builder().identity("x".repeat(257)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theNamespaceForObservablesIsRefused() {
    assertThatThrownBy(() -> StixBundles.builder().namespace(StixIds.OBSERVABLES))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("kept to cyber observables");
  }
}
