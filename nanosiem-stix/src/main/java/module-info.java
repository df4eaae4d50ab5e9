/** Alerts as STIX 2.1 bundles. */
module io.nanosiem.stix {
  requires static transitive org.jspecify;
  requires transitive io.nanosiem.core;
  requires com.fasterxml.jackson.core;

  exports io.nanosiem.stix;
}
