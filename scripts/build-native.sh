#!/bin/sh
# Builds the socket addon and the namespace helper for every platform they are shipped for, into prebuilds/ where
# node-gyp-build finds them.
#
#   scripts/build-native.sh                 all of them, and notes in prebuilds/SOURCES.sha256 what was built from what
#   scripts/build-native.sh x64-glibc ...   these only (for a try; commit nothing but a complete build)
#   scripts/build-native.sh --sources       prints the files a build depends on
#   scripts/build-native.sh --addon         prints those of them that the addon is compiled from
#   scripts/build-native.sh --helper        prints those of them that the helper is compiled from
#   scripts/build-native.sh --targets       prints what can be built
#   scripts/build-native.sh --tools TARGET  prints what would build it: compiler, linker, C library, Node-API headers
#
# A complete build notes its tools in prebuilds/TOOLS. The same tools make the same bytes: scripts/check-prebuilds.sh tries.
# RTNL_BUILD_INTO names another folder than prebuilds/.
#
# Needs, from Debian: gcc musl-tools gcc-aarch64-linux-gnu libc6-dev-arm64-cross musl-dev:arm64 (scripts/setup-debian.sh).
# From npm: node-api-headers. Nothing is downloaded.
set -eu
cd "$(dirname "$0")/.."

sources='native/records.c native/rights.c native/bulk.c native/pool.c native/ring.c native/heap.c native/workers.c native/thread.c native/io.c native/child.c native/arguments.c native/slabs.c native/lifetime.c native/socket.c native/exchange.c native/descriptors.c native/polling.c native/delivery.c native/namespace.c native/privileges.c native/module.c'
headers=$(printf '%s ' native/*.h native/setns/*.h)
helper='native/setns/setns.c native/setns/serve.c native/setns/named.c native/setns/folder.c native/setns/inside.c native/setns/home.c native/setns/channel.c native/setns/outcome.c native/setns/program.c native/setns/text.c'

if [ "${1-}" = --sources ]; then
  printf '%s\n' $sources $helper $headers scripts/build-native.sh
  exit
fi

case ${1-} in
  --addon) printf '%s\n' $sources; exit ;;
  --helper) printf '%s\n' $helper; exit ;;
esac

napi=node_modules/node-api-headers/include
into=${RTNL_BUILD_INTO:-prebuilds}
targets='x64-glibc x64-musl x64-setns arm64-glibc arm64-musl arm64-setns'

# What a target is built with, in one line; a tool that is missing is left out, so that the line is like none that was noted.
tools() { # target
  case $1 in
    arm64-*) prefix=aarch64-linux-gnu- musl=/usr/lib/aarch64-linux-musl/libc.a ;;
    *) prefix='' musl=/usr/lib/x86_64-linux-musl/libc.a ;;
  esac
  printf '%s: %s, %s' "$1" "$("${prefix}gcc" --version 2>/dev/null | head -n 1)" \
    "$("${prefix}ld" --version 2>/dev/null | head -n 1)"
  case $1 in
    *-glibc) printf ', glibc %s' "$(printf '#include <features.h>\n__GLIBC__.__GLIBC_MINOR__' |
      "${prefix}gcc" -E -P - 2>/dev/null | tail -n 1 | tr -d ' ')" ;;
    *) printf ', musl %.16s' "$(sha256sum "$musl" 2>/dev/null || echo none)" ;;
  esac
  case $1 in
    *-setns) echo ;;
    *) printf ', node-api-headers %s\n' "$(sed -n 's/^ *"version": "\(.*\)",*$/\1/p' "$napi/../package.json")" ;;
  esac
}

case ${1-} in
  --targets) printf '%s\n' $targets; exit ;;
  --tools) tools "$2"; exit ;;
esac

[ -f "$napi/node_api.h" ] || { echo 'build-native: node-api-headers is missing: run npm ci' >&2; exit 1; }

need() { # command, Debian package
  command -v "$1" >/dev/null || { echo "build-native: $1 is missing: apt-get install $2" >&2; exit 1; }
}

need_file() {
  [ -e "$1" ] || { echo "build-native: $1 is missing: apt-get install $2" >&2; exit 1; }
}

warnings='-Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Werror'
# no -D_FILE_OFFSET_BITS: it would bind fcntl64 of glibc 2.28
common="-std=c11 -D_GNU_SOURCE -DNAPI_VERSION=8 -O2 -fPIC -fvisibility=hidden -ffile-prefix-map=$PWD=. $warnings
  -fstack-protector-strong -fstack-clash-protection -isystem $napi"
# nodelete: threads outlive the environment of a worker that loaded the addon
link='-shared -s -Wl,-z,relro,-z,now,-z,noexecstack,-z,nodelete -Wl,--build-id=none -Wl,--as-needed'

# libuv.h declares by hand what <uv.h> declares: where the real one is installed, they must agree.
uv="$(dirname "$(command -v node || echo /usr/bin/node)")/../include/node"
if [ -f "$uv/uv.h" ]; then
  need gcc gcc
  echo '#include <uv.h>
#include "libuv.h"
_Static_assert(LIBUV_ASYNC == UV_ASYNC && LIBUV_POLL == UV_POLL && LIBUV_READABLE == UV_READABLE, "libuv ABI");' |
    gcc -std=c11 -D_GNU_SOURCE -fsyntax-only -I"$uv" -iquote native -x c -
fi

build() { # compiler, output, flags...
  compiler=$1 output=$2
  shift 2
  mkdir -p "$(dirname "$output")"
  "$compiler" $common "$@" $link $sources -o "$output"
  echo "$output"
}

# musl: compiled against musl's headers and linked with no C library at all, whose name differs between distributions;
# every symbol is found in the C library that node itself has loaded.
build_musl() { # compiler, triple, output, flags...
  compiler=$1 headers_at=/usr/include/$2 output=$3
  shift 3
  need_file "$headers_at/stdlib.h" "$musl_package"
  build "$compiler" "$output" -nostdinc -isystem "$headers_at" \
    -isystem "$("$compiler" -print-file-name=include)" -nostdlib "$@"
  # nothing was there to link against, so look up by hand what musl and node must have
  libc=/usr/lib/${headers_at##*/}/libc.so
  need_file "$libc" "$musl_package"
  missing=$(nm -D --undefined-only "$output" | awk '{ print $2 }' | grep -vE '^(napi|uv)_' | while read -r symbol; do
    nm -D --defined-only "$libc" | grep -q " $symbol\$" || echo "$symbol"
  done)
  [ -z "$missing" ] || { echo "build-native: musl has no" $missing >&2; exit 1; }
}

