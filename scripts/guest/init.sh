#!/bin/bash
# init.sh: process 1 of the guest that run.sh starts. Makes the folders writable that programs expect to be, runs
# the command, reports its status and powers off. If this script fails, the kernel panics, which run.sh reports.
set -euo pipefail
export PATH=/usr/sbin:/usr/bin:/sbin:/bin

mount -t proc proc /proc
mount -t sysfs sysfs /sys
mountpoint -q /dev || mount -t devtmpfs dev /dev
mkdir -p /dev/pts /dev/shm /dev/net
mount -t devpts devpts /dev/pts
mount -t tmpfs shm /dev/shm
mknod /dev/net/tun c 10 200 2>/dev/null || true # there already when `tun` is built in
[ -e /dev/fd ] || ln -s /proc/self/fd /dev/fd
for folder in /tmp /var/tmp /run; do mount -t tmpfs tmpfs "$folder"; done
mkdir -p /run/netns /run/lock /run/guest /tmp/home
# shellcheck disable=SC2154 # `guest` comes from the kernel's command line
mount -t hostfs none /run/guest -o "$guest"

# shellcheck disable=SC1091
. /run/guest/settings
export HOME=/tmp/home
# shellcheck disable=SC2154 # from `settings`
for folder in "${visible[@]}" "$directory"; do # may have been under /tmp
  [ -d "$folder" ] || { mkdir -p "$folder" && mount -t hostfs none "$folder" -o "ro,$folder"; }
done
if [ -n "${GUEST_OUT:-}" ]; then
  mkdir -p "$GUEST_OUT"
  mount -t hostfs none "$GUEST_OUT" -o "$GUEST_OUT"
fi

# shellcheck disable=SC2154
printf '#!/bin/sh\nexec /sbin/modprobe -d %q "$@"\n' "$kernel" >/run/modprobe
chmod 755 /run/modprobe
echo /run/modprobe >/proc/sys/kernel/modprobe 2>/dev/null || true # a kernel without modules has no such file
export MODPROBE_OPTIONS="-d $kernel" # for a modprobe that the command runs itself
ip link set lo up

# The command writes to pipes, not to a terminal; the consoles pass the bytes on unchanged.
stty -F /dev/tty1 raw
stty -F /dev/tty2 raw
mkfifo /run/out /run/err
cat </run/out >/dev/tty1 &
copiers=($!)
cat </run/err >/dev/tty2 &
copiers+=($!)
status=0
# shellcheck disable=SC2154
(cd "$directory" && exec setsid "${command[@]}") </dev/null >/run/out 2>/run/err || status=$?

# Processes that the command left running would keep the pipes open.
for process in /proc/[0-9]*; do
  case " $$ ${copiers[*]} " in
    *" ${process#/proc/} "*) ;;
    *) kill -KILL "${process#/proc/}" 2>/dev/null || true ;;
  esac
done
wait "${copiers[@]}" || true
echo "$status" >/run/guest/status
sync
echo o >/proc/sysrq-trigger
sleep 10
