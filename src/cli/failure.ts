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

/** A program that was run for the user has failed; it has said why. */
export class ProgramFailed extends Error {
  override name = 'ProgramFailed'
  readonly exitCode: number

  constructor(exitCode: number) {
    super(`the program ended with exit code ${exitCode}`)
    this.exitCode = exitCode
  }
}

const USAGE = [EncodeError, InputError, OptionError, UsageError]
const PARTIAL_CODES = new Set(['ERR_DUMP_INTERRUPTED', 'ERR_OVERRUN', 'ERR_TRUNCATED'])

/** Whether the command, an option or the input is invalid, in whichever namespace it is run. */
export const isUsage = (error: unknown): boolean => USAGE.some((kind) => error instanceof kind)

export const exitCodeOf = (error: unknown): number => {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage
  if (isUsage(error)) return EXIT.usage
  if (error instanceof PartialError) return EXIT.partial
  if (error instanceof ProgramFailed) return error.exitCode
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
