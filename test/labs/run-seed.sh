#!/bin/bash
# Builds a lab step by step in a temporary host, and checks it from outside after each step. Prints TAP.
#
#   test/labs/run-seed.sh LAB                                 LAB is one of 0 1 2 2d 3 4
#   BUILDER='node my-lab.js' test/labs/run-seed.sh LAB        the builder, called as `$BUILDER LAB STEP` in the host
set -euo pipefail
cd "$(dirname "$0")/../.."
export BUILDER=${BUILDER:-node examples/lab.js}
exec test/labs/sandbox.sh "${1:-}" node --import ./test/typescript.mjs test/labs/run.ts "$1"
