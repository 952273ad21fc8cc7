/**
 * Compares the output of iproute2 with ours. A mapping has, for every key that iproute2 may print, the value of ours
 * that must be equal to it; a key that the mapping does not contain is a difference.
 */

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

/** Names of links by index, and which of them are up: iproute2 looks up both when it prints. */
export interface World {
  readonly name: (index: number | undefined) => string | undefined
  readonly up: (index: number) => boolean
}

/** A key whose value is not from the kernel, and why. */
export interface Foreign {
  readonly foreign: string
}

/** An object or a list of them. */
export interface Nest<T> {
  readonly pick: (value: T, world: World) => unknown
  readonly mapping: (value: T) => Mapping<never> | undefined
}

/**
 * A key of ours, or a function from our value to what iproute2 prints. A `Set` has no order. iproute2 prints `null` for
 * a word without a value, which must be `true` here.
 */
export type Field<T> = (keyof T & string) | ((value: T, world: World) => unknown) | Nest<T> | Foreign

export type Mapping<T> = { readonly [key: string]: Field<T> }

export const foreign = (reason: string): Foreign => ({ foreign: reason })

export const nest = <T, U>(
  pick: (value: T, world: World) => U | readonly U[] | undefined,
  mapping: Mapping<U> | ((value: T) => Mapping<U> | undefined),
): Nest<T> => ({
  pick,
  mapping: (value) => (typeof mapping === 'function' ? mapping(value) : mapping) as Mapping<never> | undefined,
})

/** 1 and 0 as iproute2's true and false. */
export const on =
  <K extends string>(key: K) =>
  (value: { readonly [P in K]?: number | undefined }): boolean | undefined =>
    value[key] === undefined ? undefined : value[key] === 1

/** Whether a flag set contains a word. */
export const has =
  <K extends string>(key: K, word: string) =>
  (value: { readonly [P in K]?: readonly (string | number)[] | undefined }): boolean | undefined =>
    value[key]?.includes(word)

/** C's `%#x`. */
export const sharp = (number: number | undefined): string | undefined =>
  number === undefined ? undefined : number === 0 ? '0' : `0x${number.toString(16)}`

export const hex =
  <K extends string>(key: K, digits = 1) =>
  (value: { readonly [P in K]?: number | undefined }): string | undefined =>
    value[key] === undefined ? undefined : `0x${value[key].toString(16).padStart(digits, '0')}`

export const upper =
  <K extends string>(key: K) =>
  (value: { readonly [P in K]?: string | number | undefined }): string | undefined =>
    value[key] === undefined ? undefined : String(value[key]).toUpperCase()

/** Index of a link as its name. */
export const dev =
  <K extends string>(key: K) =>
  (value: { readonly [P in K]?: number | undefined }, world: World): string | undefined =>
    world.name(value[key])

/** Hundredths of a second, in seconds as iproute2 prints them. */
export const seconds =
  <K extends string>(key: K) =>
  (value: { readonly [P in K]?: number | undefined }): number | undefined =>
    value[key] === undefined ? undefined : value[key] / 100

/** The differences between the two. */
export interface Difference {
  readonly path: string
  readonly ip: Json
  readonly ours: unknown
  readonly why?: string
}

const isObject = (value: unknown): value is { readonly [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const sorted = (values: Iterable<unknown>): string => JSON.stringify([...values].map(String).sort())

/** A value that counts up or down is between iproute2's readings before and after ours. */
const agree = (before: Json, after: Json | undefined, ours: unknown): boolean => {
  if (typeof before === 'number' && typeof ours === 'number') {
    const other = typeof after === 'number' ? after : before
    return ours >= Math.min(before, other) && ours <= Math.max(before, other)
  }
  // Some booleans are printed as 1 and 0.
  if (typeof before === 'number' && typeof ours === 'boolean') return before === Number(ours)
  if (before === null) return ours === true || ours === null
  if (ours instanceof Set) return Array.isArray(before) && sorted(before) === sorted(ours)
  return JSON.stringify(before) === JSON.stringify(ours)
}

interface Comparison {
  readonly path: string
  readonly world: World
  readonly out: Difference[]
}

const compareField = (
  before: Json,
  after: Json | undefined,
  ours: unknown,
  field: Field<never>,
  at: Comparison,
): void => {
  if (typeof field === 'object' && 'foreign' in field) return
  if (typeof field === 'object') {
    const mapping = field.mapping(ours as never)
    const inner = field.pick(ours as never, at.world)
    if (mapping === undefined) at.out.push({ path: at.path, ip: before, ours: inner, why: 'no mapping' })
    else compareValue(before, after, inner, mapping, at)
    return
  }
  const value = typeof field === 'string' ? (ours as { [key: string]: unknown })[field] : field(ours as never, at.world)
  if (!agree(before, after, value)) at.out.push({ path: at.path, ip: before, ours: value })
}

const compareValue = (
  before: Json,
  after: Json | undefined,
  ours: unknown,
  mapping: Mapping<never>,
  at: Comparison,
): void => {
  if (Array.isArray(before)) {
    const [others, values] = [Array.isArray(after) ? after : [], Array.isArray(ours) ? ours : []]
    if (before.length !== values.length)
      at.out.push({ path: `${at.path}.length`, ip: before.length, ours: Array.isArray(ours) ? ours.length : ours })
    before.slice(0, values.length).forEach((item, i) => {
      compareValue(item, others[i], values[i], mapping, { ...at, path: `${at.path}[${i}]` })
    })
  } else if (isObject(before) && isObject(ours)) {
    for (const [key, value] of Object.entries(before)) {
      const field = Object.hasOwn(mapping, key) ? mapping[key] : undefined
      const other = isObject(after) ? after[key] : undefined
      const path = `${at.path}.${key}`
      if (field === undefined) at.out.push({ path, ip: value, ours: undefined, why: 'not in the mapping' })
      else compareField(value, other, ours, field, { ...at, path })
    }
  } else at.out.push({ path: at.path, ip: before, ours })
}

/** The paths where our value differs from both of iproute2's readings, the one before and the one after ours. */
export const compare = <T>(
  [before, after]: readonly [Json, Json],
  ours: unknown,
  mapping: Mapping<T>,
  world: World,
): Difference[] => {
  const out: Difference[] = []
  compareValue(before, after, ours, mapping as Mapping<never>, { path: '', world, out })
  return out
}
