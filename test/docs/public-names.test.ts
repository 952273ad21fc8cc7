/** Every name that users of the library can see has a doc comment. `npm run docs` makes the API reference of them. */
import { fileURLToPath } from 'node:url'
import t from 'tap'
import ts from 'typescript'
import { objects } from '../../src/rtnl/objects.ts'
import { readPage } from './blocks.ts'
import { lacks, rowsWithoutUnit } from './comment-rules.ts'
import { publicNames } from './public-names.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const ENTRIES = ['index', 'nftables', 'codec', 'testing'].map((name) => `${root}src/${name}.ts`)

/** Rows of tables are the kernel's names; CONTRIBUTING.md says which of them need a comment. */
const isOwn = (file: string): boolean => file.startsWith(`${root}src/`) && !file.includes('/tables/')

const { config } = ts.readConfigFile(`${root}tsconfig.json`, ts.sys.readFile)
const { options } = ts.parseJsonConfigFileContent({ ...config, include: [], files: ENTRIES }, ts.sys, root)

const library = ts.createProgram(ENTRIES, options)
const names = publicNames(library, ENTRIES, isOwn)

t.test('every public name has a doc comment', async (t) => {
  t.same(
    names.filter(({ documented }) => !documented).map(({ name, where }) => `${where.slice(root.length)}: ${name}`),
    [],
  )
  const found = new Set(names.map(({ name }) => name))
  for (const name of [
    'Netns.create', // static
    'Rtnl.monitor',
    'Rtnl.links', // of a mapped type
    'Collection.columns', // of a class that is not exported
    'TableFilter.table', // of an interface that is not exported
    'Transaction.tables.add', // of an object without a type
    'LimitStatement.limit.burst', // of an unnamed type
    'messageTypes', // of a table
    'FakeKernel.notify',
  ])
    t.ok(found.has(name), name)
})

t.test('a doc comment says the unit, what absent means, and what can go wrong', async (t) => {
  const checker = library.getTypeChecker()
  t.same(
    names.flatMap((one) => lacks(one, checker).map((what) => `${one.where.slice(root.length)}: ${one.name}: ${what}`)),
    [],
  )
  const tables = library
    .getSourceFiles()
    .filter(({ fileName }) => /^src\/.*\/tables\//.test(fileName.slice(root.length)))
  t.ok(tables.length > 50)
  t.same(tables.flatMap(rowsWithoutUnit), [])
})

/** Members that open, close and describe a client, or contain others. The table shows all others. */
const OF_CLIENTS = new Set([
  'open',
  'current',
  'close',
  'socket',
  'name',
  'fd',
  'sysctl',
  'nat',
  'iptables',
  'expectations',
])
/** Batches and streams are below the table, for all objects. */
const OF_ALL = new Set(['batch', 'batchAll', 'iterate', 'messages', 'columns'])

/** The public methods and members of a class, without those of its members. */
const membersOf = (name: string): Set<string> =>
  new Set(
    names
      .filter((one) => one.name.startsWith(`${name}.`) && one.name.split('.').length === 2)
      .map((one) => one.name.slice(name.length + 1))
      .filter(
        (member) => !OF_ALL.has(member) && !(OF_CLIENTS.has(member) && !(name === 'Netns' && member === 'socket')),
      ),
  )

const codesIn = (cell: string): string[] => [...cell.matchAll(/`(\w+)`/g)].map(([, code = '']) => code)

t.test('the table of README.md shows every object and every call', async (t) => {
  const page = readPage('README.md')
  const [, table = ''] = /## What it can do\n\n(.*?)\n\n/s.exec(page) ?? []
  const shown = new Map<string, Set<string>>()
  const watched = new Map<string, boolean>()
  for (const row of table.split('\n').slice(2)) {
    const [, object = '', read = '', change = '', watch = ''] = row.split(/ *\| */)
    const [, title = '', name = ''] = /\[([^\]]+)\]\([^)]*\/(\w+)\.md\)/.exec(object) ?? []
    shown.set(name, new Set([...(shown.get(name) ?? []), ...codesIn(read + change)]))
    watched.set(title, watch !== '')
    if (name !== 'Rtnl' && !Object.values(objects).some(({ collection }) => collection.name === name))
      for (const code of codesIn(watch)) shown.get(name)?.add(code)
  }
  for (const [member, { collection, groups }] of Object.entries(objects)) {
    t.equal(watched.get(member), Object.keys(groups).length > 0, `${member}: watched`)
    t.same([...(shown.get(collection.name) ?? [])].sort(), [...membersOf(collection.name).add('list')].sort(), member)
    shown.delete(collection.name)
  }
  const ofRtnl = [...membersOf('Rtnl')].filter((member) => !(member in objects) && member !== 'monitor')
  t.same([...(shown.get('Rtnl') ?? [])].sort(), ofRtnl.sort(), 'Rtnl')
  shown.delete('Rtnl')
  // a monitor of connections reports expectations as well
  t.ok(shown.get('Expectations')?.delete('monitor'))
  t.ok(membersOf('Expectations').has('flush'))
  shown.get('Expectations')?.delete('list')
  t.same([...shown.keys()].sort(), ['Conntrack', 'Expectations', 'Nat', 'Netns', 'Nftables', 'Sysctl'])
  for (const [name, codes] of shown) t.same([...codes].sort(), [...membersOf(name)].sort(), name)
})

