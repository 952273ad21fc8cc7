#!/bin/bash
# Installs the Debian packages that building and testing need: only the missing ones, as root or through sudo.
# Prints nothing if nothing is missing. If a package cannot be installed, names it and exits with status 1.
set -euo pipefail

packages=(
  gcc                    # native/: the socket shim and the namespace helper; the header assertions
  g++                    # test/runtimes: node-gyp links with it
  make                   # test/runtimes: node-gyp calls it
  libc6-dev              # native/: libc's headers
  pkg-config             # bench/: finds libmnl
  libmnl-dev             # bench/: the C programs we are compared with
  gcc-aarch64-linux-gnu  # native/: the arm64 build
  libc6-dev-arm64-cross  # native/: the arm64 build
  qemu-user-static       # native/: runs the arm64 build
  musl-tools             # native/: the musl build and the static helper
  musl-dev:arm64         # native/: the same for arm64
  iproute2               # test/kernel: `ip`, `bridge` and `tc`, with whose output ours must agree
  bridge-utils           # test/kernel: `brctl`, the same
  iputils-ping           # test/kernel: shows that a network we built carries packets
  nftables               # test/kernel: `nft`, the oracle of rules; test/labs: it counts packets
  iptables               # test/kernel: `iptables` (nf_tables), whose rules must coexist with ours; test/labs: it lists them
  conntrack              # test/kernel: `conntrack`, the oracle of connections; test/labs: lists tracked connections
  dnsmasq-base           # test/labs: a DHCP server
  isc-dhcp-client        # test/labs: `dhclient`, run inside by an example
  chromium               # test/page: uses the page of `rtnl-dump serve`
  strace                 # test/kernel: the messages other programs send
  tshark                 # test/kernel, test/guest: dissects the messages that we decode
  tcpdump                # test/guest: captures the messages of a link of kind nlmon
  golang-go              # test/kernel: a program in Go whose messages are traced
  openssl                # test/kernel: a certificate for servers that speak TLS
  python3                # test/unit: Python's surrogateescape, the oracle for bytes that are not UTF-8; test/runtimes: node-gyp
  kmod                   # scripts/guest: loads the guest kernel's modules
  patchelf               # scripts/guest: gives the guest kernel the C library it was built with
  xz-utils               # scripts/fetch-debian.sh: .deb files packed with xz
  zstd                   # scripts/fetch-debian.sh: .deb files packed with zstd
)

mapfile -t missing < <(
  installed=$(dpkg-query -W -f '${db:Status-Status} ${Package}\n${db:Status-Status} ${Package}:${Architecture}\n' \
    "${packages[@]}" 2>/dev/null || true)
  for package in "${packages[@]}"; do
    grep -qx "installed $package" <<<"$installed" || echo "$package"
  done
)
[ ${#missing[@]} -gt 0 ] || exit 0

as_root=()
if [ "$(id -u)" != 0 ]; then
  if ! sudo -n true 2>/dev/null; then
    echo "setup-debian: neither root nor sudo without a password; ask an administrator for:" >&2
    echo "  apt-get install --no-install-recommends ${missing[*]}" >&2
    exit 1
  fi
  as_root=(sudo -n)
fi

# Waits for another apt, and asks no questions.
apt() {
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=300 "$@"
}
install() {
  apt install --no-install-recommends "${missing[@]}"
}

echo "setup-debian: installing ${missing[*]}" >&2
# the first attempt fails if the lists have no packages of the new architecture; it then fetches the lists
case " ${missing[*]} " in *:arm64\ *) "${as_root[@]}" dpkg --add-architecture arm64 ;; esac
log=$(mktemp)
trap 'rm -f "$log"' EXIT
# The lists of a new container are empty, and those of an old one may be outdated: fetch them if the installation fails.
install >"$log" 2>&1 || { apt update && install; } >"$log" 2>&1 || {
  cat "$log" >&2
  echo "setup-debian: could not install ${missing[*]}" >&2
  exit 1
}
