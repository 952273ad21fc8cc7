#!/bin/sh
# Checks prebuilds/: complete, built from the current sources, for the right machines, and loadable on old systems.
# Needs readelf (binutils) and sha256sum. Prints every problem; the exit status is 1 if there is one.
#
# If the tools that prebuilds/TOOLS names are installed, the binaries are built again and must be the same, byte for
# byte. With other tools only the checksums in prebuilds/SOURCES.sha256 show that they belong to the sources.
set -eu
cd "$(dirname "$0")/.."

# older than the glibc of every distribution that Node.js 20 runs on; node itself needs 2.28
newest_glibc=2.17
# on arm64 half of it is padding, since segments with different protection are in separate pages of 64 KiB
largest_helper=81920
sums=prebuilds/SOURCES.sha256
failed=0

wrong() {
  echo "check-prebuilds: $*" >&2
  failed=1
}

command -v readelf >/dev/null || { echo 'check-prebuilds: readelf is missing: apt-get install binutils' >&2; exit 1; }

check() { # file, machine as readelf calls it, libc
  file=$1 machine=$2 libc=$3
  [ -f "$file" ] || { wrong "$file is missing: run scripts/build-native.sh"; return; }
  header=$(readelf -h "$file")
  dynamic=$(readelf -d "$file")
  symbols=$(readelf -W --dyn-syms "$file")
  echo "$header" | grep -q "Machine: *$machine\$" || wrong "$file is not for $machine"
  echo "$header" | grep -q 'Type: *DYN ' || wrong "$file is not a shared object"
  echo "$symbols" | grep -q 'GLOBAL DEFAULT .* napi_register_module_v1$' || wrong "$file is not a Node-API module"
  echo "$dynamic" | grep -q BIND_NOW || wrong "$file is not linked with -z now"
  ! readelf -WS "$file" | grep -q ' \.symtab ' || wrong "$file is not stripped"
  needed=$(echo "$dynamic" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p')
  for library in $needed; do
    case $libc:$library in
      glibc:libc.so.6 | glibc:ld-linux-*) ;;
      *) wrong "$file needs $library" ;;
    esac
  done
  versions=$(readelf -WV "$file" | grep -oE 'GLIBC_[0-9.]+' | sed 's/GLIBC_//' | sort -uV)
  case $libc in
    musl) [ -z "$versions" ] || wrong "$file asks for glibc symbols:" $versions ;;
    glibc)
      newest=$(printf '%s\n' $versions $newest_glibc | sort -V | tail -n 1)
      [ "$newest" = "$newest_glibc" ] || wrong "$file asks for symbols of glibc $newest; $newest_glibc is the limit"
      ;;
  esac
}

# The helper runs with privilege on any system of its machine, so it must load nothing from the system.
check_helper() { # file, machine as readelf calls it
  file=$1 machine=$2
  [ -f "$file" ] || { wrong "$file is missing: run scripts/build-native.sh"; return; }
  [ -x "$file" ] || wrong "$file is not executable"
  header=$(readelf -h "$file")
  segments=$(readelf -lW "$file")
  dynamic=$(readelf -dW "$file")
  echo "$header" | grep -q "Machine: *$machine\$" || wrong "$file is not for $machine"
  echo "$header" | grep -q 'Type: *DYN ' || wrong "$file is not position-independent"
  ! echo "$segments" | grep -q ' INTERP ' || wrong "$file is not static: it has a dynamic loader"
  ! echo "$dynamic" | grep -q NEEDED || wrong "$file is not static: it needs libraries"
  ! echo "$dynamic" | grep -q TEXTREL || wrong "$file relocates its code"
  echo "$dynamic" | grep -q 'FLAGS_1.* NOW' || wrong "$file is not linked with -z now"
  echo "$segments" | grep -q ' GNU_RELRO ' || wrong "$file is not linked with -z relro"
  echo "$segments" | grep -q 'GNU_STACK .* RW  *0x' || wrong "$file has an executable stack"
  ! readelf -WS "$file" | grep -q ' \.symtab ' || wrong "$file is not stripped"
  [ "$(wc -c <"$file")" -lt $largest_helper ] || wrong "$file has $largest_helper bytes or more"
}

check prebuilds/linux-x64/rtnl.glibc.node 'Advanced Micro Devices X86-64' glibc
check prebuilds/linux-x64/rtnl.musl.node 'Advanced Micro Devices X86-64' musl
check prebuilds/linux-arm64/rtnl.glibc.node AArch64 glibc
check prebuilds/linux-arm64/rtnl.musl.node AArch64 musl
check_helper prebuilds/linux-x64/setns 'Advanced Micro Devices X86-64'
check_helper prebuilds/linux-arm64/setns AArch64

for file in prebuilds/*/*; do
  case $file in
    prebuilds/linux-x64/rtnl.glibc.node | prebuilds/linux-x64/rtnl.musl.node) ;;
    prebuilds/linux-arm64/rtnl.glibc.node | prebuilds/linux-arm64/rtnl.musl.node) ;;
    prebuilds/linux-x64/setns | prebuilds/linux-arm64/setns) ;;
    *) wrong "$file is unknown here" ;;
  esac
done

# The list has the checksums of sources and binaries. It does not match if either of them has changed.
if [ -f "$sums" ]; then
  for source in $(scripts/build-native.sh --sources); do
    grep -q "  $source\$" "$sums" || wrong "$sums does not name $source: run scripts/build-native.sh"
  done
  sha256sum --quiet -c "$sums" >&2 || wrong 'prebuilds/ is not what the sources build: run scripts/build-native.sh'
else
  wrong "$sums is missing: run scripts/build-native.sh"
fi

# Checksums could be forged; only these sources build to the same bytes.
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
same=0
rebuild() { # target
  tools=$(scripts/build-native.sh --tools "$1")
  if ! grep -qxF "$tools" prebuilds/TOOLS; then
    echo "check-prebuilds: $1 is not built again, since these tools are not those of prebuilds/TOOLS: ${tools#*: }" >&2
    return
  fi
  built=$(RTNL_BUILD_INTO=$work scripts/build-native.sh "$1") || { wrong "$1 can't be built"; return; }
  if cmp "$built" "prebuilds/${built#"$work"/}" >&2; then same=$((same + 1))
  else wrong "prebuilds/${built#"$work"/} is not what these sources and tools build: run scripts/build-native.sh"
  fi
}
if [ -f prebuilds/TOOLS ]; then
  for target in $(scripts/build-native.sh --targets); do rebuild "$target"; done
else
  wrong 'prebuilds/TOOLS is missing: run scripts/build-native.sh'
fi

[ $failed = 0 ] && echo "check-prebuilds: six binaries, built from these sources; $same built again with the same bytes"
exit $failed
