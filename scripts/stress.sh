#!/bin/bash
# stress.sh [MINUTES] [SEED]: random use of the library for 20 minutes (or MINUTES), in a namespace of its own with mounts of
# its own. Prints the seed, what was counted and every fault; exit status 0 when there was none.
set -euo pipefail
cd "$(dirname "$0")/.."

[ -e dist/index.js ] || npm run build >/dev/null
as_root=()
[ "$(id -u)" = 0 ] || as_root=(--user --map-root-user)
# shellcheck disable=SC2016
exec unshare "${as_root[@]}" --net --mount --propagation private sh -c '
  mkdir -p /run/netns && mount -t tmpfs -o mode=755 none /run/netns && ip link set lo up && exec "$@"' sh \
  node --expose-gc --import=./test/typescript.mjs --no-warnings test/stress/stress.ts "$@"
