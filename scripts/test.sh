#!/bin/bash
# The test command (npm test; npm cit installs first). Every step prints its outcome, its name and its time, and its
# output if it failed. The last line counts the assertions of the tests, and each other step as one.
#
#   scripts/test.sh          everything
#   scripts/test.sh STEP...  only these: oracles kernel types lint prebuilds build tests coverage slow-paths stress
#                            sanitizers package runtimes
#
# Kernel tests need to create network namespaces. If that is not permitted, they are skipped and reported as skipped;
# with CI set, that is a failure.
set -uo pipefail
cd "$(dirname "$0")/.."
export PATH="$PWD/node_modules/.bin:$PATH"

logs=$(mktemp -d)
declare -A beside=() # what runs beside the other steps, and its process
# shellcheck disable=SC2317 # called by the trap
cleanup() {
  local one
  for one in "${beside[@]}"; do kill -- "-$one" 2>/dev/null; done
  rm -rf "$logs"
}
trap cleanup EXIT
passed=0
failed=0
namespaces=yes
results=.tap/results.tap

say() { # outcome, step, seconds, remark
  printf '%-7s %-11s %4d s%s\n' "$1" "$2" "$3" "${4:+  $4}"
}

# The tests compare with other programs and the kernel headers; without these they prove nothing.
oracles() {
  scripts/setup-debian.sh && scripts/fetch-headers.sh && scripts/fetch-specs.sh || return
  # the guest kernel and its tests are for x86-64 only
  [ "$(uname -m)" != x86_64 ] || { scripts/guest/fetch.sh && scripts/fetch-iproute2.sh && scripts/fetch-nft.sh; }
}

# The kernel tests run as root, or as root of a user namespace.
kernel() {
  if [ "$(id -u)" = 0 ]; then scripts/host-kernel.sh; else unshare --user --map-root-user --net true; fi
}

# Compiles sources and tests to JavaScript once, for all processes of a step. Takes half a second if nothing has changed.
compile() { node test/compile.mjs; }

types() { tsc --noEmit && tsc -p src/page/dom; }
lint() { biome check .; }
prebuilds() { scripts/check-prebuilds.sh; }
sanitizers() { compile && scripts/test-sanitize.sh; }
build() { npm run build; }
slow-paths() { scripts/test-slow-paths.sh test/unit; }
package() { scripts/check-package.sh; }
runtimes() { compile && scripts/check-runtimes.sh; }
# Two of the twenty minutes that `npm run stress` takes, and some of the ten million captures.
stress() { compile && scripts/stress.sh captures 20000 && scripts/stress.sh 2; }

tests() {
  local files jobs
  compile || return
  # Many files wait for the kernel most of the time, so more run than there are processors. Too many would wait for its lock.
  jobs=$(($(nproc) * 2))
  [ "$jobs" -le 8 ] || jobs=8
  mapfile -t files < <(find test -name '*.test.ts')
  if [ "$namespaces" = no ]; then
    mapfile -t files < <(grep -LE 'inNamespace|inSandbox|namespace: true|/guest/|/labs/' "${files[@]}")
  fi
  mapfile -t files < <(node scripts/test-files.mjs "${files[@]}")
  [ "${#files[@]}" != 0 ] || return
  tap run --jobs="$jobs" --reporter=silent --output-file="$results" --coverage-report=none \
    --allow-incomplete-coverage "${files[@]}" || {
    scripts/failures.sh "$results"
    return 1
  }
}

# Requires 100 % of the statements, branches, functions and lines of src/. Code in the guest kernel is not measured.
coverage() {
  tap report text | tee "$logs/table"
  awk -F'|' '$1 ~ /^All files/ { whole = $2 == 100 && $3 == 100 && $4 == 100 && $5 == 100 }
    END { exit !whole }' "$logs/table"
}

# The assertions, as tap counts them: `# { total: 191, pass: 190, fail: 1 }`.
count_tests() { # exit status of tap
  local totals pass fail
  totals=$(grep -a '^# { total:' "$results" 2>/dev/null | tail -n 1)
  pass=$(sed -nE 's/.* pass: ([0-9]+).*/\1/p' <<<"$totals")
  fail=$(sed -nE 's/.* fail: ([0-9]+).*/\1/p' <<<"$totals")
  [ "$1" = 0 ] || [ "${fail:-0}" != 0 ] || fail=1
  [ -n "$totals" ] || fail=1
  passed=$((passed + ${pass:-0}))
  failed=$((failed + ${fail:-0}))
  remark="${pass:-0} assertions passed, ${fail:-0} failed"
}

# Its output, status and seconds are left in files: it may run beside another step.
run() { # step
  local since=$SECONDS status=0
  "$1" >"$logs/$1" 2>&1 || status=$?
  echo "$status $((SECONDS - since))" >"$logs/$1.status"
}

report() { # step
  local name=$1 outcome=ok remark='' status=1 seconds=0
  [ ! -e "$logs/$name.status" ] || read -r status seconds <"$logs/$name.status"
  [ "$status" = 0 ] || outcome=FAILED
  case $name in
    tests) count_tests "$status" ;;
    kernel)
      if [ "$status" != 0 ]; then
        namespaces=no
        remark='network namespaces cannot be created here: tests that need one are skipped'
        # 1: not permitted, which is not a failure of the code
        if [ "$status" = 1 ] && [ -z "${CI:-}" ]; then outcome=skipped; fi
      fi
      ;;
  esac
  if [ "$name" != tests ]; then
    case $outcome in
      ok) passed=$((passed + 1)) ;;
      FAILED) failed=$((failed + 1)) ;;
    esac
  fi
  say "$outcome" "$name" "$seconds" "$remark"
  [ "$outcome" = ok ] || sed 's/^/  | /' "$logs/$name"
}

# Starts a step beside the ones that follow, which get only the time that it leaves.
start_beside() { # step
  set -m # a process group of its own, which can be ended
  run "$1" &
  beside[$1]=$!
  set +m
  renice -n 19 -p $$ >/dev/null
}

steps=("$@")
if [ $# = 0 ]; then
  steps=(oracles kernel types lint prebuilds build tests coverage slow-paths stress sanitizers package runtimes)
  rm -f "$results"
fi
for name in "${steps[@]}"; do
  case $name in
    coverage)
      if [ "$namespaces" = no ]; then
        say skipped coverage 0 'needs the kernel tests'
        continue
      fi
      ;;
    runtimes)
      if [ "$namespaces" = no ]; then
        say skipped runtimes 0 'needs network namespaces'
        continue
      fi
      ;;
    stress)
      if [ "$namespaces" = no ]; then
        say skipped stress 0 'needs network namespaces'
      else
        # random use for two minutes needs half a processor
        start_beside stress
      fi
      continue
      ;;
    sanitizers)
      start_beside sanitizers
      continue
      ;;
    oracles | kernel | types | lint | prebuilds | build | slow-paths | tests | package) ;;
    *)
      echo "test: no such step: $name" >&2
      exit 2
      ;;
  esac
  run "$name"
  report "$name"
done
for name in sanitizers stress; do
  [ -n "${beside[$name]:-}" ] || continue
  wait "${beside[$name]}"
  report "$name"
done

echo "total             $SECONDS s"
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
