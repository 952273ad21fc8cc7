/** Sequence numbers of requests. They are assigned in order, wrap around, and are never 0, which notifications carry. */
import * as header from './header.ts'

const LAST = 0xffffffff

export class Sequence {
  /** The number that was assigned last. */
  latest = 0
  private readonly little: boolean

  constructor(little: boolean) {
    this.little = little
  }

  /** Makes sure that the next `count` numbers are consecutive, so that each identifies its message by its offset. */
  reserve(count: number): void {
    if (this.latest > LAST - count) this.latest = 0
  }

  /** Numbers one message, and returns its number. */
  number({ bytes, start }: header.ByteRange): number {
    const seq = this.next()
    this.stamp(bytes, start, seq)
    return seq
  }

  /** Numbers adjacent messages consecutively. Returns the number that is acknowledged last, and the first number. */
  numberAll(request: header.ByteRange): readonly [number, number] {
    const bytes = header.bytesOf(request)
    const messages = [...header.frames(bytes, this.little)]
    this.reserve(messages.length)
    const first = this.latest + 1
    let last = first
    for (const { start, flags } of messages) {
      const seq = this.next()
      this.stamp(bytes, start, seq)
      if ((flags & header.NLM_F_ACK) !== 0) last = seq
    }
    return [last, first]
  }

  private stamp(bytes: Uint8Array, start: number, seq: number): void {
    header.put32(bytes, start + header.NLMSG_SEQ_AT, seq, this.little)
  }

  private next(): number {
    this.latest = this.latest === LAST ? 1 : this.latest + 1
    return this.latest
  }
}

/** Whether sequence number `a` was assigned before `b`. */
export const precedes = (a: number, b: number): boolean => a !== b && (b - a) >>> 0 < 0x80000000
