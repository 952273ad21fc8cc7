/** Rows that watch: a change must be reported by the command and by the call. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Test } from 'tap'
import { until } from '../../until.ts'
import type { Calls } from './calls.ts'
import type { Sandbox } from './namespaces.ts'
import type { Row } from './page.ts'
import { PAGE } from './page.ts'

/** What is done while a row is watched, and the text by which its reports are recognised. */
export interface Trigger {
  /** Lines of shell that can be run again and again. */
  readonly change: string
  readonly seen: string
}

interface Event {
  readonly action: string
  readonly object?: string
}

/** What happened to what: the object, or the action of an event that has none. */
const wordOf = ({ object, action }: Event): string => object ?? action

const watched = async (t: Test, row: Row, sandbox: Sandbox, calls: Calls, { change, seen }: Trigger): Promise<void> => {
  const { command, call, third = '', line } = row
  const name = `${PAGE}:${line} ${command}`
  const events: Event[] = []
  const stream = (await calls.run(call)) as AsyncIterableIterator<Event> & AsyncDisposable
  const reading = (async () => {
    for await (const event of stream) events.push(event)
  })()
  const child = spawn('stdbuf', ['-oL', ...command.split(' ')], { stdio: ['ignore', 'pipe', 'inherit'] })
  let printed = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    printed += text
  })
  const ended = once(child, 'close')
  const wanted = third.replaceAll('`', '').split(', ')
  const heard = (): Set<string> => new Set(events.filter((event) => JSON.stringify(event).includes(seen)).map(wordOf))
  try {
    // the command may not listen yet, so the change is repeated
    await until(() => {
      sandbox.run(change)
      return printed.includes(seen) && wanted.every((word) => heard().has(word))
    }, `${name}: ${seen}`)
  } finally {
    child.kill()
    await ended
    await stream[Symbol.asyncDispose]()
  }
  await reading
  t.same([...heard()].sort(), wanted.sort(), `${name}: reports ${seen}`)
}

/** Each row has a trigger by its command. */
export const reported = async (
  t: Test,
  rows: readonly Row[],
  sandbox: Sandbox,
  calls: Calls,
  triggers: { readonly [command: string]: Trigger },
): Promise<void> => {
  for (const row of rows) {
    const trigger = triggers[row.command]
    if (trigger === undefined) throw new Error(`${PAGE}:${row.line}: no trigger for ${row.command}`)
    await watched(t, row, sandbox, calls, trigger)
  }
}
