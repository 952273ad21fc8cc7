/**
 * The protocol without any I/O: requests in, bytes to send out; received bytes in, settled requests out. It decides
 * what may be in flight together and what an overrun means, and nothing about sockets, promises or time.
 */

import type { NetlinkError } from '../codec/errors.ts'
import { DecodeError } from '../codec/errors.ts'
import type { ByteOrder } from '../codec/order.ts'
import { ClosedError, NoAnswerError, OverrunError, TruncatedError } from './errors.ts'
import type { Ack } from './extack.ts'
import { readAck, readDone } from './extack.ts'
import type { Numbered } from './flights.ts'
import { Flights } from './flights.ts'
import * as header from './header.ts'
import { OutgoingBuilder } from './outgoing.ts'
import { OverrunRecovery, precedes } from './overrun.ts'

/**
 * One request (the message, or the messages one behind the other; the engine writes the sequence numbers into them) and
 * where its answers go. Bytes handed to `reply` are reused afterwards.
 */
export interface Exchange extends header.Place {
  /**
   * Answered by: `dump` many messages and a DONE; `get` messages and an ACK; `ask` one message and nothing else;
   * `change` an ACK; `echo` what was made, and an ACK. `atomic` is many messages that the kernel carries out all or none
   * of: answered by the ACK of the last one that asks for it, and by refusals of any of them.
   */
  readonly kind: 'change' | 'echo' | 'get' | 'ask' | 'dump' | 'atomic'
  /** Name for errors: `RTM_NEWLINK`. */
  readonly operation: string
  /** A message of the answer, from struct nlmsghdr to its end; a `change` has none. */
  reply?(bytes: Uint8Array, view: DataView, start: number, end: number): void
  /** Carried out. `interrupted`: a dump whose table changed meanwhile. */
  done(interrupted: boolean): void
  /** The kernel carried it out, or one of many, counted from 0, and remarks something. */
  warned?(ack: Ack, index: number): void
  /** The kernel said no. */
  refused(ack: Ack): void
  /** It said no to one of many, counted from 0; that the whole is refused is told behind it. */
  refusedPart?(index: number, ack: Ack): void
  /** No answer will come. */
  failed(error: unknown): void
}

/** What belongs to no request. */
export interface Notifications {
  /** A message from `start` to `end`. Bytes are reused afterwards. */
  notification(bytes: Uint8Array, view: DataView, start: number, end: number): void
  /** Notifications were dropped: the receive buffer overflowed. */
  lost(): void
}

interface Flight extends Numbered {
  readonly exchange: Exchange
  /** The changes before it that are settled with it; undefined once they are. */
  readonly train: (Exchange | undefined)[]
  /** What its answers may take of the receive buffer, in ACKs. */
  readonly weight: number
  /** Something of its answer came. */
  heard: boolean
  /** Named by the send it travelled with. */
  readonly ticket: number
  interrupted: boolean
  /** Its outcome is of no interest any more; its answers are read and dropped. */
  abandoned: boolean
  /** A dump that lost a part, perhaps its end: the last number given out when something of it came. Else undefined. */
  cutAt: number | undefined
}

/** What to send in one go. */
export interface Outgoing {
  /** Tells which send failed, in `sendFailed`. */
  readonly ticket: number
  /** The messages, those that lie one behind the other in one. */
  readonly frames: Uint8Array[]
  /** How many messages there are. */
  readonly count: number
  /** How many datagrams will answer, where that is known; 0 where not. */
  readonly answers: number
  /** Whether to report `concluded`: it carries changes that ask for no ACK, or requests that may get no answer. */
  readonly conclude: boolean
}

const MAX_FRAMES = 256
const MAX_BYTES = 65536
/** Bytes of the receive buffer that an ACK is allowed for: see SAFE_ACKS in kernel.ts. */
const ACK_BYTES = 3328
/** The size of an answer that is expected before any was seen: that of a link with its statistics. */
const USUAL_ANSWER = 4096

