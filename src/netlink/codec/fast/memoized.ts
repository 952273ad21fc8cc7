/** Nests that never change and are sent again and again: what each is encoded as is kept beside it. */
import type { Attributes } from '../node.ts'

/** What a nest was encoded as when it was last; empty before that. */
export interface Kept {
  table: Attributes | undefined
  little: boolean
  bytes: Uint8Array
}

const LASTING = new WeakMap<object, Kept>()
const NOTHING = new Uint8Array(0)

/**
 * Says that the value of a nest stays as it is, and that nothing in it depends on the header of the message around it:
 * it is encoded once.
 */
export const lasting = <T extends object>(value: T): T => {
  if (!LASTING.has(value)) LASTING.set(value, { table: undefined, little: false, bytes: NOTHING })
  return value
}

/** Undefined for what may change. */
export const keptOf = (value: object): Kept | undefined => LASTING.get(value)
