#!/bin/sh
# Builds what is needed and runs the demo. Needs a JDK (17 or newer) and Maven; see --help.
set -eu
root=$(cd "$(dirname "$0")" && pwd)
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
stamp=$root/nanosiem-examples/target/demo.stamp

fresh() {
  [ -f "$stamp" ] && [ -z "$(find "$root"/pom.xml "$root"/nanosiem-*/pom.xml \
    "$root"/nanosiem-*/src/main -newer "$stamp" -type f -print -quit)" ]
}

if ! fresh; then
  if [ -f "$stamp" ]; then
    echo "Building …" >&2
  else
    echo "Building. The first time takes a few minutes: Maven fetches what it needs …" >&2
  fi
  (cd "$root" && mvn -q -B -Dstyle.color=never -Dquick -DskipTests -pl nanosiem-examples -am package) >&2
  touch "$stamp"
fi

# Colour and progress are for terminals.
[ -t 1 ] || set -- --plain "$@"
exec "$java" -Xmx512m -cp "$root/nanosiem-examples/target/classes:$root/nanosiem-examples/target/lib/*" \
  io.nanosiem.examples.demo.Demo --samples "$root/nanosiem-examples/samples" "$@"
