/** The kernel on a thread of the socket's own: the event loop never waits for the kernel's locks. */
import { availableParallelism } from 'node:os'
import { SocketError } from '../protocol/errors.ts'
import type { Outgoing } from '../protocol/outgoing.ts'
import type { KernelOptions } from './kernel.ts'
import { check, KernelTransport, little, WINDOW } from './kernel.ts'
import { readRecords } from './records.ts'
import type { Slab } from './slabs.ts'
import { SLAB, slabOf } from './slabs.ts'
import type { TransportEvents } from './transport.ts'

const SLABS = 8
/** How long the thread looks out for more before it sleeps: a wake-up costs about 5 us at either end. */
const LINGER_US = 40
/** How long the event loop looks out for the answer of a request it has just handed to the thread. */
const LOOK_OUT_US = 50
/** Requests whose answers can be expected so soon. */
const FEW = 4
/** After so many look-outs in vain the next is 16 sends away. */
const MOST_VAIN = 4
/** The addon tells slab and bytes in one number. */
const USED = 2 ** 32
const CORES = availableParallelism()

export class ThreadTransport extends KernelTransport {
  readonly immediate = true
  private readonly slabs: readonly Slab[]
  private readonly coalesce: number
  /** Control messages tell namespaces apart; nothing else does. */
  private readonly control: number
  private readonly backlog: { readonly index: number; readonly used: number }[] = []
  private held = false
  /** Sends to go without looking out for their answer: the last look-outs were in vain. */
  private resting = 0
  private vain = 0

  constructor(options: KernelOptions) {
    super(options)
    // shared memory: no code can detach what the thread writes into
    this.slabs = Array.from({ length: SLABS }, () => slabOf(new SharedArrayBuffer(SLAB)))
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
    this.makeRoom((frames[0] as Uint8Array).length)
    const result = this.socket.post(ticket, frames, conclude ? 1 : 0)
    /* c8 ignore next: for want of memory alone */
    if (result < 0) this.events.sendFailed(ticket, new SocketError('sendmsg', -result))
    if ((answers > 0 || conclude) && count <= FEW && CORES > 1) this.lookOut()
  }

  look(): void {
    if (!this.held && this.backlog.length === 0) this.collect(0)
  }

  hold(): void {
    this.held = true
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
   * An answer that is microseconds away is here sooner than the event loop could sleep and be woken. Where answers take
   * longer, since the kernel is waited for or the machine is busy, more and more sends go by before the next look.
   */
  private lookOut(): void {
    if (this.held || this.backlog.length > 0) return
    if (this.resting > 0) {
      this.resting--
      return
    }
    if (this.collect(LOOK_OUT_US)) {
      this.vain = 0
    } else {
      this.vain = Math.min(this.vain + 1, MOST_VAIN)
      this.resting = 2 ** this.vain
    }
  }

  /** Reads the next slab, if one comes within that time. */
  private collect(microseconds: number): boolean {
    const taken = this.socket.take(microseconds)
    if (taken >= 0) this.read(Math.floor(taken / USED), taken % USED)
    return taken >= 0
  }

  private take(index: number, used: number): void {
    if (this.held || this.backlog.length > 0) {
      this.backlog.push({ index, used })
      return
    }
    this.read(index, used)
  }

  private read(index: number, used: number): void {
    readRecords(this.slabs[index] as Slab, used, little, this.events)
    this.socket.release(index)
    this.events.drained()
  }

  /** One slab a turn, as if they came now. */
  private catchUp(): void {
    if (this.held) return
    const next = this.backlog.shift()
    if (next === undefined) return
    this.read(next.index, next.used)
    if (this.backlog.length > 0) setImmediate(() => this.catchUp())
  }
}
