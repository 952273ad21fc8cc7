#!/bin/bash
# Runs a program in a temporary host, with network, mount and PID namespaces of its own, which end with the program.
# If the lab has an uplink, it leads to the internet: a namespace with the address 198.51.100.8 (/run/internet).
#
#   test/labs/sandbox.sh LAB PROGRAM [WORD...]     LAB is one of 0 1 2 2d 3 4
#   test/labs/sandbox.sh 2 bash                    to look around
set -euo pipefail

case ${1:-} in
  0) uplink=enp0s3 address=10.182.64.20/21 gateway=10.182.64.1 ;;
  1) uplink=eth0 address=10.0.2.15/24 gateway=10.0.2.2 ;;
  2 | 2d) uplink=enp0s3 address=10.0.2.15/24 gateway=10.0.2.2 ;;
  3) uplink=eth0 address=192.168.122.199/24 gateway=192.168.122.1 ;;
  4) uplink= ;;
  *)
    echo "usage: ${0##*/} 0|1|2|2d|3|4 PROGRAM [WORD...]" >&2
    exit 2
    ;;
esac

if [ "${LAB_SANDBOX:-}" != "$$ in a namespace" ]; then
  export LAB_SANDBOX='1 in a namespace' # where this script is process 1
  as_root=()
  [ "$(id -u)" = 0 ] || as_root=(--user --map-root-user)
  exec unshare "${as_root[@]}" --net --mount --pid --fork --kill-child --mount-proc -- "$0" "$@"
fi

# The copied mounts of other namespaces' names would keep these namespaces alive.
awk '$5 ~ "^/run/netns/" { print $5 }' /proc/self/mountinfo | xargs -r umount --lazy
mount -t tmpfs none /run
mount -t sysfs none /sys
# DHCP clients write to /etc. Files that the user may not read are not needed.
mkdir /run/etc /run/lab
cp -r /etc/. /run/etc 2>/dev/null || true
mount --bind /run/etc /etc
ip link set lo up

internet() { nsenter --net=/run/internet "$@"; }

if [ -n "$uplink" ]; then
  touch /run/internet
  unshare --net=/run/internet ip link set lo up
  internet ip address add 198.51.100.8/32 dev lo
  # A high nsid, so that the namespaces of the lab get 0, 1, 2, as on a host without others.
  mkdir /run/netns
  ln -s /run/internet /run/netns/internet
  ip netns set internet 1000
  ip link add "$uplink" type veth peer name up0 netns internet
  rm -r /run/netns
  internet ip address add "$gateway/${address#*/}" dev up0
  internet ip link set up0 up
  ip address add "$address" broadcast + dev "$uplink"
  ip link set "$uplink" up
  ip route add default via "$gateway"
  # The source addresses of echo requests, as the internet sees them.
  internet nft -f - <<NFT
table ip probe {
  counter from_host { }
  counter from_others { }
  chain input {
    type filter hook input priority 0
    icmp type echo-request ip saddr ${address%/*} counter name from_host
    icmp type echo-request ip saddr != ${address%/*} counter name from_others
  }
}
NFT
fi

if [ "$1" = 3 ]; then
  # as a daemon it would change its user
  internet dnsmasq --no-daemon --conf-file=/dev/null --port=0 --interface=up0 --bind-interfaces --no-ping \
    --dhcp-range=192.168.122.83,192.168.122.99,255.255.255.0,192.168.122.255,2m --dhcp-option=option:router,192.168.122.1 \
    --dhcp-leasefile=/run/dnsmasq.leases --dhcp-authoritative --dhcp-sequential-ip >/run/dnsmasq.log 2>&1 &
fi

shift
"$@" # not `exec`: process 1 must reap orphans