/** The part of the window that an answer and its ACK take. What the kernel allocates for a message is up to twice as long. */
const weightOfAnswer = (length: number): number => 1 + Math.ceil((2 * length) / ACK_BYTES)

/** Of most flights. */
const ALONE: Exchange[] = []

export class Engine {
  /**
   * Requests (dumps aside) that may wait for their ACK at once: the kernel drops ACKs that don't fit the receive buffer.
   * Those with a longer answer count for several.
   */
  window = 64
  /** The socket's own port: answers carry it. */
  port = 0
  /**
   * Whether changes go without an ACK, which costs the kernel as much as half a change, and us as much again: `concluded`
   * tells that it has carried out a send, and it speaks up for each message that it refuses.
   */
  silent = false
  /** Whether the kernel answers every message of a datagram; otherwise each request travels alone. */
  answersEach = true
  /** Whether all answers have come when `concluded` says so. */
  answersAtOnce = true
  /** Whether the transport reports `concluded`. */
  conclusive = false
  private readonly little: boolean
  private readonly order: ByteOrder
  private readonly notifications: Notifications
  /** Those that will be answered. */
  private readonly flights = new Flights<Flight>()
  /** Those that nothing but a refusal will answer, in the order in which they were sent: a few. */
  private readonly quiet: Flight[] = []
  /** Those that were taken back are undefined. */
  private queue: (Exchange | undefined)[] = []
  /** Where in the queue the first one stands that was not sent. */
  private head = 0
  private readonly dumps: Exchange[] = []
  private dumping: Flight | undefined
  private latest: Flight | undefined
  private seq = 0
  private ticket = 1
  private waiting = 0
  /** What those that wait may take of the window. */
  private claimed = 0
  /** The longest answer so far, and the part of the window that one takes. */
  private longest = USUAL_ANSWER
  private answerWeight = weightOfAnswer(USUAL_ANSWER)
  /** How many of the queue were taken back, and where the last of them was. */
  private holes = 0
  private lastHole = 0
  private doubt = new OverrunRecovery()

  constructor(order: ByteOrder, notifications: Notifications) {
    this.order = order
    this.little = order === 'le'
    this.notifications = notifications
  }

  /** Requests that were submitted and not settled. */
  get pending(): number {
    return this.waiting + (this.dumping === undefined ? 0 : 1) + this.queued + this.dumps.length
  }

  /** Whether nothing is awaited, wanted or in doubt, and silence says that a change was carried out. */
  get isQuiescent(): boolean {
    return this.idle && this.queued === 0 && this.mayBeSilent
  }

  /** Requests (dumps aside) that were not sent. */
  get queued(): number {
    return this.queue.length - this.head - this.holes
  }

  /**
   * Whether silence will tell, and soon: while an overrun is in doubt it says nothing, and behind a dump there is silence
   * only when all of it was read.
   */
  private get mayBeSilent(): boolean {
    return this.silent && this.doubt.none && this.dumping === undefined && this.dumps.length === 0
  }

  /** Whether nothing that comes can be an answer. */
  private get idle(): boolean {
    return this.waiting === 0 && this.dumping === undefined
  }

  /** Requests in flight besides the dump that is running. */
  get awaited(): number {
    return this.waiting
  }

  submit(exchange: Exchange): void {
    if (exchange.kind === 'dump') this.dumps.push(exchange)
    else this.queue.push(exchange)
  }

  /** Whether as many wait as travel together: each time there are so many more. */
  get batchReady(): boolean {
    const { queued } = this
    return queued > 0 && queued % MAX_FRAMES === 0
  }

  /** Whether nothing may be sent before something is answered. */
  get full(): boolean {
    return this.claimed >= this.window
  }

