#!/bin/bash
# fetch.sh: prints a folder with Debian's newest User-Mode Linux kernel: `linux` and `lib/modules/<release>/`.
# It runs as an ordinary process of any user. Cached by version. `run.sh` runs commands in it.
set -euo pipefail

scripts=$(realpath "$(dirname "$0")/..")
[ "$(uname -sm)" = 'Linux x86_64' ] || { echo "guest: User-Mode Linux is only for x86-64 Linux" >&2; exit 1; }
command -v patchelf >/dev/null || { echo "guest: no patchelf (scripts/setup-debian.sh installs it)" >&2; exit 1; }

unpacked=$("$scripts/fetch-debian.sh" sid user-mode-linux libc6)
{ read -r uml; read -r libc; } <<<"$unpacked"
guest=${XDG_CACHE_HOME:-$HOME/.cache}/rtnl/guest/${uml##*/}-${libc##*/}

if [ ! -x "$guest/linux" ]; then
  mkdir -p "$guest/lib"
  # It is linked with a newer C library than this machine may have, so it gets its own. (Started through `ld.so linux`
  # instead, the kernel finds itself at the wrong address and panics.)
  library=$(dirname "$(find "$libc/" -name libc.so.6 | head -n 1)")
  temporary=$(mktemp "$guest/linux.XXXXXX")
  cp "$uml/usr/bin/linux.uml" "$temporary"
  patchelf --set-interpreter "$library/ld-linux-x86-64.so.2" --set-rpath "$library" "$temporary"
  chmod 755 "$temporary"
  ln -sfn "$uml/usr/lib/uml/modules" "$guest/lib/modules"
  mv "$temporary" "$guest/linux"
fi
echo "$guest"
