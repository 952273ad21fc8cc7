/** The library of generated code: the functions and tables that it calls. */
import { flagWords } from '../../enumeration.ts'
import type { Enumeration, Flags } from '../../node.ts'
import {
  addressEnd,
  formatIpv4,
  formatIpv4Prefix,
  formatIpv6,
  formatIpv6Prefix,
  formatLinkAddress,
  formatMpls,
  formatString,
} from '../../text/format.ts'

/** Thrown for a message that does not match its table; caught by `compile`. */
export const BAD = new Error('does not match its table')

/** The names that generated code may use besides its own constants. */
export const LIBRARY = {
  BAD,
  addressEnd,
  formatIpv4,
  formatIpv4Prefix,
  formatIpv6,
  formatIpv6Prefix,
  formatLinkAddress,
  bad: (): never => {
    throw BAD
  },
  text: (b: Uint8Array, s: number, e: number): string => {
    let stop = s
    while (stop < e && b[stop] !== 0) stop++
    return formatString(b, s, stop)
  },
  mpls: (b: Uint8Array, s: number, e: number): string =>
    (e - s) % 4 === 0 && e > s ? (formatMpls(b, s, e) ?? LIBRARY.bad()) : LIBRARY.bad(),
  identifier: (v: DataView, s: number, little: boolean): string => `0x${v.getBigUint64(s, little).toString(16)}`,
  named: (words: ReadonlyMap<string, string>, text: string): string => words.get(text) ?? text,
  keep: (o: { unknown?: object[] }, id: number, bytes: Uint8Array): void => {
    if (o.unknown === undefined) o.unknown = [{ id, bytes }]
    else o.unknown.push({ id, bytes })
  },
}

/** `/0` to `/255`. */
export const SUFFIXES: readonly string[] = Array.from({ length: 256 }, (_, length) => `/${length}`)

/** Limit of the stored sets of flags, since bytes from elsewhere than the kernel may contain any number of different sets. */
const FLAG_SETS = 4096

/** The words of a set of flags. Each set is one frozen array, which all values share. */
export const flagSets = (node: Flags): ((bits: number) => readonly (string | number)[]) => {
  const seen = new Map<number, readonly (string | number)[]>()
  return (bits) => {
    const known = seen.get(bits)
    if (known !== undefined) return known
    const words = Object.freeze(flagWords(node, bits))
    if (seen.size < FLAG_SETS) seen.set(bits, words)
    return words
  }
}

/** The words of an enumeration: a table for single bytes, else a function. */
export const wordTable = (node: Enumeration): ((number: number) => string | number) | (string | number)[] => {
  if (node.scalar.size === 1 && !node.scalar.signed)
    return Array.from({ length: 256 }, (_, number) => node.words.get(number) ?? number)
  return (number) => node.words.get(number) ?? number
}
