/** Decides about what a client may do. A relay without a policy lets everything pass. */
import type { RemoteNamespace, Transport } from '../netlink/transport/transport.ts'

/** What is done with a part of a datagram, in order. */
export type Step =
  /** Sends messages, as one datagram. `done`: called when the kernel has processed them. */
  | { readonly send: Uint8Array; readonly done?: () => void | Promise<void> }
  /** Answers the client in the place of the kernel. */
  | { readonly reply: Uint8Array }

/** Which socket a client wants. */
export interface Wanted {
  readonly protocol: number
  /** Undefined: the namespace of the relay. */
  readonly where: RemoteNamespace | undefined
}

/** Where a socket is, for decisions that depend on what exists there. */
export interface Place {
  readonly wanted: Wanted
  /** Of the socket that sends. */
  readonly port: number
  /** Opens another socket in the same namespace, for questions of the relay's own. */
  readonly another: () => Promise<Transport>
  /** Descriptors of namespaces that the client has opened, with their names. */
  readonly held: ReadonlyMap<number, RemoteNamespace>
}

/** Why something is refused, as text for the client. */
export type Objection = string | undefined

/** Decides about the datagrams of one socket. */
export interface Warden {
  check(datagram: Uint8Array): readonly Step[] | Promise<readonly Step[]>
  close(): void
}

/** Decides for one client. */
export interface Gate {
  open(wanted: Wanted, listenAllNsid: boolean): Objection
  /** A descriptor of a namespace, which later requests of the client may contain. */
  namespace(where: RemoteNamespace): Objection
  join(protocol: number, group: number): Objection
  /** Undefined: everything may be sent. */
  warden(place: Place): Warden | undefined
}

/** Lets everything pass. */
export const openGate: Gate = {
  open: () => undefined,
  namespace: () => undefined,
  join: () => undefined,
  warden: () => undefined,
}
