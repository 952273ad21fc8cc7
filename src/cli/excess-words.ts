/** Refuses words that a command has no argument for. */
import type { Command } from 'commander'
import { suggestion } from './command.ts'
import { UsageError } from './failure.ts'

/**
 * Where a group of commands has a default (`nft` is `nft list`), a mistyped command arrives here too. @throws {UsageError}
 */
export const refuseExcess = ({ registeredArguments, args, parent }: Command): void => {
  const given = registeredArguments.at(-1)?.variadic === true ? undefined : args[registeredArguments.length]
  if (given === undefined) return
  const others = parent?.parent ? parent.commands.map((command) => command.name()) : []
  throw new UsageError(`unexpected word '${given}'${suggestion(given, others)}`)
}
