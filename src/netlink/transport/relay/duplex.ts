/** A stream of Node.js as a wire: a unix socket, or a stream of the caller. */
import type { Duplex } from 'node:stream'
import { RelayError } from './error.ts'
import type { Wire, WireEvents } from './wire.ts'

/** Sockets have these; other streams keep no process alive. */
type Referable = { ref?(): void; unref?(): void }

/** Milliseconds that the relay has to end its side. */
const GRACE = 2000

export class DuplexWire implements Wire {
  private readonly stream: Duplex
  /** How the relay is called in errors. */
  private readonly target: string
  private connected: boolean
  private events: WireEvents | undefined

  /** `connecting`: the stream reports `connect` later, and its errors before that mean that there is no relay. */
  constructor(stream: Duplex, target: string, connecting: boolean) {
    this.stream = stream
    this.target = target
    this.connected = !connecting
    stream.once('connect', () => {
      this.connected = true
    })
    // errors are reported until the stream is destroyed, also after `close`
    stream.on('error', (error) => this.failed(error))
    stream.once('close', () => this.end(new RelayError('ERR_RELAY_LOST', `${target} has closed the connection`)))
    stream.once('end', () => this.end(new RelayError('ERR_RELAY_LOST', `${target} has closed the connection`)))
  }

  start(events: WireEvents): void {
    this.events = events
    this.stream.on('data', (chunk) => this.events?.data(chunk))
  }

  write(bytes: Uint8Array): void {
    if (this.stream.writable) this.stream.write(bytes)
  }

  keepAlive(yes: boolean): void {
    const stream = this.stream as Referable
    if (yes) stream.ref?.()
    else stream.unref?.()
  }

  close(): void {
    this.events = undefined
    const { stream } = this
    // A unix socket that is closed with unread data drops what the relay has not read, so the rest is read until it ends.
    stream.end()
    stream.resume()
    const timer = setTimeout(() => stream.destroy(), GRACE).unref()
    stream.once('close', () => clearTimeout(timer))
    this.keepAlive(false)
  }

  private failed(cause: Error): void {
    if (this.connected) this.end(new RelayError('ERR_RELAY_LOST', `${this.target}: ${cause.message}`, { cause }))
    else this.end(new RelayError('ERR_RELAY_START', `${this.target} cannot be reached: ${cause.message}`, { cause }))
  }

  private end(error: RelayError): void {
    const { events } = this
    this.events = undefined
    this.stream.destroy()
    events?.ended(error)
  }
}
