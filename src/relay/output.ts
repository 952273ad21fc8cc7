/** What a relay sends to one client: frames, collected per turn of the event loop. */
import type { Writable } from 'node:stream'
import { frameOf } from '../netlink/transport/relay/frames.ts'

/** Bytes that wait for the client before nothing more is read from it. Datagrams are limited by its credit besides. */
const MOST_WAITING = 1 << 20

/** Milliseconds that a client has to receive the rest. */
const GRACE = 1000

export class Output {
  private readonly stream: Writable
  private corked = false
  private muted = false

  constructor(stream: Writable) {
    this.stream = stream
  }

  /** Whether the client reads too slowly to be given more answers. `drain` of the stream reports when it has caught up. */
  get full(): boolean {
    return !this.muted && this.stream.writableLength > MOST_WAITING
  }

  send(type: number, socket: number, words: readonly number[] = [], data: readonly Uint8Array[] = []): void {
    if (!this.corked) {
      this.corked = true
      this.stream.cork()
      process.nextTick(() => this.flush())
    }
    this.stream.write(frameOf(type, socket, words, data))
  }

  /** Sends nothing any more, and calls `then` when the client has received the rest, or does not. */
  end(then: () => void): void {
    this.muted = true
    this.flush()
    const timer = setTimeout(then, GRACE).unref()
    this.stream.end(() => {
      clearTimeout(timer)
      then()
    })
  }

  private flush(): void {
    if (!this.corked) return
    this.corked = false
    this.stream.uncork()
  }
}
