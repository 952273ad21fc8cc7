/** Compares what is read with what was written, except for known differences in how the kernel stores values. */
import { isDeepStrictEqual } from 'node:util'

/** One way in which a kernel stores a value differently, and why. */
export interface Stored {
  readonly why: string
  /** Whether it explains this difference; `found` is not equal to `given`. */
  readonly is: (given: unknown, found: unknown, input: object) => boolean
  /** It need not occur. */
  readonly seldom?: boolean
}

export type StoredOtherwise = { readonly [path: string]: Stored }

/** It occurs only in many runs. */
export const seldom = (how: Stored): Stored => ({ ...how, seldom: true })

export const stored = (why: string, is: Stored['is']): Stored => ({ why, is })

/** The same for several fields. */
export const each = (nest: string, keys: readonly string[], how: Stored): StoredOtherwise =>
  Object.fromEntries(keys.map((key) => [nest + key, how]))

/** Clocks advance between a change and its reading. */
export const RUNS: Stored = {
  why: 'seconds run',
  is: (given, found) => Number(found) < Number(given) && Number(found) > Number(given) - 60,
  seldom: true,
}
/** Only whether it is 0 matters; otherwise 1 is read. */
export const YES_OR_NO = stored('a switch: all but 0 are 1', (given, found) => given !== 0 && found === 1)
/** It requests an action, or this kernel does not report it. */
export const untold = (why: string): Stored => stored(why, (_, found) => found === undefined)
/** 0 means the default. */
export const ZERO = (to: unknown): Stored =>
  stored(`0 is the default, ${to}`, (given, found) => given === 0 && isDeepStrictEqual(found, to))
export const clamped = (least: number, most: number): Stored =>
  stored(`from ${least} to ${most}`, (given, found) => found === Math.max(least, Math.min(most, given as number)))
/** Only the words that the kernel lets programs set, and those that it sets itself. */
export const wordsOf = (settable: readonly string[], own: readonly string[]): Stored =>
  stored(
    `of these only ${settable.join(', ')} are taken, and ${own.join(', ') || 'no others'} added`,
    (given, found) => {
      const [wanted, there] = [given, found].map((words) => new Set(Array.isArray(words) ? words : []))
      return (
        settable.every((word) => wanted?.has(word) === there?.has(word)) &&
        [...(there ?? [])].every((word) => typeof word === 'number' || settable.includes(word) || own.includes(word))
      )
    },
  )
/** Absent means an empty list. */
export const EMPTY = stored(
  'an empty one is none',
  (given, found) => (given === '' || isDeepStrictEqual(given, [])) && found === undefined,
)
/** The kernel copies as many bytes as the link's addresses have, and requires at least as many. */
export const CUT = stored(
  'bytes after the address are ignored',
  (given, found) => String(given).startsWith(String(found)) && String(found).length === 17,
)
export const anyOf = (...all: readonly Stored[]): Stored =>
  stored(all.map(({ why }) => why).join('; '), (...asked) => all.some(({ is }) => is(...asked)))

const isPlain = (value: unknown): value is { readonly [key: string]: unknown } =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype

/** The known differences that have occurred. Those that never occur can be removed from the list. */
export const needed = new Set<Stored>()

/** The unknown differences, by path. */
export const differences = (given: unknown, found: unknown, otherwise: StoredOtherwise): string[] => {
  const root = given as object
  const differ = (given: unknown, found: unknown, path: string): string[] => {
    if (given === undefined || isDeepStrictEqual(given, found)) return []
    const known = path.replaceAll(/\[\d+\]/g, '[]')
    const how = otherwise[known]
    if (how?.is(given, found, root) === true) {
      needed.add(how)
      return []
    }
    if (isPlain(given) && isPlain(found))
      return Object.keys(given).flatMap((key) => differ(given[key], found[key], path === '' ? key : `${path}.${key}`))
    if (Array.isArray(given) && Array.isArray(found) && given.length === found.length)
      return given.flatMap((one, index) => differ(one, found[index], `${path}[${index}]`))
    return [`${path}: given ${show(given)}, found ${show(found)}`]
  }
  return differ(given, found, '')
}

export const show = (value: unknown): string =>
  value === undefined ? 'nothing' : JSON.stringify(value, (_, one) => (typeof one === 'bigint' ? `${one}n` : one))
