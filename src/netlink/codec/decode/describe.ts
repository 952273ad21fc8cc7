/** What stands at which byte: the map that annotated dumps are drawn from and that turns an offset into a field's path. */

import type { Node, Typed } from '../node.ts'
import type { DecodeOptions } from './decode.ts'
import { decode } from './decode.ts'

export interface Span {
  readonly kind: 'header' | 'field' | 'attribute' | 'item' | 'unknown'
  /** From the start of the decoded bytes. */
  readonly offset: number
  /** In bytes, an attribute's own header included, the padding behind it not. */
  readonly length: number
  /** Key in the value. */
  readonly name: string
  /** The kernel's constant or C's name, where there is one. */
  readonly constant: string | undefined
  readonly path: string
  /** How it was read; of a select the case that was chosen. */
  readonly node: Node | undefined
  value: unknown
  readonly children: Span[]
}

/** The value of a node together with the spans it was read from. */
export const describe = <T>(
  node: Typed<T>,
  bytes: Uint8Array,
  options: DecodeOptions = {},
): { value: T; spans: Span[] } => {
  const spans: Span[] = []
  const value = decode(node, bytes, { ...options, spans })
  return { value, spans }
}

/** The innermost span that holds the byte. */
export const spanAt = (spans: readonly Span[], offset: number): Span | undefined => {
  const span = spans.find((candidate) => offset >= candidate.offset && offset < candidate.offset + candidate.length)
  return span === undefined ? undefined : (spanAt(span.children, offset) ?? span)
}

/** The path of the field at a byte offset: how the kernel's NLMSGERR_ATTR_OFFS becomes a name. */
export const locate = (
  node: Typed<unknown>,
  bytes: Uint8Array,
  offset: number,
  options: DecodeOptions = {},
): string | undefined => spanAt(describe(node, bytes, options).spans, offset)?.path
