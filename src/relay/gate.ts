/** Decides about what a client may do. A relay without a policy lets everything pass. */
import type { Credentials } from '../netlink/transport/relay/datagram/native.ts'
import type { RemoteNamespace, Transport } from '../netlink/transport/transport.ts'

/** Which socket a client wants. */
export interface Wanted {
  readonly protocol: number
  /** Undefined: the namespace of the relay. */
  readonly where: RemoteNamespace | undefined
  /** The notifications of all namespaces that have an id there. */
  readonly listenAllNsid: boolean
  /** The process of the client. Absent: it is not known. */
  readonly client?: Credentials | undefined
}

/** Where a socket is, for decisions that depend on what exists there. */
export interface Place {
  readonly wanted: Wanted
  /** Port of the client's socket, to which answers are addressed. */
  readonly port: number
  /** Opens another socket of the same namespace, for questions of the relay's own. */
  readonly another: (protocol: number) => Transport | Promise<Transport>
  /** Namespaces that the client has opened, by their descriptors. */
  readonly held: ReadonlyMap<number, RemoteNamespace>
}

/** How a warden carries out its decisions. Everything happens in the order of the calls. */
export interface Way {
  /** Sends a message to the kernel. */
  send(message: Uint8Array): void
  /** Sends messages as one datagram of their own. */
  sendTogether(messages: readonly Uint8Array[]): void
  /** Resolves when the kernel has processed what was sent, and the client was sent its answers. */
  settled(): Promise<void>
  /** Answers the client in the place of the kernel, after the answers to what was sent before. */
  reply(message: Uint8Array): Promise<void>
}

/** Why something is refused, as text for the client. */
export type Objection = string | undefined

/** Decides about the datagrams of one socket. */
export interface Warden {
  /** A datagram that needs no waiting is handled before the call returns. */
  handle(datagram: Uint8Array, way: Way): undefined | Promise<void>
  close(): void
}

/** Decides for the clients of a relay. */
export interface Gate {
  /** Whether clients may open namespaces other than that of the relay, as far as the options say so. */
  readonly namespaces: boolean
  /** Whether clients may open those of processes of their users. */
  readonly processes: boolean
  /** A socket. */
  open(wanted: Wanted): Objection
  /**
   * A namespace that a client wants to work in, or to refer to by its descriptor, before it is opened. `client`: undefined if it
   * is not known.
   */
  namespace(where: RemoteNamespace, client: Credentials | undefined): Objection
  /** The same after it was opened. `owner` returns the user who has made it, or a negated errno. */
  opened(where: RemoteNamespace, client: Credentials | undefined, owner: () => number): Objection
  /** A multicast group of a socket of this protocol. */
  join(protocol: number): Objection
  /** Undefined: everything may be sent. */
  warden(place: Place): Warden | undefined
}

/** Lets everything pass. */
export const openGate: Gate = {
  namespaces: false,
  processes: false,
  open: () => undefined,
  namespace: () => undefined,
  opened: () => undefined,
  join: () => undefined,
  warden: () => undefined,
}
