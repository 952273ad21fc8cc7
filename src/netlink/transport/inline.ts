/** The kernel on the caller's thread: the fastest answer, but the caller waits for the kernel's locks. */

import { SocketError } from '../protocol/errors.ts'
import type { Place } from '../protocol/header.ts'
import type { Outgoing } from '../protocol/outgoing.ts'
import type { KernelOptions } from './kernel.ts'
import { check, KernelTransport, little, WINDOW } from './kernel.ts'
import type { Ways } from './native.ts'
import { readRecords } from './records.ts'
import type { Slab } from './slabs.ts'
import { borrow, giveBack, SLAB } from './slabs.ts'
import type { InPlace, TransportEvents } from './transport.ts'

/** More answers than what travels together can have. */
const EVERYTHING = 1024
/** Received at once, so many bytes leave no time for more in this turn of the event loop. */
const MUCH = SLAB / 4

export class InlineTransport extends KernelTransport implements InPlace {
  readonly immediate = true
  /** Answers are read without control messages unless these tell namespaces apart. */
  private readonly told: boolean
  private readonly ways: Ways
  /** The last send of which `concluded` is to be reported. */
  private concluding: number | undefined
  private held = false
  private polling = false
  private again: NodeJS.Immediate | undefined

  constructor(options: KernelOptions) {
    super(options)
    this.ways = this.socket.ways()
    this.told = options.listenAllNsid === true
  }

  start(events: TransportEvents): void {
    this.events = events
  }

  /** Answers come in place: the event loop looks only where something else is waited for. */
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
      this.makeRoom((frames[0] as Uint8Array).length)
      const used = this.socket.exchange(frames, slab.bytes, WINDOW, this.most(conclude ? 0 : answers))
      this.handle(slab, used, ticket, conclude)
    } finally {
      giveBack(slab)
    }
  }

  exchange({ bytes, start, end }: Place, most: number, slab: Slab): number {
    this.makeRoom(end - start)
    return this.ways.exchange(bytes, start, end, slab.bytes, WINDOW, this.most(most))
  }

  post({ bytes, start, end }: Place): number {
    this.makeRoom(end - start)
    return this.ways.send(bytes, start, end)
  }

  receive(slab: Slab): number {
    return check('recvmsg', this.socket.receive(slab.bytes, WINDOW))
  }

  private most(wanted: number): number {
    return this.told ? 0 : wanted || EVERYTHING
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

  /** Hands over what was received; where a send is to be concluded, everything there is. */
  private take(slab: Slab, used: number): void {
    if (used === 0 && this.concluding === undefined) return
    let more = used
    while (more > 0) {
      readRecords(slab, more, little, this.events)
      // a listener that is told of a loss may close the socket
      if (this.concluding === undefined || more > MUCH || this.closed || this.held) break
      more = this.receive(slab)
    }
    if (more === 0) this.conclude()
    this.events.drained()
    // A slab that is nearly full ended for want of room: there is more. Other work of the loop goes first.
    if (more > MUCH && !this.closed && !this.held) this.soon()
  }

  private conclude(): void {
    const { concluding } = this
    this.concluding = undefined
    if (concluding !== undefined) this.events.concluded(concluding)
  }

  private soon(): void {
    this.again ??= setImmediate(() => this.read())
  }
}
