/** How a command that fails ends: one line on stderr, and a number for scripts. */
import { CommanderError } from 'commander'
import { InputError } from '../capture/input-error.ts'
import { EncodeError, isNetlinkError } from '../netlink/protocol/errors.ts'
import { OptionError } from '../netlink/socket/options.ts'
import type { Io } from './io.ts'
import type { Output } from './output.ts'
import { visible } from './terminal.ts'

/** What `rtnl-dump` exits with; its help and docs/rtnl-dump.md say the same. */
export const EXIT = {
  ok: 0,
  /** The kernel, the socket or a file refused. */
  refused: 1,
  /** A command, an option or an input that makes no sense. */
  usage: 2,
  /** There was output, but it is not the whole truth. */
  partial: 3,
} as const

/** Words that make no sense together. */
export class UsageError extends Error {
  override name = 'UsageError'
}

/** What was printed lacks something; why is in the message. */
export class PartialError extends Error {
  override name = 'PartialError'
}

const USAGE = [EncodeError, InputError, OptionError, UsageError]
const PARTIAL_CODES = new Set(['ERR_DUMP_INTERRUPTED', 'ERR_OVERRUN', 'ERR_TRUNCATED'])

/** Whether a command, an option or an input makes no sense, wherever it is tried. */
export const isUsage = (error: unknown): boolean => USAGE.some((kind) => error instanceof kind)

export const exitCodeOf = (error: unknown): number => {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage
  if (isUsage(error)) return EXIT.usage
  if (error instanceof PartialError) return EXIT.partial
  return isNetlinkError(error) && PARTIAL_CODES.has(error.code) ? EXIT.partial : EXIT.refused
}

/** One line; with `RTNL_DEBUG=1` the stack and the causes as well. */
const describeFailure = (error: unknown, debug: boolean): string => {
  if (!(error instanceof Error)) return visible(String(error))
  // commander's own: `error: ` in front, a suggestion in a second line
  if (!debug) return visible(error.message.replace(/^error: /, '').replace(/\n(?=\(Did you mean )/, ' '))
  const cause = error.cause === undefined ? '' : `\ncaused by: ${describeFailure(error.cause, true)}`
  return String(error.stack) + cause
}

/** Says on stderr what failed, and where if that is not all there is. */
export const reportFailure = async (io: Io, err: Output, error: unknown, where = ''): Promise<void> => {
  try {
    err.write(`rtnl-dump: ${where}${describeFailure(error, io.env['RTNL_DEBUG'] === '1')}\n`)
    await err.flush()
  } catch {
    // Nobody listens on stderr either; the exit code is all that is left to say.
  }
}
