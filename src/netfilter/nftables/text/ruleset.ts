/** A whole ruleset as text that `nft -f` reads. */
import type { ByteOrder } from '../../../netlink/codec/order.ts'
import type { Chain, Table } from '../objects.ts'
import type { RulesetParts } from '../ruleset.ts'
import type { Family } from '../statements/context.ts'
import { printable } from '../statements/quote.ts'
import type { Block, TextOptions } from './block.ts'
import { blockLines, handleText } from './block.ts'
import { chainBlock, flowtableBlock } from './chain.ts'
import { commentText } from './comment.ts'
import { isName } from './names.ts'
import { objectBlock } from './object.ts'
import { ruleText } from './rule.ts'
import { setBlock } from './set.ts'
import { isBound, tableNames } from './table-names.ts'

/** Options of {@link formatRuleset}. */
export interface RulesetTextOptions extends TextOptions {
  /** Byte order of the machine that the rules are from, to decode extensions of iptables. Default: that of this machine. */
  readonly order?: ByteOrder | undefined
}

interface Inside {
  readonly family: Family
  readonly table: string
}

const grouped = <T>(all: readonly T[], keyOf: (one: T) => string): ReadonlyMap<string, readonly T[]> => {
  const found = new Map<string, T[]>()
  for (const one of all) {
    const others = found.get(keyOf(one))
    if (others === undefined) found.set(keyOf(one), [one])
    else others.push(one)
  }
  return found
}

/** Returns a function that finds the objects of a table. */
const byTable = <T extends Inside>(all: readonly T[]): ((table: Table) => readonly T[]) => {
  const found = grouped(all, ({ family, table }) => `${family} ${table}`)
  return ({ family, name }) => found.get(`${family} ${name}`) ?? []
}

/**
 * The flags of a table. All but `dormant` are comments: a table with `owner` would be deleted as soon as the nft that reads
 * the text ends.
 */
export const tableFlags = (flags: readonly string[]): string[] => {
  const [printed, others] = [flags.filter((flag) => flag === 'dormant'), flags.filter((flag) => flag !== 'dormant')]
  return [
    ...(printed.length === 0 ? [] : [`flags ${printed.join(',')}`]),
    ...(others.length === 0 ? [] : [`# flags ${printable(others.join(','))}`]),
  ]
}

const tableBlock = (table: Table, parts: RulesetParts, options: RulesetTextOptions): Block => {
  const { family, name, handle, flags = [], comment } = table
  const names = tableNames(parts)
  const rules = grouped(parts.rules, ({ chain }) => chain)
  const lines = (chain: Chain): string[] =>
    (rules.get(chain.name) ?? []).map((rule) => ruleText(rule, names, options.order) + handleText(rule.handle, options))
  return {
    head: `table ${family} ${name}`,
    handle,
    comment: !isName(name),
    body: [
      ...tableFlags(flags),
      ...commentText(comment),
      ...parts.objects.map((object) => objectBlock(object, names)),
      ...parts.sets.map((set) => setBlock(set, names)),
      ...parts.flowtables.map((flowtable) => flowtableBlock(flowtable, names)),
      ...parts.chains.filter((chain) => !isBound(chain)).map((chain) => chainBlock(chain, lines(chain), names)),
    ],
  }
}

/**
 * A ruleset as `nft list ruleset` prints it. `nft -f` creates the same ruleset from it. What nft cannot read (extensions of
 * iptables, names that are keywords) and what refers to it is written as comments (`#`).
 */
export const formatRuleset = (ruleset: RulesetParts, options: RulesetTextOptions = {}): string => {
  const chains = byTable(ruleset.chains)
  const sets = byTable(ruleset.sets)
  const objects = byTable(ruleset.objects)
  const flowtables = byTable(ruleset.flowtables)
  const rules = byTable(ruleset.rules)
  const blocks = ruleset.tables.map((table) =>
    tableBlock(
      table,
      {
        tables: [table],
        chains: chains(table),
        sets: sets(table),
        objects: objects(table),
        flowtables: flowtables(table),
        rules: rules(table),
      },
      options,
    ),
  )
  return blocks.map((block) => `${blockLines(block, options).join('\n')}\n`).join('\n')
}
