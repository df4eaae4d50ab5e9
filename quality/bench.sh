#!/bin/sh
# Builds and runs the benchmarks: quality/bench.sh [JMH options and name patterns]
#   quality/bench.sh                 everything but what quality/sigma.sh and quality/forest.sh measure, with bytes allocated per operation,
#                                    then the heap report
#   quality/bench.sh Parse -f 2      benchmarks whose names contain "Parse", in two forks
#   quality/bench.sh Load -foe true  loading the rules below $NANOSIEM_DATA, warm and in new processes
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
(cd "$root" && mvn -q -B -Dstyle.color=never -Dquick -DskipTests -pl quality/nanosiem-benchmarks -am package)
path="$root/quality/nanosiem-benchmarks/target/classes:$root/quality/nanosiem-benchmarks/target/lib/*"
all=$#
# JMH refuses an option given twice: with options of your own, the others are JMH's defaults.
without=LoadBenchmark.cold
[ "$all" -gt 0 ] || without="$without|LaneBenchmark|RuleCountBenchmark|HostileRulesBenchmark|Forest"
case " $* " in *" -"*) ;; *) set -- -f 1 -wi 3 -w 2 -i 5 -r 2 -e "$without" "$@" ;; esac
"$java" -cp "$path" org.openjdk.jmh.Main -prof gc "$@"
[ "$all" -gt 0 ] || "$java" -Xmx1g -cp "$path" io.nanosiem.benchmarks.HeapReport
