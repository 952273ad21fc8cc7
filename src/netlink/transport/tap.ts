/**
 * A transport between a socket and another transport. It forwards everything, and records each datagram in both
 * directions as a tracer would see it. It is not a `SynchronousTransport`, so a socket on a tap takes no fast path that
 * would bypass the record.
 */
import type { Outgoing } from '../protocol/outgoing.ts'
import type { RemoteNamespaces, Transport, TransportEvents } from './transport.ts'

/** A recorded datagram. */
export interface TappedDatagram {
  readonly direction: 'sent' | 'received'
  /** A copy. A truncated datagram has only the bytes that were received. */
  readonly bytes: Uint8Array
}

export class Tap implements Transport {
  /** Every datagram, in order. Empty if they are passed to `record`. */
  readonly datagrams: TappedDatagram[] = []
  readonly immediate: boolean
  readonly conclusive: boolean
  readonly adopted: boolean
  readonly protocol?: number
  readonly remote?: RemoteNamespaces
  /** Absent where the other transport has none. */
  readonly conclude?: (ticket: number) => void
  private readonly transport: Transport
  private readonly record: (datagram: TappedDatagram) => void

  /** `record` gets every datagram, in order. Without it they are kept in `datagrams`. It must not throw. */
  constructor(transport: Transport, record?: (datagram: TappedDatagram) => void) {
    this.transport = transport
    this.record = record ?? ((datagram) => void this.datagrams.push(datagram))
    this.immediate = transport.immediate
    this.conclusive = transport.conclusive === true
    this.adopted = transport.adopted === true
    if (transport.protocol !== undefined) this.protocol = transport.protocol
    if (transport.remote !== undefined) this.remote = transport.remote
    if (transport.conclude !== undefined) this.conclude = transport.conclude.bind(transport)
  }

  get port(): number {
    return this.transport.port
  }

  get window(): number {
    return this.transport.window
  }

  start(events: TransportEvents): void {
    this.transport.start({
      datagram: (bytes, view, start, end, length, nsid) => {
        this.record({ direction: 'received', bytes: bytes.slice(start, end) })
        events.datagram(bytes, view, start, end, length, nsid)
      },
      overrun: () => events.overrun(),
      sendFailed: (ticket, error) => events.sendFailed(ticket, error),
      concluded: (ticket) => events.concluded(ticket),
      broken: (error) => events.broken(error),
      opened: () => events.opened?.(),
      drained: () => events.drained(),
    })
  }

  send(outgoing: Outgoing): void {
    // all buffers of a send are one datagram
    this.record({ direction: 'sent', bytes: new Uint8Array(Buffer.concat(outgoing.frames)) })
    this.transport.send(outgoing)
  }

  poll(): void {
    this.transport.poll?.()
  }

  hold(): void {
    this.transport.hold()
  }

  resume(): void {
    this.transport.resume()
  }

  join(group: number): void {
    this.transport.join(group)
  }

  leave(group: number): void {
    this.transport.leave(group)
  }

  keepAlive(yes: boolean): void {
    this.transport.keepAlive(yes)
  }

  close(): void {
    this.transport.close()
  }
}
