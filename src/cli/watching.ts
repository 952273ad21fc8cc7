/** Writes events to stdout as they happen, until Ctrl-C or until the reader closes the pipe. Common to all monitors. */
import { Option } from 'commander'
import type { Environment } from './command.ts'
import { toJson } from './json.ts'

export interface WatchingOptions {
  readonly jsonLines?: true
  readonly timestamps: boolean
}

export const watchingOptions = (): Option[] => [
  new Option('--json-lines', 'one JSON object a line'),
  new Option('--no-timestamps', 'without the time in front'),
]

/** What all events have in common. */
interface AnyEvent {
  readonly action: string
}

/** What is printed of an event: a JSON object with `--json-lines`, else lines. */
export interface Printed {
  readonly json: object
  readonly lines: readonly string[]
}

/** Where events go. Several sources may use one. */
export interface EventSink {
  /** Aborts when the sources are to end. */
  readonly signal: AbortSignal
  /** Ends all sources. */
  abort(): void
  /** All sources have ended. Throws the error that ended them, if any. */
  end(): void
  /** From now on every change is an event. `words`: what is watched. */
  begun(words: string): Promise<void>
  /** Something about the events themselves: some were lost. */
  note(text: string): Promise<void>
  write(printed: Printed): Promise<void>
}

/** Writes events to stdout, and notes to stderr. */
export class EventWriter implements EventSink {
  /** Aborts when the user ends the command, or when nothing can be written any more. */
  readonly signal: AbortSignal
  private readonly environment: Environment
  private readonly options: WatchingOptions
  private readonly stop = new AbortController()

  constructor(environment: Environment, options: WatchingOptions) {
    this.environment = environment
    this.options = options
    this.signal = AbortSignal.any([environment.io.interrupted(), this.stop.signal])
  }

  /** Ends all sources. */
  abort(): void {
    this.stop.abort()
  }

  async begun(words: string): Promise<void> {
    await this.note(`watching ${words}; Ctrl-C ends it`)
  }

  /** Prints a line to stderr. */
  async note(text: string): Promise<void> {
    const { err } = this.environment
    err.write(`rtnl-dump: ${text}\n`)
    await err.flush()
  }

  async write({ json, lines }: Printed): Promise<void> {
    const { io, out, colours } = this.environment
    const { jsonLines, timestamps } = this.options
    const time = io.now().toISOString()
    const stamp = timestamps ? `${colours.dim(time)} ` : ''
    const text =
      jsonLines === true
        ? `${toJson(timestamps ? { time, ...json } : json)}\n`
        : lines.map((line) => `${stamp}${line}\n`).join('')
    const busy = out.write(text)
    if (busy !== undefined) await busy
    out.flushSoon(() => this.stop.abort())
  }

  /** Throws the error that stopped the writing, if any. */
  end(): void {
    this.environment.out.write('')
  }
}

export const EVENTS_LOST = 'events were lost: the receive buffer overflowed'

/**
 * `open` starts watching until the signal aborts; events of changes after it returns are printed. `words`: what is watched.
 * `linesOf` returns the lines of an event, without `--json-lines`.
 */
export const watchEvents = async <E extends AnyEvent>(
  environment: Environment,
  options: WatchingOptions,
  words: string,
  open: (signal: AbortSignal) => AsyncIterable<E>,
  linesOf: (event: E) => readonly string[],
): Promise<void> => {
  const writer = new EventWriter(environment, options)
  const events = open(writer.signal)
  await writer.begun(words)
  for await (const event of events) {
    if (event.action === 'lost') await writer.note(EVENTS_LOST)
    await writer.write({ json: event, lines: linesOf(event) })
  }
  writer.end()
}
