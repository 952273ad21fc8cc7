/**
 * Elements of sets and maps, from text (`10.9.0.0/24`) to the kernel's messages. A set of single keys stores an interval as
 * two elements: its start, and the first value after it (`interval-end`). A set of concatenations stores both ends in one.
 */

import { EncodeError } from '../../../netlink/codec/errors.ts'
import type { ByteOrder } from '../../../netlink/codec/order.ts'
import type { Element } from '../tables/element.ts'
import type { Scalar } from './datatypes.ts'
import { numberNote } from './set-notes.ts'
import type { Part, Range } from './values.ts'
import { inNetworkOrder, keyBytes, limitOf, parseRange, plainBytes, splitKey } from './values.ts'

/** A key as text, and the other attributes of its element. */
export interface Keyed {
  readonly key: Scalar
  readonly rest: Omit<Element, 'key' | 'keyEnd' | 'flags'>
}

/** The `rest` of an element that has only a key. */
export const KEY_ONLY: Keyed['rest'] = {}

interface Parsed {
  readonly ranges: readonly Range[]
  readonly rest: Keyed['rest']
}

/** With the text and the path that error messages name. */
interface Written extends Parsed {
  readonly key: Scalar
  readonly path: string
}

export interface Elements {
  readonly elements: Element[]
  readonly interval: boolean
}

const END: Element['flags'] = ['interval-end']
const CATCHALL: Element['flags'] = ['catchall']

/** Joins ranges that overlap or touch, unless one of them has a value or other attributes. Expects them sorted. */
const merged = (all: readonly Parsed[]): Parsed[] => {
  const kept: Parsed[] = []
  for (const one of all) {
    const last = kept.at(-1)
    const [range, before] = [one.ranges[0] as Range, last?.ranges[0]]
    const alike = last !== undefined && Object.keys({ ...last.rest, ...one.rest }).length === 0
    if (alike && before !== undefined && range.from <= before.to + 1n) {
      const [to] = [range.to, before.to].sort((one, other) => (one > other ? -1 : 1)) as [bigint, bigint]
      kept[kept.length - 1] = { ranges: [{ from: before.from, to }], rest: one.rest }
    } else kept.push(one)
  }
  return kept
}

/** Refuses ranges that overlap, naming them: the kernel refuses them as a whole. Drops duplicates. Expects them sorted. */
const apart = (all: readonly Written[]): readonly Parsed[] => {
  const kept: Written[] = []
  for (const one of all) {
    const last = kept.at(-1)
    const [range, before] = [one.ranges[0] as Range, last?.ranges[0]]
    if (last === undefined || before === undefined || range.from > before.to) {
      kept.push(one)
      continue
    }
    const same = range.from === before.from && range.to === before.to
    if (!same || Object.keys({ ...last.rest, ...one.rest }).length > 0)
      throw new EncodeError(one.path, `nothing that overlaps ${last.key}, in a set without \`autoMerge\``, one.key)
  }
  return kept
}

/** Type of the user data that nft stores with the start of an interval that has no end. */
export const OPEN_NOTE = 1

/** Two elements for each interval: its start, and the first value after it. One if it ends at the largest value. */
const intervals = (part: Part, all: readonly Written[], order: ByteOrder, joined: boolean): Element[] => {
  const start = ({ ranges }: Parsed): bigint => (ranges[0] as Range).from
  const sorted = [...all].sort((one, other) => (start(one) < start(other) ? -1 : Number(start(one) > start(other))))
  const value = (number: bigint) => ({ value: keyBytes([inNetworkOrder(part)], [number], order) })
  return (joined ? merged(sorted) : apart(sorted)).flatMap(({ ranges, rest }): Element[] => {
    const { from, to } = ranges[0] as Range
    const after = to + 1n
    if (after !== limitOf(part))
      return [
        { key: value(from), ...rest },
        { key: value(after), flags: END },
      ]
    const userdata = Uint8Array.from([...(rest.userdata ?? []), ...numberNote(OPEN_NOTE, 1, order)])
    return [{ key: value(from), ...rest, userdata }]
  })
}

const isRange = ({ ranges }: Parsed): boolean => ranges.some(({ from, to }) => from !== to)

/** The value of a key: one end of each of its ranges. */
const keyOf = (parts: readonly Part[], { ranges }: Parsed, end: 'from' | 'to', order: ByteOrder) => ({
  value: keyBytes(
    parts,
    ranges.map((range) => range[end]),
    order,
  ),
})

/** One element for each key, which must be a single value. */
const singles = (parts: readonly Part[], all: readonly Written[], order: ByteOrder): Element[] => {
  const wrong = all.find(isRange)
  if (wrong !== undefined) throw new EncodeError(wrong.path, 'a single value', wrong.key)
  return all.map((one) => ({ key: keyOf(parts, one, 'from', order), ...one.rest }))
}

/** One element with both ends for each interval of a concatenation. */
const bounded = (parts: readonly Part[], all: readonly Written[], order: ByteOrder): Element[] => {
  const kept = parts.map(inNetworkOrder)
  return all.map((one) => ({
    key: keyOf(kept, one, 'from', order),
    keyEnd: keyOf(kept, one, 'to', order),
    ...one.rest,
  }))
}

/** The fast path: elements of single values with single keys; undefined if any key is not a single value. */
const plainElements = (part: Part, keyed: readonly Keyed[], order: ByteOrder): Element[] | undefined => {
  const elements: Element[] = []
  for (const { key, rest } of keyed) {
    const value = plainBytes(part, key, order)
    if (value === undefined) return undefined
    elements.push(rest === KEY_ONLY ? { key: { value } } : { key: { value }, ...rest })
  }
  return elements
}

/**
 * The elements of keys given as text. `*` is the catch-all element.
 *
 * `interval`: whether the set holds intervals; by default it does if any key is one. `first`: index of the first key, for the
 * paths in errors. `joined`: intervals that touch or overlap become one; otherwise overlapping intervals are refused.
 *
 * @throws {EncodeError}
 */
export const buildElements = (
  parts: readonly Part[],
  keyed: readonly Keyed[],
  order: ByteOrder,
  path: string,
  interval?: boolean,
  first = 0,
  joined = true,
): Elements => {
  const [part, ...more] = parts as readonly [Part, ...Part[]]
  const plain = interval === true || more.length > 0 ? undefined : plainElements(part, keyed, order)
  if (plain !== undefined) return { elements: plain, interval: false }
  const others: Element[] = keyed.flatMap(({ key, rest }) => (key === '*' ? [{ flags: CATCHALL, ...rest }] : []))
  const parsed = keyed.flatMap(({ key, rest }, index): Written[] => {
    if (key === '*') return []
    const inner = `${path}[${first + index}]`
    const pieces = splitKey(parts, key, inner)
    return [
      { ranges: parts.map((part, at) => parseRange(part, pieces[at] as Scalar, order, inner)), rest, key, path: inner },
    ]
  })
  const ranged = interval ?? parsed.some(isRange)
  if (!ranged) return { elements: [...singles(parts, parsed, order), ...others], interval: false }
  const elements = more.length === 0 ? intervals(part, parsed, order, joined) : bounded(parts, parsed, order)
  return { elements: [...elements, ...others], interval: true }
}
