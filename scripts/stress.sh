#!/bin/bash
# stress.sh [MINUTES] [SEED]: uses the library at random for 20 minutes (or MINUTES), in a network and a mount namespace of
# its own. Prints the seed, counts and every fault. The exit status is 0 if there was no fault.
#
# stress.sh captures [INPUTS] [SEED]: reads 10 million (or INPUTS) damaged captures and snapshots instead. Half an hour.
set -euo pipefail
cd "$(dirname "$0")/.."

node=(node --expose-gc --import=./test/typescript.mjs --no-warnings)
if [ "${1:-}" = captures ]; then
  shift
  exec "${node[@]}" test/stress/captures.ts "$@"
fi

[ -e dist/index.js ] || npm run build >/dev/null
as_root=()
[ "$(id -u)" = 0 ] || as_root=(--user --map-root-user)
# shellcheck disable=SC2016
exec unshare "${as_root[@]}" --net --mount --propagation private sh -c '
  mkdir -p /run/netns && mount -t tmpfs -o mode=755 none /run/netns && ip link set lo up && exec "$@"' sh \
  "${node[@]}" test/stress/stress.ts "$@"
