/** Values and ranges, as text and as numbers: `10.9.0.0/24`, `1000-2000`, `10.6.0.1 . 80`. */

import { ipv4, ipv6, mac } from '../../../netlink/codec/builders.ts'
import { EncodeError } from '../../../netlink/codec/errors.ts'
import type { ByteOrder } from '../../../netlink/codec/order.ts'
import { readText } from '../../../netlink/codec/text/parse.ts'
import type { Datatype, Scalar } from './datatypes.ts'
import { bytesOfNumber, formatNumber, numberOfBytes, parseNumber, toBytes } from './datatypes.ts'

/** A range, with both ends included. */
export interface Range {
  readonly from: bigint
  readonly to: bigint
  /** Length in bits, if it was written as a prefix. */
  readonly prefix?: number
}

/** A part of a key: its type, and its size in bytes. */
export interface Part {
  readonly type: Datatype
  readonly size: number
  /** The bits of the field in its bytes. Absent if the field fills its bytes, or if its bits were shifted to the low end. */
  readonly mask?: bigint | undefined
  /** Number of bits after the field in its bytes. */
  readonly shift?: number | undefined
}

const isAddress = ({ format }: Datatype): boolean => format === 'ipv4' || format === 'ipv6'
/** Whether ranges of this type are written with a dash. */
const isRanged = ({ format }: Datatype): boolean => format !== 'string' && format !== 'bits' && format !== 'class'

/** All names with a prefix: `eth*`. */
const WILDCARD = /^(.+)\*$/s
/** A whole name that ends with an asterisk: `eth\*`. */
const LITERAL = /\\\*$/

/** The prefix of a name with a wildcard; undefined for whole names. */
export const wildcard = (value: Scalar): string | undefined =>
  LITERAL.test(String(value)) ? undefined : WILDCARD.exec(String(value))?.[1]

/** A whole name as text: with a backslash before an asterisk at its end. */
export const escapeName = (name: string): string => name.replace(/\*$/, '\\*')
const unescapeName = (text: string): string => text.replace(LITERAL, '*')

const nameRange = ({ type, size }: Part, value: Scalar, order: ByteOrder, path: string): Range => {
  const beginning = wildcard(value)
  const from = parseNumber(type, beginning ?? unescapeName(String(value)), size, order, path)
  if (beginning === undefined) return { from, to: from }
  // a name is shorter than its field, so there is a NUL
  const free = size - toBytes(from, size, false).indexOf(0)
  return { from, to: from | ((1n << BigInt(free * 8)) - 1n) }
}

/**
 * The range of a value, a prefix, a range or a name with a wildcard.
 *
 * @throws {EncodeError} for a value that the type, or the bits of the field, cannot represent.
 */
export const parseRange = (part: Part, value: Scalar, order: ByteOrder, path: string): Range => {
  const { mask, shift = 0 } = part
  const whole = wholeRange(part, value, order, path)
  if (mask === undefined) return whole
  const { from, to } = whole
  const [first, last] = [from << BigInt(shift), to << BigInt(shift)]
  if ((first | last) > mask) throw new EncodeError(path, `at most ${mask >> BigInt(shift)}`, value)
  return { from: first, to: last }
}

const wholeRange = (part: Part, value: Scalar, order: ByteOrder, path: string): Range => {
  const { type, size } = part
  const text = String(value)
  const bits = size * 8
  if (type.format === 'string') return nameRange(part, value, order, path)
  const prefix = isAddress(type) ? /^(.*)\/(\d{1,3})$/.exec(text) : null
  if (prefix !== null) {
    const length = Number(prefix[2])
    if (length > bits) throw new EncodeError(path, `a prefix of at most ${bits} bits`, value)
    const rest = (1n << BigInt(bits - length)) - 1n
    const from = parseNumber(type, prefix[1] as string, size, order, path) & ~rest
    return { from, to: from | rest, prefix: length }
  }
  const dash = isRanged(type) && !type.words.has(text) ? text.indexOf('-') : -1
  if (dash <= 0) {
    const number = parseNumber(type, value, size, order, path)
    return { from: number, to: number }
  }
  const from = parseNumber(type, text.slice(0, dash), size, order, path)
  const to = parseNumber(type, text.slice(dash + 1), size, order, path)
  if (from > to) throw new EncodeError(path, 'a range whose first value is the smaller one', value)
  return { from, to }
}

const ADDRESSES = { ipv4, ipv6, ether: mac }

/** The fast path: the bytes of an address or a number. Undefined for ranges, words and other notations. */
export const plainBytes = ({ type, size, mask }: Part, value: Scalar, order: ByteOrder): Uint8Array | undefined => {
  if (mask !== undefined) return undefined
  const { format, words } = type
  if (format === 'ipv4' || format === 'ipv6' || format === 'ether')
    return typeof value === 'string' ? readText(ADDRESSES[format], value) : undefined
  const number = typeof value === 'number' && words.size === 0 && (format === 'integer' || format === 'hex')
  if (!number || size > 4 || !Number.isInteger(value) || value < 0 || value >= 2 ** (8 * size)) return undefined
  return bytesOfNumber(type, BigInt(value), size, order)
}

