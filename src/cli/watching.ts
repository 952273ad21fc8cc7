/** Events on their way to stdout as they happen, until Ctrl-C or until nobody reads them; the same for all that watch. */
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

/** What every event says of itself. */
interface Told {
  readonly action: string
}

/** `open` starts to watch, and ends with its signal; `linesOf` an event are for people. */
export const watchEvents = async <E extends Told>(
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
  // Says what made the writing stop, if anything did.
  out.write('')
}
