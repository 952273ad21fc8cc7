/** A netlink socket of a relay, which receives and sends there. */
import type { NetlinkError } from '../../protocol/errors.ts'
import { SocketError } from '../../protocol/errors.ts'
import type { Outgoing } from '../../protocol/outgoing.ts'
import type { KernelOptions } from '../kernel-options.ts'
import type { RemoteNamespaces, Transport, TransportEvents } from '../transport.ts'
import { RelayError } from './error.ts'
import type { Opened, Refusal } from './messages.ts'
import { CREDIT, EXCESS, MESSAGE } from './messages.ts'

/** Sends the messages of a socket. */
export interface Carrier {
  send(type: number, words: readonly number[], data?: readonly Uint8Array[]): void
  /** Whether the socket keeps the process alive. */
  keepAlive(yes: boolean): void
  /** The socket was closed. */
  closed(): void
}

/** What arrived while the socket was held. */
interface Waiting {
  /** Of a datagram. */
  readonly bytes: number
  readonly report: (events: TransportEvents) => void
}

/** Processed bytes are reported to the relay in portions of this size. */
const PORTION = CREDIT >> 3
/** ACKs that fit the receive buffer, before the relay has said how many. */
const SAFE_ACKS = 64

/**
 * A socket that is opened by a relay. Until `opened` is reported, `port` and `window` are provisional. Calls do not wait for
 * the relay: a group that cannot be joined breaks the socket.
 */
export class RelayTransport implements Transport {
  port = 0
  window = SAFE_ACKS
  readonly immediate = false
  readonly conclusive = true
  readonly protocol: number
  readonly remote: RemoteNamespaces
  private readonly carrier: Carrier
  private events: TransportEvents | undefined
  private held = false
  private over = false
  private failure: NetlinkError | undefined
  private scheduled = false
  private readonly waiting: Waiting[] = []
  /** Bytes of the datagrams in `waiting`. */
  private stored = 0
  /** Bytes that were processed and not yet reported to the relay. */
  private processed = 0

  constructor(carrier: Carrier, { protocol = 0 }: Pick<KernelOptions, 'protocol'>, remote: RemoteNamespaces) {
    this.carrier = carrier
    this.remote = remote
    this.protocol = protocol
  }

  start(events: TransportEvents): void {
    this.events = events
    const { failure } = this
    if (failure !== undefined) setImmediate(() => events.broken(failure))
    this.schedule()
  }

  send({ ticket, frames, conclude }: Outgoing): void {
    this.carrier.send(MESSAGE.send, [ticket, conclude ? 1 : 0], frames)
  }

  conclude(ticket: number): void {
    this.carrier.send(MESSAGE.conclude, [ticket])
  }

  hold(): void {
    this.held = true
  }

  resume(): void {
    this.held = false
    this.schedule()
  }

  join(group: number): void {
    this.carrier.send(MESSAGE.join, [group])
  }

  leave(group: number): void {
    this.carrier.send(MESSAGE.leave, [group])
  }

  keepAlive(yes: boolean): void {
    this.carrier.keepAlive(yes)
  }

  close(): void {
    if (this.over) return
    this.end()
    this.carrier.send(MESSAGE.close, [])
    this.carrier.closed()
  }

  /** The relay has opened the socket. */
  opened({ port, window }: Opened): void {
    this.port = port ?? this.port
    this.window = window ?? this.window
    this.events?.opened?.()
  }

  /** The relay has refused to open the socket or to join a group, or the socket broke. */
  refused({ syscall, errno, message }: Refusal): void {
    if (syscall !== undefined && errno !== undefined) this.fail(new SocketError(syscall, errno))
    else this.fail(new RelayError('ERR_RELAY_REFUSED', message ?? 'the socket was refused'))
  }

  /** The connection has ended: reported at once, since nothing can be answered any more. */
  fail(error: NetlinkError): void {
    if (this.over) return
    this.end()
    this.carrier.closed()
    this.failure = error
    this.events?.broken(error)
  }

  /**
   * Reports a datagram, or keeps it while the socket is held. `bytes` are not reused by the caller. False if the relay has
   * sent more than it may.
   */
  datagram(bytes: Uint8Array, view: DataView, start: number, end: number, length: number, nsid?: number): boolean {
    const size = end - start
    this.take(size, (events) => events.datagram(bytes, view, start, end, length, nsid))
    return this.stored <= CREDIT + EXCESS
  }

  /** Reports something that is in sequence with the datagrams. */
  mark(report: (events: TransportEvents) => void): void {
    this.take(0, report)
  }

  /** Everything that has arrived was passed to this socket. */
  drained(): void {
    this.events?.drained()
  }

  private take(bytes: number, report: Waiting['report']): void {
    if (this.events !== undefined && !this.held && this.waiting.length === 0) {
      this.account(bytes)
      report(this.events)
    } else {
      this.waiting.push({ bytes, report })
      this.stored += bytes
    }
  }

  private account(bytes: number): void {
    this.processed += bytes
    if (this.processed < PORTION) return
    this.carrier.send(MESSAGE.credit, [this.processed])
    this.processed = 0
  }

  /** Reports what waits, in a later turn of the event loop, like a kernel socket. */
  private schedule(): void {
    if (this.scheduled || this.waiting.length === 0) return
    this.scheduled = true
    setImmediate(() => {
      this.scheduled = false
      this.catchUp()
    })
  }

  private catchUp(): void {
    const { events } = this
    if (events === undefined) return
    const most = this.waiting.length
    // a reader may hold or close the socket at any of them
    for (let count = 0; count < most && !this.held && !this.over; count++) {
      const next = this.waiting.shift() as Waiting
      this.stored -= next.bytes
      this.account(next.bytes)
      next.report(events)
    }
    if (!this.over) events.drained()
    if (!this.held) this.schedule()
  }

  private end(): void {
    this.over = true
    this.waiting.length = 0
    this.stored = 0
  }
}
