/** Encodes the payloads of requests where they stay: in memory that requests share (`fast/pool.ts`). */
import { enter, HEADER_SPACE, LONG, leave, Payload } from '../fast/pool.ts'
import { align4 } from '../nlattr.ts'
import type { Node, Typed } from '../node.ts'
import type { ByteOrder } from '../order.ts'
import { NO_SCOPE } from '../select.ts'
import { rethrowWithPath } from './encode.ts'
import { Writer } from './writer.ts'

export class RequestWriter extends Writer {
  /** Where the payload starts. */
  start = HEADER_SPACE
  private pooled: Uint8Array | undefined

  /** Moves to where the next payload may be written; false while another one is being written. */
  begin(): boolean {
    const piece = enter()
    if (piece === undefined) return false
    // The piece is usually the same. Storing a new object into an old one costs the garbage collector's write barrier.
    if (this.bytes !== piece.bytes) {
      this.bytes = piece.bytes
      this.view = piece.view
      this.pooled = piece.bytes
    }
    this.start = piece.at
    this.at = piece.at
    return true
  }

  /** The payload written since `begin`. */
  end(): Payload {
    const { start, at, pooled } = this
    this.reserve(align4(at) - at)
    if (pooled !== undefined) leave(pooled === this.bytes ? at : undefined)
    return new Payload(this.bytes, start, at - start)
  }

  /** Discards what was written since `begin`. */
  drop(): void {
    if (this.pooled !== undefined) leave()
  }
}

const writers: { readonly [order in ByteOrder]: RequestWriter } = {
  le: new RequestWriter('le', 0),
  be: new RequestWriter('be', 0),
}

/** The caller must call `end` or `drop`. */
export const requestWriter = (order: ByteOrder): RequestWriter => {
  const writer = writers[order]
  if (writer.begin()) return writer
  // A getter of the value that is being encoded encodes something else.
  const other = new RequestWriter(order, LONG)
  other.at = HEADER_SPACE
  return other
}

/** Encodes a value as the payload of a request. Throws EncodeError with the path of the field. */
export const encodeRequest = <T>(node: Typed<T>, value: T, order: ByteOrder): Payload => {
  const writer = requestWriter(order)
  try {
    writer.node(node as Node, value, NO_SCOPE, '')
  } catch (error) {
    writer.drop()
    return rethrowWithPath(error, node as Node, value, order)
  }
  return writer.end()
}
