/** The seam between the engine and whatever carries its bytes: a kernel's socket, a fake kernel, one day a relay. */
import type { NetlinkError } from '../codec/errors.ts'
import type { Place } from '../protocol/header.ts'
import type { Outgoing } from '../protocol/outgoing.ts'
import type { Slab } from './slabs.ts'

/** What a transport tells. Bytes are reused when the call has returned. */
export interface TransportEvents {
  /** A datagram from the kernel. `length` is above `end - start` where it was cut off; `nsid` names another namespace it is from. */
  datagram(
    bytes: Uint8Array,
    view: DataView,
    start: number,
    end: number,
    length: number,
    nsid: number | undefined,
  ): void
  /** The receive buffer overflowed. */
  overrun(): void
  /** The send of that ticket reached nobody. */
  sendFailed(ticket: number, error: NetlinkError): void
  /**
   * The kernel has done what the send of that ticket asked for, and those before it, and all that it said about them was
   * handed over.
   */
  concluded(ticket: number): void
  /** Nothing can be received any more. */
  broken(error: NetlinkError): void
  /** A batch of datagrams was handed over: a good moment to send what waits. */
  drained(): void
}

export interface Transport {
  /** The port the kernel's answers are addressed to. */
  readonly port: number
  /** How many requests may wait for their ACK without overflowing the receive buffer. */
  readonly window: number
  /** Whether answers come before `send` returns. */
  readonly immediate: boolean
  /** Whether it reports `concluded` for sends that ask for it. */
  readonly conclusive?: boolean
  /** The netlink protocol of the socket, where the transport knows it. */
  readonly protocol?: number
  /**
   * Whether the socket was given to this library in a state that others made: it may be filtered, and what it says need
   * not be all that the kernel says.
   */
  readonly adopted?: boolean
  start(events: TransportEvents): void
  /** Sends all frames as one. May answer before it returns. */
  send(outgoing: Outgoing): void
  /** Hands over what has come by now, without waiting for more. */
  look?(): void
  /** Stops handing over datagrams, so that the kernel has to wait with the rest. */
  hold(): void
  resume(): void
  join(group: number): void
  leave(group: number): void
  /** Whether an open socket keeps the process alive: while answers are awaited. */
  keepAlive(yes: boolean): void
  close(): void
}

/** One that waits for the kernel in place. */
export interface InPlace extends Transport {
  /** Sends one request, and receives at most so many datagrams, 0 for all there are: bytes of the slab in use, or a negative errno of the send. */
  exchange(request: Place, most: number, slab: Slab): number
  /** Sends one request, and looks whether something has come: 1, 0, or a negative errno of the send. */
  post(request: Place): number
  /** What has come: bytes of the slab in use. */
  receive(slab: Slab): number
  /** What is left to do with the result of an exchange, or of what was received behind a post. */
  handle(slab: Slab, used: number, ticket: number, silent: boolean): void
}

export const isInPlace = (transport: Transport): transport is InPlace => 'exchange' in transport
