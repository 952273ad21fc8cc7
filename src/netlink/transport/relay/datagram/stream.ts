/** A connection of datagrams as a stream of Node.js. */
import { Duplex } from 'node:stream'
import { HEADER, headerOf, MOST_CONTENT, PART, readPart } from './format.ts'
import type { Port } from './port.ts'

type Done = (error?: Error | null) => void

interface Chunk {
  readonly chunk: Uint8Array
}

export class DatagramStream extends Duplex {
  private readonly port: Port
  private readonly key: Uint8Array
  private readonly interval: number
  /** Numbers of the next datagrams. */
  private sent = 0
  private received = 0
  /** What was written and not yet sent. */
  private pending: Uint8Array[] = []
  private kind: number = PART.data
  private done: Done | undefined
  private timer: NodeJS.Timeout | undefined

  /** `port` is connected. It is closed with the stream. `interval`: milliseconds between two probes. */
  constructor(port: Port, key: Uint8Array, interval: number = INTERVAL) {
    super()
    this.interval = interval
    this.port = port
    this.key = key
    port.start({
      datagram: (bytes) => this.datagram(bytes),
      writable: () => this.pump(),
      failed: (error) => void this.destroy(error),
    })
  }

  /** Keeps the process alive, and finds out whether the other end still exists, which is not reported by itself. */
  ref(): void {
    this.port.keepAlive(true)
    this.timer ??= setInterval(() => this.probe(), this.interval).unref()
  }

  unref(): void {
    this.port.keepAlive(false)
    this.stopProbing()
  }

  override _read(): void {
    this.port.resume()
  }

  override _write(chunk: Uint8Array, _encoding: string, done: Done): void {
    this.transfer(PART.data, [chunk], done)
  }

  override _writev(chunks: readonly Chunk[], done: Done): void {
    this.transfer(
      PART.data,
      chunks.map(({ chunk }) => chunk),
      done,
    )
  }

  override _final(done: Done): void {
    this.transfer(PART.end, [], done)
  }

  override _destroy(error: Error | null, done: Done): void {
    this.stopProbing()
    if (!this.writableFinished) this.giveUp()
    this.port.close()
    done(error)
  }

  /** Tells the other end that nothing more will come, if it has space for that. */
  private giveUp(): void {
    try {
      this.port.send([headerOf(this.key, this.sent, PART.end, 0)])
    } catch {
      // there is no other end any more
    }
  }

  private stopProbing(): void {
    clearInterval(this.timer)
    this.timer = undefined
  }

  /** Ends the stream with an error if the other end does not exist any more. */
  private probe(): void {
    if (this.done === undefined) this.transmit(PART.probe, [], 0)
  }

  private transfer(kind: number, buffers: Uint8Array[], done: Done): void {
    this.kind = kind
    this.pending = buffers
    this.done = done
    this.pump()
  }

  /** Sends what is pending until the other end has no space. */
  private pump(): void {
    while (this.done !== undefined) {
      const [content, length] = this.next()
      if (!this.transmit(this.kind, content, length)) return
      this.pending = without(this.pending, length)
      if (this.pending.length > 0) continue
      const { done } = this
      this.done = undefined
      done()
    }
  }

  /** As much of what is pending as fits a datagram. */
  private next(): [content: Uint8Array[], length: number] {
    const content: Uint8Array[] = []
    let length = 0
    for (const buffer of this.pending) {
      if (length === MOST_CONTENT || content.length === MOST_BUFFERS) break
      const part = buffer.subarray(0, MOST_CONTENT - length)
      content.push(part)
      length += part.length
    }
    return [content, length]
  }

  /** False if nothing was sent. */
  private transmit(kind: number, content: readonly Uint8Array[], length: number): boolean {
    try {
      if (!this.port.send([headerOf(this.key, this.sent, kind, length), ...content])) return false
      this.sent = (this.sent + 1) >>> 0
      return true
    } catch (error) {
      this.destroy(error as Error)
      return false
    }
  }

  private datagram(bytes: Uint8Array): void {
    const part = readPart(this.key, bytes)
    // of another process, from the time when the socket was not connected
    if (part === undefined) return
    if (!part.whole || part.sequence !== this.received) {
      const what = part.whole ? 'a datagram is missing' : `a datagram was cut to ${bytes.length - HEADER} bytes`
      this.destroy(new Error(what))
      return
    }
    this.received = (this.received + 1) >>> 0
    if (part.kind === PART.end) this.push(null)
    else if (part.kind === PART.data && !this.push(part.content)) this.port.hold()
  }
}

/** Milliseconds between two probes. */
const INTERVAL = 3000

/** Buffers that are sent by one call. The addon accepts 1,024. */
const MOST_BUFFERS = 1000

/** The buffers without the first `length` bytes. */
const without = (buffers: Uint8Array[], length: number): Uint8Array[] => {
  let left = length
  let index = 0
  while (index < buffers.length && left >= (buffers[index] as Uint8Array).length) {
    left -= (buffers[index] as Uint8Array).length
    index++
  }
  const rest = buffers.slice(index)
  if (left > 0) rest[0] = (rest[0] as Uint8Array).subarray(left)
  return rest
}
