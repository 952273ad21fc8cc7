/**
 * The netlink protocol without I/O. Requests go in; frames to send, replies and notifications come out. The engine
 * decides which requests may be in flight together and how to recover after a receive-buffer overrun. It holds no
 * sockets, timers or promises.
 */

import type { NetlinkError } from '../codec/errors.ts'
import type { ByteOrder } from '../codec/order.ts'
import { Answers } from './answers.ts'
import { ClosedError, NoAnswerError } from './errors.ts'
import type { Exchange, Notifications } from './exchange.ts'
import type { Flight } from './flight.ts'
import { ALONE, flightOf } from './flight.ts'
import * as header from './header.ts'
import { InFlight } from './in-flight.ts'
import type { Outgoing } from './outgoing.ts'
import { MAX_FRAMES, OutgoingBuilder } from './outgoing.ts'
import { OverrunRecovery } from './overrun.ts'
import { RequestQueue } from './queue.ts'
import { precedes, Sequence } from './sequence.ts'

export class Engine {
  /**
   * Whether changes are sent without NLM_F_ACK, since an ACK costs the kernel half as much as the change, and this
   * process the same again. `concluded` then reports that the kernel has carried out a send; it still sends a refusal of
   * each message that it refuses.
   */
  silent = false
  /** Whether the kernel answers every message of a datagram; otherwise each request is a datagram of its own. */
  answersEach = true
  /** Whether all replies have been received when `concluded` is reported. */
  answersAtOnce = true
  /** Whether the transport reports `concluded`. */
  conclusive = false
  private readonly little: boolean
  private readonly sequence: Sequence
  private readonly queue = new RequestQueue()
  /** Dumps that were not sent. */
  private readonly dumps: Exchange[] = []
  private readonly inFlight = new InFlight()
  private readonly recovery: OverrunRecovery
  private readonly answers: Answers
  private ticket = 1

  constructor(order: ByteOrder, notifications: Notifications) {
    const { inFlight, queue } = this
    this.little = order === 'le'
    this.sequence = new Sequence(this.little)
    this.recovery = new OverrunRecovery(inFlight, queue, this.sequence, this.little)
    this.answers = new Answers(order, inFlight, this.recovery, this.sequence, notifications)
  }

  /** ACKs that fit the receive buffer: the limit of requests in flight. Those with a longer reply count as several. */
  set window(acks: number) {
    this.inFlight.window.size = acks
  }

  /** The socket's own port. Replies carry it. */
  get port(): number {
    return this.answers.port
  }

  set port(port: number) {
    this.answers.port = port
  }

  /** Requests that were submitted and are not settled. */
  get pending(): number {
    const { waiting, dumping } = this.inFlight
    return waiting + (dumping === undefined ? 0 : 1) + this.queue.length + this.dumps.length
  }

  /** Nothing is queued, in flight or in doubt, and a change may be sent without an ACK. */
  get isQuiescent(): boolean {
    return this.inFlight.idle && this.queue.length === 0 && this.mayBeSilent
  }

  /** Requests that were not sent, except dumps. */
  get queued(): number {
    return this.queue.length
  }

  /** Requests in flight, except the dump that is running. */
  get awaited(): number {
    return this.inFlight.waiting
  }

  /** The queue holds a full batch: flush now. */
  get batchReady(): boolean {
    const { length } = this.queue
    return length > 0 && length % MAX_FRAMES === 0
  }

  /** Nothing may be sent before something is answered. */
  get full(): boolean {
    return this.inFlight.window.full
  }

  submit(exchange: Exchange): void {
    if (exchange.kind === 'dump') this.dumps.push(exchange)
    else this.queue.push(exchange)
  }

  /** Withdraws a request that is not settled. True: it was not sent. False: it was, and its reply will be dropped. */
  withdraw(exchange: Exchange): boolean {
    const index = this.dumps.indexOf(exchange)
    if (index >= 0) this.dumps.splice(index, 1)
    if (index >= 0) return true
    return !this.inFlight.forsake(exchange) && this.queue.withdraw(exchange)
  }

  /** Withdraws the queued requests that match, and returns them. */
  recall(matches: (exchange: Exchange) => boolean): Exchange[] {
    return this.queue.recall(matches)
  }

  /** What may be sent now; undefined if nothing. Call it again after every receipt. */
  take(): Outgoing | undefined {
    const { ticket, queue, recovery } = this
    const outgoing = new OutgoingBuilder(ticket, this.conclusive && !this.answersEach)
    queue.closeUp()
    if (recovery.due) outgoing.add(recovery.barrier(ticket))
    for (let first = queue.first; first !== undefined; first = queue.first)
      if (outgoing.alone || !this.launchFirst(first, outgoing)) break
    queue.trim()
    if (!outgoing.alone && outgoing.count < (this.answersEach ? MAX_FRAMES : 1)) this.launchDump(outgoing)
    if (outgoing.count === 0) return undefined
    this.ticket = (ticket + 1) >>> 0
    return outgoing.finish()
  }

  /** Numbers a request that is sent without the queue, by the fast path. */
  number(request: header.ByteRange): number {
    return this.sequence.number(request)
  }

