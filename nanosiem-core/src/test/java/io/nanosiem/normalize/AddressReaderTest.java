package io.nanosiem.normalize;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressReaderTest {
  /** The examples of RFC 5952 §4 and §5, and the forms that logs use. */
  @ParameterizedTest
  @CsvSource({
    "192.0.2.1, 192.0.2.1, -1",
    "255.255.255.255, 255.255.255.255, -1",
    "0.0.0.0, 0.0.0.0, -1",
    "192.0.2.1:80, 192.0.2.1, 80",
    "192.0.2.1#53, 192.0.2.1, 53",
    "192.0.2.1/8080, 192.0.2.1, 8080",
    "[192.0.2.1], 192.0.2.1, -1",
    "[192.0.2.1]:25, 192.0.2.1, 25",
    "2001:0db8:0000:0000:0001:0000:0000:0001, 2001:db8::1:0:0:1, -1",
    "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1, -1",
    "2001:DB8:0:0:0:0:0:A, 2001:db8::a, -1",
    "2001:0:0:1:0:0:0:1, 2001:0:0:1::1, -1",
    "::1, ::1, -1",
    "fe80::, fe80::, -1",
    "fe80::1%eth0, fe80::1, -1",
    "[2001:db8::1]:443, 2001:db8::1, 443",
    "::ffff:192.0.2.1, 192.0.2.1, -1",
    "::FFFF:c000:0201, 192.0.2.1, -1",
    "::ffff:192.0.2.1:50165, 192.0.2.1, 50165",
    "64:ff9b::192.0.2.33, 64:ff9b::c000:221, -1",
    "1:2:3:4:5:6:7:8, 1:2:3:4:5:6:7:8, -1",
    "1:2:3:4:5:6:7::, 1:2:3:4:5:6:7:0, -1"
  })
  void readsOneForm(String text, String address, int port) {
    AddressReader reader = new AddressReader();

    assertThat(reader.whole(text)).isTrue();
    assertThat(reader.text).isEqualTo(address);
    assertThat(reader.port).isEqualTo(port);
    assertThat(AddressReader.canonical(address)).isEqualTo(address);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1.2.3",
        "1.2.3.4.5",
        "256.1.1.1",
        "10.321.1.123",
        "01.2.3.4",
        "1.2.3.4-5",
        "1.2.3.4.example.org",
        "1.2.3.4x",
        "10.0.0.0/8",
        "2001:db8::/32",
        "22:14:15",
        "00:11:22:33:44:55",
        "00:11:22:33:44:55:66:77",
        "::",
        ":1",
        "1::2::3",
        "1:2:3:4:5:6:7",
        "1:2:3:4:5:6:7:8:9",
        "12345::",
        "g::1",
        "std::string",
        "[1.2.3.4",
        "::ffff:1.2.3",
        "1.2.3.4:99999x"
      })
  void readsNothingElse(String text) {
    assertThat(AddressReader.canonical(text)).isNull();
  }
}
