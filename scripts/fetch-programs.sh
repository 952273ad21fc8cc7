#!/bin/bash
# fetch-programs.sh PACKAGE PROGRAM[,PROGRAM...] LIBRARY...: prints a folder with programs of the newest version of a Debian
# package. They use the libraries of the other packages, the first of which is libc6. Nothing is installed. Cached by version.
set -euo pipefail
[ $# -ge 3 ] || { echo "usage: fetch-programs.sh PACKAGE PROGRAM[,PROGRAM...] LIBRARY..." >&2; exit 2; }

scripts=$(realpath "$(dirname "$0")")
command -v patchelf >/dev/null || { echo "fetch-programs: no patchelf (scripts/setup-debian.sh installs it)" >&2; exit 1; }

package=$1
IFS=, read -ra programs <<<"$2"
shift 2
unpacked=$("$scripts/fetch-debian.sh" sid "$package" "$@")
mapfile -t folders <<<"$unpacked"
folder=${XDG_CACHE_HOME:-$HOME/.cache}/rtnl/$package/${folders[0]##*/}-${folders[1]##*/}

if [ ! -d "$folder" ]; then
  mkdir -p "${folder%/*}"
  temporary=$(mktemp -d "$folder.XXXXXX")
  trap 'rm -rf "$temporary"' EXIT
  mkdir "$temporary/lib"
  find "${folders[@]:1}" -name 'lib*.so*' -not -path '*/gconv/*' -exec cp -P -t "$temporary/lib" {} +
  cp "$(find "${folders[1]}/" -name 'ld-linux-*' -type f | head -n 1)" "$temporary/lib/ld.so"
  for name in "${programs[@]}"; do
    cp "$(find "${folders[0]}/" -path "*bin/$name" -type f | head -n 1)" "$temporary/$name"
    # RPATH, not RUNPATH: it also applies to the libraries of the libraries
    # shellcheck disable=SC2016 # $ORIGIN is the loader's
    patchelf --set-interpreter "$folder/lib/ld.so" --force-rpath --set-rpath '$ORIGIN/lib' "$temporary/$name"
  done
  chmod 755 "$temporary" "${programs[@]/#/$temporary/}"
  mv -T "$temporary" "$folder"
  trap - EXIT
fi
echo "$folder"
