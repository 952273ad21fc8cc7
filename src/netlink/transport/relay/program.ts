/** A program as a wire: the relay is started, and speaks on its stdin and stdout. */
import type { ChildProcessWithoutNullStreams } from 'node:child_process'
import { spawn } from 'node:child_process'
import { RelayError } from './error.ts'
import type { Wire, WireEvents } from './wire.ts'

/** Bytes of stderr that errors contain: the last ones. */
const MOST_TEXT = 2048
/** Milliseconds that the program has to end after its stdin was closed. */
const GRACE = 2000

type Referable = { ref?(): void; unref?(): void }

/** @throws {RelayError} if the arguments are too long; other errors are reported later. */
const started = (program: string, args: readonly string[]): ChildProcessWithoutNullStreams => {
  try {
    return spawn(program, args, { stdio: 'pipe' })
  } catch (cause) {
    throw new RelayError('ERR_RELAY_START', `${program} cannot be started: ${(cause as Error).message}`, { cause })
  }
}

export class ProgramWire implements Wire {
  private readonly child: ChildProcessWithoutNullStreams
  private readonly target: string
  private events: WireEvents | undefined
  private text = ''

  constructor(program: string, args: readonly string[]) {
    this.target = program
    this.child = started(program, args)
    // without descriptors there are no streams, and `error` follows
    const { stdin, stderr } = this.child
    this.child.once('error', (cause) =>
      this.end(new RelayError('ERR_RELAY_START', `${program} cannot be started: ${cause.message}`, { cause })),
    )
    // after stdout and stderr have ended, so that the error can quote what the program wrote
    this.child.once('close', (code, signal) => this.end(this.ending(code, signal)))
    // EPIPE: the program has ended, and `close` follows
    stdin?.on('error', () => undefined)
    stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.text = (this.text + text).slice(-MOST_TEXT)
    })
  }

  start(events: WireEvents): void {
    this.events = events
    this.child.stdout?.on('data', (chunk) => this.events?.data(chunk))
  }

  write(bytes: Uint8Array): void {
    this.child.stdin?.write(bytes)
  }

  keepAlive(yes: boolean): void {
    const { child } = this
    /* c8 ignore next -- there are no streams if no descriptors were left to open them */
    for (const one of [child, ...(child.stdio ?? [])] as readonly Referable[]) {
      if (yes) one.ref?.()
      else one.unref?.()
    }
  }

  close(): void {
    this.events = undefined
    const { child } = this
    child.stdin?.end()
    // what it still writes would block it
    child.stdout?.resume()
    const timer = setTimeout(() => child.kill(), GRACE).unref()
    child.once('exit', () => clearTimeout(timer))
    this.keepAlive(false)
  }

  private ending(code: number | null, signal: NodeJS.Signals | null): RelayError {
    const how = signal === null ? `with exit code ${code}` : `by ${signal}`
    const text = this.text.trim()
    return new RelayError('ERR_RELAY_LOST', `${this.target} has ended ${how}${text === '' ? '' : `: ${text}`}`)
  }

  private end(error: RelayError): void {
    const { events } = this
    this.events = undefined
    events?.ended(error)
  }
}
