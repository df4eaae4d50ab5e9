/** Attack chains and windowed correlation over event time. */
module io.nanosiem.correlation {
  requires static transitive org.jspecify;
  requires transitive io.nanosiem.core;

  exports io.nanosiem.correlation;
}