  /**
   * Takes back a request that has not ended. True: it was not sent. False: it was, and its answers will be dropped when
   * they come.
   */
  withdraw(exchange: Exchange): boolean {
    const waiting = this.dumps.indexOf(exchange)
    if (waiting >= 0) this.dumps.splice(waiting, 1)
    if (waiting >= 0) return true
    for (const flight of this.inFlight()) {
      if (flight.exchange === exchange) flight.abandoned = true
      if (flight.exchange === exchange || flight.train.includes(exchange)) return false
    }
    return this.punch(exchange)
  }

  /** Takes back those of the queue that were not sent, and returns them. */
  recall(which: (exchange: Exchange) => boolean): Exchange[] {
    const waiting = this.waitingInQueue()
    this.requeue(waiting.filter((exchange) => !which(exchange)))
    return waiting.filter(which)
  }

  /** What may be sent now; undefined: nothing. Ask again after every receipt. */
  take(): Outgoing | undefined {
    const ticket = this.ticket
    const load = new OutgoingBuilder()
    let answers = 0
    let single = true
    // what is all or none for the kernel is a datagram of its own
    let alone = false
    let conclude = this.conclusive && !this.answersEach
    if (this.holes > 0) this.requeue(this.waitingInQueue())
    if (this.doubt.due && (this.waiting > 0 || this.dumping?.cutAt !== undefined)) load.add(this.barrier(ticket))
    while (this.head < this.queue.length && !alone) {
      const { kind, start, end } = this.queue[this.head] as Exchange
      const room = Math.min(this.window - this.claimed, MAX_FRAMES - load.count)
      const left = MAX_BYTES - load.length
      const apart = kind === 'atomic' || !this.answersEach
      if (room < this.weightOf(kind) && (this.claimed > 0 || load.count > 0)) break
      if (load.count > 0 && (end - start > left || apart)) break
      const hushed = kind === 'change' && this.mayBeSilent
      const last = hushed ? this.lastOfTrain(room, left) : this.head
      const train = last === this.head ? ALONE : (this.queue.slice(this.head, last) as Exchange[])
      const flight = this.launch(this.queue[last] as Exchange, ticket, train)
      this.waiting += train.length + 1
      this.claimed += train.length + flight.weight
      alone = apart
      if (hushed) this.dropAck(flight)
      else this.flights.add(flight)
      if (hushed) conclude = true
      else if (kind === 'ask' || kind === 'change') answers++
      else single = false
      for (; this.head <= last; this.head++) load.add(this.queue[this.head] as Exchange)
    }
    if (this.head === this.queue.length) this.requeue([])
    const room = load.count < (this.answersEach ? MAX_FRAMES : 1) && !alone
    const dump = this.dumping === undefined && room ? this.dumps.shift() : undefined
    if (dump !== undefined) {
      this.dumping = this.launch(dump, ticket)
      this.flights.add(this.dumping)
      load.add(dump)
      single = false
    }
    const { count } = load
    if (count === 0) return undefined
    this.ticket = (ticket + 1) >>> 0
    return { ticket, frames: load.finish(), count, answers: single ? answers : 0, conclude }
  }

  /** Gives a request its number, for one that is sent past the queue. */
  number({ bytes, start }: header.Place): number {
    const seq = this.nextSeq()
    this.stamp(bytes, start, seq)
    return seq
  }

  /** Takes over a request that was sent past the queue, a `change` without an ACK. Returns the ticket it has from now on. */
  launched(exchange: Exchange, seq: number): number {
    const { ticket } = this
    this.ticket = (ticket + 1) >>> 0
    const flight = flightOf(exchange, ticket, this.weightOf(exchange.kind), seq)
    this.waiting++
    this.claimed += flight.weight
    if (exchange.kind === 'change') this.quiet.push(flight)
    else this.flights.add(flight)
    return ticket
  }

  /**
   * Reads the messages of a datagram that the kernel sent. `elsewhere`: it was sent to many, out of another namespace,
   * where the numbers of this socket mean somebody else.
   */
  receive(bytes: Uint8Array, view: DataView, start: number, end: number, elsewhere = false): void {
    let at = start
    while (end - at >= header.NLMSG_HDRLEN) {
      const length = view.getUint32(at, this.little)
      if (length < header.NLMSG_HDRLEN || length > end - at) break
      this.message(bytes, view, at, at + length, elsewhere)
      at += header.alignMessage(length)
    }
    if (at < end) this.garbled(at - start)
    this.doubt.heard()
  }

