#!/bin/sh
# Measures the isolation forest and writes the tables to quality/nanosiem-benchmarks/target/forest.md
#   quality/forest.sh                    everything, some 25 minutes on two quiet cores
#   quality/forest.sh quick              three seeds and short iterations, some 4 minutes: to see that it works
#   PARTS=parity quality/forest.sh       some of it; the other is speed
#   SETS="wine pima" SEEDS=400 …         other sets and seeds for parity
# parity: ours beside scikit-learn's in the same run, on the labelled sets in $NANOSIEM_DATA/anomaly/sets; needs
#   python3 with scikit-learn ($PYTHON, /usr/bin/python3 unless set).
# speed: scoring, explaining and growing, beside a random cut forest; on made-up lines if NANOSIEM_DATA is not set.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
python=${PYTHON:-/usr/bin/python3}
parts=${PARTS:-parity speed} seeds=${SEEDS:-40} times="-f 2 -wi 3 -w 2 -i 5 -r 2" rounds=200
if [ "${1:-}" = quick ]; then seeds=${SEEDS:-3} times="-f 1 -wi 1 -w 1 -i 2 -r 1" rounds=40; fi
wanted() { case " $parts " in *" $1 "*) ;; *) return 1 ;; esac }
if wanted parity; then
  : "${NANOSIEM_DATA:?names no directory with anomaly/sets in it}"
  "$python" -c 'import sklearn' 2>/dev/null || {
    echo "$python has no scikit-learn: on Debian apt install python3-sklearn, or set PYTHON" >&2
    exit 1
  }
fi
(cd "$root" && mvn -q -B -Dstyle.color=never -Dquick -DskipTests -pl quality/nanosiem-peers -am package)
target="$root/quality/nanosiem-benchmarks/target"
path="$root/quality/nanosiem-peers/target/classes:$root/quality/nanosiem-peers/target/lib/*"
load() { cut -d' ' -f1-3 /proc/loadavg 2>/dev/null || uptime | sed 's/.*: //'; }

page() {
  echo "# The isolation forest, measured"
  echo
  echo "- $(grep -m1 'model name' /proc/cpuinfo 2>/dev/null | sed 's/.*: //'), $(getconf _NPROCESSORS_ONLN) processors"
  echo "- $("$java" -version 2>&1 | sed -n 2p)"
  echo "- commit $(cd "$root" && git describe --always --dirty 2>/dev/null || echo unknown), $(date -u +%FT%RZ)"
  echo "- load average before $(load)"
  if wanted parity; then
    sets="$NANOSIEM_DATA/anomaly/sets"
    # Chosen before the first run.
    named=annthyroid,breastw,cardio,cover,ionosphere,mammography,pima,satellite,satimage-2,shuttle,smtp,thyroid
    files=$(for set in ${SETS:-$(cd "$sets" && ls ./*.csv.gz | sed 's#^./##; s/[.]csv[.]gz$//')}; do echo "$sets/$set.csv.gz"; done)
    # shellcheck disable=SC2086 # several files are meant
    "$python" "$root/quality/forest_parity.py" "$seeds" $files >"$target/forest-parity.tsv"
    echo "- $(sed -n 's/^# //p' "$target/forest-parity.tsv")"
    echo
    echo "## Parity, $seeds seeds each"
    echo
    echo "Area under the ROC curve, mean ±standard deviation over seeds. Alike: the means differ by at most 0.005 or two standard errors of"
    echo "the difference. AP is average precision; times are of processor time, medians, one thread."
    "$java" -cp "$path" io.nanosiem.benchmarks.ForestParity "$sets" "$target/forest-parity.tsv" "$named"
  fi
  if wanted speed; then
    echo
    echo "## Speed"
    echo
    "$java" -cp "$path" io.nanosiem.benchmarks.ForestReport "$rounds"
    echo
    echo '```'
    # shellcheck disable=SC2086 # several words are meant
    "$java" -cp "$path" org.openjdk.jmh.Main Forest $times -prof gc -rf text -rff "$target/forest-speed.txt" >"$target/forest-speed.log" 2>&1 ||
      echo "failed, see $target/forest-speed.log" >&2
    grep -v 'gc.count\|gc.time\|alloc.rate ' "$target/forest-speed.txt" || true
    echo '```'
    echo
    "$java" -cp "$path" io.nanosiem.peers.ForestHeap
  fi
  echo
  echo "Load average after: $(load)"
}
page >"$target/forest.md"
echo "$target/forest.md"
