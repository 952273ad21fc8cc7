/** Checks of the values to encode. A wrong value is an EncodeError that names the field. */
import { closest, distance } from 'fastest-levenshtein'
import { EncodeError, joinPath } from '../errors.ts'
import type { Attributes, Enumeration, Flags, Identifier, Row, Scalar, Struct } from '../node.ts'

export type Value = { readonly [key: string]: unknown }

interface Limits {
  readonly low: number | bigint
  readonly high: number | bigint
}

/** The range of an integer. Only 64-bit limits are bigints, since comparing numbers is faster. */
export const limits = (size: Scalar['size'], signed: boolean): Limits => LIMITS[signed ? 1 : 0][size]

const LIMITS: readonly [{ [S in Scalar['size']]: Limits }, { [S in Scalar['size']]: Limits }] = [
  {
    1: { low: 0, high: 0xff },
    2: { low: 0, high: 0xffff },
    4: { low: 0, high: 0xffffffff },
    8: { low: 0, high: 0xffffffffffffffffn },
  },
  {
    1: { low: -0x80, high: 0x7f },
    2: { low: -0x8000, high: 0x7fff },
    4: { low: -0x80000000, high: 0x7fffffff },
    8: { low: -0x8000000000000000n, high: 0x7fffffffffffffffn },
  },
]

const KEYS = new WeakMap<Struct, ReadonlySet<string>>()

export const fieldKeys = (node: Struct): ReadonlySet<string> => {
  const keys = KEYS.get(node) ?? new Set(node.fields.map(({ key }) => key))
  KEYS.set(node, keys)
  return keys
}

/** Throws for a key without a row. The properties of Object.prototype are not rows. */
export const rowOf = ({ rows }: Attributes, key: string, path: string): Row => {
  const row = rows[key]
  if (row?.id === undefined) throw unknownKey(path, key, Object.keys(rows))
  return row
}

export const objectOf = (value: unknown, path: string): Value => {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || value instanceof Uint8Array)
    throw new EncodeError(path, 'an object', value)
  return value as Value
}

export const listOf = (value: unknown, path: string): readonly unknown[] => {
  if (!Array.isArray(value)) throw new EncodeError(path, 'a list', value)
  return value
}

/** Words that people use instead of iproute2's. */
const OTHER_WORDS: { readonly [word: string]: string | undefined } = {
  ipv4: 'inet',
  ip4: 'inet',
  ipv6: 'inet6',
  ip6: 'inet6',
}

export const suggest = (given: string, known: readonly string[]): string | undefined => {
  if (known.length === 0) return undefined
  const meant = OTHER_WORDS[given.toLowerCase()]
  if (meant !== undefined && known.includes(meant)) return meant
  const near = closest(given, known)
  return distance(given, near) <= Math.max(2, given.length / 3) ? near : undefined
}

export const unknownKey = (path: string, key: string, known: readonly string[]): EncodeError =>
  new EncodeError(joinPath(path, key), 'a field that exists', undefined, suggest(key, known))

const wordNumber = (node: Enumeration | Flags, word: string, path: string): number => {
  const number = node.numbers[word]
  if (number !== undefined) return number
  const known = Object.keys(node.numbers)
  const listed = known.length <= 12 ? `one of ${known.join(', ')}` : 'a known word'
  throw new EncodeError(path, `${listed}, or a number`, word, suggest(word, known))
}

export const numberOf = (node: Enumeration, value: unknown, path: string): unknown =>
  typeof value === 'string' ? wordNumber(node, value, path) : value

/** The bits of a list of words. Numbers in the list are bits without a word. */
export const maskOf = (node: Flags, value: unknown, path: string): unknown => {
  if (!Array.isArray(value)) return value
  let mask = 0
  for (const [index, word] of value.entries()) {
    const bits = typeof word === 'string' ? wordNumber(node, word, joinPath(path, index)) : word
    if (!Number.isInteger(bits) || bits < 0 || bits > 0xffffffff)
      throw new EncodeError(joinPath(path, index), 'a word, or a number from 0 to 4294967295', bits)
    mask |= bits
  }
  return mask >>> 0
}

export const identify = ({ words }: Identifier, value: unknown, path: string): unknown => {
  if (typeof value !== 'string') return value
  for (const [text, word] of words ?? []) if (word === value) return BigInt(text)
  if (!/^(0x[0-9a-f]{1,16}|\d{1,20})$/i.test(value))
    throw new EncodeError(path, '64 bits such as 0x1122334455667788', value)
  return BigInt(value)
}
