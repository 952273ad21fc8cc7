#!/bin/bash
# Writes docs/errors.md: runs requests that fail, in a network namespace of its own, and records their errors.
# Needs root, since some of the requests run as user nobody.
set -euo pipefail
cd "$(dirname "$0")/.."

[ "$(id -u)" = 0 ] || { echo 'errors: needs root, to run requests as nobody' >&2; exit 1; }
# its own /run, so that no named namespaces exist
exec unshare --net --mount --propagation private sh -c \
  'mount -t tmpfs -o mode=755 none /run && exec node --no-warnings --import ./test/typescript.mjs scripts/errors.ts'
