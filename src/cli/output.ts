/** Writes text to stdout or stderr: makes it safe for terminals, collects it into chunks, and respects backpressure. */
import type { OutputStream } from './io.ts'
import { terminalText } from './terminal.ts'

/** Characters that are collected before they are written. */
const CHUNK = 32768

/** The reader of a pipe has closed it (`| head -1`). */
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
    // the callback of each write gets its error; without a listener the event would end the process first
    stream.on('error', () => undefined)
  }

  /** Whether a write has failed, after which nothing more can be written. */
  get hasFailed(): boolean {
    return this.failure !== undefined
  }

  /**
   * Adds text. If it returns a promise, the caller must await it before adding more. Throws ReaderGone, or the error
   * that an earlier write failed with.
   */
  write(text: string): Promise<void> | undefined {
    return this.writeSafe(terminalText(text))
  }

  /** The same for text that is safe for terminals, such as that of `toJson`. */
  writeSafe(text: string): Promise<void> | undefined {
    if (this.failure !== undefined) throw this.failure
    this.pending += text
    return this.pending.length < CHUNK ? undefined : this.flush()
  }

  /** Writes the added text. Resolves when it is written. */
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

  /**
   * Writes the added text in the next turn of the event loop. Calls `failed` if that fails; the next `write` throws
   * too.
   */
  flushSoon(failed: (reason: unknown) => void): void {
    this.soon ??= setImmediate(() => {
      this.soon = undefined
      this.flush().catch(failed)
    })
  }
}

const isBrokenPipe = ({ code }: NodeJS.ErrnoException): boolean => code === 'EPIPE' || code === 'ERR_STREAM_DESTROYED'
