/**
 * The C sources: each header declares what one source defines, a source uses only headers that it needs, and no two
 * sources use each other, directly or through others. Read from the files, as house.test.ts does for TypeScript.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import t from 'tap'

const root = fileURLToPath(new URL('../..', import.meta.url))

interface Source {
  readonly includes: readonly string[]
  /** Without comments and string literals. */
  readonly code: string
}

const sourceOf = (text: string): Source => {
  const code = text.replace(/\/\*[\s\S]*?\*\//g, ' ')
  return {
    includes: [...code.matchAll(/^#include "(.+)"$/gm)].map(([, name]) => name as string),
    code: code.replace(/^#include.*$/gm, '').replace(/"(\\.|[^"\\\n])*"/g, '""'),
  }
}

/** Functions that are declared, not defined. */
const declared = ({ code }: Source): string[] =>
  [...code.matchAll(/^(?!typedef|static|#)[a-z][\w *]*?\b(\w+)\([^;{}]*\);$/gm)].map(([, name]) => name as string)

/** Functions that other sources can call. */
const defined = ({ code }: Source): string[] =>
  [...code.matchAll(/^(?!static|#)[a-z][\w *]*?\b(\w+)\([^;{}]*\) \{/gm)].map(([, name]) => name as string)

/** Everything that a header introduces: functions, macros, structs, enumerators, types. */
const introduced = (header: Source): string[] => [
  ...declared(header),
  ...[...header.code.matchAll(/^#define (?!RTNL_\w+_H$)(\w+)/gm)].map(([, name]) => name as string),
  ...[...header.code.matchAll(/^(?:static inline )[\w *]*?\b(\w+)\(/gm)].map(([, name]) => name as string),
  ...[...header.code.matchAll(/^((?:struct|enum) \w+)(?= \{|;)/gm)].map(([, name]) => name as string),
  ...[...header.code.matchAll(/^ {2}([A-Z]\w+)(?: = \d+)?,/gm)].map(([, name]) => name as string),
  ...[...header.code.matchAll(/^typedef .*?\b(uv_\w+?)\)?(?:;|\()/gm)].map(([, name]) => name as string),
]

const membersOf = ({ code }: Source): string[] =>
  [...code.matchAll(/^ {2}[a-z][\w *]*?\b(\w+)(?:\[\w*\])?;/gm)].map(([, name]) => name as string)

const mentions = (source: Source, name: string): boolean => new RegExp(`\\b${name}\\b`).test(source.code)

/** Whether a source needs a header: something that it introduces, or a member of its structs. */
const needs = (source: Source, header: Source): boolean =>
  introduced(header).some((name) => mentions(source, name)) ||
  membersOf(header).some((name) => new RegExp(`(->|\\.)${name}\\b`).test(source.code))

/** Names that lead back to the first one; undefined if the graph has no cycle. */
const circle = (graph: ReadonlyMap<string, readonly string[]>): string[] | undefined => {
  const done = new Set<string>()
  const visit = (name: string, path: readonly string[]): string[] | undefined => {
    if (path.includes(name)) return [...path.slice(path.indexOf(name)), name]
    if (done.has(name)) return undefined
    for (const next of graph.get(name) ?? []) {
      const found = visit(next, [...path, name])
      if (found !== undefined) return found
    }
    done.add(name)
    return undefined
  }
  for (const name of graph.keys()) {
    const found = visit(name, [])
    if (found !== undefined) return found
  }
  return undefined
}

const stem = (file: string): string => file.replace(/\.[ch]$/, '')

/** What each source uses: the headers that it or its own header includes, by the names of their sources. */
const usesOf = (files: ReadonlyMap<string, Source>): Map<string, string[]> => {
  const uses = new Map<string, string[]>()
  for (const [file, { includes }] of files) {
    const others = includes.map(stem).filter((name) => name !== stem(file))
    uses.set(stem(file), [...(uses.get(stem(file)) ?? []), ...others])
  }
  return uses
}

/** Headers that belong to no source: the functions of libuv, and the messages of the helper. */
const SOURCELESS = ['libuv.h', 'messages.h']
/** Sources without a header: they define only what Node or the C library calls. */
const ENTRIES = ['module.c', 'setns.c']

for (const folder of ['native', 'native/setns']) {
  const files = new Map(
    readdirSync(`${root}/${folder}`)
      .filter((name) => /\.[ch]$/.test(name))
      .sort()
      .map((name) => [name, sourceOf(readFileSync(`${root}/${folder}/${name}`, 'utf8'))]),
  )
  const named = (name: string): Source => files.get(name) ?? { includes: [], code: '' }

  t.test(`${folder}: a header is the face of one source`, async (t) => {
    for (const [name, source] of files) {
      if (SOURCELESS.includes(name)) continue
      if (name.endsWith('.h'))
        t.same(declared(source), defined(named(`${stem(name)}.c`)).toSorted(byUseIn(source)), name)
      else if (ENTRIES.includes(name))
        t.same(
          defined(source).filter((one) => one !== 'main'),
          [],
          name,
        )
      else t.equal(source.includes[0], `${stem(name)}.h`, `${name} includes its own header first`)
    }
  })

  t.test(`${folder}: what is included is used`, async (t) => {
    for (const [name, source] of files)
      for (const header of source.includes.filter((one) => stem(one) !== stem(name)))
        t.ok(needs(source, named(header)), `${name} needs ${header}`)
  })

  t.test(`${folder}: no circle among headers, none among sources`, async (t) => {
    const headers = [...files].filter(([name]) => name.endsWith('.h'))
    t.equal(circle(new Map(headers.map(([name, { includes }]) => [name, includes]))), undefined)
    t.equal(circle(usesOf(files)), undefined)
  })

  t.test(`${folder}: the list of sources says what each of them uses`, async (t) => {
    const list = readFileSync(`${root}/${folder}/${folder === 'native' ? 'module.c' : 'setns.c'}`, 'utf8')
    const lines = [...list.matchAll(/^ \* {3}(\w+)\.c(?: +-> ([a-z, ]+?))?(?: {2}|$)/gm)]
    const listed = new Map(lines.map(([, name, used]) => [name as string, used?.split(', ') ?? []]))
    const all = usesOf(files)
    const everywhere = folder === 'native' ? ['arguments', 'lifetime', 'libuv'] : ['messages']
    for (const [name, used] of all) {
      const own = [...new Set(used)].filter((one) => !everywhere.includes(one)).sort()
      if (SOURCELESS.includes(`${name}.h`) && !files.has(`${name}.c`)) continue
      if (name === 'module') t.same(listed.get(name), ['all of them'])
      else t.same(listed.get(name)?.toSorted(), own, name)
    }
    t.same(
      [...listed.keys()].sort(),
      [...files.keys()]
        .filter((name) => name.endsWith('.c'))
        .map(stem)
        .sort(),
    )
  })
}

/** In the order in which a header declares them. */
function byUseIn(header: Source): (a: string, b: string) => number {
  const order = declared(header)
  return (a, b) => order.indexOf(a) - order.indexOf(b)
}

t.test('what would be wrong is found', async (t) => {
  t.same(
    circle(
      new Map([
        ['a', ['b']],
        ['b', ['c']],
        ['c', ['b']],
      ]),
    ),
    ['b', 'c', 'b'],
  )
  t.equal(
    circle(
      new Map([
        ['a', ['b', 'c']],
        ['b', ['c']],
        ['c', []],
      ]),
    ),
    undefined,
  )
  const header = sourceOf(
    '#include "b.h"\n/* int old(void); */\n#define MOST 3\nstruct ring {\n  int a;\n};\nenum e {\n  FIRST = 1,\n};\nint run(int a,\n        int b);\nstatic inline int now(void) { return 1; }\n',
  )
  t.same(header.includes, ['b.h'])
  t.same(declared(header), ['run'])
  t.same(introduced(header).sort(), ['FIRST', 'MOST', 'enum e', 'now', 'run', 'struct ring'])
  const source = sourceOf(
    '#include "a.h"\nstatic int own(void) {\n}\nint run(int a,\n        int b) {\n  puts("now");\n}\n',
  )
  t.same(defined(source), ['run'])
  t.notOk(mentions(source, 'now'), 'not in a string')
  t.same(
    circle(
      usesOf(
        new Map([
          ['a.c', source],
          ['a.h', header],
          ['b.c', sourceOf('#include "b.h"\n#include "a.h"\n')],
        ]),
      ),
    ),
    ['a', 'b', 'a'],
  )
})
