/** Elements of sets and maps: what is written (`10.9.0.0/24`, `[80, '10.1.0.1']`) and what the kernel keeps (starts and ends). */

import { EncodeError } from '../../../netlink/codec/errors.ts'
import type { ByteOrder } from '../../../netlink/codec/order.ts'
import type { Element } from '../tables/element.ts'
import type { Scalar } from './datatypes.ts'
import { formatNumber, isLittle, toNumber } from './datatypes.ts'
import { inOrder } from './places.ts'
import { numberNote } from './set-notes.ts'
import type { Part, Range } from './values.ts'
import {
  formatKey,
  formatRange,
  keyBytes,
  keyNumbers,
  limitOf,
  ordered,
  parseRange,
  plainBytes,
  splitKey,
} from './values.ts'

/** One key, and the rest of its element. */
export interface Keyed {
  readonly key: Scalar
  readonly rest: Omit<Element, 'key' | 'keyEnd' | 'flags'>
}

/** Of an element that has a key alone. */
export const NOTHING_ELSE: Keyed['rest'] = {}

interface Parsed {
  readonly ranges: readonly Range[]
  readonly rest: Keyed['rest']
}

/** As it was written, and where. */
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

/** Ranges that overlap or touch become one, where nothing else tells them apart. */
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

/** Ranges apart from each other. The kernel would refuse others without a word about which they are. */
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

/** What nft notes beside the start of an interval without an end. */
export const OPEN_NOTE = 1

/** Single keys: the start of each interval, and the first value behind it. */
const intervals = (part: Part, all: readonly Written[], order: ByteOrder, joined: boolean): Element[] => {
  const start = ({ ranges }: Parsed): bigint => (ranges[0] as Range).from
  const sorted = [...all].sort((one, other) => (start(one) < start(other) ? -1 : Number(start(one) > start(other))))
  const value = (number: bigint) => ({ value: keyBytes([ordered(part)], [number], order) })
  return (joined ? merged(sorted) : apart(sorted)).flatMap(({ ranges, rest }): Element[] => {
    const { from, to } = ranges[0] as Range
    const behind = to + 1n
    if (behind !== limitOf(part))
      return [
        { key: value(from), ...rest },
        { key: value(behind), flags: END },
      ]
    const userdata = Uint8Array.from([...(rest.userdata ?? []), ...numberNote(OPEN_NOTE, 1, order)])
    return [{ key: value(from), ...rest, userdata }]
  })
}

const isRange = ({ ranges }: Parsed): boolean => ranges.some(({ from, to }) => from !== to)

/** Single values in a set of single keys; undefined where any of them is written otherwise. */
const plainElements = (part: Part, keyed: readonly Keyed[], order: ByteOrder): Element[] | undefined => {
  const elements: Element[] = []
  for (const { key, rest } of keyed) {
    const value = plainBytes(part, key, order)
    if (value === undefined) return undefined
    elements.push(rest === NOTHING_ELSE ? { key: { value } } : { key: { value }, ...rest })
  }
  return elements
}

/**
 * `interval`: whether the set holds intervals; undefined: if any of the keys is one. `first`: the number of the first key.
 * `joined`: intervals that touch or overlap become one; otherwise overlapping ones are refused.
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
  if (!ranged) {
    const wrong = parsed.find(isRange)
    if (wrong !== undefined) throw new EncodeError(wrong.path, 'a single value', wrong.key)
    const key = ({ ranges }: Parsed) => ({
      value: keyBytes(
        parts,
        ranges.map(({ from }) => from),
        order,
      ),
    })
    return { elements: [...parsed.map((one) => ({ key: key(one), ...one.rest })), ...others], interval: false }
  }
  if (more.length === 0) return { elements: [...intervals(part, parsed, order, joined), ...others], interval: true }
  const kept = parts.map(ordered)
  const ends = ({ ranges, rest }: Parsed): Element => ({
    key: {
      value: keyBytes(
        kept,
        ranges.map(({ from }) => from),
        order,
      ),
    },
    keyEnd: {
      value: keyBytes(
        kept,
        ranges.map(({ to }) => to),
        order,
      ),
    },
    ...rest,
  })
  return { elements: [...parsed.map(ends), ...others], interval: true }
}

const isEnd = ({ flags }: Element): boolean => flags?.includes('interval-end') === true
const isCatchall = ({ flags }: Element): boolean => flags?.includes('catchall') === true

const EMPTY = new Uint8Array(0)
const bytesOf = (key: Element['key']): Uint8Array => key?.value ?? EMPTY

/** A key as text, and what it belongs to. */
interface KeyedElement {
  readonly key: Scalar
  readonly element: Element
}

interface Found {
  readonly element: Element
  readonly from: readonly bigint[]
}

/** By their keys; where one interval ends and another starts, the end comes first. */
const compared = (one: Found, other: Found): number => {
  for (const [at, number] of one.from.entries()) {
    const than = other.from[at] as bigint
    if (number !== than) return number < than ? -1 : 1
  }
  return Number(isEnd(other.element)) - Number(isEnd(one.element))
}

