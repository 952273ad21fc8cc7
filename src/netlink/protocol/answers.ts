/** Reads what the kernel sends: replies and refusals settle requests in flight, everything else is a notification. */

import type { NetlinkError } from '../codec/errors.ts'
import { DecodeError } from '../codec/errors.ts'
import type { ByteOrder } from '../codec/order.ts'
import { TruncatedError } from './errors.ts'
import type { Notifications } from './exchange.ts'
import type { Ack } from './extack.ts'
import { readAck, readDone } from './extack.ts'
import type { Flight } from './flight.ts'
import { isReply, settleMember, takeMember } from './flight.ts'
import * as header from './header.ts'
import type { InFlight } from './in-flight.ts'
import type { OverrunRecovery } from './overrun.ts'
import type { Sequence } from './sequence.ts'
import { precedes } from './sequence.ts'

/** An ACK without errno and attributes. */
const SUCCESS: Ack = { errno: 0, attributes: undefined }

/** Whether an ACK has errno 0 and no attributes, as nearly all have: nothing needs to be decoded. */
const isPlainSuccess = (view: DataView, start: number, end: number, flags: number): boolean =>
  end - start >= header.NLMSG_HDRLEN + 4 &&
  view.getInt32(start + header.NLMSG_HDRLEN) === 0 &&
  (flags & header.NLM_F_ACK_TLVS) === 0

export class Answers {
  /** The port of the socket. Replies carry it. */
  port = 0
  private readonly order: ByteOrder
  private readonly little: boolean
  private readonly inFlight: InFlight
  private readonly recovery: OverrunRecovery
  private readonly sequence: Sequence
  private readonly notifications: Notifications

  constructor(
    order: ByteOrder,
    inFlight: InFlight,
    recovery: OverrunRecovery,
    sequence: Sequence,
    notifications: Notifications,
  ) {
    this.order = order
    this.little = order === 'le'
    this.inFlight = inFlight
    this.recovery = recovery
    this.sequence = sequence
    this.notifications = notifications
  }

  /** Reads the messages of a datagram. `elsewhere`: it is a notification of another namespace, so its sequence number is not one of this socket's. */
  receive(bytes: Uint8Array, view: DataView, start: number, end: number, elsewhere: boolean): void {
    let at = start
    while (end - at >= header.NLMSG_HDRLEN) {
      const length = view.getUint32(at, this.little)
      if (length < header.NLMSG_HDRLEN || length > end - at) break
      this.message(bytes, view, at, at + length, elsewhere)
      at += header.alignMessage(length)
    }
    if (at < end) this.garbled(at - start)
    this.recovery.received()
  }

  /** A datagram did not fit the buffer: the request that it answers fails. */
  truncated(view: DataView, start: number, stored: number, length: number): void {
    const { inFlight } = this
    const flight = stored < header.NLMSG_HDRLEN ? undefined : this.answeredBy(view, start)
    if (flight === undefined) return this.overrun()
    const member = takeMember(flight, view.getUint32(start + header.NLMSG_SEQ_AT, this.little))
    if (member !== undefined) return member.failed(new TruncatedError(member.operation, length))
    const error = new TruncatedError(flight.exchange.operation, length)
    if (flight === inFlight.dumping) this.cut(flight, error)
    else if (this.isLast(flight, view, start)) inFlight.fail(flight, error)
    else inFlight.abandon(flight, error)
  }

  /**
   * The receive buffer overflowed (ENOBUFS). Dumps continue, since the kernel holds back what did not fit. Other replies
   * may be lost; a barrier will show which.
   */
  overrun(): void {
    this.recovery.raise()
    this.notifications.lost()
  }

  /** Every refusal of the sends up to this ticket was received: the other changes without an ACK were carried out. */
  concludeQuiet(ticket: number): void {
    const { quiet } = this.inFlight
    for (let [flight] = quiet; flight !== undefined; [flight] = quiet) {
      if (precedes(ticket, flight.ticket)) break
      this.acknowledged(flight, SUCCESS, flight.seq)
    }
  }

  private message(bytes: Uint8Array, view: DataView, start: number, end: number, elsewhere: boolean): void {
    const { inFlight } = this
    const seq = view.getUint32(start + header.NLMSG_SEQ_AT, this.little)
    const type = view.getUint16(start + header.NLMSG_TYPE_AT, this.little)
    const { latest } = inFlight
    const flight = latest?.seq === seq ? latest : inFlight.idle ? undefined : inFlight.find(seq)
    const ours = !elsewhere && view.getUint32(start + header.NLMSG_PID_AT, this.little) === this.port
    if (type === header.NLMSG_ERROR && ours && this.recovery.acknowledged(seq)) return
    if (type === header.NLMSG_OVERRUN) return this.overrun()
    if (flight === undefined || !ours) {
      if (type >= header.NLMSG_MIN_TYPE) this.notifications.notification(bytes, view, start, end)
      return
    }
    inFlight.latest = flight
    const flags = view.getUint16(start + header.NLMSG_FLAGS_AT, this.little)
    if (type < header.NLMSG_MIN_TYPE) this.control(flight, type, flags, bytes, view, start, end)
    else if (isReply(flight, flags)) this.reply(flight, flags, bytes, view, start, end)
    else this.notifications.notification(bytes, view, start, end)
  }

