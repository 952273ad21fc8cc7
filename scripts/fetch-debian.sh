#!/bin/bash
# fetch-debian.sh SUITE PACKAGE...: unpacks packages of another Debian suite (sid, trixie-backports) without installing them.
#
# Prints one folder per package, named after its version. apt gets a configuration of its own, so the system's is untouched and
# no privilege is needed. The mirror is the system's; the signatures are checked with Debian's keyring on this system.
# Unpacked packages are used again. After a week the script checks the suite for newer versions; if the mirror cannot be
# reached, it uses the old ones. RTNL_FETCH_DAYS sets another number of days (0: check now). RTNL_FETCH_FILES is a pattern of
# tar: of a large package only matching files are unpacked (always use the same pattern for the same package).
set -euo pipefail
[ $# -ge 2 ] || { echo "usage: fetch-debian.sh SUITE PACKAGE..." >&2; exit 2; }

suite=$1
shift
cache=${XDG_CACHE_HOME:-$HOME/.cache}/rtnl/debian/$suite
keyring=/usr/share/keyrings/debian-archive-keyring.gpg
mkdir -p "$cache/apt/lists/partial" "$cache/apt/archives/partial"
exec 9>"$cache/lock"
flock 9

# The link `current` points to the newest version; its modification time is that of the last check.
fresh() {
  local days=${RTNL_FETCH_DAYS:-7} package
  for package; do
    [ -d "$cache/$package/current/" ] || return 1
    [ -n "$(find "$cache/$package/current" -mmin "-$((days * 24 * 60))")" ] || return 1
  done
}

# The system's sources name the archive of this suite as `.../dists/<codename>/InRelease`; security suites have another one.
mirror() {
  local codename names
  codename=$(sed -n 's/^VERSION_CODENAME=//p' /etc/os-release)
  names="$codename|stable|testing|unstable|sid"
  case $suite in *-security) names="($names)-security" ;; esac
  apt-get update --print-uris | sed -nE "s#^'(.*/)dists/($names)/InRelease' .*#\1#p" | head -n 1
}

configure() {
  local archive
  archive=$(mirror)
  [ -n "$archive" ] || { echo "fetch-debian: the system's apt sources name no Debian archive" >&2; return 1; }
  [ -r "$keyring" ] || { echo "fetch-debian: $keyring is missing (package debian-archive-keyring)" >&2; return 1; }
  echo "deb [arch=$(dpkg --print-architecture) signed-by=$keyring] $archive $suite main" >"$cache/apt/sources.list"
  cat >"$cache/apt/apt.conf" <<CONF
Dir::Etc::SourceList "$cache/apt/sources.list";
Dir::Etc::SourceParts "/dev/null";
Dir::Etc::PreferencesParts "/dev/null";
Dir::State::Lists "$cache/apt/lists";
Dir::State::Status "/dev/null";
Dir::Cache "$cache/apt";
Acquire::Languages "none";
CONF
  [ "$(id -u)" != 0 ] || echo 'APT::Sandbox::User "root";' >>"$cache/apt/apt.conf"
}

extract() {
  mkdir "$2"
  if [ -n "${RTNL_FETCH_FILES:-}" ]; then
    dpkg-deb --fsys-tarfile "$1" | tar -x -C "$2" --wildcards "$RTNL_FETCH_FILES"
  else
    dpkg-deb -x "$1" "$2"
  fi
}

unpack() {
  local package=$1 version temporary
  version=$(apt-cache policy "$package" | sed -n 's/^ *Candidate: *//p')
  if [ -z "$version" ] || [ "$version" = '(none)' ]; then
    echo "fetch-debian: $suite has no package $package" >&2
    return 1
  fi
  if [ ! -d "$cache/$package/$version" ]; then
    temporary=$(mktemp -d "$cache/unpack.XXXXXX")
    echo "fetch-debian: $package $version of $suite" >&2
    if ! (cd "$temporary" && apt-get -qq download "$package=$version" >&2 && dpkg-deb -x ./*.deb root); then
      rm -rf "$temporary"
      return 1
    fi
    mkdir -p "$cache/$package"
    mv -T "$temporary/root" "$cache/$package/$version"
    rm -rf "$temporary"
  fi
  ln -sfn "$version" "$cache/$package/current"
}

ask() {
  local package
  configure && export APT_CONFIG="$cache/apt/apt.conf" && apt-get -qq -o APT::Update::Error-Mode=any update >&2 || return 1
  for package; do unpack "$package" || return 1; done
}

if ! fresh "$@" && ! ask "$@"; then
  for package; do
    [ -d "$cache/$package/current/" ] || { echo "fetch-debian: no $package of $suite" >&2; exit 1; }
  done
  echo "fetch-debian: cannot check $suite for newer versions; using the packages that were unpacked before" >&2
fi
for package; do realpath "$cache/$package/current"; done
