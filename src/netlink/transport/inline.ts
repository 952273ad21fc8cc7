/**
 * Sends and receives on the caller's thread. This has the lowest latency, but the caller waits for the kernel's locks.
 */

import { SocketError } from '../protocol/errors.ts'
import type { ByteRange } from '../protocol/header.ts'
import type { Outgoing } from '../protocol/outgoing.ts'
import { check, KernelTransport, little, WINDOW } from './kernel.ts'
import type { KernelOptions } from './kernel-options.ts'
import type { BoundCalls, NativeSocket } from './native.ts'
import { readRecords } from './records.ts'
import type { Slab } from './slabs.ts'
import { borrow, giveBack, SLAB } from './slabs.ts'
import type { SynchronousTransport, TransportEvents } from './transport.ts'

/** A limit above the number of replies that one send can have. */
const EVERYTHING = 1024
/** After this many bytes the rest is received in a later turn of the event loop. */
const MOST_A_TURN = SLAB / 4

export class InlineTransport extends KernelTransport implements SynchronousTransport {
  readonly immediate = true
  /** Whether to receive control messages, which name the namespace of a notification. */
  private readonly control: boolean
  private readonly boundCalls: BoundCalls
  /** The ticket of the last send for which `concluded` is pending. */
  private concluding: number | undefined
  private held = false
  private polling = false
  private again: NodeJS.Immediate | undefined

  constructor(options: KernelOptions, opened?: NativeSocket) {
    super(options, opened)
    this.boundCalls = this.socket.boundCalls()
    this.control = options.listenAllNsid === true
  }

  start(events: TransportEvents): void {
    this.events = events
  }

  /** Starts polling when a reply is awaited. Most replies are received in the call that sends the request. */
  override keepAlive(yes: boolean): void {
    if (yes) this.watch()
    super.keepAlive(yes)
  }

  override join(group: number): void {
    super.join(group)
    this.watch()
  }

  send({ ticket, frames, answers, conclude }: Outgoing): void {
    const slab = borrow()
    try {
      this.ensureSendBuffer((frames[0] as Uint8Array).length)
      const used = this.socket.exchange(frames, slab.bytes, WINDOW, this.most(conclude ? 0 : answers))
      this.handle(slab, used, ticket, conclude)
    } finally {
      giveBack(slab)
    }
  }

  conclude(ticket: number): void {
    this.concluding = ticket
    this.soon()
  }

  exchange({ bytes, start, end }: ByteRange, most: number, slab: Slab): number {
    this.ensureSendBuffer(end - start)
    return this.boundCalls.exchange(bytes, start, end, slab.bytes, WINDOW, this.most(most))
  }

  post({ bytes, start, end }: ByteRange): number {
    this.ensureSendBuffer(end - start)
    return this.boundCalls.send(bytes, start, end)
  }

  receive(slab: Slab): number {
    return check('recvmsg', this.socket.receive(slab.bytes, WINDOW))
  }

  /** How many datagrams to receive. 0: no limit. Only then does the addon receive control messages as well. */
  private most(wanted: number): number {
    return this.control ? 0 : wanted || EVERYTHING
  }

  handle(slab: Slab, used: number, ticket: number, conclude: boolean): void {
    if (used < 0) return this.events.sendFailed(ticket, new SocketError('sendmsg', -used))
    if (conclude) this.concluding = ticket
    this.take(slab, used)
  }

  hold(): void {
    if (this.held) return
    this.held = true
    this.polling = false
    this.socket.stopPolling()
    if (this.again !== undefined) clearImmediate(this.again)
    this.again = undefined
  }

  resume(): void {
    if (!this.held || this.closed) return
    this.held = false
    this.watch()
    this.soon()
  }

  private watch(): void {
    if (this.polling || this.held || this.closed) return
    check(
      'poll',
      this.socket.poll(() => this.read()),
    )
    this.polling = true
  }

  private read(): void {
    this.again = undefined
    if (this.closed || this.held) return
    const slab = borrow()
    try {
      this.take(slab, this.receive(slab))
    } finally {
      giveBack(slab)
    }
  }

  /** Reports the records in the slab. While `concluded` is pending, also receives the rest. */
  private take(slab: Slab, used: number): void {
    if (used === 0 && this.concluding === undefined) return
    let more = used
    while (more > 0) {
      readRecords(slab, more, little, this.events)
      // a listener that is called about a loss may close the socket
      if (this.concluding === undefined || more > MOST_A_TURN || this.closed || this.held) break
      more = this.receive(slab)
    }
    if (more === 0) this.reportConcluded()
    this.events.drained()
    // More datagrams may be queued than the slab had space for. The event loop runs its other work first.
    if (more > MOST_A_TURN && !this.closed && !this.held) this.soon()
  }

  private reportConcluded(): void {
    const { concluding } = this
    this.concluding = undefined
    if (concluding !== undefined) this.events.concluded(concluding)
  }

  private soon(): void {
    this.again ??= setImmediate(() => this.read())
  }
}
