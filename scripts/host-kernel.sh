#!/bin/bash
# host-kernel.sh: checks whether kernel tests can run here: whether network namespaces can be created and configured.
# Prints one line with the reason. Exit status: 0 yes; 1 no, not permitted; 2 no, the kernel does not respond.
set -euo pipefail

no() { echo "host-kernel: $2"; exit "$1"; }

[ "$(uname -s)" = Linux ] || no 1 "$(uname -s) is not Linux"
command -v unshare >/dev/null || no 1 "no unshare (package util-linux)"

capabilities=$(sed -n 's/^CapEff:[[:space:]]*/0x/p' /proc/self/status)
lacking=
((capabilities >> 21 & 1)) || lacking+=' CAP_SYS_ADMIN'
((capabilities >> 12 & 1)) || lacking+=' CAP_NET_ADMIN'
[ -z "$lacking" ] || no 1 "not permitted to make network namespaces (uid $(id -u) lacks$lacking); run as root"

# If the kernel's rtnl lock is never released, the probe sleeps uninterruptibly. The script then leaves it running,
# does not wait for it, and gives it no descriptor of its own output.
result=$(mktemp)
trap 'rm -f "$result"' EXIT
set -m # a process group of its own, which is killed as a whole
if unshare -n true; then echo ok; else echo failed; fi </dev/null >"$result" 2>&1 &
probe=$!
disown # bash would report its end
for ((tenths = 0; tenths < 600; tenths++)); do
  grep -qxE 'ok|failed' "$result" && break
  sleep 0.1
done
answer=$(<"$result")
case $answer in
  ok) echo "host-kernel: Linux $(uname -r) makes network namespaces" ;;
  *failed) no 1 "cannot make a network namespace (${answer%$'\n'failed})" ;;
  *)
    kill -9 -- "-$probe" 2>/dev/null || true
    no 2 "\`unshare -n true\` did not end in 60 s: the kernel's network lock is stuck (only a reboot helps)"
    ;;
esac
