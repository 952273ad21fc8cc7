#!/bin/bash
# run.sh COMMAND [ARGUMENT...]: runs a command as root in a temporary Linux kernel (User-Mode Linux), independent of this
# host's kernel and of the user's privileges. Takes about a second more than the command itself.
#
# The command sees this machine's files, read-only, from the same current directory, with PATH and the variables listed
# below; /tmp, /var/tmp, /run and $HOME are empty and writable. Modules, such as link kinds, load on demand; `lo` is up.
# Only the read-only mount protects those files: if root starts it, a hostile command could remount and write them.
# Standard input is empty; standard output and error are passed on separately. The exit status is the command's,
# 124 after a timeout, 125 if the guest died or did not start (standard error then has its kernel log).
#
#   GUEST_OUT=FOLDER    a folder that is writable under the same path and remains after the guest ends
#   GUEST_ENV='A B'     more variables to pass on
#   GUEST_PROGRAMS=FOLDER a folder that is searched before PATH
#   GUEST_TIMEOUT=120   seconds until the guest is killed
#   GUEST_MEMORY=1024M
#   GUEST_KERNEL=FOLDER a kernel other than that of fetch.sh: `linux`, and `lib/modules/` if it has modules
set -euo pipefail
[ $# -gt 0 ] || { echo "usage: run.sh COMMAND [ARGUMENT...]" >&2; exit 125; }

here=$(realpath "$(dirname "$0")")
kernel=$(realpath "${GUEST_KERNEL:-$("$here/fetch.sh")}") || exit 125
memory=${GUEST_MEMORY:-1024M}
if [ -n "${GUEST_OUT:-}" ]; then
  mkdir -p "$GUEST_OUT"
  GUEST_OUT=$(realpath "$GUEST_OUT")
  export GUEST_OUT
fi

[ -z "${GUEST_PROGRAMS:-}" ] || export PATH="$GUEST_PROGRAMS:$PATH"

run=$(mktemp -d /tmp/rtnl-guest.XXXXXX)
jobs=()
# shellcheck disable=SC2317 # called by the trap
cleanup() {
  local job signal
  disown -a # bash would report their end
  for signal in TERM KILL; do
    for job in "${jobs[@]}"; do
      if kill "-$signal" -- "-$job" 2>/dev/null; then sleep 0.2; fi
    done
  done
  rm -rf "$run"
}
trap cleanup EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

# The settings for init.sh, as assignments for bash.
passed=(PATH LANG LC_ALL TERM TZ CI NO_COLOR FORCE_COLOR NODE_OPTIONS NODE_ENV GUEST_OUT)
# shellcheck disable=SC2206 # GUEST_ENV is a list of names
passed+=("${!RTNL_@}" ${GUEST_ENV:-})
{
  for name in "${passed[@]}"; do
    [ -z "${!name+set}" ] || printf 'export %s=%q\n' "$name" "${!name}"
  done
  printf 'directory=%q kernel=%q\n' "$PWD" "$kernel"
  printf 'visible=(%q %q %q %q)\n' "$(realpath "$here/../..")" "$kernel" \
    "$(realpath "$kernel/lib/modules" 2>/dev/null || echo "$kernel")" "${GUEST_PROGRAMS:-$kernel}"
  printf 'command=('
  printf '%q ' "$@"
  echo ')'
} >"$run/settings"
cp "$here/init.sh" "$run/init"

# The guest's memory is a sparse file, in /dev/shm if that has space (in a container it often has 64 MB).
available=$(df --output=avail -B1M /dev/shm 2>/dev/null | tail -n 1 || true)
if [ "${available:-0}" -gt "${memory%M}" ]; then export TMPDIR=/dev/shm; else export TMPDIR=/tmp; fi

# Consoles must be pipes (the kernel polls them): 0 is the kernel's log, 1 and 2 the command's output and error.
set -m
mkfifo "$run"/{log,out,err}
tail -n 200 <"$run/log" >"$run/log.end" &
readers=($!)
cat <"$run/out" &
readers+=($!)
cat <"$run/err" >&2 &
readers+=($!)
jobs=("${readers[@]}")

# The guest ends after the timeout and when this script is killed. A PID namespace, which only root may create (in a user
# namespace root's files would belong to nobody), kills all its processes together. Its process 1 is `timeout`: a kernel as
# process 1 could not abort itself when it panics, and would spin.
namespace=(unshare --pid --fork --kill-child)
"${namespace[@]}" true 2>/dev/null || namespace=()
die_with_parent=(setpriv --pdeathsig KILL)
ulimit -c 0
"${die_with_parent[@]}" "${namespace[@]}" timeout --foreground -s KILL "${GUEST_TIMEOUT:-120}" "${die_with_parent[@]}" \
  "$kernel/linux" mem="$memory" seccomp=auto rootfstype=hostfs ro init="$run/init" guest="$run" \
  con=null con0=null,fd:3 con1=null,fd:4 con2=null,fd:5 ssl=null umid=guest uml_dir="$run/" \
  panic=-1 oops=panic loglevel=4 </dev/null 3>"$run/log" 4>"$run/out" 5>"$run/err" >"$run/boot" 2>&1 &
jobs+=($!)
ended=0
wait $! || ended=$?
wait "${readers[@]}" || true
jobs=()

if [ -s "$run/status" ]; then exit "$(<"$run/status")"; fi
if [ "$ended" = 137 ]; then
  echo "guest: killed after ${GUEST_TIMEOUT:-120} seconds" >&2
  exit 124
fi
cat "$run/boot" "$run/log.end" >&2
echo "guest: died (kernel's exit status $ended)" >&2
exit 125
