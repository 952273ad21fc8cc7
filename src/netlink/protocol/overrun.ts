/**
 * Recovery after a receive-buffer overrun. The kernel reports ENOBUFS once; after that it drops every reply without
 * notice until its queue has been read empty (netlink_overrun and netlink_rcv_wake in net/netlink/af_netlink.c). So a
 * message without effect, a barrier, is sent after the requests. Replies keep their order: when the barrier is
 * acknowledged, every earlier request without a reply has lost it. The ACK of a barrier may be dropped too, but only
 * while there is more to read, so another barrier is sent whenever something was received and none is acknowledged.
 */
import { OverrunError } from './errors.ts'
import type { Exchange } from './exchange.ts'
import * as header from './header.ts'
import type { InFlight } from './in-flight.ts'
import type { RequestQueue } from './queue.ts'
import type { Sequence } from './sequence.ts'
import { precedes } from './sequence.ts'

export class OverrunRecovery {
  private readonly inFlight: InFlight
  private readonly queue: RequestQueue
  private readonly sequence: Sequence
  private readonly little: boolean
  private raised = false
  private asking = false
  /** Barriers that are not acknowledged: sequence number and ticket. */
  private readonly barriers = new Map<number, number>()
  /** The barrier that would end the recovery; 0 before it is sent. */
  private latest = 0

  constructor(inFlight: InFlight, queue: RequestQueue, sequence: Sequence, little: boolean) {
    this.inFlight = inFlight
    this.queue = queue
    this.sequence = sequence
    this.little = little
  }

  /** No reply can have been lost. */
  get none(): boolean {
    return !this.raised
  }

  /** A barrier is to be sent now: replies may have been lost, and something waits for one. */
  get due(): boolean {
    return this.asking && (this.inFlight.waiting > 0 || this.inFlight.dumping?.cutAt !== undefined)
  }

  /** Replies may have been lost. */
  raise(): void {
    this.raised = true
    this.asking = true
    this.latest = 0
  }

  /** Something was received. */
  received(): void {
    this.asking = this.raised
  }

  /** A barrier for the send of this ticket. */
  barrier(ticket: number): header.ByteRange {
    const bytes = header.frameRequest(header.NLMSG_NOOP, header.NLM_F_ACK, new Uint8Array(0), this.little)
    const request = { bytes, start: 0, end: bytes.length }
    const seq = this.sequence.number(request)
    this.barriers.set(seq, ticket)
    this.latest = seq
    this.asking = false
    return request
  }

  /** An ACK with this number was received. True: it is that of a barrier, and the requests before it are decided. */
  acknowledged(seq: number): boolean {
    if (!this.barriers.has(seq)) return false
    this.end(seq)
    this.decide(seq, true)
    return true
  }

  /** The send of this ticket failed. A barrier that it carried will not be acknowledged. */
  sendFailed(ticket: number): void {
    for (const [seq, sent] of this.barriers) if (sent === ticket) return this.giveUp(seq)
  }

  /**
   * Everything that the kernel sent up to this ticket was received. If the barrier is among it without an ACK, this
   * protocol does not acknowledge barriers, and a lost reply cannot be distinguished from a change that was carried out.
   */
  concluded(ticket: number): void {
    const sent = this.barriers.get(this.latest)
    if (!this.asking && sent !== undefined && !precedes(ticket, sent)) this.giveUp(this.latest)
  }

  reset(): void {
    this.raised = false
    this.asking = false
    this.barriers.clear()
    this.latest = 0
  }

  private giveUp(seq: number): void {
    this.end(seq)
    this.decide(seq, false)
  }

  /** Nothing more will be received for this barrier and those before it. */
  private end(seq: number): void {
    for (const barrier of this.barriers.keys())
      if (barrier === seq || precedes(barrier, seq)) this.barriers.delete(barrier)
    if (seq !== this.latest) return
    this.raised = false
    this.asking = false
  }

  /**
   * Requests that were sent before the barrier and have no reply now will get none: reads are sent `again`, the rest
   * fails. A dump always has a message waiting to be read, so a dump of which nothing was received since the barrier
   * was sent is over.
   */
  private decide(barrier: number, again: boolean): void {
    const { inFlight } = this
    const unanswered: Exchange[] = []
    for (const flight of inFlight.all()) {
      const { exchange, group, abandoned, cutAt } = flight
      if (flight === inFlight.dumping) {
        if (cutAt !== undefined && precedes(cutAt, barrier)) inFlight.land(flight)
        else if (cutAt !== undefined) this.raise()
      } else if (precedes(flight.seq, barrier)) {
        inFlight.land(flight)
        for (const member of group) member?.failed(new OverrunError(member.operation))
        if (again && (exchange.kind === 'get' || exchange.kind === 'ask') && !abandoned) unanswered.push(exchange)
        else if (!abandoned) exchange.failed(new OverrunError(exchange.operation))
      }
    }
    if (unanswered.length > 0) this.queue.unshift(unanswered)
  }
}
