#!/bin/bash
# Checks the package that `npm pack` makes: its files, types and entry points, and how it works after installation:
# as ESM, as CJS, in the terminal, for the TypeScript compiler, without install scripts. Needs a build (npm run build).
set -euo pipefail
cd "$(dirname "$0")/.."
root=$PWD
export PATH="$root/node_modules/.bin:$PATH"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# `npm pack` runs no scripts below, so what `prepack` generates besides the build is generated here.
npm run --silent docs -- --logLevel Warn

# The checks run concurrently; three of them are compilers.
names=()
running=()
check() { # name, command...
  names+=("$1")
  # not in a condition, where `set -e` would have no effect in the command
  { "${@:2}"; } >"$work/log.${#names[@]}" 2>&1 &
  running+=($!)
}

tarball=$work/$(npm pack --silent --ignore-scripts --pack-destination "$work" | tail -n 1)
package=$work/consumer/node_modules/rtnl

complete() {
  local file
  for file in dist/{index,codec,nftables,testing}.{js,cjs,d.ts,d.cts} dist/{bin,relay}.js dist/page/{index.html,page.css,page.js,worker.js,icon.svg} README.md LICENSE CHANGELOG.md native/binding.gyp \
    docs/api/README.md docs/api/rtnl/{,nftables/,codec/,testing/}README.md docs/api/rtnl/classes/Rtnl.md \
    native/socket.c native/setns/setns.c prebuilds/linux-{x64,arm64}/{rtnl.{glibc,musl}.node,setns}; do
    [ -f "$package/$file" ] || { echo "$file is not in the package"; return 1; }
  done
  for file in prebuilds/linux-{x64,arm64}/setns; do
    [ -x "$package/$file" ] || { echo "$file has lost its executable bit"; return 1; }
  done
  local more
  more=$(cd "$package" && find . -path ./node_modules -prune -o -type f -print |
    grep -vE '^\./(dist|prebuilds|native|docs)/|^\./(README\.md|LICENSE|CHANGELOG\.md|CONTRIBUTING\.md|package\.json)$' || true)
  [ -z "$more" ] || { echo "not meant to be in the package:" "$more"; return 1; }
  for file in $(grep -oE '\]\([^)#]+' "$package/README.md" | cut -c3- | grep -v '^http' | sort -u); do
    [ -e "$package/$file" ] || { echo "README.md links to $file, which is not in the package"; return 1; }
  done
  [ ! -e "$package/native/build" ] || { echo 'native/build is in the package'; return 1; }
}

# What scripts/api-docs.mjs adds to the API reference, and what it keeps out.
reference() {
  local pages=$package/docs/api/rtnl large
  grep -q '^`SocketError` if' "$pages/classes/Rtnl.md" || { echo 'the errors of Rtnl.open have no names'; return 1; }
  grep -q '"ipv4-ifaddr"' "$pages/type-aliases/Group.md" || { echo 'a union of words is not listed'; return 1; }
  [ -f "$pages/types/interfaces/Vxlan.md" ] || { echo 'the options of a kind of link have no page'; return 1; }
  [ ! -e "$pages/nftables/types/classes/BatchWriter.md" ] || { echo 'an internal class has a page'; return 1; }
  large=$(find "$pages" -type f -size +64k)
  [ -z "$large" ] || { echo 'too long to read:' "$large"; return 1; }
}

# npm runs these when it installs the package; a binding.gyp in its root counts as one. test/runtimes/ tries several npm.
needs_no_scripts() {
  node -e '
    const found = Object.keys(require(process.argv[1]).scripts).filter((name) => /^(pre|post)?(install|prepare)$/.test(name))
    if (found.length > 0) throw new Error(`scripts: ${found.join()}`)
  ' "$package/package.json"
  [ ! -e "$package/binding.gyp" ] || { echo 'binding.gyp is in the root'; return 1; }
}

# A lock file or a program with the address of a registry does not work elsewhere.
names_no_registry() {
  ! grep -rnE 'registry\.[a-z]|npmjs\.|yarnpkg\.' "$package" --include='*.js' --include='*.cjs' --include='*.ts' \
    --include='*.json' --include='*.gyp' --include='*.c' --include='*.h' --exclude-dir=node_modules || return
  ! grep -nE '"resolved": *"(https?|git)' package-lock.json test/runtimes/package-lock.json
}

