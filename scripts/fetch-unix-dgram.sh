#!/bin/bash
# fetch-unix-dgram.sh: prints a node_modules folder with unix-dgram, for the tests of clients that have no addon. It is compiled
# here, with the headers of this Node.js. Its version is in test/unix-dgram/package.json; npm checks it against the hash in the
# lock file beside it. Cached by the lock file.
set -euo pipefail

manifest=$(realpath "$(dirname "$0")/../test/unix-dgram")
hash=$(cat "$manifest"/package.json "$manifest"/package-lock.json | sha256sum)
cache=${XDG_CACHE_HOME:-$HOME/.cache}/rtnl/unix-dgram
folder=$cache/${hash:0:16}-$(node -p 'process.arch + process.versions.modules')
mkdir -p "$cache"
exec 9>"$cache/lock"
flock 9

if [ ! -d "$folder" ]; then
  temporary=$(mktemp -d "$cache/new.XXXXXX")
  trap 'rm -rf "$temporary"' EXIT
  cp "$manifest"/package.json "$manifest"/package-lock.json "$temporary"
  prefix=$(dirname "$(dirname "$(readlink -f "$(command -v node)")")")
  # without them node-gyp downloads them
  [ ! -f "$prefix/include/node/node.h" ] || export npm_config_nodedir=$prefix
  (cd "$temporary" && npm ci --no-audit --no-fund --loglevel=error >&2)
  [ -f "$temporary/node_modules/unix-dgram/build/Release/unix_dgram.node" ]
  mv -T "$temporary" "$folder"
  trap - EXIT
fi
echo "$folder/node_modules"
