/** A span: the bytes that one part of a value was decoded from. */
import type { Node } from '../node.ts'

/** The bytes of one part of a value. */
export interface Span {
  /** `header` is a struct, `field` a field of one, `item` an element of a list. `unknown` bytes are in no table. */
  readonly kind: 'header' | 'field' | 'attribute' | 'item' | 'unknown'
  /** From the start of the decoded bytes. */
  readonly offset: number
  /** In bytes, an attribute's own header included, the padding after it not. */
  readonly length: number
  /** Key in the value. */
  readonly name: string
  /** The kernel's constant or C's name, if it has one. */
  readonly constant: string | undefined
  /** Path in the value, e.g. `linkinfo.data.id`. */
  readonly path: string
  /** The node it was decoded with; of a select the chosen case. */
  readonly node: Node | undefined
  /** The decoded value. */
  value: unknown
  /** The parts of this part, by offset. */
  readonly children: Span[]
}

/** The innermost span that contains the byte. */
export const spanAt = (spans: readonly Span[], offset: number): Span | undefined => {
  const span = spans.find((candidate) => offset >= candidate.offset && offset < candidate.offset + candidate.length)
  return span === undefined ? undefined : (spanAt(span.children, offset) ?? span)
}
