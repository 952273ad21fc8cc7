/**
 * What a decoded value alone does not say: order and flag bits of its attributes, what stands behind a text, bytes
 * between attributes and in the holes of structs. Kept beside the value when asked for (`exact`), so that encoding gives
 * the bytes that were decoded.
 */

import { align4 } from '../nlattr.ts'
import type { Field, Node, Struct, Unknown } from '../node.ts'

export type Layout = LayoutEntry[]

/** `after`: bytes up to where the next attribute starts, unless they are just the zeros that belong there. */
interface Attribute {
  readonly type: number
  readonly after: Uint8Array | undefined
}

export type LayoutEntry =
  /** `ending`: what stands behind a text: mostly a NUL, but it may be missing, or padded; of a reported flag, or an identifier with a word, its bytes. */
  | ({ readonly key: string; readonly ending: Uint8Array | undefined } & Attribute)
  | ({ readonly unknown: Unknown } & Attribute)
  | { readonly rest: Uint8Array }
  /**
   * Behind the header of a message, where there are no attributes (the kernel counts it, some tools do not) or no zeros.
   * `header`: bytes of the header, where it is shorter than its struct.
   */
  | { readonly padding: Uint8Array; readonly header?: number }
  /** All bytes of a struct, of which the fields say only some. */
  | { readonly image: Uint8Array }

const LAYOUTS = new WeakMap<object, Layout>()

export const attachLayout = (value: object, layout: Layout): void => {
  LAYOUTS.set(value, layout)
}

export const layoutOf = (value: object): Layout | undefined => LAYOUTS.get(value)

/** The bytes of the struct that a value was decoded from, where its fields do not say them all. */
export const imageOf = (value: object): Uint8Array | undefined => {
  const [first] = LAYOUTS.get(value) ?? []
  return first !== undefined && 'image' in first ? first.image : undefined
}

const isZero = (byte: number): boolean => byte === 0

/** Bytes up to the next multiple of four from where an attribute began; undefined where all are there, and zero. */
export const gapAfter = (bytes: Uint8Array, start: number, until: number, end: number): Uint8Array | undefined => {
  const full = start + align4(until - start)
  const gap = bytes.slice(until, Math.min(full, end))
  return gap.length === full - until && gap.every(isZero) ? undefined : gap
}

/** Text in a field of fixed size: what stands behind its NUL is not part of the value. */
export const isChars = ({ node }: Pick<Field, 'node'>): boolean =>
  node.type === 'text' && node.format === 'string' && node.size !== undefined

/** Where the text of such a field ends. */
export const charsEnd = (bytes: Uint8Array, start: number, end: number): number => {
  const nul = bytes.subarray(start, end).indexOf(0)
  return nul < 0 ? end : start + nul
}

/** Whether the fields of a struct say all of its bytes, or those that they do not say are zero. */
export const saysAll = ({ fields, size }: Struct, bytes: Uint8Array, start: number): boolean => {
  let said = start
  for (const field of fields) {
    const from = start + field.offset
    for (let at = said; at < from; at++) if (bytes[at] !== 0) return false
    said = field.size === undefined ? start + size : from + field.size
    if (!isChars(field)) continue
    for (let at = charsEnd(bytes, from, said); at < said; at++) if (bytes[at] !== 0) return false
  }
  for (let at = said; at < start + size; at++) if (bytes[at] !== 0) return false
  return true
}

/** What stands behind the value of an attribute, or in place of it: nothing where the value says all there is. */
export const endingOf = (node: Node, bytes: Uint8Array, from: number, until: number): Uint8Array | undefined => {
  if (node.type === 'identifier' && node.words !== undefined) return bytes.slice(from, until)
  if (node.type === 'flag') return node.reported === true ? bytes.slice(from, until) : undefined
  if (node.type !== 'text' || node.format !== 'string' || node.size !== undefined) return undefined
  return bytes.slice(charsEnd(bytes, from, until), until)
}
