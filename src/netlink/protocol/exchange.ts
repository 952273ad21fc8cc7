/** What the engine and its user exchange: requests with their outcomes, and messages that belong to no request. */

import type { Ack } from './extack.ts'
import type { ByteRange } from './header.ts'

/**
 * A request, and where its replies go. The range holds one message, or several adjacent ones if `atomic`. The engine
 * writes the sequence numbers into it. Bytes that are passed to `reply` are reused after the call.
 */
export interface Exchange extends ByteRange {
  /**
   * What the kernel replies: `dump` many messages and NLMSG_DONE; `get` messages and an ACK; `ask` one message and no
   * ACK; `change` an ACK; `echo` the created objects and an ACK. `atomic` is many messages that the kernel carries out
   * completely or not at all. It replies with the ACK of the last one that requests it, and with a refusal of each
   * refused message.
   */
  readonly kind: 'change' | 'echo' | 'get' | 'ask' | 'dump' | 'atomic'
  /** Name for errors: `RTM_NEWLINK`. */
  readonly operation: string
  /** A message of the reply, from struct nlmsghdr to its end. Never called for a `change`. */
  reply?(bytes: Uint8Array, view: DataView, start: number, end: number): void
  /** The kernel carried out the request. `interrupted`: the table changed during the dump. */
  done(interrupted: boolean): void
  /** The kernel carried out the request, or the message `index` of an atomic batch, and added a warning. */
  warned?(ack: Ack, index: number): void
  /** The kernel refused the request. */
  refused(ack: Ack): void
  /** One message of an atomic batch was refused, by index; `refused` follows for the batch. */
  refusedPart?(index: number, ack: Ack): void
  /** No reply will come. */
  failed(error: unknown): void
}

/** Receives what belongs to no request. */
export interface Notifications {
  /** A message from `start` to `end`. The bytes are reused after the call. */
  notification(bytes: Uint8Array, view: DataView, start: number, end: number): void
  /** The receive buffer overflowed, so the kernel may have dropped notifications. */
  lost(): void
}
