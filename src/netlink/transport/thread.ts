/** Sends and receives on I/O threads, a few for all sockets, so that the event loop never waits for the kernel's locks. */
import { availableParallelism } from 'node:os'
import { SocketError } from '../protocol/errors.ts'
import type { Outgoing } from '../protocol/outgoing.ts'
import { check, KernelTransport, little, WINDOW } from './kernel.ts'
import type { KernelOptions } from './kernel-options.ts'
import type { NativeSocket } from './native.ts'
import { readRecords } from './records.ts'
import type { Slab } from './slabs.ts'
import { SLAB, slabOf } from './slabs.ts'
import type { TransportEvents } from './transport.ts'

/** Slabs of all sockets together. Each has some only while it receives, so most of these are never touched. */
const SLABS = 16
/** Microseconds for which the I/O thread polls before it sleeps. A wake-up costs about 5 us on each side. */
const LINGER_US = 40
/** Microseconds for which the event loop polls for the reply to a request that it has just passed to the thread. */
const POLL_US = 50
/** The largest number of requests whose replies are polled for. */
const FEW = 4
/** After this many polls without a reply in sequence, 2 ** MOST_MISSES sends do not poll. */
const MOST_MISSES = 4
/** The addon returns slab and bytes as one number: index * USED + used. */
const USED = 2 ** 32
const CORES = availableParallelism()

let shared: readonly Slab[] | undefined

/** The slabs that all sockets of this thread of JavaScript share. */
const sharedSlabs = (): readonly Slab[] => {
  // no code can detach shared memory while a thread writes into it
  shared ??= Array.from({ length: SLABS }, () => slabOf(new SharedArrayBuffer(SLAB)))
  return shared
}

export class ThreadTransport extends KernelTransport {
  readonly immediate = true
  private readonly slabs = sharedSlabs()
  private readonly coalesce: number
  /** 1 to receive control messages, which name the namespace of a notification. */
  private readonly control: number
  /** Copies of what arrived while the transport was held, since slabs belong to all sockets. */
  private readonly backlog: Slab[] = []
  private held = false
  /** The next `skips` sends do not poll, since the last polls found nothing. */
  private skips = 0
  /** Polls in sequence that found nothing. */
  private misses = 0

  constructor(options: KernelOptions, opened?: NativeSocket) {
    super(options, opened)
    this.coalesce = options.coalesce ?? 0
    this.control = options.listenAllNsid === true ? 1 : 0
  }

  start(events: TransportEvents): void {
    this.events = events
    const slabs = this.slabs.map(({ bytes }) => bytes)
    const onSlab = (index: number, used: number): void => this.take(index, used)
    const linger = this.coalesce > 0 ? 0 : LINGER_US
    check('thread', this.socket.startThread(slabs, WINDOW, linger, onSlab, this.coalesce, this.control))
  }

  send({ ticket, frames, count, answers, conclude }: Outgoing): void {
    this.ensureSendBuffer((frames[0] as Uint8Array).length)
    const result = this.socket.post(ticket, frames, conclude ? 1 : 0)
    /* c8 ignore next: only out of memory */
    if (result < 0) this.events.sendFailed(ticket, new SocketError('sendmsg', -result))
    if ((answers > 0 || conclude) && count <= FEW && CORES > 1) this.awaitReply()
  }

  conclude(ticket: number): void {
    check('thread', this.socket.post(ticket, [], 1))
  }

  poll(): void {
    if (!this.held && this.backlog.length === 0) this.collect(0)
  }

  /** What the threads have received already still arrives, and is copied. The kernel's buffer holds the rest. */
  hold(): void {
    if (this.held) return
    this.held = true
    this.socket.pause(1)
  }

  override close(): void {
    this.backlog.length = 0
    super.close()
  }

  resume(): void {
    if (!this.held) return
    this.held = false
    setImmediate(() => this.catchUp())
  }

  /**
   * Polls for a reply: most arrive sooner than the event loop could sleep and be woken. When polling finds nothing,
   * since the kernel is slow or the machine is busy, a growing number of the next sends skips it.
   */
  private awaitReply(): void {
    if (this.held || this.backlog.length > 0) return
    if (this.skips > 0) {
      this.skips--
      return
    }
    if (this.collect(POLL_US)) {
      this.misses = 0
    } else {
      this.misses = Math.min(this.misses + 1, MOST_MISSES)
      this.skips = 2 ** this.misses
    }
  }

  /** Reads the next slab, if the thread delivers one within that time. */
  private collect(microseconds: number): boolean {
    const taken = this.socket.take(microseconds)
    if (taken >= 0) this.read(Math.floor(taken / USED), taken % USED)
    return taken >= 0
  }

  private take(index: number, used: number): void {
    if (!this.held && this.backlog.length === 0) return this.read(index, used)
    this.backlog.push(slabOf((this.slabs[index] as Slab).bytes.slice(0, used).buffer))
    this.socket.release(index)
  }

  private read(index: number, used: number): void {
    readRecords(this.slabs[index] as Slab, used, little, this.events)
    this.socket.release(index)
    this.events.drained()
  }

  /** Reads the backlog, one slab per turn of the event loop, then lets the threads receive again. */
  private catchUp(): void {
    if (this.held || this.closed) return
    const next = this.backlog.shift()
    if (next !== undefined) {
      readRecords(next, next.bytes.length, little, this.events)
      this.events.drained()
    }
    if (this.backlog.length > 0) setImmediate(() => this.catchUp())
    else if (!this.held && !this.closed) this.socket.pause(0)
  }
}
