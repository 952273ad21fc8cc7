#!/bin/bash
# npm run bench [-- OPTIONS]: builds and runs the benchmarks, ours and the C programs (docs/benchmarks.md).
# Creates network namespaces, so it needs root. `npm run bench -- --help` lists its options.
set -euo pipefail
cd "$(dirname "$0")/.."
export PATH="$PWD/node_modules/.bin:$PATH"

missing() { # what, how to get it
  printf 'bench: %s\n       %s\n' "$1" "$2" >&2
  exit 1
}

command -v esbuild >/dev/null || missing 'esbuild is missing' 'npm ci'
command -v cc >/dev/null || missing 'a C compiler is missing' 'apt-get install gcc libc6-dev'
command -v make >/dev/null || missing 'make is missing' 'apt-get install make'
command -v ip >/dev/null || missing 'ip is missing' 'apt-get install iproute2'
command -v nft >/dev/null || missing 'nft is missing' 'apt-get install nftables'
command -v nsenter >/dev/null || missing 'nsenter is missing' 'apt-get install util-linux'
cc -E -include libmnl/libmnl.h -x c /dev/null >/dev/null 2>&1 || missing 'libmnl is missing' 'apt-get install libmnl-dev'
scripts/host-kernel.sh >&2

# `start` measures what users install.
[ -f dist/bin.js ] || npm run build >&2

# In a folder of the root, like dist/ of the package, so that the bundles find the addon.
make -s -C bench/c OUT="$PWD/dist-bench/c"
esbuild bench/run.ts bench/ours/{clients,dump,get,add,delete,delay,events-watch,links,monitors,namespaces,containers,nftables}.ts --bundle --platform=node --format=esm --target=node20 \
  --outdir=dist-bench --entry-names='[name]' --log-level=warning
# commander requires modules of Node.js, which an ES module has no function for
esbuild src/relay/bin.ts --bundle --platform=node --format=esm --target=node20 --outfile=dist-bench/relay.js \
  --banner:js="import { createRequire as makeRequire } from 'node:module'; const require = makeRequire(import.meta.url)" \
  --log-level=warning
# `ip netns add` makes /run/netns a mount point for good, so the benchmark gets a mount namespace with its own /run/netns.
exec unshare --mount sh -c 'mkdir -p /run/netns && mount -t tmpfs -o mode=755 none /run/netns && exec "$@"' sh \
  node dist-bench/run.js "$@"
