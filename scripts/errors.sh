#!/bin/bash
# Writes docs/errors.md: asks for what is refused, in a network namespace of its own, and notes what comes back.
# Needs root, since it becomes nobody for some of it.
set -euo pipefail
cd "$(dirname "$0")/.."

[ "$(id -u)" = 0 ] || { echo 'errors: only root can become nobody' >&2; exit 1; }
# a /run of its own, so that there are no names but its own
exec unshare --net --mount --propagation private sh -c \
  'mount -t tmpfs -o mode=755 none /run && exec node --no-warnings --import ./test/typescript.mjs scripts/errors.ts'
