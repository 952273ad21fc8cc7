#!/bin/bash
# fetch-iproute2.sh: prints a folder with `ip` and `bridge` of Debian's newest iproute2, which has options that the
# installed version may lack.
set -euo pipefail
exec "$(dirname "$0")/fetch-programs.sh" iproute2 ip,bridge \
  libc6 libselinux1 libpcre2-8-0 libbpf1 libelf1t64 zlib1g libzstd1 libmnl0 libcap2
