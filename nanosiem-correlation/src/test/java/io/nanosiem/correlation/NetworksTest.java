package io.nanosiem.correlation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NetworksTest {
  @Test
  void privateLinkAndLoopbackAddressesAreInside() {
    for (String inside :
        new String[] {
          "10.0.0.1",
          "10.255.255.255",
          "172.16.0.1",
          "172.31.255.255",
          "192.168.1.1",
          "127.0.0.1",
          "169.254.1.1",
          "0.0.0.0",
          "::1",
          "::",
          "fc00::1",
          "fd12:3456::1",
          "fe80::1",
          "febf::1"
        }) {
      assertThat(Networks.isOutside(inside)).as(inside).isFalse();
    }
  }

  @Test
  void theRestIsOutside() {
    for (String outside :
        new String[] {
          "203.0.113.5",
          "11.0.0.1",
          "172.15.255.255",
          "172.32.0.1",
          "172.5.0.1",
          "192.167.1.1",
          "100.64.0.1",
          "2001:db8::1",
          "fec0::1",
          "fe00::1"
        }) {
      assertThat(Networks.isOutside(outside)).as(outside).isTrue();
    }
  }
}
