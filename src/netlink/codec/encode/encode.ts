/** Encodes a value into bytes of its own. `request.ts` encodes requests into shared memory. */
import { EncodeError } from '../errors.ts'
import type { Node, Typed } from '../node.ts'
import type { ByteOrder } from '../order.ts'
import { hostOrder } from '../order.ts'
import { NO_SCOPE } from '../select.ts'
import { Writer } from './writer.ts'

/** How to encode. */
export interface EncodeOptions {
  /** Default: this machine's. */
  readonly order?: ByteOrder
}

/** Writers not in use. While one is in use, a getter of the value may encode something else. */
const spares: { [order in ByteOrder]?: Writer | undefined } = {}

/** Throws the error again. An EncodeError is thrown with the path of the field, which takes encoding once more. */
export const rethrowWithPath = (error: unknown, node: Node, value: unknown, order: ByteOrder): never => {
  if (error instanceof EncodeError) new Writer(order, 4096, true).node(node, value, NO_SCOPE, '')
  throw error
}

/** The bytes of a value. Throws EncodeError with the path of the field if the node cannot represent the value. */
export const encode = <T>(node: Typed<T>, value: T, { order = hostOrder }: EncodeOptions = {}): Uint8Array => {
  const writer = spares[order] ?? new Writer(order, 4096)
  spares[order] = undefined
  writer.at = 0
  try {
    writer.node(node as Node, value, NO_SCOPE, '')
  } catch (error) {
    return rethrowWithPath(error, node as Node, value, order)
  }
  const bytes = writer.finish()
  spares[order] = writer
  return bytes
}
