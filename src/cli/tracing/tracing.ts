/** What `trace` and `record` have in common: they run a program and read its datagrams while it runs. */
import type { Command } from 'commander'
import { InvalidArgumentError } from 'commander'
import type { Datagram } from '../../capture/datagram.ts'
import { StraceReader } from '../../capture/strace/reader.ts'
import type { Environment } from '../command.ts'
import { OutcomeCode, UsageError } from '../failure.ts'
import { plainBytes } from '../input.ts'
import type { Target } from './strace.ts'

export interface TargetOptions {
  readonly pid?: number
}

/** Milliseconds without output of strace after which the last call is complete. */
const QUIET = 100

const parsePid = (given: string): number => {
  if (/^[1-9]\d{0,9}$/.test(given)) return Number(given)
  throw new InvalidArgumentError('Expected the number of a process.')
}

export const addTarget = (command: Command): Command =>
  command
    .argument('[command...]', 'the program and its arguments, after --')
    .option('-p, --pid <pid>', 'attach to this process instead, until Ctrl-C', parsePid)

/** `name`: of the command, for errors. @throws {UsageError} */
export const targetOf = (name: string, command: readonly string[], { pid }: TargetOptions): Target => {
  if (pid !== undefined && command.length > 0) throw new UsageError('either a program or --pid, not both')
  if (pid !== undefined) return { pid }
  if (command.length === 0) throw new UsageError(`a program is missing: rtnl-dump ${name} -- ip link, or --pid`)
  return { command }
}

const IDLE = Symbol('idle')

/** The chunks of a stream, and IDLE when none has come for a while. */
const withPauses = async function* (
  stream: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array | typeof IDLE, undefined> {
  const chunks = stream[Symbol.asyncIterator]()
  let next = chunks.next()
  for (;;) {
    let timer: NodeJS.Timeout | undefined
    const pause = new Promise<typeof IDLE>((resolve) => {
      timer = setTimeout(resolve, QUIET, IDLE)
    })
    const step = await Promise.race([next, pause])
    clearTimeout(timer)
    if (step === IDLE) {
      yield IDLE
      continue
    }
    if (step.done === true) return undefined
    yield step.value
    next = chunks.next()
  }
}

/**
 * Calls `take` with the datagrams of a program, as they come; with none if nothing has come for a while. Throws OutcomeCode
 * if the program has failed.
 */
export const traceProgram = async (
  { io }: Environment,
  target: Target,
  take: (datagrams: readonly Datagram[]) => Promise<void>,
): Promise<void> => {
  const { log, ended, netns, stop, abandon, protocolOf } = await io.trace(target)
  const reader = new StraceReader({ isLive: true, netns, protocolOf })
  const interrupted = io.interrupted()
  interrupted.addEventListener('abort', stop, { once: true })
  try {
    for await (const chunk of withPauses(log))
      await take(chunk === IDLE ? reader.idle() : reader.push(plainBytes(chunk)))
    await take(reader.end())
  } catch (error) {
    abandon()
    throw error
  }
  const code = await ended
  if (code !== 0) throw new OutcomeCode(code)
}
