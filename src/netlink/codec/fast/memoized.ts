/** Nests that never change and are sent again and again: the bytes of the last encoding are stored with each. */
import type { Attributes } from '../node.ts'

/** The last encoding of a nest; empty before the first. */
export interface Memo {
  table: Attributes | undefined
  little: boolean
  bytes: Uint8Array
}

const MEMOS = new WeakMap<object, Memo>()
const NOTHING = new Uint8Array(0)

/**
 * Declares that the value of a nest does not change, and that nothing in it depends on the header of the message around it.
 * It is then encoded once per table and byte order in use.
 */
export const memoized = <T extends object>(value: T): T => {
  if (!MEMOS.has(value)) MEMOS.set(value, { table: undefined, little: false, bytes: NOTHING })
  return value
}

/** Undefined for values that may change. */
export const memoOf = (value: object): Memo | undefined => MEMOS.get(value)
