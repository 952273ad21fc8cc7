/** Columns agree with lists: words as the kernel's numbers, addresses as bytes. */
import { isDeepStrictEqual } from 'node:util'
import type { Test } from 'tap'
import type { Enumeration, Flags, Message, Node } from '../../src/netlink/codec/node.ts'
import { parseAddress } from '../../src/netlink/codec/text/parse.ts'
import { comes } from '../until.ts'

/** A field of the message, and the list's key for it if that differs. */
export type ColumnNames = readonly (string | readonly [string, string])[]

interface Listed {
  list(filter: object): Promise<readonly object[]>
  columns(names: never[], filter: object): Promise<object>
}

type Cells = ArrayLike<number | bigint>
type Columns = {
  readonly length: number
  readonly present: { readonly [name: string]: Uint8Array }
} & { readonly [name: string]: Cells }

const nodeOf = ({ header, attributes }: Message, name: string): Node | undefined =>
  attributes.rows[name]?.node ?? header.fields.find(({ key }) => key === name)?.node

const bit = (node: Flags, word: unknown): number =>
  typeof word === 'number' ? word : (node.numbers[String(word)] ?? NaN)

type Listing = { readonly [key: string]: unknown }

/** Lists have `default` for an absent destination, and a prefix length after the address. */
const listedValue = (one: Listing, key: string): unknown => {
  if (key === 'prefixlen') return Number(String(one['peer'] ?? one['address']).split('/')[1])
  return key === 'dst' && one[key] === 'default' ? undefined : one[key]
}

/** The cells for a listed value. */
const cellsOf = (node: Node | undefined, value: unknown, width: number): (number | bigint)[] => {
  if (value === undefined) return new Array(width).fill(0)
  if (node?.type === 'enum')
    return [typeof value === 'number' ? value : ((node as Enumeration).numbers[String(value)] ?? NaN)]
  if (node?.type === 'flags')
    return [(value as unknown[]).reduce<number>((sum, word) => (sum | bit(node as Flags, word)) >>> 0, 0)]
  if (typeof value !== 'string') return [Number(value)]
  const bytes = [...(parseAddress(value.split('/')[0] ?? '') ?? [])]
  return bytes.length === 4 ? [bytes.reduce((sum, byte) => sum * 256 + byte, 0)] : bytes
}

export const sameColumns = async (
  t: Test,
  collection: unknown,
  node: Message,
  names: ColumnNames,
  filter: object = {},
): Promise<void> => {
  const listed = collection as Listed
  const pairs = names.map((name) => (typeof name === 'string' ? ([name, name] as const) : name))
  const said = async (): Promise<Listing[]> =>
    (await listed.list(filter)).map((one) =>
      Object.fromEntries(pairs.map(([, key]) => [key, listedValue(one as Listing, key)])),
    )
  let values: Listing[] = []
  let columns = {} as Columns
  // until nothing has changed between the lists: the kernel reports states of links and addresses late
  const still = await comes(async () => {
    values = await said()
    columns = (await listed.columns(pairs.map(([name]) => name) as never[], filter)) as Columns
    return isDeepStrictEqual(values, await said())
  })
  t.ok(still)
  t.equal(columns.length, values.length, 'as many rows as the list has values')
  t.ok(values.length > 0, 'and some there are')
  const wrong: unknown[] = []
  for (const [name, key] of pairs) {
    const cells = columns[name] ?? []
    const width = cells.length / columns.length
    values.forEach((one, row) => {
      const value = one[key]
      const wanted = cellsOf(nodeOf(node, name), value, width)
      const found = Array.from({ length: width }, (_, i) => cells[row * width + i])
      const present = columns.present[name]?.[row] === 1
      if (!isDeepStrictEqual(found, wanted) || present !== (value !== undefined))
        wrong.push({ name, row, value, wanted, found, present })
    })
  }
  t.same(wrong, [], `columns ${pairs.map(([name]) => name).join(', ')} of ${values.length} rows`)
}
