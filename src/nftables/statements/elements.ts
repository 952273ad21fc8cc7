/** Elements of sets and maps: what is written (`10.9.0.0/24`, `[80, '10.1.0.1']`) and what the kernel keeps (starts and ends). */
import type { ByteOrder } from '../../netlink/codec/decode.ts'
import { EncodeError } from '../../netlink/codec/errors.ts'
import type { Element } from '../tables/element.ts'
import type { Scalar } from './datatypes.ts'
import type { Part, Range } from './values.ts'
import { formatKey, keyBytes, keyNumbers, ordered, parseRange, plainBytes, splitKey } from './values.ts'

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

export interface Elements {
  readonly elements: Element[]
  readonly interval: boolean
}

const END: Element['flags'] = ['interval-end']

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

/** Single keys: the start of each interval, and the first value behind it. */
const intervals = (part: Part, all: readonly Parsed[], order: ByteOrder): Element[] => {
  const sorted = [...all].sort((one, other) =>
    (one.ranges[0] as Range).from < (other.ranges[0] as Range).from ? -1 : 1,
  )
  const value = (number: bigint) => ({ value: keyBytes([ordered(part)], [number], order) })
  return merged(sorted).flatMap(({ ranges, rest }) => {
    const { from, to } = ranges[0] as Range
    const start: Element = { key: value(from), ...rest }
    const behind = to + 1n
    return behind === 1n << BigInt(part.size * 8) ? [start] : [start, { key: value(behind), flags: END }]
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

/** `interval`: whether the set holds intervals; undefined: if any of the keys is one. `first`: the number of the first key. */
export const buildElements = (
  parts: readonly Part[],
  keyed: readonly Keyed[],
  order: ByteOrder,
  path: string,
  interval?: boolean,
  first = 0,
): Elements => {
  const [part, ...others] = parts as readonly [Part, ...Part[]]
  const plain = interval === true || others.length > 0 ? undefined : plainElements(part, keyed, order)
  if (plain !== undefined) return { elements: plain, interval: false }
  const parsed = keyed.map(({ key, rest }, index) => {
    const inner = `${path}[${first + index}]`
    const pieces = splitKey(parts, key, inner)
    return { ranges: parts.map((part, at) => parseRange(part, pieces[at] as Scalar, order, inner)), rest }
  })
  const ranged = interval ?? parsed.some(isRange)
  if (!ranged) {
    const wrong = parsed.findIndex(isRange)
    if (wrong >= 0) throw new EncodeError(`${path}[${first + wrong}]`, 'a single value', keyed[wrong]?.key)
    const key = ({ ranges }: Parsed) => ({
      value: keyBytes(
        parts,
        ranges.map(({ from }) => from),
        order,
      ),
    })
    return { elements: parsed.map((one) => ({ key: key(one), ...one.rest })), interval: false }
  }
  if (others.length === 0) return { elements: intervals(part, parsed, order), interval: true }
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
  return { elements: parsed.map(ends), interval: true }
}

const isEnd = ({ flags }: Element): boolean => flags?.includes('interval-end') === true
const isCatchall = ({ flags }: Element): boolean => flags?.includes('catchall') === true

interface Found {
  readonly element: Element
  readonly from: readonly bigint[]
}

/** By their keys; where one interval ends and another starts, the end comes first. */
const inOrder = (one: Found, other: Found): number => {
  for (const [at, number] of one.from.entries()) {
    const than = other.from[at] as bigint
    if (number !== than) return number < than ? -1 : 1
  }
  return Number(isEnd(other.element)) - Number(isEnd(one.element))
}

/** Keys as text, each with its element; `*` stands for all that no other key does. */
export const readElements = (
  parts: readonly Part[],
  elements: readonly Element[],
  interval: boolean,
  order: ByteOrder,
): { key: Scalar; element: Element }[] => {
  const kept = interval ? parts.map(ordered) : parts
  const numbers = ({ value = new Uint8Array(0) }: NonNullable<Element['key']>): bigint[] =>
    keyNumbers(kept, value, order)
  const others = elements.filter(isCatchall).map((element) => ({ key: '*', element }))
  const plain = elements.filter((element) => !isCatchall(element))
  // the kernel tells them in any order
  const found = plain.map((element) => ({ element, from: numbers(element.key ?? {}) })).sort(inOrder)
  if (!interval || parts.length > 1) {
    const text = ({ element, from }: (typeof found)[number]): Scalar => {
      const to = element.keyEnd === undefined ? from : numbers(element.keyEnd)
      const ranges = from.map((one, at) => ({ from: one, to: to[at] as bigint }))
      return formatKey(parts, ranges, order)
    }
    return [...found.map((one) => ({ key: text(one), element: one.element })), ...others]
  }
  const part = parts[0] as Part
  const limit = 1n << BigInt(part.size * 8)
  const sorted = found.map(({ element, from }) => ({ element, from: from[0] as bigint }))
  const intervals = sorted.flatMap(({ element, from }, index) => {
    if (isEnd(element)) return []
    const behind = sorted[index + 1]?.from ?? limit
    return [{ key: formatKey([part], [{ from, to: behind - 1n }], order), element }]
  })
  return [...intervals, ...others]
}
