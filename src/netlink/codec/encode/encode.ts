/** The encoder: the bytes of a value. */
import type { ByteOrder, Scope } from '../decode/decode.ts'
import { hostOrder } from '../decode/decode.ts'
import { EncodeError } from '../errors.ts'
import type { Node, Typed } from '../node.ts'
import { Writer } from './writer.ts'

export interface EncodeOptions {
  /** Default: this machine's. */
  readonly order?: ByteOrder
}

/** Writers that are free; a value's getter may encode something else in between. */
const spares: { [order in ByteOrder]?: Writer | undefined } = {}
export const NO_SCOPE: Scope = { header: {}, attributes: {} }

/** Throws it again; an EncodeError with the path of the field. */
export const tellWhere = (error: unknown, node: Node, value: unknown, order: ByteOrder): never => {
  // once more: a path for each attribute costs as much as its bytes
  if (error instanceof EncodeError) new Writer(order, 4096, true).node(node, value, NO_SCOPE, '')
  throw error
}

/** The bytes of a value. Throws EncodeError, with the path of the field, for one that the node can't say. */
export const encode = <T>(node: Typed<T>, value: T, { order = hostOrder }: EncodeOptions = {}): Uint8Array => {
  const writer = spares[order] ?? new Writer(order, 4096)
  spares[order] = undefined
  writer.at = 0
  try {
    writer.node(node as Node, value, NO_SCOPE, '')
  } catch (error) {
    return tellWhere(error, node as Node, value, order)
  }
  const bytes = writer.finish()
  spares[order] = writer
  return bytes
}
