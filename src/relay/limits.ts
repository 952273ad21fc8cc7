/** How much one client of a relay may use. */
export interface Limits {
  /** Netlink sockets that are open at once. */
  readonly sockets: number
  /** Namespaces that are held open at once. */
  readonly namespaces: number
  /** Bytes of a datagram. */
  readonly datagram: number
  /** Bytes of a receive buffer. A client that requests more is given this much. */
  readonly receiveBuffer: number
  /** Pieces of work that wait on one socket. When there are more, nothing is read from the client. */
  readonly queue: number
}

export const DEFAULT_LIMITS: Limits = {
  sockets: 64,
  namespaces: 64,
  datagram: 4 << 20,
  receiveBuffer: 32 << 20,
  queue: 256,
}
