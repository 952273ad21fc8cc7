/** Writes the lists in docs/read-only.md: the read-only fields, from the tables and the verbs. */
import { readFileSync, writeFileSync } from 'node:fs'
import type { ReadOnlyFields } from '../src/client/read-only.ts'
import { readOnlyKeys } from '../src/client/read-only.ts'
import type { Attributes } from '../src/netlink/codec/node.ts'
import { portKinds } from '../src/rtnl/link/tables/kinds/index.ts'
import { linkKinds } from '../src/rtnl/link/tables/link.ts'
import {
  addressReadOnly,
  linkReadOnly,
  multicastRouteReadOnly,
  neighbourReadOnly,
  routeReadOnly,
  ruleReadOnly,
} from '../src/rtnl/read-only-fields.ts'

export const PAGE = new URL('../docs/read-only.md', import.meta.url)

const OBJECTS: readonly (readonly [name: string, what: ReadOnlyFields])[] = [
  ['Links', linkReadOnly],
  ['Addresses', addressReadOnly],
  ['Routes', routeReadOnly],
  ['Multicast routes (families `ipmr` and `ip6mr`)', multicastRouteReadOnly],
  ['Rules', ruleReadOnly],
  ['Neighbours and forwarding entries', neighbourReadOnly],
]

const code = (words: readonly string[]): string => words.map((word) => `\`${word}\``).join(', ')

const objectOf = ([name, { inEveryReply, fields, words = {} }]: (typeof OBJECTS)[number]): string[] => [
  `### ${name}`,
  '',
  `An object with all of ${code(inEveryReply)} counts as read.`,
  '',
  ...Object.entries(fields).map(([field, why]) => `- \`${field}\`${why === '' ? '' : `: ${why}`}`),
  ...Object.entries(words).map(([list, settable]) =>
    settable.length === 0 ? `- \`${list}\`: every value` : `- \`${list}\`: every value except ${code(settable)}`,
  ),
  '',
]

const nests = (tables: object): string[] =>
  Object.entries(tables as { readonly [kind: string]: Attributes }).flatMap(([kind, table]) => {
    const keys = readOnlyKeys(table)
    return keys.length === 0 ? [] : [`| \`${kind}\` | ${code(keys)} |`]
  })

const MARK = '<!-- below this line: scripts/read-only.ts -->'

/** The page: the text before the mark, which is written by hand, and the generated lists. */
export const page = (before: string): string => {
  const [own = ''] = before.split(MARK)
  const table = (title: string, tables: object): string[] => [
    `### ${title}`,
    '',
    '| kind | fields |',
    '| --- | --- |',
    ...nests(tables),
    '',
  ]
  const lists = [
    '',
    ...OBJECTS.flatMap(objectOf),
    ...table('Options of links (`data`)', linkKinds),
    ...table('Options of ports (`slaveData`), by the kind of the master', portKinds),
  ]
  return `${own}${MARK}\n${lists.join('\n').trimEnd()}\n`
}

/* c8 ignore next -- only true when the file is run as a program; tests import it */
if (process.argv[1] === new URL(import.meta.url).pathname) writeFileSync(PAGE, page(readFileSync(PAGE, 'utf8')))
