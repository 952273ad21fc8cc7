/** Listeners of notifications. An error that a listener throws becomes an uncaught exception, and the socket continues. */
import type { Notifications } from '../protocol/exchange.ts'

/** Receives the messages that are not replies to requests. */
export interface Listener {
  /**
   * A notification: struct nlmsghdr begins at `start`, and the payload ends at `end`. The receive buffer is overwritten after
   * the call, so copy bytes that you keep. `nsid`: with `listenAllNsid`, the id of the namespace that it is from; undefined
   * for the socket's own.
   */
  notification(bytes: Uint8Array, view: DataView, start: number, end: number, nsid: number | undefined): void
  /** Some notifications were dropped. */
  lost(): void
  /** The last call. `cause`: the error that broke the socket; undefined after `close`. */
  closed(cause: unknown): void
}

export class Listeners implements Notifications {
  /** The namespace of the datagram that is being read. */
  nsid: number | undefined
  private readonly listeners = new Set<Listener>()

  get none(): boolean {
    return this.listeners.size === 0
  }

  add(listener: Listener): void {
    this.listeners.add(listener)
  }

  delete(listener: Listener): void {
    this.listeners.delete(listener)
  }

  notification(bytes: Uint8Array, view: DataView, start: number, end: number): void {
    // not by `call`, which would make a closure for each message
    for (const listener of this.listeners) {
      try {
        listener.notification(bytes, view, start, end, this.nsid)
      } catch (error) {
        surface(error)
      }
    }
  }

  lost(): void {
    this.call((listener) => listener.lost())
  }

  /** Notifies all listeners of the end, and removes them. */
  close(cause: unknown): void {
    this.call((listener) => listener.closed(cause))
    this.listeners.clear()
  }

  private call(what: (listener: Listener) => void): void {
    for (const listener of this.listeners) {
      try {
        what(listener)
      } catch (error) {
        surface(error)
      }
    }
  }
}

/** Wraps a callback, so that its errors become uncaught exceptions and do not interrupt the reading of replies. */
export const shielded =
  <A>(call: (argument: A) => void) =>
  (argument: A): void => {
    try {
      call(argument)
    } catch (error) {
      surface(error)
    }
  }

const surface = (error: unknown): void => {
  process.nextTick(() => {
    throw error
  })
}
