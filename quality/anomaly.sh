#!/bin/sh
# Holds the anomaly detector against logs and tables it was not made for and writes the tables to
# quality/nanosiem-conformance/target/anomaly.md
#   quality/anomaly.sh               everything with five seeds
#   quality/anomaly.sh 1             one seed
#   quality/anomaly.sh 5 logs rows   some of it; the others are drift and real
# $NANOSIEM_DATA names the directory with anomaly, logs and sigma/events in it.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
: "${NANOSIEM_DATA:?names no directory with anomaly, logs and sigma/events in it}"
target="$root/quality/nanosiem-conformance/target"
(cd "$root" && mvn -q -B -Dstyle.color=never -Dquick -DskipTests -pl quality/nanosiem-conformance -am package \
  dependency:build-classpath -Dmdep.outputFile=target/anomaly.classpath)
"$java" -Xmx2g -cp "$target/test-classes:$target/classes:$(cat "$target/anomaly.classpath")" \
  io.nanosiem.conformance.ml.AnomalyEvaluation "$@" | tee "$target/anomaly.md"
