/** The payloads of requests, written where they stay: in memory that requests share. */
import type { ByteOrder } from '../decode/decode.ts'
import { enter, LONG, leave, Payload, ROOM } from '../fast/pool.ts'
import type { Node, Typed } from '../node.ts'
import { align4 } from '../node.ts'
import { NO_SCOPE, tellWhere } from './encode.ts'
import { Writer } from './writer.ts'

export class RequestWriter extends Writer {
  /** Where the payload starts. */
  start = ROOM
  private pooled: Uint8Array | undefined

  /** Goes to where the next payload may be written; false where another one is being written. */
  begin(): boolean {
    const place = enter()
    if (place === undefined) return false
    // what is mostly the same stays: a write into an old object is more than a write
    if (this.bytes !== place.bytes) {
      this.bytes = place.bytes
      this.view = place.view
      this.pooled = place.bytes
    }
    this.start = place.at
    this.at = place.at
    return true
  }

  /** What was written. */
  end(): Payload {
    const { start, at, pooled } = this
    this.reserve(align4(at) - at)
    if (pooled !== undefined) leave(pooled === this.bytes ? at : undefined)
    return new Payload(this.bytes, start, at - start)
  }

  /** Forgets what was written. */
  drop(): void {
    if (this.pooled !== undefined) leave()
  }
}

const writers: { readonly [order in ByteOrder]: RequestWriter } = {
  le: new RequestWriter('le', 0),
  be: new RequestWriter('be', 0),
}

/** `end` or `drop` follows. */
export const requestWriter = (order: ByteOrder): RequestWriter => {
  const writer = writers[order]
  if (writer.begin()) return writer
  // a value's getter encodes something else
  const other = new RequestWriter(order, LONG)
  other.at = ROOM
  return other
}

/** A value as the payload of a request. Throws EncodeError, with the path of the field. */
export const encodeRequest = <T>(node: Typed<T>, value: T, order: ByteOrder): Payload => {
  const writer = requestWriter(order)
  try {
    writer.node(node as Node, value, NO_SCOPE, '')
  } catch (error) {
    writer.drop()
    return tellWhere(error, node as Node, value, order)
  }
  return writer.end()
}
