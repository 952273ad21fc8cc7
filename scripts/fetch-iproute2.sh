#!/bin/bash
# fetch-iproute2.sh: prints a folder with `ip` and `bridge` of the newest iproute2 Debian has built, which knows options
# that this machine's may not. They bring their libraries along: nothing is installed. Cached by version.
set -euo pipefail

scripts=$(realpath "$(dirname "$0")")
command -v patchelf >/dev/null || { echo "fetch-iproute2: no patchelf (scripts/setup-debian.sh installs it)" >&2; exit 1; }

libraries=(libc6 libselinux1 libpcre2-8-0 libbpf1 libelf1t64 zlib1g libzstd1 libmnl0 libcap2)
unpacked=$("$scripts/fetch-debian.sh" sid iproute2 "${libraries[@]}")
mapfile -t folders <<<"$unpacked"
folder=${XDG_CACHE_HOME:-$HOME/.cache}/rtnl/iproute2/${folders[0]##*/}-${folders[1]##*/}

if [ ! -d "$folder" ]; then
  mkdir -p "${folder%/*}"
  temporary=$(mktemp -d "$folder.XXXXXX")
  trap 'rm -rf "$temporary"' EXIT
  mkdir "$temporary/lib"
  find "${folders[@]:1}" -name 'lib*.so*' -not -path '*/gconv/*' -exec cp -P -t "$temporary/lib" {} +
  cp "$(find "${folders[1]}/" -name 'ld-linux-*' -type f | head -n 1)" "$temporary/lib/ld.so"
  for name in ip bridge; do
    cp "$(find "${folders[0]}/" -path "*bin/$name" -type f | head -n 1)" "$temporary/$name"
    # an old-fashioned RPATH, which counts for the libraries of the libraries as well
    # shellcheck disable=SC2016 # $ORIGIN is the loader's
    patchelf --set-interpreter "$folder/lib/ld.so" --force-rpath --set-rpath '$ORIGIN/lib' "$temporary/$name"
  done
  chmod 755 "$temporary" "$temporary"/{ip,bridge}
  mv -T "$temporary" "$folder"
  trap - EXIT
fi
echo "$folder"
