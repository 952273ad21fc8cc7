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

/** `open` starts watching until the signal aborts. `linesOf` returns the lines of an event, without `--json-lines`. */
export const watchEvents = async <E extends AnyEvent>(
  { io, out, err, colours }: Environment,
  { jsonLines, timestamps }: WatchingOptions,
  open: (signal: AbortSignal) => AsyncIterable<E>,
  linesOf: (event: E) => readonly string[],
): Promise<void> => {
  const stop = new AbortController()
  const events = open(AbortSignal.any([io.interrupted(), stop.signal]))
  for await (const event of events) {
    const time = io.now().toISOString()
    if (event.action === 'lost') {
      err.write('rtnl-dump: events were lost: the receive buffer overflowed\n')
      await err.flush()
    }
    const lines = linesOf(event)
    const stamp = timestamps ? `${colours.dim(time)} ` : ''
    const text =
      jsonLines === true
        ? `${toJson(timestamps ? { time, ...event } : event)}\n`
        : lines.map((line) => `${stamp}${line}\n`).join('')
    const busy = out.write(text)
    if (busy !== undefined) await busy
    out.flushSoon(() => stop.abort())
  }
  // throws the error that stopped the writing, if any
  out.write('')
}
