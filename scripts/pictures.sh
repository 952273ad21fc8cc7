#!/bin/bash
# Writes docs/pictures: builds the network of each lab of examples/ in a temporary host, and draws it.
# Needs `npm run build`, and root or unprivileged user namespaces.
set -euo pipefail
cd "$(dirname "$0")/.."

mkdir -p docs/pictures
draw() { # LAB LAST-STEP: without the steps after it
  # shellcheck disable=SC2016 # expanded inside
  test/labs/sandbox.sh "$1" bash -c '
    for step in $(seq "$2"); do node examples/lab.js "$1" "$step" >/dev/null; done
    exec node dist/bin.js graph --all-netns' _ "$1" "$2" >"docs/pictures/lab-$1.svg"
}

draw 0 10
draw 1 9
draw 2 11
draw 2d 2 # the last step ends the containers
draw 3 9
draw 4 8
unshare --net --map-root-user sh -c 'ip link set lo up && exec node scripts/page-picture.mjs'
