/** How much of the input has been read, in a line on stderr, for people who wait. */
import type { Environment } from './command.ts'
import { OWN_ESCAPE } from './terminal.ts'

/** Milliseconds before the first line, and between lines. */
const FIRST = 1000
const EACH = 200

/** To the first column, and erase the line. */
const ERASE = `${OWN_ESCAPE}1G${OWN_ESCAPE}K`

/**
 * Writes only if stderr is a terminal and stdout is not: in a terminal the output itself shows that something happens, and
 * the line would be between its lines.
 */
export class Progress {
  private readonly environment: Environment
  private readonly isWanted: boolean
  private readonly start: number
  private next: number
  private bytes = 0
  private isShown = false

  constructor(environment: Environment) {
    const { stdout, stderr, env } = environment.io
    this.environment = environment
    this.isWanted = stderr.isTTY === true && stdout.isTTY !== true && env['TERM'] !== 'dumb'
    this.start = this.now()
    this.next = this.start + FIRST
  }

  /** Counts bytes that have been read. */
  add(bytes: number): void {
    this.bytes += bytes
    if (!this.isWanted) return
    const now = this.now()
    if (now < this.next) return
    this.next = now + EACH
    this.isShown = true
    const megabytes = this.bytes / 1e6
    const rate = (megabytes * 1000) / (now - this.start)
    this.write(`${ERASE}${megabytes.toFixed(1)} MB read, ${rate.toFixed(1)} MB/s`)
  }

  /** Removes the line. */
  end(): void {
    if (this.isShown) this.write(ERASE)
    this.isShown = false
  }

  private now(): number {
    return this.environment.io.now().getTime()
  }

  private write(text: string): void {
    const { err } = this.environment
    if (err.hasFailed) return
    void err.write(text)
    // A terminal that has gone needs no progress; the output may still be wanted.
    err.flushSoon(() => undefined)
  }
}
