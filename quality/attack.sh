#!/bin/sh
# Attacks the correlator with floods of millions of events, and says what it held: quality/attack.sh [millions]
#   quality/attack.sh          floods of ten million events each, in a heap of half a gigabyte
#   quality/attack.sh 1        shorter
#   HEAP=256m quality/attack.sh
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
# The heap that a JVM finds in this variable goes before the one that the build gives to tests.
export _JAVA_OPTIONS="-Xmx${HEAP:-512m}"
cd "$root" && exec mvn -q -B -Dstyle.color=never -Dquick -pl nanosiem-correlation -am test \
  -Dtest=AttackTest -Dsurefire.failIfNoSpecifiedTests=false -Dnanosiem.attack.millions="${1:-10}"
