#!/bin/bash
# fetch-headers.sh [TRIPLET]: prints an include folder (for `cc -isystem`) with the kernel headers of Debian's newest kernel:
# linux/, asm-generic/ and the rest, and asm/ of this machine or of TRIPLET (aarch64-linux-gnu). Cached by version.
set -euo pipefail

newest_known=7.2 # the oldest headers that contain every constant of the tables
triplet=${1:-$("${CC:-cc}" -print-multiarch)}
package=$("$(dirname "$0")/fetch-debian.sh" sid linux-libc-dev)
include=${XDG_CACHE_HOME:-$HOME/.cache}/rtnl/headers/${package##*/}-$triplet

[ -e "$package/usr/include/$triplet/asm/" ] || { echo "fetch-headers: no asm/ for $triplet in $package" >&2; exit 1; }
if [ ! -d "$include" ]; then
  mkdir -p "${include%/*}"
  temporary=$(mktemp -d "${include%/*}/new.XXXXXX")
  chmod 755 "$temporary"
  ln -s "$package"/usr/include/*/ "$temporary"
  rm -f "$temporary"/*-linux-*
  ln -s "$package/usr/include/$triplet/asm" "$temporary/asm"
  mv -T "$temporary" "$include" 2>/dev/null || rm -rf "$temporary" # another process was faster
fi

major=$(sed -n 's/^#define LINUX_VERSION_MAJOR *//p' "$include/linux/version.h")
minor=$(sed -n 's/^#define LINUX_VERSION_PATCHLEVEL *//p' "$include/linux/version.h")
if [ "$(printf '%s\n' "$newest_known" "$major.$minor" | sort -V | head -n 1)" != "$newest_known" ]; then
  echo "fetch-headers: the newest headers are $major.$minor, older than $newest_known" >&2
  exit 1
fi
echo "$include"