  /** A datagram that did not fit: what it answered fails. */
  truncated(view: DataView, start: number, stored: number, length: number): void {
    const flight = stored < header.NLMSG_HDRLEN ? undefined : this.answered(view, start)
    if (flight === undefined) return this.overrun()
    const one = member(flight, view.getUint32(start + header.NLMSG_SEQ_AT, this.little))
    if (one !== undefined) return one.failed(new TruncatedError(one.operation, length))
    const error = new TruncatedError(flight.exchange.operation, length)
    if (flight === this.dumping) this.cut(flight, error)
    else if (this.last(flight, view, start)) this.fail(flight, error)
    else this.abandon(flight, error)
  }

  /**
   * The receive buffer overflowed (ENOBUFS). Dumps go on, since the kernel holds what did not fit; other answers may be
   * gone, and a barrier will tell which.
   */
  overrun(): void {
    this.doubt.raise()
    this.notifications.lost()
  }

  /** A send failed: none of what it carried reached the kernel. */
  sendFailed(ticket: number, error: NetlinkError): void {
    const barrier = this.doubt.barrierOf(ticket)
    if (barrier !== undefined && this.doubt.answered(barrier)) this.decide(barrier, false)
    for (const flight of this.inFlight()) if (flight.ticket === ticket) this.fail(flight, error)
  }

  /** The kernel has done what that send and those before it asked for, and everything it said about them was received. */
  concluded(ticket: number): void {
    // what it said may have been lost: the barrier that goes out tells
    if (!this.doubt.none) return this.unanswered(ticket)
    for (let [flight] = this.quiet; flight !== undefined; [flight] = this.quiet) {
      if (precedes(ticket, flight.ticket)) break
      this.acknowledged(flight, SUCCESS, flight.seq)
    }
    if (this.answersEach) return
    for (const flight of this.flights) {
      if (precedes(ticket, flight.ticket) || !this.isHopeless(flight)) continue
      this.fail(flight, new NoAnswerError(flight.exchange.operation))
    }
  }

  /** Fails everything that is not settled. */
  close(cause?: unknown): void {
    const exchanges = this.inFlight().flatMap(({ train, exchange, abandoned }) => [
      ...train.filter((one) => one !== undefined),
      ...(abandoned ? [] : [exchange]),
    ])
    for (const list of [this.waitingInQueue(), this.dumps]) for (const one of list) exchanges.push(one)
    this.flights.clear()
    this.quiet.length = 0
    this.requeue([])
    this.dumps.length = 0
    this.dumping = undefined
    this.latest = undefined
    this.waiting = 0
    this.claimed = 0
    this.doubt = new OverrunRecovery()
    for (const exchange of exchanges) exchange.failed(cause ?? new ClosedError(exchange.operation))
  }

