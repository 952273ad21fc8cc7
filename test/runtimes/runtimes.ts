/** What works in which runtime, with the package installed in a folder. */
import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { unshare } from '../kernel/surroundings.ts'
import { failure, programs, type Ran, run } from './installed.ts'
import { eachOf, type Table } from './table.ts'

const REFUSED = '`UnsupportedError`'
const NOT_RUN = '—'
/** The columns that programs/sockets.mjs reports. */
const FEATURES = ['sockets', 'inline', 'monitor', 'workers', 'namespaces']

/** A message of `ip link add br0 type bridge`. */
const MESSAGE = `38 00 00 00 10 00 05 06 6f 81 01 6b 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
  00 00 00 00 08 00 03 00 62 72 30 00 10 00 12 00 0a 00 01 00 62 72 69 64 67 65 00 00`
const EXPLAINED = /^ +32 {2}08 00 03 00 62 72 30 00 {2}IFLA_IFNAME +"br0"$/m

interface Runtime {
  readonly name: string
  /** The program, with the options that run a file. */
  readonly words: readonly string[]
  /** Words that print the version. */
  readonly version: string
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

const row = async (folder: string, root: string, runtime: Runtime): Promise<string[]> => {
  const { name, words, testsAddon = false } = runtime
  const version = /\d[\d.]+/.exec((await run([words[0] as string, runtime.version], folder)).stdout)?.[0] ?? ''
  const label = `${name} ${version}`
  const outcome = (ran: Ran, feature: string): string => {
    const text = reported(ran).get(feature)
    if (text?.startsWith('UnsupportedError: ') && text.includes(label)) return REFUSED
    return ran.code === 0 && text === 'works' ? 'works' : failure({ ...ran, stdout: text ?? ran.stdout })
  }
  const codec = outcome(await run([...words, 'codec.mjs'], folder), 'codec')
  const decoded = await run([...words, 'node_modules/rtnl/dist/bin.js', 'decode', 'message.hex'], folder)
  const decode = decoded.code === 0 && EXPLAINED.test(decoded.stdout) ? 'works' : failure(decoded)
  const sockets = await run([...unshare, ...words, 'sockets.mjs'], folder)
  const features = FEATURES.map((feature) => outcome(sockets, feature))
  return [label, codec, decode, ...features, testsAddon ? await testsOfAddon(words, version, root) : NOT_RUN]
}

/** The table, with the programs in `modules` and the package installed in `folder`. */
export const runtimes = async (folder: string, modules: string, root: string): Promise<Table> => {
  writeFileSync(join(folder, 'message.hex'), MESSAGE)
  const { node, bun, deno } = programs(modules)
  const nodes = ['20.0.0', '20', '22', '24', '26'].map((version) => ({
    name: 'Node.js',
    words: [node(version), '--expose-gc'],
    version: '--version',
    // the loader of the tests needs `register` of node:module
    testsAddon: version !== '20.0.0',
  }))
  const others = [
    { name: 'Bun', words: [bun('1.4.4-')], version: '--version' },
    { name: 'Bun', words: [bun()], version: '--version' },
    { name: 'Deno', words: [deno, 'run', '--allow-all'], version: '--version' },
  ]
  const columns = ['runtime', '`rtnl/codec`', '`rtnl-dump decode`', 'sockets', "`io: 'inline'`", 'monitor', 'workers']
  return {
    columns: [...columns, 'namespaces', 'tests of the addon'],
    rows: await eachOf([...nodes, ...others], (runtime) => row(folder, root, runtime)),
  }
}
