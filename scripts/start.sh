#!/bin/sh
# npm start: installs and builds what is missing, then runs rtnl-dump, which shows the network configuration.
# Arguments are passed on: `npm start -- links --json`. Quiet unless something is missing or fails.
set -eu
cd "$(dirname "$0")/.."

missing() { # what, how to get it
  printf 'rtnl: %s\n      %s\n' "$1" "$2" >&2
  exit 1
}

# Runs a command, and shows its output only if it fails.
quietly() {
  log=$(mktemp)
  if ! "$@" >"$log" 2>&1; then
    cat "$log" >&2
    rm -f "$log"
    echo "rtnl: \`$*\` failed; its output is above" >&2
    exit 1
  fi
  rm -f "$log"
}

newer() { # folder or file, than this file
  [ -n "$(find "$1" -type f -newer "$2" -print -quit)" ]
}

command -v node >/dev/null || missing 'Node.js is missing' 'apt-get install nodejs npm, or https://nodejs.org/en/download'
version=$(node -p process.versions.node)
[ "${version%%.*}" -ge 20 ] ||
  missing "Node.js $version is too old: 20 or newer is needed" 'https://nodejs.org/en/download'
[ "$(uname -s)" = Linux ] ||
  missing "this is $(uname -s), and only Linux has netlink" 'Run it on Linux: a container or a virtual machine will do.'
command -v npm >/dev/null || missing 'npm is missing' 'apt-get install npm'

if [ ! -f node_modules/.package-lock.json ] || newer package-lock.json node_modules/.package-lock.json; then
  echo 'rtnl: installing development dependencies (npm ci) ...' >&2
  quietly npm ci --no-audit --no-fund
fi

arch=$(node -p process.arch)
if [ ! -d "prebuilds/linux-$arch" ] && [ ! -f build/Release/rtnl.node ]; then
  missing "there is no prebuilt addon for linux on $arch" \
    'With a C compiler (apt-get install gcc g++ make python3), `npx node-gyp rebuild -C native` builds one.'
fi

if [ ! -f dist/bin.js ] || newer src dist/bin.js || newer tsup.config.ts dist/bin.js; then
  echo 'rtnl: building (npm run build) ...' >&2
  quietly npm run build
fi

exec node dist/bin.js "$@"