/** Each start, up to where the next interval starts or a gap does. */
const readIntervals = (part: Part, found: readonly Found[], order: ByteOrder): KeyedElement[] => {
  const limit = 1n << BigInt(part.size * 8)
  return found.flatMap(({ element, from: [from = 0n] }, index) => {
    if (isEnd(element)) return []
    const behind = found[index + 1]?.from[0] ?? limit
    return [{ key: formatKey([part], [{ from, to: behind - 1n }], order), element }]
  })
}

/** Keys of any kind: all of them are there before the first is read. */
const readAll = (
  parts: readonly Part[],
  elements: readonly Element[],
  interval: boolean,
  order: ByteOrder,
): KeyedElement[] => {
  const kept = interval ? parts.map(ordered) : parts
  const numbers = (key: Element['key']): bigint[] => keyNumbers(kept, bytesOf(key), order)
  const found = elements.map((element) => ({ element, from: numbers(element.key) }))
  // the kernel tells them in any order, but intervals of several parts in that in which they were added
  if (!interval || parts.length === 1) found.sort(compared)
  if (interval && parts.length === 1) return readIntervals(parts[0] as Part, found, order)
  return found.map(({ element, from }) => {
    const to = element.keyEnd === undefined ? from : numbers(element.keyEnd)
    const ranges = from.map((one, at) => ({ from: one, to: to[at] as bigint }))
    return { key: formatKey(parts, ranges, order), element }
  })
}

/** The kernel keeps keys of at most this many bytes in a bitmap, where nothing else is asked of their set. */
const BITMAP = 2

/** Single keys of at most this many bytes are numbers that can be counted. */
const SHORT = 4

/** What was made of the elements of one message. */
export interface Portion<T> {
  /** Short keys as numbers, and what was made of their elements. */
  readonly numbers: readonly number[]
  readonly values: readonly T[]
  /** Elements that wait for the others. */
  readonly waiting: readonly Element[]
  /** Of those that stand for all that no other key does. */
  readonly others: readonly T[]
}

export interface Whole<T> {
  readonly all: T[]
  /** A key came twice. */
  readonly twice: boolean
}

/** Reads the elements of a set, message by message: of very many only what is made of them is kept. */
export class ElementReader<T> {
  private readonly parts: readonly Part[]
  private readonly interval: boolean
  private readonly order: ByteOrder
  private readonly make: (key: Scalar, element: Element) => T
  private readonly short: Part | undefined

  constructor(parts: readonly Part[], interval: boolean, order: ByteOrder, make: (key: Scalar, element: Element) => T) {
    const [part, ...more] = parts as readonly [Part, ...Part[]]
    this.parts = parts
    this.interval = interval
    this.order = order
    this.make = make
    this.short = !interval && more.length === 0 && part.mask === undefined && part.size <= SHORT ? part : undefined
  }

  message(elements: readonly Element[]): Portion<T> {
    const others = elements.filter(isCatchall).map((element) => this.make('*', element))
    const plain = others.length === 0 ? elements : elements.filter((element) => !isCatchall(element))
    const { short } = this
    if (short === undefined) return { numbers: [], values: [], waiting: plain, others }
    const numbers = plain.map(({ key }) => this.number(short, key))
    const values = plain.map((element, at) => this.make(this.text(short, numbers[at] as number, element), element))
    return { numbers, values, waiting: [], others }
  }

  /** All of them, in the order of their keys. */
  whole(portions: readonly Portion<T>[]): Whole<T> {
    const numbers = portions.flatMap((portion) => portion.numbers)
    const values = portions.flatMap((portion) => portion.values)
    const waiting = portions.flatMap((portion) => portion.waiting)
    const places = inOrder(numbers)
    const read = readAll(this.parts, waiting, this.interval, this.order)
    // nft puts everything in order but bits; so short keys lie in a bitmap, which tells them as they were added
    const asTold = this.short?.type.format === 'bits' && this.short.size <= BITMAP
    const all = [
      ...(asTold ? values : Array.from(places, (place) => values[place] as T)),
      ...read.map(({ key, element }) => this.make(key, element)),
      ...portions.flatMap(({ others }) => others),
    ]
    const twice =
      places.some((place, at) => at > 0 && numbers[place] === numbers[places[at - 1] as number]) ||
      new Set(read.map(({ key }) => key)).size < read.length
    return { all, twice }
  }

  private number({ type, size }: Part, key: Element['key']): number {
    return Number(toNumber(bytesOf(key).subarray(0, size), isLittle(type, this.order)))
  }

  private text(part: Part, number: number, { keyEnd }: Element): Scalar {
    const from = BigInt(number)
    if (keyEnd === undefined) return formatNumber(part.type, from, part.size, this.order)
    return formatRange(part, { from, to: BigInt(this.number(part, keyEnd)) }, this.order)
  }
}

/** Keys as text, each with its element, in their order; `*` stands for all that no other key does. */
export const readElements = (
  parts: readonly Part[],
  elements: readonly Element[],
  interval: boolean,
  order: ByteOrder,
): KeyedElement[] => {
  const reader = new ElementReader(parts, interval, order, (key, element) => ({ key, element }))
  return reader.whole([reader.message(elements)]).all
}
