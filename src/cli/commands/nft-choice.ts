/** Which part of a ruleset is asked for: of a family, a table, a chain. */

import type { RulesetParts } from '../../netfilter/nftables/ruleset.ts'
import type { Family } from '../../netfilter/nftables/statements/place.ts'
import { isBound, referred } from '../../netfilter/nftables/text/table-names.ts'

export interface Choice {
  readonly family?: Family
  readonly table?: string
  readonly chain?: string
}

interface Inside {
  readonly family: Family
  readonly table: string
}

/** The chain that is asked for, and those that stand inside of its rules. */
const chainsOf = ({ chains, rules }: RulesetParts, chain: string): ReadonlySet<string> => {
  const inside = referred(rules.filter((rule) => rule.chain === chain))
  const bound = chains.filter((one) => isBound(one) && inside.includes(`chain ${one.name}`))
  return new Set([chain, ...bound.map(({ name }) => name)])
}

/** Of a chain its table is told as well, but nothing else that stands in there. */
export const chosen = (ruleset: RulesetParts, { family, table, chain }: Choice): RulesetParts => {
  const wanted = (one: Inside): boolean =>
    (family === undefined || one.family === family) && (table === undefined || one.table === table)
  const whole = <T extends Inside>(all: readonly T[]): readonly T[] => (chain === undefined ? all.filter(wanted) : [])
  const names = chain === undefined ? undefined : chainsOf(ruleset, chain)
  const named = (name: string): boolean => names === undefined || names.has(name)
  const chains = ruleset.chains.filter((one) => wanted(one) && named(one.name))
  const holds = (owner: Inside): boolean =>
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
