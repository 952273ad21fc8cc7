/** A span: the bytes that one part of a value was decoded from. */
import type { Node } from '../node.ts'

export interface Span {
  readonly kind: 'header' | 'field' | 'attribute' | 'item' | 'unknown'
  /** From the start of the decoded bytes. */
  readonly offset: number
  /** In bytes, an attribute's own header included, the padding after it not. */
  readonly length: number
  /** Key in the value. */
  readonly name: string
  /** The kernel's constant or C's name, if it has one. */
  readonly constant: string | undefined
  readonly path: string
  /** The node it was decoded with; of a select the chosen case. */
  readonly node: Node | undefined
  value: unknown
  readonly children: Span[]
}

/** The innermost span that contains the byte. */
export const spanAt = (spans: readonly Span[], offset: number): Span | undefined => {
  const span = spans.find((candidate) => offset >= candidate.offset && offset < candidate.offset + candidate.length)
  return span === undefined ? undefined : (spanAt(span.children, offset) ?? span)
}
