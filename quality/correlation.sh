#!/bin/sh
# Our correlation beside other engines on the same streams: quality/correlation.sh [events [runs]]
#   quality/correlation.sh                   a million events, each engine once to warm up and three times for measure
#   ENGINES=nanosiem quality/correlation.sh  ours alone; the others are siddhi and flink
#   STREAMS=brute quality/correlation.sh     one stream; the others are distinct, sequence and distinct_heavy
#   quality/correlation.sh keys [count]      instead, the heap that ours holds for each of a million addresses
# Every engine gets a process of its own for every stream.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
(cd "$root" && mvn -q -B -Dstyle.color=never -Dquick -DskipTests -pl quality/nanosiem-correlation-peers -am package)
ours="$root/quality/nanosiem-benchmarks/target/classes:$root/quality/nanosiem-benchmarks/target/lib/*"
peers="$root/quality/nanosiem-correlation-peers/target/classes:$root/quality/nanosiem-correlation-peers/target/lib/*"
if [ "${1:-}" = keys ]; then
  exec "$java" -Xmx10g -cp "$ours" io.nanosiem.benchmarks.KeysReport "${2:-1000000}"
fi
events=${1:-1000000} runs=${2:-3}
run() { "$java" -Xmx3g -Dorg.slf4j.simpleLogger.defaultLogLevel=error -cp "$@" "$events" "$runs"; }
echo "| lane | engine | events/CPU-s, median (least–most) | events/s wall | B/event | alerts | |"
echo "|---|---|---|---|---|---|---|"
for stream in ${STREAMS:-brute distinct sequence distinct_heavy}; do
  for engine in ${ENGINES:-nanosiem siddhi flink}; do
    case $engine-$stream in
      nanosiem-*) run "$ours" io.nanosiem.benchmarks.CorrelationReplay "$stream" ;;
      flink-distinct_heavy) ;; # It has no pattern for two thousand different ports that would end.
      *) run "$peers" io.nanosiem.peers.correlation.PeersReplay "$engine" "$stream" ;;
    esac
  done
done
