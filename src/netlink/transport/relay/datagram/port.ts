/** A unix datagram socket, of the addon or of the package unix-dgram. */

/** What a socket reports. Nothing is reported before `start`. */
export interface PortEvents {
  /** A datagram, whose bytes the receiver owns. */
  datagram(bytes: Uint8Array): void
  /** The other end may have space for a datagram that `send` has not sent. */
  writable(): void
  /** Receiving failed for good. */
  failed(error: Error): void
}

export interface Port {
  /** Reports to `events` from now on, also in the place of the events that were given before. */
  start(events: PortEvents): void
  /**
   * Sends buffers as one datagram to the socket that this one is connected to. False if the other end has no space, and
   * `writable` is reported later.
   *
   * @throws {SocketError} if the other end does not exist, for example.
   */
  send(buffers: readonly Uint8Array[]): boolean
  /** Stops receiving, if the socket can. */
  hold(): void
  /** Continues after `hold`. */
  resume(): void
  /** Whether the socket keeps the process alive. One of unix-dgram always does. */
  keepAlive(yes: boolean): void
  close(): void
}

/** A socket of a client. */
export interface ClientPort extends Port {
  /** @throws {SocketError} */
  bind(path: string): void
  /** @throws {SocketError} */
  connect(path: string): void
  /** Sends to a path, before `connect`. False if the other end has no space. @throws {SocketError} */
  sendTo(path: string, datagram: Uint8Array): boolean
}
