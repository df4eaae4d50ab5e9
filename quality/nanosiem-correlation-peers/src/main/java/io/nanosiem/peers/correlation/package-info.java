/** Other correlation engines on the streams that ours is measured on. Never published. */
@org.jspecify.annotations.NullMarked
package io.nanosiem.peers.correlation;
