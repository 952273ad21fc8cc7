#!/bin/bash
# Tries the package that `npm pack` makes in other runtimes, with bundlers and with versions of npm, and compares the results
# with the tables of docs/runtimes.md. With --write it writes them. Needs a build (npm run build) and network namespaces.
set -euo pipefail
cd "$(dirname "$0")/.."

modules=$(scripts/fetch-runtimes.sh)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

tarball=$work/$(npm pack --silent --ignore-scripts --pack-destination "$work" | tail -n 1)
mkdir "$work/runtimes"
echo '{ "name": "consumer", "private": true }' >"$work/runtimes/package.json"
(cd "$work/runtimes" && npm install --silent --prefer-offline --ignore-scripts --no-audit --no-fund "$tarball")
cp -r "$work/runtimes" "$work/bundlers"
node --import=./test/typescript.mjs --no-warnings test/runtimes/check.ts "$tarball" "$modules" "$work" "$@"