# The helper is one static program for glibc and musl systems alike, made with musl: no dynamic loader runs before it, so
# nothing in its environment (LD_PRELOAD, LD_LIBRARY_PATH) does either. It is position-independent (musl's own gcc
# specification does not know -static-pie, so that its start files are named here) and read-only once it is relocated.
build_helper() { # compiler, triple, output, flags...
  compiler=$1 libc=/usr/lib/$2 output=$3
  shift 3
  need_file "$libc/rcrt1.o" "$musl_package"
  mkdir -p "$(dirname "$output")"
  "$compiler" -specs "$libc/musl-gcc.specs" -std=c11 -D_GNU_SOURCE -Os -fPIE -ffile-prefix-map="$PWD"=. $warnings \
    -ffunction-sections -fdata-sections -fstack-protector-strong -fstack-clash-protection "$@" \
    -nostartfiles -static -s -Wl,-pie,--no-dynamic-linker,-z,text,-z,relro,-z,now,-z,noexecstack,-z,noseparate-code \
    -Wl,--gc-sections,--build-id=none "$libc/rcrt1.o" "$libc/crti.o" $helper "$libc/crtn.o" -o "$output"
  echo "$output"
}

target() {
  case $1 in
    x64-glibc)
      need gcc gcc
      # -Wconversion here alone: musl's CMSG_* macros do not pass it
      build gcc "$into"/linux-x64/rtnl.glibc.node -D_FORTIFY_SOURCE=2 -fcf-protection -Wconversion
      ;;
    x64-musl)
      need gcc gcc
      musl_package=musl-dev
      build_musl gcc x86_64-linux-musl "$into"/linux-x64/rtnl.musl.node -fcf-protection
      ;;
    arm64-glibc)
      need aarch64-linux-gnu-gcc 'gcc-aarch64-linux-gnu libc6-dev-arm64-cross'
      build aarch64-linux-gnu-gcc "$into"/linux-arm64/rtnl.glibc.node -D_FORTIFY_SOURCE=2 \
        -mbranch-protection=standard
      ;;
    arm64-musl)
      need aarch64-linux-gnu-gcc gcc-aarch64-linux-gnu
      musl_package='musl-dev:arm64 (after dpkg --add-architecture arm64)'
      # outlined atomics would call into libgcc, which is not linked
      build_musl aarch64-linux-gnu-gcc aarch64-linux-musl "$into"/linux-arm64/rtnl.musl.node \
        -mbranch-protection=standard -mno-outline-atomics
      ;;
    x64-setns)
      need gcc gcc
      musl_package=musl-dev
      build_helper gcc x86_64-linux-musl "$into"/linux-x64/setns -fcf-protection
      ;;
    arm64-setns)
      need aarch64-linux-gnu-gcc gcc-aarch64-linux-gnu
      musl_package='musl-dev:arm64 (after dpkg --add-architecture arm64)'
      build_helper aarch64-linux-gnu-gcc aarch64-linux-musl "$into"/linux-arm64/setns \
        -mbranch-protection=standard -mno-outline-atomics
      ;;
    *)
      echo "build-native: no such target: $1 ($targets)" >&2
      exit 2
      ;;
  esac
}

if [ $# -gt 0 ]; then
  for name in "$@"; do target "$name"; done
else
  for name in $targets; do target "$name"; done
  for name in $targets; do tools "$name"; done >"$into/TOOLS"
  sha256sum $sources $helper $headers scripts/build-native.sh prebuilds/linux-*/rtnl.*.node \
    prebuilds/linux-*/setns >prebuilds/SOURCES.sha256
fi
