/** Properties of the codec that hold for any value and any bytes. */

import { deepStrictEqual } from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { families } from '../../src/families.ts'
import { arbitrary } from '../../src/netlink/codec/arbitrary/arbitrary.ts'
import { arbitraryBytes } from '../../src/netlink/codec/arbitrary/bytes.ts'
import { constantOf } from '../../src/netlink/codec/constants.ts'
import { decode } from '../../src/netlink/codec/decode/decode.ts'
import { describe, locate } from '../../src/netlink/codec/decode/describe.ts'
import type { Span } from '../../src/netlink/codec/decode/span.ts'
import { encode } from '../../src/netlink/codec/encode/encode.ts'
import type { Attributes, Message, Node, Problem } from '../../src/netlink/codec/node.ts'
import { hexOf } from '../golden/messages.ts'
import { outcomeOf, readEveryWay } from '../golden/readers.ts'
import { walk } from '../proof/walk.ts'
import { FILE_PATIENCE } from '../until.ts'
import { runs, seed, tellSeed } from './random.ts'

tellSeed(t)
t.setTimeout(FILE_PATIENCE)

const orders = ['le', 'be'] as const

/** The tables; a request and its reply share one. */
const nodes = new Map<Message, string>()
for (const { name, node } of families.flatMap(({ messages }) => messages)) if (!nodes.has(node)) nodes.set(node, name)

const each = (name: string, property: (node: Message) => fc.IProperty<[unknown]>, usual: number): void => {
  t.test(name, async (t) => {
    for (const [node, message] of nodes) {
      fc.assert(property(node), { numRuns: runs(usual), seed })
      t.pass(message)
    }
  })
}

each(
  'a value that was encoded is decoded as it was, in either byte order',
  (node) =>
    fc.property(arbitrary<unknown>(fc, node), (value) => {
      for (const order of orders) {
        const problems: Problem[] = []
        deepStrictEqual(decode<unknown>(node, encode<unknown>(node, value, { order }), { order, problems }), value)
        deepStrictEqual(problems, [])
      }
    }),
  400,
)

each(
  'every reader reads it the same',
  (node) =>
    fc.property(arbitrary<unknown>(fc, node), (value) => {
      for (const order of orders) {
        const bytes = encode<unknown>(node, value, { order })
        deepStrictEqual(outcomeOf(readEveryWay(node, bytes, order)), 'value')
      }
    }),
  200,
)

/** The part of a value at a path such as `multipath[1].via`. */
const at = (value: unknown, path: string): unknown =>
  path
    .split(/[.[\]]+/)
    .filter((step) => step !== '')
    .reduce((inner, step) => (inner as { [key: string]: unknown } | undefined)?.[step], value)

const flat = (spans: readonly Span[]): Span[] => spans.flatMap((span) => [span, ...flat(span.children)])

each(
  'spans hold the value at their path, and locate finds them by their first byte',
  (node) =>
    fc.property(arbitrary<unknown>(fc, node), (given) => {
      const bytes = encode<unknown>(node, given, { order: 'le' })
      const { value, spans } = describe<unknown>(node, bytes, { order: 'le' })
      for (const { kind, offset, length, path, value: read, children } of flat(spans)) {
        // Only the decoder uses a record's length.
        if (kind !== 'unknown' && !path.endsWith('].header.len')) deepStrictEqual(read, at(value, path), path)
        const inside = children[0]?.offset === offset
        if (!inside && length > 0) deepStrictEqual(locate(node, bytes, offset, { order: 'le' }), path)
      }
    }),
  150,
)

each(
  'any bytes are a value, problems or a DecodeError for every reader',
  (node) =>
    fc.property(
      fc.constantFrom(...orders).chain((order) => fc.tuple(fc.constant(order), arbitraryBytes(fc, node, order))),
      ([order, bytes]) => {
        readEveryWay(node, bytes, order)
      },
    ) as fc.IProperty<[unknown]>,
  600,
)

each(
  'what was decoded is encoded to bytes that stay',
  (node) =>
    fc.property(arbitraryBytes(fc, node, 'le'), (bytes) => {
      if (bytes.length < node.header.size) return
      const value = decode<unknown>(node, bytes, { order: 'le', exact: true })
      const first = encode<unknown>(node, value, { order: 'le' })
      const again = decode<unknown>(node, first, { order: 'le', exact: true })
      deepStrictEqual(again, value)
      deepStrictEqual(hexOf(encode<unknown>(node, again, { order: 'le' })), hexOf(first))
    }) as fc.IProperty<[unknown]>,
  400,
)

/** Every table of the registry, with a name for reports. */
const tables = walk([...nodes].map(([node, name]) => [name, node as Node] as const)).flatMap(({ node, path }) =>
  node.type === 'attributes' ? [{ table: node, path }] : [],
)

t.test('nests alone, so that each of their rows is generated', async (t) => {
  for (const { table, path } of tables) {
    const waiting = new Set(Object.keys(table.rows).map((key) => constantOf(table, key)))
    /** Words of a select's cases that were not generated with their data yet. */
    const cases = new Set(selectsOf(table).flatMap(({ by, words }) => words.map((word) => `${by}=${word}`)))
    const property = fc.property(arbitrary<unknown>(fc, table as Node), (value) => {
      const bytes = encode<unknown>(table as Node, value, { order: 'le' })
      deepStrictEqual(decode<unknown>(table as Node, bytes, { order: 'le', strict: true }), value)
      const inside = value as { [key: string]: unknown }
      for (const key of Object.keys(inside)) waiting.delete(constantOf(table, key))
      for (const { key, by } of selectsOf(table)) if (inside[key] !== undefined) cases.delete(`${by}=${inside[by]}`)
    })
    fc.assert(property, { numRuns: Math.max(runs(80 + waiting.size * 8), cases.size * 40), seed })
    if (waiting.size + cases.size > 0) t.same([...waiting, ...cases], [], path)
  }
  const rows = tables.reduce((sum, { table }) => sum + Object.keys(table.rows).length, 0)
  t.ok(rows > 850, `${rows} rows of ${tables.length} tables`)
})

/** The selects of a table that depend on sibling attributes. */
const selectsOf = ({ rows }: Attributes): { key: string; by: string; words: string[] }[] =>
  Object.entries(rows).flatMap(([key, { node }]) =>
    node.type === 'select' && !node.by.startsWith('header.')
      ? [{ key, by: node.by, words: Object.keys(node.cases) }]
      : [],
  )
