/** Events, parsing, normalising, the engine, alerts, listeners and sinks. */
module io.nanosiem.core {
  requires static transitive org.jspecify;
  requires org.slf4j;
  requires com.fasterxml.jackson.core;

  exports io.nanosiem;
  exports io.nanosiem.event;
  exports io.nanosiem.parse;
  exports io.nanosiem.normalize;
  exports io.nanosiem.detect;
  exports io.nanosiem.alert;
  exports io.nanosiem.listen;
  exports io.nanosiem.internal to
      io.nanosiem.correlation,
      io.nanosiem.sigma,
      io.nanosiem.ml,
      io.nanosiem.stix,
      io.nanosiem.junit;
}
