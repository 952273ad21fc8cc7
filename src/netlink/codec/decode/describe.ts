/** Which bytes are which field: the source of annotated dumps, and of the field path for the offset of an ext-ack. */
import type { Typed } from '../node.ts'
import { decode } from './decode.ts'
import type { DecodeOptions } from './options.ts'
import type { Span } from './span.ts'
import { spanAt } from './span.ts'

/** Decodes bytes: the `value`, and its `spans` in the order of the bytes. */
export const describe = <T>(
  node: Typed<T>,
  bytes: Uint8Array,
  options: DecodeOptions = {},
): { value: T; spans: Span[] } => {
  const spans: Span[] = []
  const value = decode(node, bytes, { ...options, spans })
  return { value, spans }
}

/** The path of the field at a byte offset: translates the kernel's NLMSGERR_ATTR_OFFS. */
export const locate = (
  node: Typed<unknown>,
  bytes: Uint8Array,
  offset: number,
  options: DecodeOptions = {},
): string | undefined => spanAt(describe(node, bytes, options).spans, offset)?.path