/** The number of low bits that are all 0 at the start of a range and all 1 at its end; undefined for other ranges. */
const freeBits = ({ from, to }: Range): number | undefined => {
  const rest = from ^ to
  return (rest & (rest + 1n)) === 0n && (from & rest) === 0n ? rest.toString(2).length : undefined
}

/** The length of the prefix that a range of addresses is; undefined if it is none. */
const prefixOf = ({ type, size }: Part, range: Range): number | undefined => {
  const free = isAddress(type) ? freeBits(range) : undefined
  return free === undefined ? undefined : size * 8 - free
}

/** Both ends with a dash between them: `33-45`. Numbers instead of words, which may contain a dash. */
const ends = ({ type, size }: Part, { from, to }: Range, order: ByteOrder): string => {
  const plain = type.words.size === 0 ? type : { ...type, names: NO_NAMES }
  return `${formatNumber(plain, from, size, order)}-${formatNumber(plain, to, size, order)}`
}
const NO_NAMES: Datatype['names'] = new Map()

/** A range as `from-to`, even if it is a prefix or a single value. */
export const rangeText = (part: Part, range: Range, order: ByteOrder): string => ends(part, ownBits(part, range), order)

const ownBits = ({ mask, shift = 0 }: Part, { from, to }: Range): Range => {
  const own = (number: bigint): bigint => (mask === undefined ? number : (number & mask) >> BigInt(shift))
  return { from: own(from), to: own(to) }
}

const nameText = (part: Part, range: Range, order: ByteOrder): Scalar => {
  const text = String(formatNumber(part.type, range.from, part.size, order))
  if (range.from === range.to) return escapeName(text)
  if ((freeBits(range) ?? 1) % 8 !== 0 || text.endsWith('\\')) return ends(part, range, order)
  return `${text}*`
}

/** A range as text: a single value, a prefix, a name with a wildcard, or `from-to`. */
export const formatRange = (part: Part, whole: Range, order: ByteOrder): Scalar => {
  const { type, size } = part
  const range = ownBits(part, whole)
  if (type.format === 'string') return nameText(part, range, order)
  if (range.from === range.to) return formatNumber(type, range.from, size, order)
  const prefix = prefixOf(part, range)
  return prefix === undefined ? ends(part, range, order) : `${formatNumber(type, range.from, size, order)}/${prefix}`
}

/** The first number above the values of a part. An interval up to there has no end element. */
export const limitOf = ({ mask, size }: Part): bigint =>
  mask !== undefined && (mask & (mask + 1n)) === 0n ? mask + 1n : 1n << BigInt(size * 8)

/** Parts of a concatenation start at multiples of four bytes. */
export const padded = (size: number): number => (size + 3) & ~3
export const lengthOf = (parts: readonly Part[]): number =>
  parts.length === 1 ? (parts[0] as Part).size : parts.reduce((sum, { size }) => sum + padded(size), 0)

/** Splits a key into the values of its parts, which ` . ` separates. */
export const splitKey = (parts: readonly Part[], value: Scalar, path: string): Scalar[] => {
  if (parts.length === 1) return [value]
  const pieces = String(value).split(' . ')
  if (pieces.length !== parts.length)
    throw new EncodeError(path, `${parts.length} values with ' . ' between them`, value)
  return pieces
}

/** The bytes of a key from the numbers of its parts. */
export const keyBytes = (parts: readonly Part[], numbers: readonly bigint[], order: ByteOrder): Uint8Array => {
  const bytes = new Uint8Array(lengthOf(parts))
  let at = 0
  for (const [index, { type, size }] of parts.entries()) {
    bytes.set(bytesOfNumber(type, numbers[index] as bigint, size, order), at)
    at += padded(size)
  }
  return bytes
}

export const keyNumbers = (parts: readonly Part[], bytes: Uint8Array, order: ByteOrder): bigint[] => {
  let at = 0
  return parts.map(({ type, size }) => {
    const number = numberOfBytes(type, bytes.subarray(at, at + size), order)
    at += padded(size)
    return number
  })
}

/** A key as text, from a range for each part. */
export const formatKey = (parts: readonly Part[], ranges: readonly Range[], order: ByteOrder): Scalar => {
  const pieces = parts.map((part, index) => formatRange(part, ranges[index] as Range, order))
  return pieces.length === 1 ? (pieces[0] as Scalar) : pieces.join(' . ')
}

const TURNED = new WeakMap<Datatype, Datatype>()

/** A part in network order, which comparisons of size and intervals require. */
export const inNetworkOrder = (part: Part): Part => {
  const { type } = part
  if (type.order === 'be') return part
  const turned = TURNED.get(type) ?? { ...type, order: 'be' }
  TURNED.set(type, turned)
  return { ...part, type: turned }
}