const SOURCE = `
/** A class. */
export class Documented extends Base implements Disposable {
  bare = 1
  /** A field. */
  field: Inner | undefined
  protected hidden = 1
  private own = 1
  override name = 'Documented'
  constructor(given: Unseen) { super() }
  [Symbol.dispose](): void {}
  get accessor(): number { return 1 }
  members = {
    /** A method. */
    one: (argument: Argument): void => { const local: Local = { x: 1 } },
    two: () => {},
  }
}
class Base extends Error { inherited = 1 }
interface Inner { readonly kind: 'inner'; readonly value: string }
interface Argument { readonly x: number }
interface Local { readonly x: number }
interface Unseen { readonly x: number }
/** A type with one line. */
export type Inline = { readonly explained: number }
/** A type with lines. */
export type Lines = {
  readonly unexplained: number
}
export const value = <T extends { readonly constraint: number }>(given: T): T => given
const objects = { mapped: 1, row: Number(2) }
/** Derived. */
export interface Derived extends Mapped {}
/** Mapped. */
export type Mapped = { [K in keyof typeof objects]: number }
export type { Other } from './other.ts'
`

/** A program of these files only. */
const programOf = (sources: { readonly [file: string]: string }): ts.Program => {
  const host = ts.createCompilerHost(options)
  const { getSourceFile } = host
  host.getSourceFile = (file, ...how) => {
    const text = sources[file]
    return text === undefined
      ? getSourceFile(file, ...how)
      : ts.createSourceFile(file, text, ts.ScriptTarget.ES2022, true)
  }
  host.fileExists = (file) => file in sources
  return ts.createProgram(Object.keys(sources), { ...options, types: [] }, host)
}

t.test('names without a doc comment are found', async (t) => {
  const program = programOf({
    '/entry.ts': SOURCE,
    '/other.ts': 'export interface Other { readonly theirs: number }',
    '/empty.ts': '',
  })
  const names = publicNames(program, ['/entry.ts'], (file) => file === '/entry.ts')
  t.same(
    names.filter(({ documented }) => !documented).map(({ name, where }) => `${name} ${where}`),
    [
      'Base /entry.ts:19',
      'Base.inherited /entry.ts:19',
      'Documented.bare /entry.ts:4',
      'Inner /entry.ts:20',
      'Inner.value /entry.ts:20',
      'Documented.accessor /entry.ts:12',
      'Documented.members /entry.ts:13',
      'Argument /entry.ts:21',
      'Argument.x /entry.ts:21',
      'Documented.members.two /entry.ts:16',
      'Lines.unexplained /entry.ts:28',
      'value /entry.ts:30',
      'Derived.mapped /entry.ts:31',
      'Other /other.ts:1',
    ],
  )
  t.same(
    names.filter(({ documented }) => documented).map(({ name }) => name),
    [
      'Documented',
      'Documented.field',
      'Documented.members.one',
      'Inline',
      'Inline.explained',
      'Lines',
      'Derived',
      'Mapped',
    ],
  )
  t.throws(() => publicNames(program, ['/empty.ts'], () => true), { message: '/empty.ts exports nothing' })
  t.throws(() => publicNames(program, ['/missing.ts'], () => true), {
    message: '/missing.ts is not part of the program',
  })
})

const LACKING = `
/** Options. */
export interface Options {
  /** How long. */
  readonly timeout?: number | undefined
  /** Bytes. */
  readonly size: number
  /** In seconds; absent: forever. */
  readonly maxAge?: number | undefined
  /** Which. */
  readonly which?: string | undefined
  /** Whether. */
  readonly flag?: boolean | undefined
  /** Says nothing of what is thrown: a user writes it. */
  written(): Promise<void>
}
/** The options that are absent have defaults. */
export interface Defaults {
  /** An explained type. */
  readonly nested: { readonly inner?: string }
}
/** A class. */
export class Client {
  /** Requests. */
  request(): Promise<void> { return Promise.resolve() }
  /** Requests. @throws {Error} */
  safe(): Promise<void> { return Promise.resolve() }
  /** A stream: \`add @seen\`. */
  stream(): AsyncIterableIterator<number> & AsyncDisposable { throw new Error() }
  /** An iterator. */
  next(): Promise<void> { return Promise.resolve() }
}
`

t.test('comments without a unit, a meaning of absent or an error are found', async (t) => {
  const program = programOf({ '/entry.ts': LACKING })
  const found = publicNames(program, ['/entry.ts'], (file) => file === '/entry.ts')
  t.same(
    found.flatMap((one) => lacks(one, program.getTypeChecker()).map((what) => `${one.name}: ${what}`)),
    [
      'Options.timeout: its unit',
      'Options.timeout: what absent means',
      'Options.which: what absent means',
      'Client.request: @throws',
      'Client.stream: @throws',
      'Client.stream: no tag @seen',
    ],
  )
  const table = `
const rows = {
  gcTime: attr(2, u32),
  /** Milliseconds. */
  interval: readOnly(attr(3, be64)),
  /** The hello. */
  helloTime: readOnly(attr(4, u32)),
  sizes: attr(5, string),
  /** Mbit/s. */
  limits: struct('limits', { rate: u32 }),
  other: struct('other', { rate: u32 }),
}`
  t.same(rowsWithoutUnit(ts.createSourceFile('table.ts', table, ts.ScriptTarget.ES2022, true)), [
    'table.ts:3 gcTime',
    'table.ts:7 helloTime',
    'table.ts:11 rate',
  ])
})
