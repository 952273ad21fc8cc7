/**
 * The layers: a lower one never imports a higher one, one file loads native code, and the codec reaches none of it. The
 * test parses the imports, including those of types.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import ts from 'typescript'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** From the lowest to the highest. A file belongs to the first layer whose folder matches. */
const FLOORS: readonly (readonly [name: string, folder: RegExp])[] = [
  ['codec', /^src\/netlink\/codec\//],
  ['protocol', /^src\/netlink\/protocol\//],
  ['transport', /^src\/netlink\/transport\//],
  ['socket', /^src\/netlink\/socket\//],
  ['helper', /^src\/setns\//],
  ['tables', /^src\/(rtnl|netfilter)\/(.+\/)?tables\//],
  // each family's own list of messages, and the list of families
  ['family', /^src\/(\w+\/family|families)\.ts$/],
  ['client', /^src\/client\//],
  ['room', /^src\/(rtnl|netfilter|netns)\//],
  ['surface', /^src\/[^/]+$/],
  ['capture', /^src\/capture\//],
  ['cli', /^src\/cli\//],
  ['relay', /^src\/relay\//],
]

/** Folders of one layer that may not import each other; what they share is passed as a socket or a file descriptor. */
const ROOMS = ['src/rtnl/', 'src/netfilter/nftables/', 'src/netfilter/conntrack/', 'src/netns/']

const floorOf = (file: string): number => FLOORS.findIndex(([, folder]) => folder.test(file))
const roomOf = (file: string): string | undefined => ROOMS.find((room) => file.startsWith(room))
const isTable = (file: string): boolean => FLOORS[floorOf(file)]?.[0] === 'tables'

/** The imports of a file: its own files by their path from the root, everything else by name. */
const importsOf = (file: string, source: string): string[] =>
  ts
    .preProcessFile(source, true, true)
    .importedFiles.map(({ fileName }) => (fileName.startsWith('.') ? join(file, '..', fileName) : fileName))

/** Why `file` may not import `imported`. */
const objection = (file: string, imported: string): string | undefined => {
  if (!imported.startsWith('src/')) return undefined
  const [own, other] = [floorOf(file), floorOf(imported)]
  const name = (floor: number): string => FLOORS[floor]?.[0] ?? 'no floor'
  if (own < 0 || other < 0) return `stands on ${name(own)} and imports ${name(other)}`
  if (other > own) return `${name(own)} imports ${name(other)}`
  if (isTable(file) && !isTable(imported) && name(other) !== 'codec') return `a table imports ${name(other)}`
  if (name(own) === 'room' && name(other) === 'room' && roomOf(imported) !== roomOf(file))
    return `${roomOf(file)} imports from ${roomOf(imported)}`
  return undefined
}

const sources = new Map(
  readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .map((path) => `src/${path}`)
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.d.ts'))
    .sort()
    .map((path) => [path, readFileSync(join(root, path), 'utf8')]),
)
const imports = new Map([...sources].map(([path, source]) => [path, importsOf(path, source)]))

/** The file, what it imports, what that imports, ... */
const reach = (from: string): Map<string, readonly string[]> => {
  const seen = new Map<string, readonly string[]>()
  const visit = (path: string): void => {
    const found = imports.get(path)
    if (found === undefined || seen.has(path)) return
    seen.set(path, found)
    for (const next of found) visit(next)
  }
  visit(from)
  return seen
}

const bare = (found: Map<string, readonly string[]>): string[] =>
  [...new Set([...found.values()].flat())].filter((name) => !name.startsWith('src/')).sort()

t.test('a lower layer never imports a higher one', async (t) => {
  for (const [file, imported] of imports) {
    const objections = imported.flatMap((one) => objection(file, one) ?? [])
    t.same(objections, [], file)
  }
})

t.test('violations are found', async (t) => {
  t.same(
    importsOf(
      'src/rtnl/link/reading.ts',
      "import type { A } from '../../netlink/protocol/engine.ts'\nexport * from '../rule/reading.ts'",
    ),
    ['src/netlink/protocol/engine.ts', 'src/rtnl/rule/reading.ts'],
  )
  t.same(importsOf('src/a.ts', "await import('./b.ts')\nconst c = require('c')"), ['src/b.ts', 'c'])
  t.equal(objection('src/netlink/codec/node.ts', 'src/netlink/protocol/header.ts'), 'codec imports protocol')
  t.equal(objection('src/netlink/protocol/engine.ts', 'src/netlink/transport/kernel.ts'), 'protocol imports transport')
  t.equal(objection('src/netlink/socket/socket.ts', 'src/rtnl/link/tables/link.ts'), 'socket imports tables')
  t.equal(objection('src/rtnl/link/tables/link.ts', 'src/netlink/socket/socket.ts'), 'a table imports socket')
  t.equal(objection('src/rtnl/rtnl.ts', 'src/netns/netns.ts'), 'src/rtnl/ imports from src/netns/')
  t.equal(objection('src/setns/helper.ts', 'src/netns/netns.ts'), 'helper imports room')
  t.equal(objection('src/netns/ids.ts', 'src/rtnl/link/reading.ts'), 'src/netns/ imports from src/rtnl/')
  t.equal(objection('src/netns/ids.ts', 'src/rtnl/nsid/tables/nsid.ts'), undefined)
  t.equal(objection('src/news/all.ts', 'src/netlink/codec/node.ts'), 'stands on no floor and imports codec')
  t.equal(objection('src/cli/bin.ts', 'src/rtnl/rtnl.ts'), undefined)
})

t.test('one file loads native code', async (t) => {
  const loads = [...sources].filter(([, source]) => /node-gyp-build|createRequire|dlopen|\.node['"`]/.test(source))
  t.same(
    loads.map(([path]) => path),
    ['src/netlink/transport/native.ts'],
  )
})

t.test('fast paths are imported only by the files that select them', async (t) => {
  const importersOf = (path: RegExp): string[] =>
    [...imports].filter(([, imported]) => imported.some((one) => path.test(one))).map(([file]) => file)
  t.same(
    importersOf(/^src\/netlink\/codec\/(.+\/)?pool\.ts$/).filter((file) => !file.startsWith('src/netlink/codec/')),
    ['src/netlink/protocol/header.ts'],
  )
  t.same(importersOf(/^src\/netlink\/socket\/fast-path\.ts$/), ['src/netlink/socket/sender.ts'])
})

t.test('the codec reaches no native code and nothing of Node', async (t) => {
  const found = reach('src/codec.ts')
  t.ok(found.has('src/netlink/codec/node.ts'))
  t.notOk(found.has('src/netlink/transport/native.ts'))
  t.same(
    bare(found).filter((name) => name.startsWith('node:') || name === 'node-gyp-build'),
    [],
  )
  for (const [path, source] of sources)
    if (found.has(path)) t.notMatch(source, /\b(Buffer|process)\b(?!['’])\./, `${path} uses no global of Node`)
})

t.test('the fake kernel reaches no native code', async (t) => {
  t.notOk(reach('src/testing.ts').has('src/netlink/transport/native.ts'))
  t.ok(reach('src/index.ts').has('src/netlink/transport/native.ts'))
})

t.test('dependencies: those in package.json, each of them used, and its reason documented', async (t) => {
  const read = (path: string): string => readFileSync(join(root, path), 'utf8')
  const { dependencies, peerDependencies } = JSON.parse(read('package.json')) as { [list: string]: object }
  const optional = Object.keys(peerDependencies ?? {})
  t.same(
    bare(imports).filter((name) => !name.startsWith('node:') && !optional.includes(name)),
    Object.keys(dependencies ?? {}).sort(),
  )
  const reasons = read('docs/dependencies.md')
  for (const [name, version] of Object.entries(dependencies ?? {}))
    t.match(reasons, new RegExp(`^\\| \\[${name}\\]\\(.*\\) ${version} \\|`, 'm'), name)
  for (const name of optional) {
    t.match(reasons, new RegExp(`\\*\\*${name}\\*\\*`), name)
    for (const [path, source] of sources)
      t.notMatch(
        source,
        new RegExp(`^(import|export) (?!type ).*'${name}'`, 'm'),
        `${path} asks for types of ${name} alone`,
      )
  }
})

// Coverage does not contain files that no test imports, so all are imported here, except the programs, which run
// on import.
t.test('every file loads', async (t) => {
  for (const path of sources.keys())
    if (!path.endsWith('/bin.ts')) t.type(await import(`../../${path}`), 'object', path)
})
