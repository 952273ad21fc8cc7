#!/bin/bash
# failures.sh FILE: prints the failed assertions in what tap wrote to a file, each with its diagnostics.
set -euo pipefail
node_modules/.bin/tap-parser --tap --flat <"$1" |
  awk '/^(ok|not ok|#|1\.\.|Bail)/ { shown = /^(not ok|Bail)/ && !/# (TODO|SKIP)/ } shown'
