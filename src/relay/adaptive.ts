/**
 * The kernel sockets of clients. Reads and notifications are handled on the event loop: a message takes no detour through
 * another thread, of which the wake-up alone costs more than the kernel's reply. A client must not be able to stop the loop for
 * the others, so changes are sent by the I/O threads, and the socket stays with them.
 */
import { performance } from 'node:perf_hooks'
import { frames, NLMSG_NOOP } from '../netlink/protocol/header.ts'
import type { Outgoing } from '../netlink/protocol/outgoing.ts'
import { NETLINK_ROUTE } from '../netlink/protocol/protocols.ts'
import { letGo } from '../netlink/transport/forgotten.ts'
import { little } from '../netlink/transport/kernel.ts'
import type { KernelOptions } from '../netlink/transport/kernel-options.ts'
import type { NativeSocket } from '../netlink/transport/native.ts'
import { openKernel } from '../netlink/transport/open.ts'
import type { Transport, TransportEvents } from '../netlink/transport/transport.ts'

/** Bytes of requests that are sent on the event loop together: the kernel replies to them in about a millisecond. */
const MOST_QUICK = 8192
/** Milliseconds. After a send that took longer the socket moves to the threads: the kernel's locks are held by others. */
const SLOW = 20

/** Type of a message of rtnetlink that reads: RTM_GETLINK and every fourth type after it. */
const isRead = (type: number): boolean => type === NLMSG_NOOP || (type >= 16 && type % 4 === 2)

/** Whether requests only read, and are few. */
const isQuick = (protocol: number, parts: readonly Uint8Array[]): boolean => {
  let length = 0
  for (const part of parts) {
    length += part.length
    for (const { type } of frames(part, little)) if (!isRead(type)) return false
  }
  return protocol === NETLINK_ROUTE && length <= MOST_QUICK
}

/** After a slow send, new sockets start with the threads for that many times as long. */
const REST = 100

/** What the sockets of a relay tell each other. */
export class Congestion {
  /** How many sockets wait for a change. While one does, the kernel may hold a lock that a read needs as well. */
  changes = 0
  /** Until then new sockets start with the threads: otherwise each could stop the loop once, and a client can open many. */
  until = 0
}

const shared = new Congestion()

export class AdaptiveTransport implements Transport {
  readonly immediate = true
  readonly conclusive = true
  readonly protocol: number
  private readonly options: KernelOptions
  private readonly socket: NativeSocket
  private readonly congestion: Congestion
  private current: Transport
  private onLoop: boolean
  private events!: TransportEvents
  private alive = false
  private held = false
  /** The ticket of the last send or `conclude` for which `concluded` is pending. */
  private concluding: number | undefined
  /** The ticket of the last send by the threads, until it is concluded. */
  private changing: number | undefined

  /** Takes over `socket`, which no other code has used. */
  constructor(options: KernelOptions & { readonly protocol: number }, socket: NativeSocket, congestion = shared) {
    this.options = options
    this.protocol = options.protocol
    this.socket = socket
    this.congestion = congestion
    this.onLoop = performance.now() >= congestion.until
    this.current = openKernel({ ...options, io: this.onLoop ? 'inline' : 'thread' }, socket)
  }

  get port(): number {
    return this.current.port
  }

  get window(): number {
    return this.current.window
  }

  start(events: TransportEvents): void {
    this.events = {
      ...events,
      sendFailed: (ticket, error) => {
        if (ticket === this.changing) this.endChange()
        events.sendFailed(ticket, error)
      },
      concluded: (ticket) => {
        // of several tickets, only the last one may be reported
        if (this.concluding !== undefined && this.concluding <= ticket) this.concluding = undefined
        if (this.changing !== undefined && this.changing <= ticket) this.endChange()
        events.concluded(ticket)
      },
    }
    this.current.start(this.events)
  }

  send(outgoing: Outgoing): void {
    if (this.onLoop && (this.congestion.changes > 0 || !isQuick(this.protocol, outgoing.frames))) this.move()
    if (this.onLoop) this.sendQuickly(outgoing)
    else this.sendLater(outgoing)
  }

  conclude(ticket: number): void {
    this.concluding = ticket
    this.current.conclude?.(ticket)
  }

  hold(): void {
    this.held = true
    this.current.hold()
  }

  resume(): void {
    this.held = false
    this.current.resume()
  }

  join(group: number): void {
    this.current.join(group)
  }

  leave(group: number): void {
    this.current.leave(group)
  }

  keepAlive(yes: boolean): void {
    this.alive = yes
    this.current.keepAlive(yes)
  }

  close(): void {
    this.endChange()
    this.current.close()
  }

  private sendQuickly(outgoing: Outgoing): void {
    const since = performance.now()
    if (outgoing.conclude) this.concluding = outgoing.ticket
    this.current.send(outgoing)
    const now = performance.now()
    if (now - since <= SLOW) return
    this.congestion.until = now + REST * (now - since)
    this.move()
  }

  private sendLater(outgoing: Outgoing): void {
    if (this.changing === undefined) this.congestion.changes++
    this.changing = outgoing.ticket
    this.current.send({ ...outgoing, conclude: true })
  }

  /** The threads take over the socket, with what waits in it. */
  private move(): void {
    const { current, held, concluding } = this
    this.onLoop = false
    current.hold()
    letGo(current)
    this.current = openKernel({ ...this.options, io: 'thread' }, this.socket)
    this.current.start(this.events)
    this.current.keepAlive(this.alive)
    if (held) this.current.hold()
    if (concluding !== undefined) this.current.conclude?.(concluding)
  }

  private endChange(): void {
    if (this.changing !== undefined) this.congestion.changes--
    this.changing = undefined
  }
}
