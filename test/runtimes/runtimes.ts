/** What works in which runtime, with the package installed in a folder. */
import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { unshare } from '../kernel/surroundings.mjs'
import { failure, programs, type Ran, run } from './installed.ts'
import { eachOf, type Table } from './table.ts'

const REFUSED = '`UnsupportedError`'
const NOT_RUN = '—'
/** What programs/portable.mjs reports, and what programs/sockets.mjs. */
const PORTABLE = ['codec', 'testing']
const FEATURES = ['sockets', 'inline', 'monitor', 'workers', 'namespaces']

/** A message of `ip link add br0 type bridge`. */
const MESSAGE = `38 00 00 00 10 00 05 06 6f 81 01 6b 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
  00 00 00 00 08 00 03 00 62 72 30 00 10 00 12 00 0a 00 01 00 62 72 69 64 67 65 00 00`
const EXPLAINED = /^ +32 {2}08 00 03 00 62 72 30 00 {2}IFLA_IFNAME +"br0"$/m

interface Runtime {
  readonly name: string
  /** The program, with the options that run a file. */
  readonly words: readonly string[]
  readonly testsAddon?: boolean
}

/** What each line of JSON says, by feature. */
const reported = ({ stdout }: Ran): Map<string, string> =>
  new Map(
    stdout
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .flatMap((line) => Object.entries(JSON.parse(line) as { [feature: string]: string })),
  )

/** Runs the tests of test/native with another Node.js. */
const testsOfAddon = async (words: readonly string[], version: string, root: string): Promise<string> => {
  // the step `tests` runs them with this one
  if (version === process.versions.node) return 'pass'
  const loaders = ['--import=./test/typescript.mjs', '--import=./test/enter.mjs', '--no-warnings']
  const files = readdirSync(join(root, 'test/native')).filter((file) => file.endsWith('.test.ts'))
  for (const file of files) {
    const ran = await run([...words, ...loaders, join(root, 'test/native', file)], root)
    if (ran.code !== 0) return `${file} ${failure({ ...ran, stdout: ran.stdout.match(/^ *not ok.*/gm)?.join() ?? '' })}`
  }
  return 'pass'
}

/** Fails if a runtime is refused that would not abort. */
const checkRefusal = async (folder: string, { name, words }: Runtime): Promise<void> => {
  const { code } = await run([...words, 'raw.mjs'], folder)
  if (code === 0) throw new Error(`${name} does not abort: need src/netlink/transport/runtime.ts refuse it?`)
}

const row = async (folder: string, root: string, runtime: Runtime): Promise<string[]> => {
  const { name, words, testsAddon = false } = runtime
  const version = /\d[\d.]+/.exec((await run([words[0] as string, '--version'], folder)).stdout)?.[0] ?? ''
  const label = `${name} ${version}`
  const outcome = (ran: Ran, feature: string): string => {
    const text = reported(ran).get(feature)
    // an abort at the end of the process is a failure too
    if (ran.code === 0 && text === 'works') return text
    if (ran.code === 0 && text?.startsWith('UnsupportedError: ') && text.includes(label)) return REFUSED
    return failure({ ...ran, stdout: text ?? ran.stdout })
  }
  const portable = await run([...words, 'portable.mjs'], folder)
  const decoded = await run([...words, 'node_modules/rtnl/dist/bin.js', 'decode', 'message.hex'], folder)
  const decode = decoded.code === 0 && EXPLAINED.test(decoded.stdout) ? 'works' : failure(decoded)
  const sockets = await run([...unshare, ...words, 'sockets.mjs'], folder)
  const cells = [
    ...PORTABLE.map((feature) => outcome(portable, feature)),
    decode,
    ...FEATURES.map((feature) => outcome(sockets, feature)),
  ]
  if (cells.includes(REFUSED)) await checkRefusal(folder, runtime)
  return [label, ...cells, testsAddon ? await testsOfAddon(words, version, root) : NOT_RUN]
}

/** The table, with the programs in `modules` and the package installed in `folder`. */
export const runtimes = async (folder: string, modules: string, root: string): Promise<Table> => {
  writeFileSync(join(folder, 'message.hex'), MESSAGE)
  const { node, bun, deno } = programs(modules)
  const nodes = ['20.0.0', '20', '22', '24', '26'].map((version) => ({
    name: 'Node.js',
    words: [node(version), '--expose-gc'],
    // the loader of the tests needs `register` of node:module
    testsAddon: version !== '20.0.0',
  }))
  const others = [
    { name: 'Bun', words: [bun('1.4.4-')] },
    { name: 'Bun', words: [bun()] },
    { name: 'Deno', words: [deno, 'run', '--allow-all'] },
  ]
  const portable = ['`rtnl/codec`', '`rtnl/testing`', '`rtnl-dump decode`']
  return {
    columns: [
      'runtime',
      ...portable,
      ...FEATURES.map((feature) => (feature === 'inline' ? "`io: 'inline'`" : feature)),
      'tests of the addon',
    ],
    rows: await eachOf([...nodes, ...others], (runtime) => row(folder, root, runtime)),
  }
}
