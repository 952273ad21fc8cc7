/**
 * The house: a lower floor never imports a higher one, one file loads native code, and the codec reaches none of it.
 * Proven by parsing the imports, those of types included.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import ts from 'typescript'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** From the ground up. A file belongs to the first floor that its path fits. */
const FLOORS: readonly (readonly [name: string, path: RegExp])[] = [
  ['codec', /^src\/netlink\/codec\//],
  [
    'protocol',
    /^src\/netlink\/(?!transport|records|slabs|native|kernel|inline|thread|open|fake|socket|short-way|monitor)[^/]+\.ts$/,
  ],
  ['transport', /^src\/netlink\/(transport|records|slabs|native|kernel|inline|thread|open|fake)\.ts$/],
  ['socket', /^src\/netlink\/(socket|socket-options|short-way|monitor)\.ts$/],
  ['helper', /^src\/setns\//],
  ['tables', /^src\/(rtnl|nftables)\/tables\//],
  ['client', /^src\/(rtnl|nftables|conntrack|netns)\//],
  ['surface', /^src\/(index|codec|testing|nftables)\.ts$/],
  ['cli', /^src\/cli\//],
]

/** Rooms beside each other: what one needs of another it is given, by a socket or a file descriptor. */
const ROOMS = ['src/rtnl/', 'src/nftables/', 'src/conntrack/', 'src/netns/']

const floorOf = (file: string): number => FLOORS.findIndex(([, path]) => path.test(file))
const roomOf = (file: string): string | undefined => ROOMS.find((room) => file.startsWith(room))
const isTable = (file: string): boolean => FLOORS[floorOf(file)]?.[0] === 'tables'

/** What a file imports: its own files by their path from the root, everything else by its name. */
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
  if (name(own) === 'client' && name(other) === 'client' && roomOf(imported) !== roomOf(file))
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

t.test('a lower floor never imports a higher one', async (t) => {
  for (const [file, imported] of imports) {
    const objections = imported.flatMap((one) => objection(file, one) ?? [])
    t.same(objections, [], file)
  }
})

t.test('what would be wrong is found', async (t) => {
  t.same(importsOf('src/rtnl/links.ts', "import type { A } from '../netlink/engine.ts'\nexport * from './rules.ts'"), [
    'src/netlink/engine.ts',
    'src/rtnl/rules.ts',
  ])
  t.same(importsOf('src/a.ts', "await import('./b.ts')\nconst c = require('c')"), ['src/b.ts', 'c'])
  t.equal(objection('src/netlink/codec/node.ts', 'src/netlink/header.ts'), 'codec imports protocol')
  t.equal(objection('src/netlink/engine.ts', 'src/netlink/kernel.ts'), 'protocol imports transport')
  t.equal(objection('src/netlink/socket.ts', 'src/rtnl/tables/link.ts'), 'socket imports tables')
  t.equal(objection('src/rtnl/tables/link.ts', 'src/netlink/socket.ts'), 'a table imports socket')
  t.equal(objection('src/rtnl/rtnl.ts', 'src/netns/netns.ts'), 'src/rtnl/ imports from src/netns/')
  t.equal(objection('src/setns/helper.ts', 'src/netns/netns.ts'), 'helper imports client')
  t.equal(objection('src/netns/ids.ts', 'src/rtnl/links.ts'), 'src/netns/ imports from src/rtnl/')
  t.equal(objection('src/netns/ids.ts', 'src/rtnl/tables/nsid.ts'), undefined)
  t.equal(objection('src/news.ts', 'src/netlink/codec/node.ts'), 'stands on no floor and imports codec')
  t.equal(objection('src/cli/bin.ts', 'src/rtnl/rtnl.ts'), undefined)
})

t.test('one file loads native code', async (t) => {
  const loads = [...sources].filter(([, source]) => /node-gyp-build|createRequire|dlopen|\.node['"`]/.test(source))
  t.same(
    loads.map(([path]) => path),
    ['src/netlink/native.ts'],
  )
})

t.test('the codec reaches no native code and nothing of Node', async (t) => {
  const found = reach('src/codec.ts')
  t.ok(found.has('src/netlink/codec/node.ts'))
  t.notOk(found.has('src/netlink/native.ts'))
  t.same(
    bare(found).filter((name) => name.startsWith('node:') || name === 'node-gyp-build'),
    [],
  )
  for (const [path, source] of sources)
    if (found.has(path)) t.notMatch(source, /\b(Buffer|process)\b(?!['’])\./, `${path} uses no global of Node`)
})

t.test('the fake kernel reaches no native code', async (t) => {
  t.notOk(reach('src/testing.ts').has('src/netlink/native.ts'))
  t.ok(reach('src/index.ts').has('src/netlink/native.ts'))
})

t.test('packages: those that package.json names, each of them used, and its reason told', async (t) => {
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

// What no test imports is not in the coverage: here everything is, but for the program that runs when it is imported.
t.test('every file loads', async (t) => {
  for (const path of sources.keys())
    if (path !== 'src/cli/bin.ts') t.type(await import(`../../${path}`), 'object', path)
})
