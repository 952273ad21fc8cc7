/** A stream to a relay: a program that was started, a unix socket, or a stream of the caller. */
import type { Duplex } from 'node:stream'
import type { RelayError } from './error.ts'

export interface WireEvents {
  data(chunk: Uint8Array): void
  /** Nothing more will be received. Reported once. */
  ended(error: RelayError): void
}

export interface Wire {
  /** Reports to `events` from now on. Called once. */
  start(events: WireEvents): void
  write(bytes: Uint8Array): void
  /** Whether the stream keeps the process alive. */
  keepAlive(yes: boolean): void
  /** Ends the stream after everything that was written. Nothing is reported any more. */
  close(): void
}

/**
 * A relay: the path of its unix socket, a program with its arguments that is started and speaks to the relay on stdin and
 * stdout (`['ssh', 'host', 'rtnl-relay', '--stdio']`), or an open stream. The client closes the stream.
 */
export type RelayAddress = string | readonly string[] | Duplex