  /** NLMSG_ERROR and NLMSG_DONE end a reply. */
  private control(
    flight: Flight,
    type: number,
    flags: number,
    bytes: Uint8Array,
    view: DataView,
    start: number,
    end: number,
  ): void {
    const seq = view.getUint32(start + header.NLMSG_SEQ_AT, this.little)
    if (type === header.NLMSG_ERROR && isPlainSuccess(view, start, end, flags))
      return this.acknowledged(flight, SUCCESS, seq)
    if (type === header.NLMSG_ERROR)
      return this.acknowledged(flight, readAck(bytes.subarray(start, end), flags, this.order), seq)
    if (type !== header.NLMSG_DONE) return
    if ((flags & header.NLM_F_DUMP_INTR) !== 0) flight.interrupted = true
    this.acknowledged(flight, readDone(bytes.subarray(start, end), flags, this.order), seq)
  }

  /** An error that the reader of the reply throws fails its request. */
  private reply(flight: Flight, flags: number, bytes: Uint8Array, view: DataView, start: number, end: number): void {
    const { inFlight } = this
    const { exchange } = flight
    if ((flags & header.NLM_F_DUMP_INTR) !== 0) flight.interrupted = true
    if (flight.cutAt !== undefined) flight.cutAt = this.sequence.latest
    flight.replied = true
    if (flight !== inFlight.dumping) inFlight.window.observe(end - start)
    if (!flight.abandoned) {
      try {
        exchange.reply?.(bytes, view, start, end)
      } catch (error) {
        inFlight.abandon(flight, error)
      }
    }
    if (exchange.kind === 'ask')
      this.acknowledged(flight, SUCCESS, view.getUint32(start + header.NLMSG_SEQ_AT, this.little))
  }

  private acknowledged(flight: Flight, ack: Ack, seq: number): void {
    const { exchange, first, group } = flight
    if (ack !== SUCCESS && ack.errno === 0) exchange.warned?.(ack, seq - first)
    if (seq !== flight.seq && group.length > 0) return settleMember(flight, seq, ack)
    if (seq !== flight.seq || (ack.errno !== 0 && exchange.kind === 'atomic')) {
      if (ack.errno === 0) return
      if (!flight.abandoned) exchange.refusedPart?.(seq - first, ack)
      // A refusal of the first message settles the batch. After any other one the final ACK may be missing (ENOMEM).
      if (seq !== flight.seq && seq !== first) return this.recovery.raise()
    }
    this.inFlight.land(flight)
    // refused members of the group were settled before
    for (const member of group) member?.done(false)
    if (flight.abandoned) return
    if (ack.errno === 0) exchange.done(flight.interrupted)
    else exchange.refused(ack)
  }

  /** The request that a message answers. */
  private answeredBy(view: DataView, start: number): Flight | undefined {
    const flight = this.inFlight.find(view.getUint32(start + header.NLMSG_SEQ_AT, this.little))
    const ours = view.getUint32(start + header.NLMSG_PID_AT, this.little) === this.port
    if (flight === undefined || !ours) return undefined
    const control = view.getUint16(start + header.NLMSG_TYPE_AT, this.little) < header.NLMSG_MIN_TYPE
    return control || isReply(flight, view.getUint16(start + header.NLMSG_FLAGS_AT, this.little)) ? flight : undefined
  }

  /** Whether a message ends the reply. */
  private isLast(flight: Flight, view: DataView, start: number): boolean {
    const type = view.getUint16(start + header.NLMSG_TYPE_AT, this.little)
    return flight.exchange.kind === 'ask' || type < header.NLMSG_MIN_TYPE
  }

  /** Bytes that are no message. Their content is lost, and may have been part of any reply. */
  private garbled(offset: number): void {
    const { dumping } = this.inFlight
    if (dumping !== undefined)
      this.cut(dumping, new DecodeError('no netlink message', dumping.exchange.operation, offset))
    this.overrun()
  }

  /** A dump that lost a part fails. Barriers show when its end was received. */
  private cut(dump: Flight, error: NetlinkError): void {
    dump.cutAt = this.sequence.latest
    this.recovery.raise()
    this.inFlight.abandon(dump, error)
  }
}
