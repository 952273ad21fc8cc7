#!/bin/bash
# Runs tests with every fast path off (RTNL_FAST=0; "Fast paths" in docs/architecture.md): the general paths must give
# the same results. Tests of a fast path itself are reported as skipped.
#
#   scripts/test-slow-paths.sh           all tests
#   scripts/test-slow-paths.sh PATH...   only these: folders or files, such as test/unit
set -euo pipefail
cd "$(dirname "$0")/.."
export PATH="$PWD/node_modules/.bin:$PATH" RTNL_FAST=0

[ $# -gt 0 ] || set -- test
node test/compile.mjs
jobs=$(($(nproc) * 2))
[ "$jobs" -le 8 ] || jobs=8
mapfile -t files < <(node scripts/test-files.mjs "$@")
[ "${#files[@]}" != 0 ]
results=.tap/slow-paths.tap
# The codec reads no environment, since it runs without Node: slow-paths.mjs turns its fast paths off in tests of the codec alone.
tap run --jobs="$jobs" --reporter=silent --output-file="$results" --disable-coverage --allow-incomplete-coverage \
  --node-arg=--import=./test/typescript.mjs --node-arg=--import=./test/slow-paths.mjs --node-arg=--no-warnings "${files[@]}" || {
  scripts/failures.sh "$results"
  exit 1
}
grep -a '^# {' "$results"
