/** Selects a part of a ruleset: a family, a table, a chain. */

import type { RulesetParts } from '../../netfilter/nftables/ruleset.ts'
import type { Family } from '../../netfilter/nftables/statements/context.ts'
import { isBound, referred } from '../../netfilter/nftables/text/table-names.ts'

export interface Choice {
  readonly family?: Family
  readonly table?: string
  readonly chain?: string
}

interface Contained {
  readonly family: Family
  readonly table: string
}

/** The selected chain, and the anonymous chains inside its rules. */
const chainsOf = ({ chains, rules }: RulesetParts, chain: string): ReadonlySet<string> => {
  const inside = referred(rules.filter((rule) => rule.chain === chain))
  const bound = chains.filter((one) => isBound(one) && inside.includes(`chain ${one.name}`))
  return new Set([chain, ...bound.map(({ name }) => name)])
}

/** The selected part. For a chain it includes the chain's table, but nothing else of the table. */
export const chosen = (ruleset: RulesetParts, { family, table, chain }: Choice): RulesetParts => {
  const wanted = (one: Contained): boolean =>
    (family === undefined || one.family === family) && (table === undefined || one.table === table)
  const whole = <T extends Contained>(all: readonly T[]): readonly T[] =>
    chain === undefined ? all.filter(wanted) : []
  const names = chain === undefined ? undefined : chainsOf(ruleset, chain)
  const named = (name: string): boolean => names === undefined || names.has(name)
  const chains = ruleset.chains.filter((one) => wanted(one) && named(one.name))
  const holds = (owner: Contained): boolean =>
    chain === undefined || chains.some((one) => one.family === owner.family && one.table === owner.table)
  return {
    tables: ruleset.tables.filter((one) => {
      const owner = { family: one.family, table: one.name }
      return wanted(owner) && holds(owner)
    }),
    chains,
    sets: whole(ruleset.sets),
    objects: whole(ruleset.objects),
    flowtables: whole(ruleset.flowtables),
    rules: ruleset.rules.filter((one) => wanted(one) && named(one.chain)),
  }
}
