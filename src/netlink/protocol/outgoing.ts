/** The messages of one send. Messages that are adjacent in memory share a buffer. */
import type { Exchange } from './exchange.ts'
import type { ByteRange } from './header.ts'
import { bytesOf } from './header.ts'

/** Limits of one send. A single message may be longer. */
export const MAX_FRAMES = 256
const MAX_BYTES = 65536

/** What to send at once. */
export interface Outgoing {
  /** Identifies the send in `sendFailed` and `concluded`. */
  readonly ticket: number
  /** Buffers to send; adjacent messages share one. */
  readonly frames: Uint8Array[]
  /** How many messages there are. */
  readonly count: number
  /** How many datagrams the kernel will reply with; 0 if that is not known. */
  readonly answers: number
  /** Whether to report `concluded`: the send has changes without an ACK, or requests that may get no reply. */
  readonly conclude: boolean
}

export class OutgoingBuilder {
  readonly ticket: number
  /** How many messages there are. */
  count = 0
  /** Nothing may be added: the kernel treats the whole datagram as one. */
  alone = false
  conclude: boolean
  private length = 0
  private answers = 0
  /** Each request has exactly one datagram as its reply. */
  private single = true
  private readonly frames: Uint8Array[] = []
  private bytes: Uint8Array | undefined
  private start = 0
  private end = 0

  constructor(ticket: number, conclude: boolean) {
    this.ticket = ticket
    this.conclude = conclude
  }

  /** Bytes that may be added. */
  get space(): number {
    return MAX_BYTES - this.length
  }

  add({ bytes, start, end }: ByteRange): void {
    this.count++
    this.length += end - start
    if (bytes !== this.bytes || start !== this.end) {
      this.cutOff()
      this.bytes = bytes
      this.start = start
    }
    this.end = end
  }

  /** The kernel replies to what was added as to this kind of request. */
  expect(kind: Exchange['kind']): void {
    if (kind === 'ask' || kind === 'change') this.answers++
    else this.single = false
  }

  finish(): Outgoing {
    this.cutOff()
    const { ticket, frames, count, conclude } = this
    return { ticket, frames, count, answers: this.single ? this.answers : 0, conclude }
  }

  private cutOff(): void {
    const { bytes, start, end } = this
    if (bytes !== undefined) this.frames.push(bytesOf({ bytes, start, end }))
  }
}
