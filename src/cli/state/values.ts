/** Objects as JSON has them, and how they are compared. */
import { toJson } from '../json.ts'

/** An object whose fields are compared one by one. */
export type Plain = { readonly [key: string]: unknown }

export const isPlain = (value: unknown): value is Plain =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array)

/** A field that differs. Absent `from` or `to`: the object did not have it, or no longer has it. */
export interface FieldChange {
  /** Path of the field: `afSpec.inet.conf.forwarding`. */
  readonly field: string
  readonly from?: unknown
  readonly to?: unknown
}

/** The same text for equal values. Bytes and bigints are those of JSON documents. */
export const textOf = (value: unknown): string => toJson(value ?? null)

const changeOf = (field: string, from: unknown, to: unknown): FieldChange => ({
  field,
  ...(from === undefined ? {} : { from }),
  ...(to === undefined ? {} : { to }),
})

/** The fields that differ, those of nests by their path. Lists are compared as a whole. */
export const changedFields = (before: Plain, after: Plain, prefix = ''): FieldChange[] => {
  const keys = new Set([...Object.keys(after), ...Object.keys(before)])
  return [...keys].flatMap((key) => {
    const [from, to] = [before[key], after[key]]
    const field = prefix + key
    if (isPlain(from) && isPlain(to)) return changedFields(from, to, `${field}.`)
    return from === to || textOf(from) === textOf(to) ? [] : [changeOf(field, from, to)]
  })
}

const isLess = (a: unknown, b: unknown): boolean =>
  typeof a === 'number' && typeof b === 'number' ? a < b : String(a) < String(b)

/** Compares lists element by element: numbers by value, everything else as text. */
export const compareKeys = (a: readonly unknown[], b: readonly unknown[]): number => {
  for (const [at, value] of a.entries()) {
    if (isLess(value, b[at])) return -1
    if (isLess(b[at], value)) return 1
  }
  return 0
}
