package io.nanosiem.stix;

/**
 * How far a bundle may be passed on: the Traffic Light Protocol, in its current version 2.0 and,
 * for older consumers, in version 1.
 *
 * <p>The identifiers are the published ones, the same for every producer.
 */
public enum Tlp {
  /** TLP 2.0 CLEAR: no limit. */
  CLEAR("94868c89-83c2-464b-929b-a1a8aa3c8487", "TLP:CLEAR", "clear", true),
  /** TLP 2.0 GREEN: within the community. */
  GREEN("bab4a63c-aed9-4cf5-a766-dfca5abac2bb", "TLP:GREEN", "green", true),
  /** TLP 2.0 AMBER: the organisation and its clients. */
  AMBER("55d920b0-5e8b-4f79-9ee9-91f868d9b421", "TLP:AMBER", "amber", true),
  /** TLP 2.0 AMBER+STRICT: the organisation alone. */
  AMBER_STRICT("939a9414-2ddd-4d32-a0cd-375ea402b003", "TLP:AMBER+STRICT", "amber+strict", true),
  /** TLP 2.0 RED: the recipients alone. */
  RED("e828b379-4e03-4974-9ac4-e53a884c97c1", "TLP:RED", "red", true),
  /** TLP 1 WHITE: no limit. */
  V1_WHITE("613f2e26-407d-48c7-9eca-b8e91df99dc9", "TLP:WHITE", "white", false),
  /** TLP 1 GREEN: within the community. */
  V1_GREEN("34098fce-860f-48ae-8e50-ebd3cc5e41da", "TLP:GREEN", "green", false),
  /** TLP 1 AMBER: the organisation and its clients. */
  V1_AMBER("f88d31f6-486f-44da-b317-01333bde0b82", "TLP:AMBER", "amber", false),
  /** TLP 1 RED: the recipients alone. */
  V1_RED("5e57c739-391a-4eb3-b6be-7d15ca92d5ed", "TLP:RED", "red", false);

  private final String id;
  private final String label;
  private final String value;
  private final boolean second;

  Tlp(String uuid, String label, String value, boolean second) {
    this.id = "marking-definition--" + uuid;
    this.label = label;
    this.value = value;
    this.second = second;
  }

  /**
   * The identifier of the marking.
   *
   * @return {@code marking-definition--} and a UUID
   */
  public String id() {
    return id;
  }

  /**
   * What people write.
   *
   * @return such as {@code TLP:AMBER+STRICT}
   */
  public String label() {
    return label;
  }

  String value() {
    return value;
  }

  boolean isSecondVersion() {
    return second;
  }
}
