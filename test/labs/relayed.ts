/**
 * A builder of lab 0: user nobody builds it through a relay, without the addon, with JavaScript and the package unix-dgram.
 * The relay and the namespaces are root's, who starts `relayed.ts LAB STEP` for every step:
 *
 *   BUILDER='node --import=./test/typescript.mjs test/labs/relayed.ts' test/labs/run-seed.sh 0
 *
 * The steps are those of examples/two-namespaces.js.
 */
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { buildSync } from 'esbuild'

const root = fileURLToPath(new URL('../..', import.meta.url))
const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url))

/** A folder of the temporary host, which nobody can read. */
const FOLDER = '/run/relay'
const SOCKET = `${FOLDER}/socket`
const PROGRAM = `${FOLDER}/client.mjs`

/** What nobody may do: what the lab needs, and no more. */
const policy = {
  version: 1,
  netns: ['ns1', 'ns2'],
  links: {
    allow: ['add', 'change'],
    kinds: ['bridge', 'veth'],
    names: ['mydocker0', 'veth*', 'eth0'],
    masters: ['mydocker0'],
    mark: 4711,
    most: 4,
  },
  addresses: { allow: ['add'], prefixes: ['172.16.0.0/16'], links: ['mydocker0', 'eth0'] },
  routes: { allow: ['add'], prefixes: ['0.0.0.0/0'], tables: [254], protocol: 99, links: ['eth0'] },
}

/** `rtnl` for a program that knows no relay: every client is opened through it. */
const shim = `
import { Netns } from ${JSON.stringify(path('../../src/netns/netns.ts'))}
import { Rtnl as Direct } from ${JSON.stringify(path('../../src/rtnl/rtnl.ts'))}
export { Netns }
export const Rtnl = { open: (options) => Direct.open({ ...options, relay: ${JSON.stringify(SOCKET)} }) }
`

const program = `
import { createRequire } from 'node:module'
import { steps } from ${JSON.stringify(path('../../examples/two-namespaces.js'))}
import { Rtnl } from ${JSON.stringify(`${FOLDER}/rtnl.js`)}
try {
  createRequire(import.meta.url)('node-gyp-build')
  throw new Error('the addon can be loaded')
} catch (error) {
  if (error.code !== 'MODULE_NOT_FOUND') throw error
}
if (process.geteuid() === 0) throw new Error('this is root')
const rtnl = await Rtnl.open()
await steps[process.argv[2] - 1](rtnl)
rtnl.close()
`

/** Writes the client's program with all that it needs, and starts a relay, which ends with the temporary host. */
const prepare = (): void => {
  mkdirSync(FOLDER)
  writeFileSync(`${FOLDER}/rtnl.js`, shim)
  writeFileSync(`${FOLDER}/policy.json`, JSON.stringify(policy))
  buildSync({
    stdin: { contents: program, resolveDir: root },
    outfile: PROGRAM,
    alias: { rtnl: `${FOLDER}/rtnl.js` },
    bundle: true,
    packages: 'bundle',
    external: ['node-gyp-build', 'unix-dgram'],
    platform: 'node',
    format: 'esm',
    target: 'node20',
    banner: {
      js: "import { createRequire as makeRequire } from 'node:module'; const require = makeRequire(import.meta.url)",
    },
  })
  const modules = execFileSync(`${root}/scripts/fetch-unix-dgram.sh`, { encoding: 'utf8' }).trim()
  cpSync(modules, `${FOLDER}/node_modules`, { recursive: true })
  const words = ['--no-warnings', '--import=./test/typescript.mjs', 'src/relay/bin.ts']
  const options = ['--listen', SOCKET, '--group', 'nogroup', '--policy', `${FOLDER}/policy.json`]
  const relay = spawn(process.execPath, [...words, ...options], { cwd: root, stdio: 'ignore', detached: true })
  relay.unref()
  execFileSync('ip', ['netns', 'add', 'ns1'])
  execFileSync('ip', ['netns', 'add', 'ns2'])
}

const [, , lab, step] = process.argv
if (lab !== '0') throw new Error('only lab 0 is built through a relay')
if (step === '1') prepare()
else if (step === '10') execFileSync('ip', ['netns', 'exec', 'ns1', 'ping', '-c1', '-W5', '172.16.1.2'])
else {
  const deadline = performance.now() + 60_000
  while (!existsSync(`${SOCKET}.clients`) && performance.now() < deadline) spawnSync('sleep', ['0.05'])
  const nobody = ['--reuid=nobody', '--regid=nogroup', '--clear-groups', '--inh-caps=-all', '--bounding-set=-all']
  execFileSync('setpriv', [...nobody, process.execPath, PROGRAM, step ?? ''], { cwd: '/', stdio: 'inherit' })
}
