/** How a command that fails ends: one line on stderr, and a number for scripts. */
import { CommanderError } from 'commander'
import { EncodeError, isNetlinkError } from '../netlink/errors.ts'
import { InputError } from './capture/input-error.ts'

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

const USAGE = [EncodeError, InputError, UsageError]
const PARTIAL_CODES = new Set(['ERR_DUMP_INTERRUPTED', 'ERR_OVERRUN', 'ERR_TRUNCATED'])

export const exitCodeOf = (error: unknown): number => {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage
  if (USAGE.some((kind) => error instanceof kind)) return EXIT.usage
  if (error instanceof PartialError) return EXIT.partial
  return isNetlinkError(error) && PARTIAL_CODES.has(error.code) ? EXIT.partial : EXIT.refused
}

/** One line; with `RTNL_DEBUG=1` the stack and the causes as well. */
export const describeFailure = (error: unknown, debug: boolean): string => {
  if (!(error instanceof Error)) return String(error)
  if (!debug) return error.message.replace(/^error: /, '').replaceAll('\n', ' ')
  const cause = error.cause === undefined ? '' : `\ncaused by: ${describeFailure(error.cause, true)}`
  return String(error.stack) + cause
}