  private message(bytes: Uint8Array, view: DataView, start: number, end: number, elsewhere: boolean): void {
    const seq = view.getUint32(start + header.NLMSG_SEQ_AT, this.little)
    const type = view.getUint16(start + header.NLMSG_TYPE_AT, this.little)
    const flight = this.latest?.seq === seq ? this.latest : this.idle ? undefined : this.find(seq)
    const ours = !elsewhere && view.getUint32(start + header.NLMSG_PID_AT, this.little) === this.port
    if (type === header.NLMSG_ERROR && ours && this.doubt.answered(seq)) return this.decide(seq, true)
    if (type === header.NLMSG_OVERRUN) return this.overrun()
    if (flight === undefined || !ours) {
      if (type >= header.NLMSG_MIN_TYPE) this.notifications.notification(bytes, view, start, end)
      return
    }
    this.latest = flight
    const flags = view.getUint16(start + header.NLMSG_FLAGS_AT, this.little)
    if (type === header.NLMSG_ERROR && isPlainSuccess(view, start, end, flags))
      return this.acknowledged(flight, SUCCESS, seq)
    if (type === header.NLMSG_ERROR)
      return this.acknowledged(flight, readAck(bytes.subarray(start, end), flags, this.order), seq)
    if (type === header.NLMSG_DONE) {
      if ((flags & header.NLM_F_DUMP_INTR) !== 0) flight.interrupted = true
      return this.acknowledged(flight, readDone(bytes.subarray(start, end), flags, this.order), seq)
    }
    if (type < header.NLMSG_MIN_TYPE) return
    if (!isReply(flight, flags)) return this.notifications.notification(bytes, view, start, end)
    if ((flags & header.NLM_F_DUMP_INTR) !== 0) flight.interrupted = true
    if (flight.cutAt !== undefined) flight.cutAt = this.seq
    flight.heard = true
    if (end - start > this.longest && flight !== this.dumping) this.expect(end - start)
    if (!flight.abandoned) this.reply(flight, bytes, view, start, end)
    if (flight.exchange.kind === 'ask') this.acknowledged(flight, SUCCESS, seq)
  }

  private reply(flight: Flight, bytes: Uint8Array, view: DataView, start: number, end: number): void {
    try {
      flight.exchange.reply?.(bytes, view, start, end)
    } catch (error) {
      this.abandon(flight, error)
    }
  }

  private acknowledged(flight: Flight, ack: Ack, seq: number): void {
    const { exchange, first, train } = flight
    if (ack !== SUCCESS && ack.errno === 0) exchange.warned?.(ack, seq - first)
    if (seq !== flight.seq && train.length > 0) return settle(member(flight, seq), ack)
    if (seq !== flight.seq || (ack.errno !== 0 && exchange.kind === 'atomic')) {
      if (ack.errno === 0) return
      if (!flight.abandoned) exchange.refusedPart?.(seq - first, ack)
      // The first of many speaks for all. Behind another's refusal the answer that settles may not come (ENOMEM).
      if (seq !== flight.seq && seq !== first) return this.doubt.raise()
    }
    this.land(flight)
    // what was refused of those before was said before
    for (const one of train) one?.done(false)
    if (flight.abandoned) return
    if (ack.errno === 0) exchange.done(flight.interrupted)
    else exchange.refused(ack)
  }

  private inFlight(): Flight[] {
    return [...this.flights, ...this.quiet]
  }

  /** Nothing more will come of it. */
  private land(flight: Flight): void {
    const place = this.quiet.indexOf(flight)
    if (place >= 0) this.quiet.splice(place, 1)
    else this.flights.delete(flight)
    if (this.latest === flight) this.latest = undefined
    if (this.dumping === flight) {
      this.dumping = undefined
    } else {
      this.waiting -= flight.train.length + 1
      this.claimed -= flight.train.length + flight.weight
    }
  }

  /**
   * A barrier of which nothing is heard though all that came was read: this protocol does not answer it. What waits for an
   * answer that was lost can't be told from what was carried out.
   */
  private unanswered(ticket: number): void {
    const barrier = this.doubt.unanswered(ticket)
    if (barrier !== undefined && this.doubt.answered(barrier)) this.decide(barrier, false)
  }

  /** Whether an answer will never come, since all that came was read. A dump always has a message waiting to be read. */
  private isHopeless({ exchange: { kind }, heard }: Flight): boolean {
    if (kind === 'dump') return !heard && this.answersAtOnce
    return kind !== 'ask' || this.answersAtOnce
  }

  private expect(length: number): void {
    this.longest = length
    this.answerWeight = weightOfAnswer(length)
  }

  /** The part of the window that a request of that kind takes. */
  private weightOf(kind: Exchange['kind']): number {
    return kind === 'change' || kind === 'atomic' ? 1 : this.answerWeight
  }

