/**
 * The exact layout of a decoded value: what the value does not contain. Order and flag bits of attributes, the bytes after a
 * text, between attributes and in the padding of structs. With `exact` it is stored in a WeakMap keyed by the value, so that
 * encoding the value reproduces the bytes.
 */

import { align4 } from '../nlattr.ts'
import type { Field, Node, Struct, Unknown } from '../node.ts'

export type Layout = LayoutEntry[]

/** `after`: the bytes up to the next attribute, unless they are the usual zeros. */
interface Attribute {
  readonly type: number
  readonly after: Uint8Array | undefined
}

export type LayoutEntry =
  /** `ending`: the bytes after a text, usually one NUL; the bytes of a reported flag, or of an identifier with a word. */
  | ({ readonly key: string; readonly ending: Uint8Array | undefined } & Attribute)
  | ({ readonly unknown: Unknown } & Attribute)
  | { readonly rest: Uint8Array }
  /**
   * The bytes after a message's header, if they are not zero or there are no attributes (the kernel includes this padding in
   * the length, some tools do not). `header`: size of the header, if it is shorter than its struct.
   */
  | { readonly padding: Uint8Array; readonly header?: number }
  /** All bytes of a struct whose fields do not contain all of them. */
  | { readonly image: Uint8Array }

const LAYOUTS = new WeakMap<object, Layout>()

export const attachLayout = (value: object, layout: Layout): void => {
  LAYOUTS.set(value, layout)
}

export const layoutOf = (value: object): Layout | undefined => LAYOUTS.get(value)

/** The bytes of the struct that a value was decoded from, if its fields do not contain all of them. */
export const imageOf = (value: object): Uint8Array | undefined => {
  const [first] = LAYOUTS.get(value) ?? []
  return first !== undefined && 'image' in first ? first.image : undefined
}

const isZero = (byte: number): boolean => byte === 0

/** The padding after an attribute; undefined if it is complete and zero. */
export const gapAfter = (bytes: Uint8Array, start: number, until: number, end: number): Uint8Array | undefined => {
  const full = start + align4(until - start)
  const gap = bytes.slice(until, Math.min(full, end))
  return gap.length === full - until && gap.every(isZero) ? undefined : gap
}

/** Whether a field is text of fixed size. The bytes after its NUL are not part of the value. */
export const isChars = ({ node }: Pick<Field, 'node'>): boolean =>
  node.type === 'text' && node.format === 'string' && node.size !== undefined

/** Where the text of such a field ends: at the first NUL, or at the end. */
export const charsEnd = (bytes: Uint8Array, start: number, end: number): number => {
  const nul = bytes.subarray(start, end).indexOf(0)
  return nul < 0 ? end : start + nul
}

/** Whether all bytes of a struct that are not zero are part of its fields' values. */
export const coversAllBytes = ({ fields, size }: Struct, bytes: Uint8Array, start: number): boolean => {
  let covered = start
  for (const field of fields) {
    const from = start + field.offset
    for (let at = covered; at < from; at++) if (bytes[at] !== 0) return false
    covered = field.size === undefined ? start + size : from + field.size
    if (!isChars(field)) continue
    for (let at = charsEnd(bytes, from, covered); at < covered; at++) if (bytes[at] !== 0) return false
  }
  for (let at = covered; at < start + size; at++) if (bytes[at] !== 0) return false
  return true
}

/** The `ending` of an attribute's value; undefined if the value contains everything. */
export const endingOf = (node: Node, bytes: Uint8Array, from: number, until: number): Uint8Array | undefined => {
  if (node.type === 'identifier' && node.words !== undefined) return bytes.slice(from, until)
  if (node.type === 'flag') return node.reported === true ? bytes.slice(from, until) : undefined
  if (node.type !== 'text' || node.format !== 'string' || node.size !== undefined) return undefined
  return bytes.slice(charsEnd(bytes, from, until), until)
}
