#!/bin/sh
# Builds and runs our parsers beside other JVM parsers: quality/peers.sh [JMH options and name patterns]
#   quality/peers.sh                 all of them, with bytes allocated per line
#   quality/peers.sh cef -f 3        those whose names contain "cef", in three forks
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
(cd "$root" && mvn -q -B -Dstyle.color=never -Dquick -DskipTests -pl quality/nanosiem-peers -am package)
path="$root/quality/nanosiem-peers/target/classes:$root/quality/nanosiem-peers/target/lib/*"
# Ours alone are for quality/bench.sh, forests for quality/forest.sh.
exec "$java" -cp "$path" org.openjdk.jmh.Main -prof gc -e "^io\.nanosiem\.benchmarks\.|Forest" "$@"
