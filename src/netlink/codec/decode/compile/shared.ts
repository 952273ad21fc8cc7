/**
 * Values that consecutive messages share. In a list of links most have the same device settings and the same statistics, mostly
 * zeros; these are three quarters of a link. Comparing their bytes with those of the last value costs a tenth of reading them,
 * and one frozen object for all needs no memory.
 */
import type { Node } from '../../node.ts'
import type { Part } from './unit.ts'

/** Values with fewer fields cost less to read than to compare. */
const LEAST = 6
/** After so many values in a row that differ from the one before, the next are read without a comparison. */
const MISSES = 8
const UNCOMPARED = 64

/** Whether a value contains only what never changes: numbers, words and text. */
const isPlain = ({ type }: Node): boolean => type === 'scalar' || type === 'enum' || type === 'flags' || type === 'text'

/** Whether the values of a node may be shared: structs and vectors of many plain fields. */
export const isSharable = (node: Node): boolean => {
  if (node.type === 'vector') return node.names.length >= LEAST
  if (node.type !== 'struct' || node.fields.length < LEAST) return false
  return node.fields.every((field) => field.size !== undefined && isPlain(field.node))
}

/** Reads like `read`, but gives the same frozen object again while the bytes are the same. */
export const shared = (read: Part): Part => {
  let last = new DataView(new ArrayBuffer(0))
  let value: unknown
  let misses = 0
  let uncompared = 0
  return (b, v, s, e, h) => {
    const length = e - s
    if (uncompared > 0) {
      uncompared--
      return read(b, v, s, e, h)
    }
    if (length === last.byteLength && isSame(v, s, last)) {
      misses = 0
      return value
    }
    if (misses === MISSES) {
      misses = 0
      uncompared = UNCOMPARED
    } else misses++
    const fresh = read(b, v, s, e, h) as object
    // A struct of a newer kernel has a tail of bytes, which can't be frozen.
    if ('tail' in fresh) return fresh
    Object.freeze(fresh)
    last = new DataView(b.slice(s, e).buffer)
    value = fresh
    return fresh
  }
}

const isSame = (view: DataView, start: number, last: DataView): boolean => {
  const { byteLength } = last
  let at = 0
  for (; at + 4 <= byteLength; at += 4) if (view.getInt32(start + at) !== last.getInt32(at)) return false
  for (; at < byteLength; at++) if (view.getUint8(start + at) !== last.getUint8(at)) return false
  return true
}
