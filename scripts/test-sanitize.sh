#!/bin/bash
# Runs test/native with the addon and the namespace helper built with AddressSanitizer and UndefinedBehaviorSanitizer, and
# test/native/faults.ts with an addon in which every call that can fail is made to fail (test/native/faults.h).
#
# `node` itself is not instrumented: the sanitizers' library is preloaded. Of leaks, only allocations of the addon count
# (node does not free a few buffers on exit). Every other report is a failure.
# Needs gcc with libasan and libubsan (Debian: libgcc-12-dev, which gcc brings along).
set -euo pipefail
cd "$(dirname "$0")/.."

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
napi=node_modules/node-api-headers/include
mapfile -t sources < <(scripts/build-native.sh --addon)
mapfile -t helper < <(scripts/build-native.sh --helper)
library() {
  local path
  path=$(gcc -print-file-name="$1")
  [ -e "$path" ] || { echo "test-sanitize: $1 is missing: apt-get install gcc libgcc-12-dev" >&2; exit 1; }
  echo "$path"
}
asan=$(library libasan.so)
library libubsan.so >/dev/null

addon() { # folder, flags...
  mkdir -p "$1/build/Release"
  gcc -std=c11 -D_GNU_SOURCE -DNAPI_VERSION=8 -O1 -g -fPIC -shared -fvisibility=hidden -fno-omit-frame-pointer \
    -fsanitize=address,undefined -fno-sanitize-recover=undefined -I"$napi" "${@:2}" "${sources[@]}" \
    -o "$1/build/Release/rtnl.node"
}
addon "$work"
addon "$work/faults" -include test/native/faults.h
gcc -std=c11 -D_GNU_SOURCE -O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=undefined \
  "${helper[@]}" -o "$work/build/Release/setns"

jobs=$(nproc)
# node-gyp-build searches RTNL_PREBUILD first
export RTNL_PREBUILD=$work
export LD_PRELOAD=$asan
export ASAN_OPTIONS="log_path=$work/log:exitcode=99:detect_stack_use_after_return=0:fast_unwind_on_malloc=0:malloc_context_size=5"
export LSAN_OPTIONS="exitcode=0:report_objects=1"
export UBSAN_OPTIONS="print_stacktrace=1:log_path=$work/log"

# Runs a test. If it fails, prints its failures and returns 1.
run() { # test
  local out=$work/${1//\//+}.out
  [ "$1" != test/native/faults.ts ] || RTNL_PREBUILD=$work/faults
  # exitcode=0 of LeakSanitizer applies to AddressSanitizer too, so the exit status proves nothing: a passed test has a plan and no `not ok`
  TAP_TIMEOUT=600 node --no-warnings --import ./test/typescript.mjs "$1" >"$out" 2>&1 || true
  if ! grep -qE '^1\.\.[0-9]+$' "$out" || grep -qE '^ *(not ok|Bail out)' "$out"; then
    echo "test-sanitize: $1 failed" >&2
    grep -vE '^ *(ok|# Subtest)' "$out" >&2 || true
    return 1
  fi
  echo "ok $1"
}

# One test per processor at a time.
failed=0
running=0
for test in test/native/*.test.ts test/native/faults.ts; do
  if [ $running = "$jobs" ]; then
    wait -n || failed=1
    running=$((running - 1))
  fi
  run "$test" &
  running=$((running + 1))
done
while [ $running -gt 0 ]; do
  wait -n || failed=1
  running=$((running - 1))
done
unset LD_PRELOAD

# Reports are separated by empty lines. A leak of the addon has one of its functions among the first frames.
for log in "$work"/log.*; do
  [ -e "$log" ] || continue
  if grep -qE 'ERROR: AddressSanitizer|runtime error:' "$log"; then
    cat "$log" >&2
    failed=1
  fi
  if awk -v RS= '/^(Direct|Indirect) leak/ && /#[0-3] [^\n]*(native\/[a-z/]+\.c:|rtnl\.node)/ { print; found = 1 } END { exit !found }' "$log" >&2; then
    echo "test-sanitize: our C leaks" >&2
    failed=1
  fi
done
[ $failed = 0 ] && echo 'test-sanitize: nothing found'
exit $failed
