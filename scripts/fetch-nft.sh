#!/bin/bash
# fetch-nft.sh: prints a folder with `nft` of Debian's newest nftables, which accepts rules that the installed one may not.
set -euo pipefail
exec "$(dirname "$0")/fetch-programs.sh" nftables nft \
  libc6 libnftables1 libnftnl11 libmnl0 libjansson4 libgmp10 libxtables12 libedit2 libtinfo6 libbsd0 libmd0