  /**
   * Takes one out of the queue. Very many may be taken back at once, in the order of the queue: looking for the next goes on
   * behind the last, and the queue is closed up once for all of them.
   */
  private punch(exchange: Exchange): boolean {
    let place = this.queue.indexOf(exchange, Math.max(this.head, this.lastHole))
    if (place < 0) place = this.queue.indexOf(exchange, this.head)
    if (place < 0) return false
    this.queue[place] = undefined
    this.lastHole = place
    this.holes++
    return true
  }

  /** What is queued, without what was taken back. */
  private waitingInQueue(): Exchange[] {
    return this.queue.slice(this.head).filter((exchange) => exchange !== undefined)
  }

  private fail(flight: Flight, error: unknown): void {
    this.land(flight)
    for (const one of flight.train) one?.failed(error)
    if (!flight.abandoned) flight.exchange.failed(error)
  }

  /** Settles a request at once; its answers keep coming and are dropped. */
  private abandon(flight: Flight, error: unknown): void {
    if (flight.abandoned) return
    flight.abandoned = true
    flight.exchange.failed(error)
  }

  private find(seq: number): Flight | undefined {
    return this.flights.find(seq) ?? this.quiet.find((one) => seq >= one.first && seq <= one.seq)
  }

  /** The request that a message of the kernel's answers. */
  private answered(view: DataView, start: number): Flight | undefined {
    const flight = this.find(view.getUint32(start + header.NLMSG_SEQ_AT, this.little))
    const ours = view.getUint32(start + header.NLMSG_PID_AT, this.little) === this.port
    if (flight === undefined || !ours) return undefined
    const control = view.getUint16(start + header.NLMSG_TYPE_AT, this.little) < header.NLMSG_MIN_TYPE
    return control || isReply(flight, view.getUint16(start + header.NLMSG_FLAGS_AT, this.little)) ? flight : undefined
  }

  /** Whether nothing comes behind this answer. */
  private last(flight: Flight, view: DataView, start: number): boolean {
    const type = view.getUint16(start + header.NLMSG_TYPE_AT, this.little)
    return flight.exchange.kind === 'ask' || type < header.NLMSG_MIN_TYPE
  }

  /** Bytes that are no message: whatever they were is lost, and may have been part of any answer. */
  private garbled(offset: number): void {
    if (this.dumping !== undefined)
      this.cut(this.dumping, new DecodeError('no netlink message', this.dumping.exchange.operation, offset))
    this.overrun()
  }

  /** A dump that lost a part has failed; whether its end is still to come, barriers tell. */
  private cut(dump: Flight, error: NetlinkError): void {
    dump.cutAt = this.seq
    this.doubt.raise()
    this.abandon(dump, error)
  }

  private barrier(ticket: number): header.Place {
    const bytes = header.frameRequest(header.NLMSG_NOOP, header.NLM_F_ACK, new Uint8Array(0), this.little)
    const request = { bytes, start: 0, end: bytes.length }
    this.doubt.sent(this.number(request), ticket)
    return request
  }

  /**
   * What was sent before the barrier and has no answer now will get none: reads are asked `again`, the rest fails. A
   * dump always has a message waiting to be read: one of which nothing came since the barrier was sent is over.
   */
  private decide(barrier: number, again: boolean): void {
    const unanswered: Exchange[] = []
    for (const flight of this.inFlight()) {
      const { exchange, abandoned, cutAt } = flight
      if (flight === this.dumping) {
        if (cutAt !== undefined && precedes(cutAt, barrier)) this.land(flight)
        else if (cutAt !== undefined) this.doubt.raise()
      } else if (precedes(flight.seq, barrier)) {
        this.land(flight)
        for (const one of flight.train) one?.failed(new OverrunError(one.operation))
        if (again && (exchange.kind === 'get' || exchange.kind === 'ask') && !abandoned) unanswered.push(exchange)
        else if (!abandoned) exchange.failed(new OverrunError(exchange.operation))
      }
    }
    if (unanswered.length > 0) this.requeue(unanswered.concat(this.waitingInQueue()))
  }

