#!/bin/bash
# fetch-runtimes.sh: prints a node_modules folder with the runtimes, bundlers and versions of npm that test/runtimes/ uses. Their
# versions are in test/runtimes/package.json; npm checks them against the hashes in the lock file beside it. No install script
# is run. Cached by the lock file: 1 GB. Folders of other lock files are removed when they were not used for a week.
#
# New versions: change package.json, then `npm install --package-lock-only --ignore-scripts` in test/runtimes/.
set -euo pipefail

manifest=$(realpath "$(dirname "$0")/../test/runtimes")
hash=$(cat "$manifest"/package.json "$manifest"/package-lock.json | sha256sum)
cache=${XDG_CACHE_HOME:-$HOME/.cache}/rtnl/runtimes
folder=$cache/${hash:0:16}-$(uname -m)
mkdir -p "$cache"
exec 9>"$cache/lock"
flock 9

if [ ! -d "$folder" ]; then
  temporary=$(mktemp -d "$cache/new.XXXXXX")
  trap 'rm -rf "$temporary"' EXIT
  cp "$manifest"/package.json "$manifest"/package-lock.json "$manifest"/.npmrc "$temporary"
  (cd "$temporary" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >&2)
  # of the headers, only those of one version are used; manual pages are not
  for package in "$temporary"/node_modules/node-*-*; do
    rm -rf "$package/share"
    case $package in */node-24-*) ;; *) rm -rf "$package/include" ;; esac
  done
  mv -T "$temporary" "$folder"
  trap - EXIT
fi
touch "$folder"
find "$cache" -mindepth 1 -maxdepth 1 -type d -mtime +7 -exec rm -rf {} +
echo "$folder/node_modules"
