/** Text on its way to stdout or stderr: made safe for terminals, collected into chunks, written no faster than the other side reads. */
import type { OutputStream } from './io.ts'
import { terminalText } from './terminal.ts'

/** Characters that are collected before they are written. */
const CHUNK = 32768

/** The reader has gone (`| head -1`): nobody wants the rest. */
export class ReaderGone extends Error {
  override name = 'ReaderGone'
}

export class Output {
  private readonly stream: OutputStream
  private pending = ''
  private failure: Error | undefined
  private soon: NodeJS.Immediate | undefined

  constructor(stream: OutputStream) {
    this.stream = stream
    // Every write hears of its own failure; without a listener the event would end the process first.
    stream.on('error', () => undefined)
  }

  /** Whether a write has failed, after which nothing more can be written. */
  get hasFailed(): boolean {
    return this.failure !== undefined
  }

  /**
   * Adds text. A promise means: wait for it before adding more, the other side is busy. Throws ReaderGone, or what
   * made an earlier write fail.
   */
  write(text: string): Promise<void> | undefined {
    if (this.failure !== undefined) throw this.failure
    this.pending += terminalText(text)
    return this.pending.length < CHUNK ? undefined : this.flush()
  }

  /** Resolves when all that was added is written. */
  async flush(): Promise<void> {
    if (this.failure !== undefined) throw this.failure
    const text = this.pending
    if (text === '') return
    this.pending = ''
    await new Promise<void>((resolve, reject) => {
      this.stream.write(text, (error) => {
        if (error === null || error === undefined) return resolve()
        this.failure = isBrokenPipe(error) ? new ReaderGone() : error
        reject(this.failure)
      })
    })
  }

  /** Writes what there is when the event loop has a moment. `failed` hears of a failure at once, the next `write` throws it. */
  flushSoon(failed: (reason: unknown) => void): void {
    this.soon ??= setImmediate(() => {
      this.soon = undefined
      this.flush().catch(failed)
    })
  }
}

const isBrokenPipe = ({ code }: NodeJS.ErrnoException): boolean => code === 'EPIPE' || code === 'ERR_STREAM_DESTROYED'