  /**
   * Takes over a request that the fast path has sent, a change without an ACK or one with a single reply. Returns its
   * ticket.
   */
  launched(exchange: Exchange, seq: number): number {
    const { ticket, inFlight } = this
    this.ticket = (ticket + 1) >>> 0
    const flight = flightOf(exchange, ticket, inFlight.window.weightOf(exchange.kind), seq)
    if (exchange.kind === 'change') inFlight.addQuiet(flight)
    else inFlight.add(flight)
    return ticket
  }

  /**
   * Reads the messages of a datagram. `elsewhere`: it is a notification of another namespace, whose sequence numbers and
   * ports are those of other sockets.
   */
  receive(bytes: Uint8Array, view: DataView, start: number, end: number, elsewhere = false): void {
    this.answers.receive(bytes, view, start, end, elsewhere)
  }

  /** A datagram of `length` bytes did not fit the buffer: the request that it answers fails. */
  truncated(view: DataView, start: number, stored: number, length: number): void {
    this.answers.truncated(view, start, stored, length)
  }

  /** The receive buffer overflowed (ENOBUFS). */
  overrun(): void {
    this.answers.overrun()
  }

  /** A send failed: nothing that it carried has reached the kernel. */
  sendFailed(ticket: number, error: NetlinkError): void {
    this.recovery.sendFailed(ticket)
    for (const flight of this.inFlight.all()) if (flight.ticket === ticket) this.inFlight.fail(flight, error)
  }

  /** The kernel has processed that send and those before it, and everything it sent in reply was received. */
  concluded(ticket: number): void {
    // a refusal may have been lost: the barrier will show
    if (!this.recovery.none) return this.recovery.concluded(ticket)
    this.answers.concludeQuiet(ticket)
    if (this.answersEach) return
    for (const flight of this.inFlight.answered) {
      if (precedes(ticket, flight.ticket) || !this.isHopeless(flight)) continue
      this.inFlight.fail(flight, new NoAnswerError(flight.exchange.operation))
    }
  }

  /** Fails everything that is not settled. */
  close(cause?: unknown): void {
    const exchanges = this.inFlight.clear()
    // no spread, which would put each of very many on the stack
    for (const list of [this.queue.waiting(), this.dumps]) for (const exchange of list) exchanges.push(exchange)
    this.queue.clear()
    this.dumps.length = 0
    this.recovery.reset()
    for (const exchange of exchanges) exchange.failed(cause ?? new ClosedError(exchange.operation))
  }

  /** Whether changes may omit the ACK: not after an unresolved overrun, nor during a dump, whose rest may be unread. */
  private get mayBeSilent(): boolean {
    return this.silent && this.recovery.none && this.inFlight.dumping === undefined && this.dumps.length === 0
  }

  /** Whether no reply will come, since everything was received. A dump always has a message waiting to be read. */
  private isHopeless({ exchange: { kind }, replied }: Flight): boolean {
    if (kind === 'dump') return !replied && this.answersAtOnce
    return kind !== 'ask' || this.answersAtOnce
  }

  /** Adds the first request of the queue to a send, with the changes after it that are settled with it. False: it has to wait. */
  private launchFirst({ kind, start, end }: Exchange, outgoing: OutgoingBuilder): boolean {
    const { queue, inFlight } = this
    const { window } = inFlight
    const { count, space } = outgoing
    const most = Math.min(window.size - window.claimed, MAX_FRAMES - count)
    // the kernel treats the whole datagram as one
    const alone = kind === 'atomic' || !this.answersEach
    if (most < window.weightOf(kind) && (window.claimed > 0 || count > 0)) return false
    if (count > 0 && (end - start > space || alone)) return false
    outgoing.alone = alone
    if (kind === 'change' && this.mayBeSilent) {
      this.launchQuietly(queue.countChanges(most, space), outgoing)
    } else {
      const exchange = queue.shift()
      inFlight.add(this.launch(exchange, outgoing.ticket))
      outgoing.expect(kind)
      outgoing.add(exchange)
    }
    return true
  }

  /** Adds the first `count` changes of the queue to a send, without NLM_F_ACK. */
  private launchQuietly(count: number, outgoing: OutgoingBuilder): void {
    const { queue, inFlight, sequence } = this
    const group = count === 1 ? ALONE : queue.shiftMany(count - 1)
    const exchange = queue.shift()
    sequence.reserve(count)
    const first = sequence.latest + 1
    for (const member of group) this.quieten(member, outgoing)
    this.quieten(exchange, outgoing)
    inFlight.addQuiet(flightOf(exchange, outgoing.ticket, 1, sequence.latest, first, group))
    outgoing.conclude = true
  }

  private quieten(change: Exchange, outgoing: OutgoingBuilder): void {
    this.sequence.number(change)
    header.askNoAck(change, this.little)
    outgoing.add(change)
  }

  private launchDump(outgoing: OutgoingBuilder): void {
    const dump = this.inFlight.dumping === undefined ? this.dumps.shift() : undefined
    if (dump === undefined) return
    this.inFlight.addDump(this.launch(dump, outgoing.ticket))
    outgoing.expect('dump')
    outgoing.add(dump)
  }

  private launch(exchange: Exchange, ticket: number): Flight {
    const { sequence } = this
    const weight = this.inFlight.window.weightOf(exchange.kind)
    if (exchange.kind === 'atomic') return flightOf(exchange, ticket, weight, ...sequence.numberAll(exchange))
    return flightOf(exchange, ticket, weight, sequence.number(exchange))
  }
}
