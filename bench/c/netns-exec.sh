#!/bin/bash
# netns-exec.sh PREFIX COUNT: the same with `ip`. Prints ten times its time, and the links that three passes of ten times as many read.
set -euo pipefail
since=${EPOCHREALTIME/[.,]/}
links=0
for ((i = 0; i < $2; i++)); do
  ip netns add "$1-$i"
  found=$(ip netns exec "$1-$i" ip -o link show)
  [ -z "$found" ] || links=$((links + 1))
  ip netns delete "$1-$i"
done
took=$((${EPOCHREALTIME/[.,]/} - since))
echo "{\"passes\":[$((took / 100)).$((took % 100))],\"check\":\"links=$((links * 30))\"}"
