/** Our parsers beside other JVM parsers. Never published. */
@org.jspecify.annotations.NullMarked
package io.nanosiem.peers;
