/** Calls into the program: listeners of notifications. Their errors surface as uncaught ones and do not stop the socket. */
import type { Notifications } from '../protocol/exchange.ts'

/** Receives what belongs to no request. `nsid`: the namespace that it came from, with `listenAllNsid`. */
export interface Listener {
  /**
   * A notification: struct nlmsghdr begins at `start`, and the payload ends at `end`. The bytes are reused after the
   * call.
   */
  notification(bytes: Uint8Array, view: DataView, start: number, end: number, nsid: number | undefined): void
  /** Some notifications were dropped. */
  lost(): void
  /** No more will come. `cause`: the error that broke the socket; undefined after `close`. */
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

/** The same callback, whose errors surface as uncaught ones and do not interrupt the reading of replies. */
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