# Every network namespace has a loopback link.
surface='
  const check = (what, is) => { if (!is) throw new Error(what) }
  check("Rtnl", typeof rtnl.Rtnl.open === "function")
  check("isNetlinkError", rtnl.isNetlinkError(new rtnl.ClosedError("x")))
  check("codec", codec.u32.size === 4)
  check("nftables", nftables.tcp.dport(22).match === "tcp dport")
  check("FakeKernel", new testing.FakeKernel(() => {}).port === testing.FAKE_PORT)
  rtnl.Rtnl.open().then(async (client) => {
    const links = await client.links.list()
    check("lo", links.some(({ name, index }) => name === "lo" && index === 1))
    client.close()
  })
'
as_esm() {
  printf '%s\n' 'import * as rtnl from "rtnl"; import * as codec from "rtnl/codec"; import * as testing from "rtnl/testing"; import * as nftables from "rtnl/nftables"' \
    "$surface" >"$work/consumer/esm.mjs"
  node "$work/consumer/esm.mjs"
}
as_cjs() {
  printf '%s\n' 'const [rtnl, codec, testing, nftables] = ["rtnl", "rtnl/codec", "rtnl/testing", "rtnl/nftables"].map((name) => require(name))' \
    'require("rtnl/package.json")' "$surface" >"$work/consumer/cjs.cjs"
  node "$work/consumer/cjs.cjs"
}

# isNetlinkError of the ESM build recognises errors of the CJS build; `instanceof` does not.
across() {
  printf '%s\n' 'import { createRequire } from "node:module"; import { isNetlinkError } from "rtnl"' \
    'const { ClosedError } = createRequire(import.meta.url)("rtnl")' \
    'if (!isNetlinkError(new ClosedError("x"))) throw new Error("not recognised")' >"$work/consumer/across.mjs"
  node "$work/consumer/across.mjs"
}

at_the_terminal() {
  local bin=$work/consumer/node_modules/.bin/rtnl-dump
  "$bin" --help | grep -qi usage
  "$bin" | grep -qw lo
  "$bin" serve --export "$work/page"
  cmp "$work/page/worker.js" "$package/dist/page/worker.js"
}

# The codec runs without Node and without Linux: bundled for browsers it imports no module of Node, and it works with
# the globals of the language and TextEncoder and TextDecoder only.
without_node() {
  (cd "$work/consumer" && echo 'export * from "rtnl/codec"' >browser.js &&
    "$root/node_modules/.bin/esbuild" browser.js --bundle --platform=browser --format=iife --global-name=codec \
      --log-level=warning --outfile=bundle.js)
  node -e '
    const context = { TextEncoder, TextDecoder }
    const program = `
      const { node } = codec.messageTypes.RTM_NEWADDR
      const bytes = codec.encode(node, { header: { family: "inet6", index: 2 }, address: "2001:db8::1" })
      address = codec.decode(node, bytes).address + " of " + bytes.length
    `
    const bundle = require("node:fs").readFileSync(process.argv[1], "utf8")
    require("node:vm").runInNewContext(bundle + program, context)
    if (context.address !== "2001:db8::1 of 28") throw new Error(context.address)
  ' "$work/consumer/bundle.js"
}

# docs/guides/bundling.md: its commands bundle programs with the package, and the bundles run.
bundles() {
  local folder=$work/bundles
  mkdir "$folder"
  cp -r "$work/consumer/node_modules" "$folder/"
  ln -s "$root/node_modules/esbuild" "$folder/node_modules/"
  ln -s ../esbuild/bin/esbuild "$folder/node_modules/.bin/"
  node --import=./test/typescript.mjs --no-warnings test/docs/bundling.ts "$folder"
}

# The compiler options of this project, which are strict (exactOptionalPropertyTypes), except that the types of libraries are
# checked too.
types_config() { # module, moduleResolution
  cat <<JSON
{
  "extends": "$root/tsconfig.json",
  "compilerOptions": {
    "skipLibCheck": false, "verbatimModuleSyntax": false, "isolatedModules": false,
    "module": "${1:-nodenext}", "moduleResolution": "${2:-nodenext}",
    "typeRoots": ["$root/node_modules/@types"], "noEmit": true
  },
  "include": ["*.mts", "*.cts"]
}
JSON
}

