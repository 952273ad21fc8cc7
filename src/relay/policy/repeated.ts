/**
 * Reads that were allowed. A program repeats a few of them, and the same bytes under the same policy become the same message, so
 * they are decoded and checked once.
 */
import { NLMSG_HDRLEN, NLMSG_SEQ_AT, NLMSG_TYPE_AT } from '../../netlink/protocol/header.ts'
import { little } from '../../netlink/transport/kernel.ts'

/** Reads that are kept. */
const MOST = 64
/** Bytes of a read that is kept. */
const MOST_BYTES = 256

/** Type, flags and payload of a message, as text. */
const keyOf = (message: Uint8Array): string => {
  const bytes = Buffer.from(message.buffer, message.byteOffset, message.byteLength)
  return bytes.toString('latin1', NLMSG_TYPE_AT, NLMSG_SEQ_AT) + bytes.toString('latin1', NLMSG_HDRLEN)
}

export class RepeatedReads {
  private readonly known = new Map<string, Uint8Array>()

  /** The message that the kernel is sent for this one of the client; undefined if it was not allowed before. */
  find(message: Uint8Array, seq: number): Uint8Array | undefined {
    if (message.length > MOST_BYTES) return undefined
    const known = this.known.get(keyOf(message))
    if (known === undefined) return undefined
    const copy = known.slice()
    new DataView(copy.buffer).setUint32(NLMSG_SEQ_AT, seq, little)
    return copy
  }

  /** `sent`: what the kernel was sent. */
  keep(message: Uint8Array, sent: Uint8Array): void {
    if (message.length > MOST_BYTES) return
    if (this.known.size === MOST) this.known.clear()
    this.known.set(keyOf(message), sent)
  }
}
