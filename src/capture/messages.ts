/** Cuts a stream of bytes into messages. */
import type { ByteOrder } from '../netlink/codec/order.ts'
import { alignMessage, NLMSG_HDRLEN } from '../netlink/protocol/header.ts'
import { ByteQueue } from './byte-queue.ts'
import type { CaptureReader, Datagram } from './datagram.ts'
import { MOST } from './datagram.ts'

/** Bytes shown of a stream that is no message. */
const SHOWN = 1 << 16

/** Reads messages that follow each other. Memory holds one of them at a time. */
export class MessageReader implements CaptureReader {
  private readonly queue = new ByteQueue()
  private readonly order: ByteOrder
  /** Bytes that are no message have been read: where the next message begins is unknown. */
  private isLost = false
  private omitted = 0
  /** Padding that has not arrived. */
  private padding = 0

  constructor(order: ByteOrder) {
    this.order = order
  }

  push(bytes: Uint8Array): Datagram[] {
    this.queue.push(bytes)
    const found: Datagram[] = []
    for (let next = this.next(); next !== undefined; next = this.next()) found.push({ bytes: next })
    this.shorten()
    return found
  }

  end(): Datagram[] {
    this.isLost = true
    this.shorten()
    const bytes = this.queue.rest()
    const missing = this.omitted
    this.omitted = 0
    this.padding = 0
    this.isLost = false
    if (bytes.length === 0) return []
    return [missing > 0 ? { bytes, missing, why: 'only the first bytes are shown' } : { bytes }]
  }

  /** Keeps only the first bytes. */
  private shorten(): void {
    if (!this.isLost || this.queue.length <= SHOWN) return
    const first = this.queue.take(SHOWN) as Uint8Array
    this.omitted += this.queue.length
    this.queue.skip(this.queue.length)
    this.queue.push(first)
  }

  private next(): Uint8Array | undefined {
    const padding = Math.min(this.padding, this.queue.length)
    this.queue.skip(padding)
    this.padding -= padding
    const header = this.isLost ? undefined : this.queue.peek(NLMSG_HDRLEN)
    if (header === undefined) return undefined
    const length = new DataView(header.buffer, header.byteOffset).getUint32(0, this.order === 'le')
    this.isLost = length < NLMSG_HDRLEN || length > MOST
    if (this.isLost) return undefined
    const message = this.queue.take(length)
    if (message !== undefined) this.padding = alignMessage(length) - length
    return message
  }
}
