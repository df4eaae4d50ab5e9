#!/bin/sh
# Fuzzes whatever reads text from outside, with Jazzer: quality/fuzz.sh [minutes] [targets]
#   quality/fuzz.sh                  ten minutes, shared by all targets
#   quality/fuzz.sh 60               an hour
#   quality/fuzz.sh 5 cef rfc5424    five minutes for these two
# What is found goes to quality/nanosiem-fuzz/src/test/resources/findings, which every build replays.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
module="$root/quality/nanosiem-fuzz"
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
minutes=${1:-10}
[ $# -eq 0 ] || shift
(cd "$root" && mvn -q -B -Dstyle.color=never -Dquick -DskipTests -pl quality/nanosiem-fuzz -am package)
path=$(printf %s: "$module/target/classes" "$module"/target/lib/*.jar)
[ $# -gt 0 ] || set -- $("$java" -cp "$path" io.nanosiem.fuzz.Targets)
seconds=$((minutes * 60 / $#))
[ "$seconds" -ge 5 ] || seconds=5
found=0
for target; do
  corpus="$module/target/corpus/$target"
  findings="$module/src/test/resources/findings/$target-"
  mkdir -p "$corpus" "$module/src/test/resources/findings"
  echo "== $target: $seconds s"
  # A limit of its own around Jazzer's: whatever happens, this ends.
  timeout --kill-after=20 $((seconds + 60)) "$java" -Xmx1g -Dnanosiem.fuzz.allowance=100 -cp "$path" \
    com.code_intelligence.jazzer.Jazzer \
    --target_class=io.nanosiem.fuzz.Targets --target_args="$target" \
    --instrumentation_includes='io.nanosiem.**' --custom_hook_includes='io.nanosiem.none.**' \
    --disabled_hooks='com.code_intelligence.jazzer.sanitizers.*' \
    --reproducer_path="$module/target" --keep_going=1 \
    -max_total_time="$seconds" -timeout=20 -max_len=2048 -rss_limit_mb=3000 -print_final_stats=1 \
    -artifact_prefix="$findings" \
    "$corpus" "$module/src/test/resources/seeds" >"$module/target/$target.log" 2>&1 || {
    found=$((found + 1))
    echo "   FOUND something, see $module/target/$target.log"
  }
  timeout 300 "$java" -Xmx1g -cp "$path" io.nanosiem.fuzz.Targets "$target" "$corpus" >>"$module/target/$target.log" 2>&1 || {
    found=$((found + 1))
    echo "   FOUND something without instrumentation, see $module/target/$target.log"
  }
  grep -E 'stat::number_of_executed_units|stat::average_exec|== Java Exception' "$module/target/$target.log" | tail -3 || true
done
echo "== repeats: $seconds s"
"$java" -Xmx1g -cp "$path" io.nanosiem.fuzz.Repeats "$module/src/test/resources/seeds" "$seconds" || found=$((found + 1))
[ "$found" -eq 0 ] && echo "nothing found" || exit 1
