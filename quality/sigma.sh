#!/bin/sh
# Measures the Sigma engine and writes the tables to quality/nanosiem-benchmarks/target/sigma.md
#   quality/sigma.sh                  everything, some 22 minutes on two quiet cores
#   quality/sigma.sh quick            two lanes and a second here and there, some 5 minutes: to see that it works
#   PARTS="lanes replay" quality/sigma.sh  some of it; the others are plain, count, hostile, load, report and pipeline
# $NANOSIEM_DATA names the directory with sigma/rules and sigma/lanes. A file alone, timed beside other engines:
#   java -cp 'quality/nanosiem-benchmarks/target/classes:quality/nanosiem-benchmarks/target/lib/*' \
#     io.nanosiem.benchmarks.SigmaReplay FILE|- [--rules PATH] [--unrouted] [--threads N] [--repeat N]
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
: "${NANOSIEM_DATA:?names no directory with sigma/rules and sigma/lanes in it}"
(cd "$root" && mvn -q -B -Dstyle.color=never -Dquick -DskipTests -pl quality/nanosiem-benchmarks -am package)
target="$root/quality/nanosiem-benchmarks/target"
path="$target/classes:$target/lib/*"
out="$target/sigma"
rm -rf "$out"
mkdir -p "$out"
cut -d' ' -f1-3 /proc/loadavg >"$out/before" 2>/dev/null || uptime | sed 's/.*: //' >"$out/before"
(cd "$root" && git describe --always --dirty) >"$out/commit" 2>/dev/null || echo unknown >"$out/commit"

lanes="structured_windows low_match match_heavy raw_windows cisco_syslog sysmon_file_event mixed_schema no_match"
times="-f 1 -wi 3 -w 1 -i 5 -r 1" slow="-f 1 -wi 1 -w 1 -i 3 -r 1" load="LoadBenchmark -p threads=1"
only="" counts="" repeat=20 seconds=15 compiles=20
if [ "${1:-}" = quick ]; then
  lanes="structured_windows match_heavy"
  times="-f 1 -wi 1 -w 500ms -i 3 -r 300ms" slow="$times" load="LoadBenchmark.cold -p threads=1 -f 1"
  only="-p lane=structured_windows,match_heavy -p routed=true" counts="-p rules=7,3132,made-up-30000"
  repeat=2 seconds=1 compiles=1
fi
wanted() { case " ${PARTS:-lanes plain count hostile load report replay pipeline} " in *" $1 "*) ;; *) return 1 ;; esac }
main() { "$java" -cp "$path" "io.nanosiem.benchmarks.$@"; }
jmh() { # A name for the result, then what JMH is told. Its words go to a file.
  name=$1
  shift
  echo "$name …" >&2
  "$java" -cp "$path" org.openjdk.jmh.Main -prof gc -rf json -rff "$out/$name.json" "$@" >"$out/$name.log" 2>&1 ||
    echo "$name failed, see $out/$name.log" >&2
}

# shellcheck disable=SC2086 # several words are meant
{
  if wanted lanes; then
    jmh one 'LaneBenchmark.(evaluate|bytesToMatches)' $times $only -t 1
    jmh two 'LaneBenchmark.(evaluate|bytesToMatches)' $times $only -t 2
  fi
  if wanted plain; then jmh plain LaneBenchmark.withoutIndex $slow $only -t 1; fi
  if wanted count; then jmh count RuleCountBenchmark $times $counts; fi
  if wanted hostile; then jmh hostile HostileRulesBenchmark $slow; fi
  # A first load is as its annotations say, in processes of its own.
  if wanted load; then jmh load $load; fi
}
if wanted report; then
  echo "report …" >&2
  "$java" -Xmx2g -cp "$path" io.nanosiem.benchmarks.SigmaReport "$compiles" >"$out/report.md"
fi
if wanted replay; then
  echo "replay …" >&2
  for lane in $lanes; do
    for threads in 1 2; do
      main SigmaReplay "$NANOSIEM_DATA/sigma/lanes/$lane.ndjson.gz" --threads "$threads" --repeat "$repeat" \
        2>&1 >/dev/null | sed -n "s/^events=/lane=$lane &/p" >>"$out/replay.txt"
    done
  done
fi
if wanted pipeline; then
  echo "pipeline …" >&2
  main SigmaPipelineReport "$seconds" >"$out/pipeline.md"
fi
main SigmaTables "$out" >"$target/sigma.md"
echo "$target/sigma.md"