  private requeue(queue: Exchange[]): void {
    this.queue = queue
    this.head = 0
    this.holes = 0
    this.lastHole = 0
  }

  /** Where in the queue the last one stands of the changes that are settled together from here on. */
  private lastOfTrain(most: number, bytes: number): number {
    const end = Math.min(this.head + most, this.queue.length)
    let at = this.head
    for (let left = bytes; at < end; at++) {
      const { kind, start, end: behind } = this.queue[at] as Exchange
      left -= behind - start
      if (kind !== 'change' || left < 0) break
    }
    return Math.max(at - 1, this.head)
  }

  private dropAck(flight: Flight): void {
    for (const one of flight.train) header.askNoAck(one as Exchange, this.little)
    header.askNoAck(flight.exchange, this.little)
    this.quiet.push(flight)
  }

  /** `train`: the changes before it that are settled with it. */
  private launch(exchange: Exchange, ticket: number, train = ALONE): Flight {
    // one behind the other, so that the place of each is known
    if (this.seq >= 0xffffffff - train.length) this.seq = 0
    for (const one of train) this.number(one)
    if (exchange.kind === 'atomic') return flightOf(exchange, ticket, 1, ...this.numberAll(exchange))
    const weight = exchange.kind === 'dump' ? 0 : this.weightOf(exchange.kind)
    const seq = this.number(exchange)
    return flightOf(exchange, ticket, weight, seq, seq - train.length, train)
  }

  /** Numbers in a row: which of them will be acknowledged last, and the first. */
  private numberAll(request: Exchange): readonly [number, number] {
    const bytes = header.bytesOf(request)
    const messages = [...header.frames(bytes, this.little)]
    if (this.seq > 0xffffffff - messages.length) this.seq = 0
    const first = this.seq + 1
    let last = first
    for (const { start, flags } of messages) {
      const seq = this.nextSeq()
      this.stamp(bytes, start, seq)
      if ((flags & header.NLM_F_ACK) !== 0) last = seq
    }
    return [last, first]
  }

  private stamp(bytes: Uint8Array, start: number, seq: number): void {
    header.put32(bytes, start + header.NLMSG_SEQ_AT, seq, this.little)
  }

  /** Never 0, which notifications carry. */
  private nextSeq(): number {
    this.seq = this.seq === 0xffffffff ? 1 : this.seq + 1
    return this.seq
  }
}

/** Takes one of those before the last out of its train. */
const member = ({ train, first }: Flight, seq: number): Exchange | undefined => {
  const one = train[seq - first]
  if (one !== undefined) train[seq - first] = undefined
  return one
}

const settle = (exchange: Exchange | undefined, ack: Ack): void => {
  if (ack.errno === 0) exchange?.done(false)
  else exchange?.refused(ack)
}

const flightOf = (
  exchange: Exchange,
  ticket: number,
  weight: number,
  seq: number,
  first = seq,
  train = ALONE,
): Flight => ({
  exchange,
  ticket,
  weight,
  heard: false,
  seq,
  first,
  train,
  landed: false,
  interrupted: false,
  abandoned: false,
  cutAt: undefined,
})

const SUCCESS: Ack = { errno: 0, attributes: undefined }

/** An acknowledgement that says yes and nothing else, as nearly all do: there is nothing to decode. */
const isPlainSuccess = (view: DataView, start: number, end: number, flags: number): boolean =>
  end - start >= header.NLMSG_HDRLEN + 4 &&
  view.getInt32(start + header.NLMSG_HDRLEN) === 0 &&
  (flags & header.NLM_F_ACK_TLVS) === 0

/** Notifications of a request's own effects carry its sequence number too; of a dump's, only answers are marked MULTI. */
const isReply = ({ exchange }: Flight, flags: number): boolean =>
  exchange.kind === 'dump'
    ? (flags & header.NLM_F_MULTI) !== 0
    : exchange.kind !== 'change' && exchange.kind !== 'atomic'
