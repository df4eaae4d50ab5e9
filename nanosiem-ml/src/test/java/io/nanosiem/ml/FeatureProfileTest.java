package io.nanosiem.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class FeatureProfileTest {
  @Test
  void fewValuesAreCounted() {
    FeatureProfile profile =
        FeatureProfile.of(new float[] {0, 0, 0, 1, Float.NaN, -0.0f, 0.5f, 0.5f, 0, 0}, false);
    assertThat(profile.isDiscrete()).isTrue();
    assertThat(profile.share(0)).isCloseTo(6.0 / 9, within(1e-9));
    assertThat(profile.share(0.5)).isCloseTo(2.0 / 9, within(1e-9));
    assertThat(profile.share(0.7)).isZero();
  }

  @Test
  void ofManyValuesTheDistanceToTheNearerEndCounts() {
    float[] column = new float[10_000];
    for (int i = 0; i < column.length; i++) {
      column[i] = i;
    }
    FeatureProfile profile = FeatureProfile.of(column, false);
    assertThat(profile.isDiscrete()).isFalse();
    assertThat(profile.share(5000)).isCloseTo(0.5, within(0.01));
    assertThat(profile.share(1000)).isCloseTo(0.1, within(0.01));
    assertThat(profile.share(9900)).isCloseTo(0.01, within(0.005));
    assertThat(profile.share(-1)).isZero();
    assertThat(profile.share(10_000)).isZero();
  }

  @Test
  void categoriesAreCountedOrNotKnown() {
    float[] programs = new float[2000];
    for (int i = 0; i < programs.length; i++) {
      programs[i] = i % 500;
    }
    assertThat(FeatureProfile.of(programs, true).share(7)).isCloseTo(0.002, within(1e-9));
    assertThat(FeatureProfile.of(programs, true).share(7.5)).isZero();
    for (int i = 0; i < programs.length; i++) {
      programs[i] = i;
    }
    assertThat(FeatureProfile.of(programs, true).share(7)).isNaN();
  }
}
