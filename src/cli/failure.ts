/** Failures of commands: one line on stderr, and an exit code. */
import { CommanderError } from 'commander'
import { InputError } from '../capture/input-error.ts'
import { EncodeError, isNetlinkError } from '../netlink/protocol/errors.ts'
import { OptionError } from '../netlink/socket/options.ts'
import type { Io } from './io.ts'
import type { Output } from './output.ts'
import { visible } from './terminal.ts'

/** The exit codes of `rtnl-dump`, which its help and docs/rtnl-dump.md explain. */
export const EXIT = {
  ok: 0,
  /** The kernel, the socket or a file refused. */
  refused: 1,
  /** The command, an option or the input is invalid. */
  usage: 2,
  /** The output is incomplete. */
  partial: 3,
} as const

/** Arguments that are invalid, or contradict each other. */
export class UsageError extends Error {
  override name = 'UsageError'
}

/** The output is incomplete; the message states why. */
export class PartialError extends Error {
  override name = 'PartialError'
}

/** Not a failure, but a result that the exit code reports: `diff` has found differences. Nothing is printed to stderr. */
export class OutcomeCode extends Error {
  override name = 'OutcomeCode'
  readonly exitCode: number

  constructor(exitCode: number) {
    super(`exit code ${exitCode}`)
    this.exitCode = exitCode
  }
}

/** Any failure of a command whose exit code 1 is a result: its exit code is 2, as that of diff(1). */
export class TroubleError extends Error {
  override name = 'TroubleError'
}

const USAGE = [EncodeError, InputError, OptionError, TroubleError, UsageError]
const PARTIAL_CODES = new Set(['ERR_DUMP_INTERRUPTED', 'ERR_OVERRUN', 'ERR_TRUNCATED'])

/** Whether the command, an option or the input is invalid, in whichever namespace it is run. */
export const isUsage = (error: unknown): boolean => USAGE.some((kind) => error instanceof kind)

export const exitCodeOf = (error: unknown): number => {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage
  if (error instanceof OutcomeCode) return error.exitCode
  if (isUsage(error)) return EXIT.usage
  if (error instanceof PartialError) return EXIT.partial
  return isNetlinkError(error) && PARTIAL_CODES.has(error.code) ? EXIT.partial : EXIT.refused
}

/** An error as one line; with `RTNL_DEBUG=1` with its stack and causes. */
const describeFailure = (error: unknown, debug: boolean): string => {
  if (!(error instanceof Error)) return visible(String(error))
  // commander adds `error: ` at the start, and a suggestion in a second line
  if (!debug) return visible(error.message.replace(/^error: /, '').replace(/\n(?=\(Did you mean )/, ' '))
  const cause = error.cause === undefined ? '' : `\ncaused by: ${describeFailure(error.cause, true)}`
  return String(error.stack) + cause
}

/** Prints an error to stderr. `where`: the namespace, if there are several. */
export const reportFailure = async (io: Io, err: Output, error: unknown, where = ''): Promise<void> => {
  try {
    err.write(`rtnl-dump: ${where}${describeFailure(error, io.env['RTNL_DEBUG'] === '1')}\n`)
    await err.flush()
  } catch {
    // stderr is closed too; only the exit code remains
  }
}
