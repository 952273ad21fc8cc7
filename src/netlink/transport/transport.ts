/** The interface between the engine and what carries its bytes: a kernel socket, a fake kernel, or a relay. */
import type { NetlinkError } from '../codec/errors.ts'
import type { ByteRange } from '../protocol/header.ts'
import type { Outgoing } from '../protocol/outgoing.ts'
import type { KernelOptions } from './kernel-options.ts'
import type { Slab } from './slabs.ts'

/** What a transport reports. It reuses the bytes of a datagram after the call. */
export interface TransportEvents {
  /**
   * A datagram of the kernel. `length` is greater than `end - start` if it was truncated. `nsid` is the namespace that
   * a notification is from; absent: this one.
   */
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
  /** The send with that ticket failed: the kernel received nothing of it. */
  sendFailed(ticket: number, error: NetlinkError): void
  /**
   * The kernel has processed the send with that ticket and all earlier ones, and every reply that it queued was
   * reported.
   */
  concluded(ticket: number): void
  /** Receiving failed for good. */
  broken(error: NetlinkError): void
  /** `port` and `window` have their final values: a relay has opened the socket after the transport was returned. */
  opened?(): void
  /** A batch of datagrams was reported, and its buffer is free: queued requests may be sent now. */
  drained(): void
}

/** A namespace of another machine: its name or path there, or the id of a process there. */
export type RemoteNamespace = { readonly netns: string } | { readonly netnsPid: number }

/** A namespace that the other machine holds open. */
export interface HeldNamespace {
  /** Its descriptor there, which requests of the same connection may contain. */
  readonly fd: number
  /** Closes it there. */
  close(): void
}

/** The namespaces of the machine at the other end of a transport. */
export interface RemoteNamespaces {
  /** Opens a namespace, so that requests can refer to it. Rejects if that fails. */
  openNamespace(where: RemoteNamespace): Promise<HeldNamespace>
  /** Opens a socket there. Rejects if that fails. */
  openSocket(options: KernelOptions, where: RemoteNamespace): Promise<Transport>
}

/** Carries the bytes of a socket. Implemented by this library for a kernel socket and by `FakeKernel`. */
export interface Transport {
  /** The port ID of the socket, to which the kernel addresses replies. */
  readonly port: number
  /** How many ACKs fit the receive buffer: the limit of requests in flight. */
  readonly window: number
  /** Whether replies may be reported before `send` returns. */
  readonly immediate: boolean
  /** Whether it reports `concluded` for sends with `conclude`. */
  readonly conclusive?: boolean
  /** The netlink protocol of the socket. Absent if the transport does not know it. */
  readonly protocol?: number
  /** The namespaces of the machine that the socket is on. Absent: it is on this machine. */
  readonly remote?: RemoteNamespaces
  /** Whether other code has set up the socket. A filter may drop replies, so a missing refusal proves nothing. */
  readonly adopted?: boolean
  /** Reports to `events` from now on. Called once. */
  start(events: TransportEvents): void
  /** Sends all frames as one datagram. May report replies before it returns. */
  send(outgoing: Outgoing): void
  /** Reports what was received by now, without waiting. */
  poll?(): void
  /**
   * Reports `concluded` with this ticket when everything that has arrived was reported. Sends nothing. Absent if the
   * transport is not `conclusive`.
   */
  conclude?(ticket: number): void
  /** Stops reporting datagrams. When the buffers are full, the kernel holds back the rest of a dump. */
  hold(): void
  /** Continues after `hold`. */
  resume(): void
  /** Joins a multicast group. Throws SocketError if the kernel refuses. */
  join(group: number): void
  /** Leaves a multicast group. Throws SocketError if the kernel refuses. */
  leave(group: number): void
  /** Whether the socket keeps the process alive; initially it does not. */
  keepAlive(yes: boolean): void
  /** Closes the socket. Nothing is reported any more. */
  close(): void
}

/** A transport that sends and receives in the call. */
export interface SynchronousTransport extends Transport {
  /**
   * Sends one request and receives at most `most` datagrams; 0: all that are queued. Returns the used bytes of the
   * slab, or a negated errno if the send fails.
   */
  exchange(request: ByteRange, most: number, slab: Slab): number
  /** Sends one request. Returns 1 if something can be received, 0 if not, or a negated errno if the send fails. */
  post(request: ByteRange): number
  /** Receives what is queued. Returns the used bytes of the slab. */
  receive(slab: Slab): number
  /** Reports the result of `exchange`, or of `post` and `receive`. `silent`: also reports `concluded`. */
  handle(slab: Slab, used: number, ticket: number, silent: boolean): void
}

/** Opens a transport with the options of the socket that it is for. */
export type OpenTransport = (options: KernelOptions) => Transport

export const isSynchronous = (transport: Transport): transport is SynchronousTransport => 'exchange' in transport
