/**
 * The fields of filters and queries. Every field is checked before anything is sent, and converted to the form that it has
 * in decoded replies, so that both can be compared: words instead of numbers, addresses as they are printed.
 */
import { suggest } from '../netlink/codec/encode/checks.ts'
import { EncodeError } from '../netlink/codec/errors.ts'
import type { Enumeration, Flags } from '../netlink/codec/node.ts'
import { formatIpv4, formatIpv6 } from '../netlink/codec/text/format.ts'
import { parsePrefix } from '../netlink/codec/text/prefix.ts'

/** Checks and converts one field. Throws EncodeError with `path` as the field at fault. */
export type Field = (value: unknown, path: string) => unknown

/** All known fields, each with its check. */
export type Fields<F> = { readonly [K in keyof F]-?: Field }

/**
 * Checks and converts the given fields; undefined ones are left out. Throws EncodeError for unknown fields and invalid
 * values.
 */
export const readFields = <F extends object>(given: F, fields: Fields<F>): F => {
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    throw new EncodeError('filter', 'an object', given)
  const read: { [key: string]: unknown } = {}
  for (const [key, value] of Object.entries(given)) {
    const field = Object.hasOwn(fields, key) ? fields[key as keyof F] : undefined
    if (field === undefined)
      throw new EncodeError(key, 'a field that exists', undefined, suggest(key, Object.keys(fields)))
    if (value !== undefined) read[key] = field(value, key)
  }
  return read as F
}

/** Integers from 0 to `most`. */
export const number =
  (most = 0xffffffff): Field =>
  (value, path) => {
    if (Number.isInteger(value) && (value as number) >= 0 && (value as number) <= most) return value
    throw new EncodeError(path, `an integer from 0 to ${most}`, value)
  }

const wordOf = ({ numbers }: Enumeration | Flags, value: unknown, path: string, others: string): number => {
  const found = typeof value === 'string' ? numbers[value] : undefined
  if (found !== undefined) return found
  const known = Object.keys(numbers)
  const words = known.length > 12 ? `a word such as ${known.slice(0, 5).join(', ')}` : `one of ${known.join(', ')}`
  throw new EncodeError(path, words + others, value, typeof value === 'string' ? suggest(value, known) : undefined)
}

/** A word of an enumeration, or its number. A number that has a word is converted to it. */
export const word =
  (node: Enumeration): Field =>
  (value, path) => {
    const given =
      typeof value === 'number'
        ? (number(2 ** (node.scalar.size * 8) - 1)(value, path) as number)
        : wordOf(node, value, path, ', or a number')
    return node.words.get(given) ?? given
  }

/** One word of a set of flags. */
export const flagWord =
  (node: Flags): Field =>
  (value, path) => {
    wordOf(node, value, path, '')
    return value
  }

export const text: Field = (value, path) => {
  if (typeof value === 'string') return value
  throw new EncodeError(path, 'text', value)
}

export const boolean: Field = (value, path) => {
  if (typeof value === 'boolean') return value
  throw new EncodeError(path, 'true or false', value)
}

const printed = (bytes: Uint8Array): string => (bytes.length === 4 ? formatIpv4(bytes, 0) : formatIpv6(bytes, 0))

/** An IPv4 or IPv6 address, without a prefix length. */
export const ipAddress = (value: unknown, path: string): string => {
  if (typeof value === 'string' && value.includes('/'))
    throw new EncodeError(path, 'an address without a length', value)
  return printed(parsePrefix(value as string, path).bytes)
}

/** A prefix as routes are read: always with its length, `default` for length 0. */
export const prefix: Field = (value, path) => {
  if (value === 'default') return value
  const { bytes, length } = parsePrefix(value as string, path)
  return length === 0 ? 'default' : `${printed(bytes)}/${length}`
}
