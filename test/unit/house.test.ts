/**
 * The layers: a lower one never imports a higher one, one file loads native code, and the codec reaches none of it. The
 * test parses the imports, including those of types.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import ts from 'typescript'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** From the lowest to the highest. A file belongs to the first layer whose folder matches. */
const LAYERS: readonly (readonly [name: string, folder: RegExp])[] = [
  ['codec', /^src\/netlink\/codec\//],
  ['protocol', /^src\/netlink\/protocol\//],
  ['transport', /^src\/netlink\/transport\//],
  ['socket', /^src\/netlink\/socket\//],
  ['helper', /^src\/setns\//],
  ['tables', /^src\/(rtnl|netfilter)\/(.+\/)?tables\//],
  // each family's own list of messages, and the list of families
  ['families', /^src\/(\w+\/family|families)\.ts$/],
  // the network in memory, which shares only the tables with the clients that it tests
  ['testing', /^src\/testing\//],
  ['client', /^src\/client\//],
  ['objects', /^src\/(rtnl|netfilter|netns)\//],
  ['surface', /^src\/[^/]+$/],
  ['capture', /^src\/capture\//],
  ['startup', /^src\/startup\//],
  ['program', /^src\/cli\//],
  ['page', /^src\/page\//],
  ['relay', /^src\/relay\//],
]

/** Folders of one layer that may not import each other; what they share is passed as a socket or a file descriptor. */
const FOLDERS = ['src/rtnl/', 'src/netfilter/nftables/', 'src/netfilter/conntrack/', 'src/netns/']

const layerOf = (file: string): number => LAYERS.findIndex(([, folder]) => folder.test(file))
const folderOf = (file: string): string | undefined => FOLDERS.find((folder) => file.startsWith(folder))
const isTable = (file: string): boolean => LAYERS[layerOf(file)]?.[0] === 'tables'

/** The imports of a file: its own files by their path from the root, everything else by name. */
const importsOf = (file: string, source: string): string[] =>
  ts
    .preProcessFile(source, true, true)
    .importedFiles.map(({ fileName }) => (fileName.startsWith('.') ? join(file, '..', fileName) : fileName))

/** Why `file` may not import `imported`. */
const objection = (file: string, imported: string): string | undefined => {
  if (!imported.startsWith('src/')) return undefined
  const [own, other] = [layerOf(file), layerOf(imported)]
  const name = (layer: number): string => LAYERS[layer]?.[0] ?? 'no layer'
  if (own < 0 || other < 0) return `is in ${name(own)} and imports ${name(other)}`
  if (other > own) return `${name(own)} imports ${name(other)}`
  if (isTable(file) && !isTable(imported) && name(other) !== 'codec') return `a table imports ${name(other)}`
  if (name(own) === 'objects' && name(other) === 'objects' && folderOf(imported) !== folderOf(file))
    return `${folderOf(file)} imports from ${folderOf(imported)}`
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

/** The files that are loaded with a file: its imports of values, unless they are written as calls. */
const loadedWith = (from: string): Set<string> => {
  const seen = new Set<string>()
  const visit = (path: string): void => {
    const source = sources.get(path)
    if (source === undefined || seen.has(path)) return
    seen.add(path)
    for (const [, name = ''] of source.matchAll(/^(?:import|export) (?!type )[\w\s{},*]*?from '(\..*?)'$/gms))
      visit(join(path, '..', name))
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
  t.equal(objection('src/testing/network.ts', 'src/client/change.ts'), 'testing imports client')
  t.equal(objection('src/rtnl/link/tables/link.ts', 'src/netlink/socket/socket.ts'), 'a table imports socket')
  t.equal(objection('src/rtnl/rtnl.ts', 'src/netns/netns.ts'), 'src/rtnl/ imports from src/netns/')
  t.equal(objection('src/setns/helper.ts', 'src/netns/netns.ts'), 'helper imports objects')
  t.equal(objection('src/netns/ids.ts', 'src/rtnl/link/reading.ts'), 'src/netns/ imports from src/rtnl/')
  t.equal(objection('src/netns/ids.ts', 'src/rtnl/nsid/tables/nsid.ts'), undefined)
  t.equal(objection('src/news/all.ts', 'src/netlink/codec/node.ts'), 'is in no layer and imports codec')
  t.equal(objection('src/cli/bin.ts', 'src/rtnl/rtnl.ts'), undefined)
})

/** The part of the diagram in docs/architecture.md that a file belongs to: its layer or, in `objects`, its folder. */
const partOf = (file: string): string => {
  const [name = 'no layer'] = LAYERS[layerOf(file)] ?? []
  return name === 'objects' ? (folderOf(file)?.split('/').at(-2) ?? name) : name
}

/** The parts that each part imports. */
const partImports = (imports: ReadonlyMap<string, readonly string[]>): Map<string, Set<string>> => {
  const found = new Map<string, Set<string>>()
  for (const [file, imported] of imports)
    for (const other of imported)
      if (other.startsWith('src/') && partOf(other) !== partOf(file))
        found.set(partOf(file), (found.get(partOf(file)) ?? new Set()).add(partOf(other)))
  return found
}

/** The arrows from which all imports follow: an import that several arrows lead to has none of its own. */
const arrowsOf = (parts: ReadonlyMap<string, ReadonlySet<string>>): string[] => {
  const leadsTo = (from: string, to: string): boolean =>
    [...(parts.get(from) ?? [])].some((next) => next === to || leadsTo(next, to))
  return [...parts]
    .flatMap(([from, all]) =>
      [...all].filter((to) => ![...all].some((via) => leadsTo(via, to))).map((to) => `${from} --> ${to}`),
    )
    .sort()
}

t.test('the diagram of the layers has the arrows that follow from the imports', async (t) => {
  const page = readFileSync(join(root, 'docs/architecture.md'), 'utf8')
  const [, diagram = ''] = /```mermaid\n(.*?)```/s.exec(page) ?? []
  t.same([...diagram.matchAll(/^ *(\w+ --> \w+)$/gm)].map(([, arrow]) => arrow).sort(), arrowsOf(partImports(imports)))
  const parts = new Set([...sources.keys()].map(partOf))
  t.same([...diagram.matchAll(/^ *(\w+)\[/gm)].map(([, part]) => part).sort(), [...parts].sort())
  t.same(
    arrowsOf(
      partImports(
        new Map([
          ['src/cli/bin.ts', ['src/rtnl/rtnl.ts', 'src/client/client.ts', 'ink']],
          ['src/rtnl/rtnl.ts', ['src/client/client.ts', 'src/rtnl/link/links.ts']],
        ]),
      ),
    ),
    ['program --> rtnl', 'rtnl --> client'],
  )
})

/** `src/{a,b}/x.ts` is two files. */
const spelledOut = (path: string): string[] => {
  const [, before = '', choices, after = ''] = /^(.*?)\{(.*?)\}(.*)$/.exec(path) ?? []
  return choices === undefined ? [path] : choices.split(',').flatMap((one) => spelledOut(before + one + after))
}

t.test('the files that the pages name exist', async (t) => {
  const pages = readdirSync(join(root, 'docs'), { encoding: 'utf8' }).filter((name) => name.endsWith('.md'))
  let count = 0
  for (const page of ['README.md', 'CONTRIBUTING.md', ...pages.map((name) => `docs/${name}`)]) {
    const text = readFileSync(join(root, page), 'utf8')
    for (const [, path = ''] of text.matchAll(/`((?:src|test|scripts|native|examples|bench|docs)\/[\w./{},-]*)`/g))
      for (const one of spelledOut(path)) {
        count++
        t.ok(one.startsWith('docs/api') || existsSync(join(root, one)), `${page}: ${one}`)
      }
  }
  t.ok(count > 60)
})

t.test('one file loads native code', async (t) => {
  // `createRequire` may also load modules of Node.js late
  const required = (source: string): string[] =>
    [...source.matchAll(/require\('(.*?)'\)/g)].map(([, name = '']) => name)
  const isOfNode = (source: string): boolean => required(source).every((name) => name.startsWith('node:'))
  const loads = [...sources].filter(
    ([, source]) =>
      /node-gyp-build|dlopen|\.node['"`]/.test(source) || (source.includes('createRequire') && !isOfNode(source)),
  )
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
  // this one works without a Buffer as well
  const others = [...sources].filter(([path]) => found.has(path) && path !== 'src/netlink/codec/text/letters.ts')
  for (const [path, source] of others)
    t.notMatch(source, /\b(Buffer|process)\b(?!['’])\./, `${path} uses no global of Node`)
})

t.test('what speaks to a relay is loaded when a relay is given', async (t) => {
  for (const entry of ['src/index.ts', 'src/nftables.ts', 'src/cli/program.ts']) {
    const found = loadedWith(entry)
    t.ok(found.has('src/client/opener.ts'), entry)
    t.same(
      [...found].filter((path) => /\/relay[./]/.test(path)),
      entry === 'src/index.ts' ? ['src/netlink/transport/relay/error.ts'] : [],
    )
  }
  t.ok(loadedWith('src/relay/bin.ts').has('src/netlink/transport/relay/frames.ts'))
})

t.test('the fake kernel reaches no native code', async (t) => {
  t.notOk(reach('src/testing.ts').has('src/netlink/transport/native.ts'))
  t.ok(reach('src/index.ts').has('src/netlink/transport/native.ts'))
})

t.test('dependencies: those in package.json, each of them used, and its reason documented', async (t) => {
  const read = (path: string): string => readFileSync(join(root, path), 'utf8')
  const { dependencies, devDependencies, peerDependencies } = JSON.parse(read('package.json')) as {
    [list: string]: { [name: string]: string }
  }
  const optional = Object.keys(peerDependencies ?? {})
  const [, list = ''] = /const noExternal = \[(.*)\]/.exec(read('tsup.config.ts')) ?? []
  const built = [...list.matchAll(/'([^']+)'/g)].map(([, name = '']) => [name, devDependencies?.[name] ?? ''] as const)
  const packages = [...Object.entries(dependencies ?? {}), ...built]
  t.same(
    bare(imports).filter((name) => !name.startsWith('node:') && !optional.includes(name)),
    packages.map(([name]) => name).sort(),
  )
  const reasons = read('docs/dependencies.md')
  for (const [name, version] of packages)
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

t.test('only the page uses elements of a page', async (t) => {
  for (const [path, imported] of imports)
    if (!path.startsWith('src/page/dom/'))
      t.notOk(
        imported.some((one) => one.startsWith('src/page/dom/')),
        path,
      )
})

// Coverage does not contain files that no test imports, so all are imported here, except the programs, which run
// on import, and the elements of the page: the test of the page runs all of their functions in a browser (test/page).
t.test('every file loads', async (t) => {
  for (const path of sources.keys())
    if (!path.endsWith('/bin.ts') && !path.startsWith('src/page/dom/'))
      t.type(await import(`../../${path}`), 'object', path)
})
