/**
 * Elements of sets and maps, from the kernel's messages to text, in the order of their keys. The kernel returns them in any
 * order. The messages of a dump are read one by one, so that only the results of many elements are kept.
 */
import type { ByteOrder } from '../../../netlink/codec/order.ts'
import type { Element } from '../tables/element.ts'
import type { Scalar } from './datatypes.ts'
import { formatNumber, isLittle, toNumber } from './datatypes.ts'
import { sortedIndexes } from './radix-sort.ts'
import type { Part } from './values.ts'
import { formatKey, formatRange, inNetworkOrder, keyNumbers } from './values.ts'

const isEnd = ({ flags }: Element): boolean => flags?.includes('interval-end') === true
const isCatchall = ({ flags }: Element): boolean => flags?.includes('catchall') === true

const EMPTY = new Uint8Array(0)
const bytesOf = (key: Element['key']): Uint8Array => key?.value ?? EMPTY

/** An element, and its key as text. */
interface KeyedElement {
  readonly key: Scalar
  readonly element: Element
}

interface Found {
  readonly element: Element
  readonly from: readonly bigint[]
}

/** Compares keys; where one interval ends and another starts, the end comes first. */
const compared = (one: Found, other: Found): number => {
  for (const [at, number] of one.from.entries()) {
    const than = other.from[at] as bigint
    if (number !== than) return number < than ? -1 : 1
  }
  return Number(isEnd(other.element)) - Number(isEnd(one.element))
}

/** Each start, up to the next element: the start of an interval or of a gap. */
const readIntervals = (part: Part, found: readonly Found[], order: ByteOrder): KeyedElement[] => {
  const limit = 1n << BigInt(part.size * 8)
  return found.flatMap(({ element, from: [from = 0n] }, index) => {
    if (isEnd(element)) return []
    const after = found[index + 1]?.from[0] ?? limit
    return [{ key: formatKey([part], [{ from, to: after - 1n }], order), element }]
  })
}

/** Reads keys of any kind. Needs all elements of the set. */
const readAll = (
  parts: readonly Part[],
  elements: readonly Element[],
  interval: boolean,
  order: ByteOrder,
): KeyedElement[] => {
  const kept = interval ? parts.map(inNetworkOrder) : parts
  const numbers = (key: Element['key']): bigint[] => keyNumbers(kept, bytesOf(key), order)
  const found = elements.map((element) => ({ element, from: numbers(element.key) }))
  // intervals of concatenations come in the order in which they were added, all others in any order
  if (!interval || parts.length === 1) found.sort(compared)
  if (interval && parts.length === 1) return readIntervals(parts[0] as Part, found, order)
  return found.map(({ element, from }) => {
    const to = element.keyEnd === undefined ? from : numbers(element.keyEnd)
    const ranges = from.map((one, at) => ({ from: one, to: to[at] as bigint }))
    return { key: formatKey(parts, ranges, order), element }
  })
}

/** Largest key, in bytes, for which the kernel may use a bitmap (nft_set_bitmap). */
const BITMAP = 2

/** Largest key, in bytes, that is read as a 32-bit number. */
const SHORT = 4

/** The results from one message. */
export interface Portion<T> {
  /** Short keys as numbers; `values` has the result of each. */
  readonly numbers: readonly number[]
  readonly values: readonly T[]
  /** Elements that can be read only after all elements were received. */
  readonly waiting: readonly Element[]
  /** Results of catch-all elements. */
  readonly others: readonly T[]
}

export interface Whole<T> {
  readonly all: T[]
  /** A key was received twice. */
  readonly twice: boolean
}

/** Reads the elements of a set, message by message. `make` is called once for each element. */
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

  /** The results of all messages, in the order of the keys. */
  whole(portions: readonly Portion<T>[]): Whole<T> {
    const numbers = portions.flatMap((portion) => portion.numbers)
    const values = portions.flatMap((portion) => portion.values)
    const waiting = portions.flatMap((portion) => portion.waiting)
    const indexes = sortedIndexes(numbers)
    const read = readAll(this.parts, waiting, this.interval, this.order)
    // nft sorts all keys but flags; the kernel returns those of a bitmap in the order in which they were added
    const asReceived = this.short?.type.format === 'bits' && this.short.size <= BITMAP
    const all = [
      ...(asReceived ? values : Array.from(indexes, (index) => values[index] as T)),
      ...read.map(({ key, element }) => this.make(key, element)),
      ...portions.flatMap(({ others }) => others),
    ]
    const twice =
      indexes.some((index, at) => at > 0 && numbers[index] === numbers[indexes[at - 1] as number]) ||
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

/** Elements with their keys as text, in the order of the keys; `*` is the key of a catch-all element. */
export const readElements = (
  parts: readonly Part[],
  elements: readonly Element[],
  interval: boolean,
  order: ByteOrder,
): KeyedElement[] => {
  const reader = new ElementReader(parts, interval, order, (key, element) => ({ key, element }))
  return reader.whole([reader.message(elements)]).all
}