# Compiles the type tests against the published types, as ESM and as CJS, and the programs in README.md and docs/.
compiles() {
  local folder=$work/consumer/types file extension
  mkdir -p "$folder"
  for file in test/types/*.ts; do
    for extension in mts cts; do
      sed -E "s#'\.\./\.\./src/(index|codec|nftables|testing)\.ts'#'rtnl/\1'#; s#'rtnl/index'#'rtnl'#; s#('\./.*)\.ts'#\1.$extension'#" \
        "$file" >"$folder/$(basename "$file" .ts).$extension"
    done
  done
  for file in README.md docs/*.md docs/guides/*.md; do
    # the blocks of a page become one module, in which a name is imported once
    awk '/^```/ { code = $0 == "```ts"; next }
      code && match($0, /^import \{ .* \} from/) {
        count = split(substr($0, 10, RLENGTH - 16), names, ", "); wanted = ""
        for (i = 1; i <= count; i++) if (!(names[i] in seen)) { seen[names[i]]; wanted = wanted ", " names[i] }
        if (wanted == "") next
        $0 = "import { " substr(wanted, 3) " } from" substr($0, RLENGTH + 1)
      }
      code' "$file" >"$folder/page-$(basename "$file" .md).mts"
    [ -s "$folder/page-$(basename "$file" .md).mts" ] || rm "$folder/page-$(basename "$file" .md).mts"
  done
  node --import=./test/typescript.mjs --no-warnings test/docs/from-ip/program.ts >"$folder/calls-from-ip.mts"
  types_config >"$folder/tsconfig.json"
  tsc -p "$folder"
}

# All types compile without the optional peer fast-check, however modules are resolved. With it those of rtnl/testing are not
# just `any`.
compiles_without_peer() {
  local folder=$work/bare extension resolution
  [ ! -e "$folder/node_modules/fast-check" ] || { echo 'fast-check was installed'; return 1; }
  for extension in mts cts; do
    printf '%s\n' "import { arbitrary, FakeKernel } from 'rtnl/testing'" "import { messageTypes } from 'rtnl/codec'" \
      "import { Rtnl } from 'rtnl'" "import { Nftables } from 'rtnl/nftables'" 'export const clients = [Rtnl, Nftables]' \
      'export const port: number = new FakeKernel(() => undefined).port' \
      'export const values = (fc: any) => arbitrary(fc, messageTypes.RTM_NEWLINK.node)' >"$folder/uses.$extension"
  done
  for resolution in 'nodenext nodenext' 'node16 node16' 'preserve bundler'; do
    # shellcheck disable=SC2086 # two words
    types_config $resolution >"$folder/tsconfig.json"
    tsc -p "$folder"
  done
  printf '%s\n' "import { arbitrary } from 'rtnl/testing'" "import { messageTypes } from 'rtnl/codec'" "import fc from 'fast-check'" \
    'const values = fc.sample(arbitrary(fc, messageTypes.RTM_NEWLINK.node), 1)' '// @ts-expect-error: it is no text' \
    'export const text: string = values[0]' >"$work/consumer/peer/uses.mts"
  types_config >"$work/consumer/peer/tsconfig.json"
  tsc -p "$work/consumer/peer"
}

mkdir -p "$work/consumer/peer" "$work/bare"
echo '{ "name": "bare", "private": true }' >"$work/bare/package.json"
echo '{ "name": "consumer", "private": true }' >"$work/consumer/package.json"
# with the optional peer, to whose types rtnl/testing refers
peer=fast-check@$(node -p "require('./node_modules/fast-check/package.json').version")
install=(npm install --silent --prefer-offline --ignore-scripts --no-audit --no-fund)
(cd "$work/consumer" && "${install[@]}" "$tarball" "$peer") &
(cd "$work/bare" && "${install[@]}" "$tarball")
wait $!

check 'contains the right files only' complete
check 'the API reference' reference
check 'needs no install script' needs_no_scripts
check 'names no registry' names_no_registry
check 'publint' publint run "$tarball" --strict
check 'are the types wrong?' attw "$tarball" --profile node16 --no-emoji --no-color
check 'loads as ESM' as_esm
check 'loads as CJS' as_cjs
check 'errors are known across ESM and CJS' across
check 'rtnl-dump runs' at_the_terminal
check 'the codec runs without Node' without_node
check 'the guide to bundlers works' bundles
check 'its types compile' compiles
check 'its types compile without the optional peer' compiles_without_peer

problems=0
for index in "${!names[@]}"; do
  if wait "${running[index]}"; then
    echo "ok ${names[index]}"
  else
    echo "not ok ${names[index]}"
    sed 's/^/  /' "$work/log.$((index + 1))"
    problems=$((problems + 1))
  fi
done
[ "$problems" = 0 ]
