/** The order in which the rules of a ruleset can be added: a rule comes after the rules of the chains that it binds. */
import type { Rule } from './objects.ts'
import type { RulesetParts } from './ruleset.ts'

const chainKey = ({ family, table }: Rule, chain: string): string => `${family} ${table} ${chain}`

/** The rules of each chain, by the key of the chain. */
const byChain = (rules: readonly Rule[]): ReadonlyMap<string, readonly Rule[]> => {
  const found = new Map<string, Rule[]>()
  for (const rule of rules) {
    const key = chainKey(rule, rule.chain)
    const others = found.get(key)
    if (others === undefined) found.set(key, [rule])
    else others.push(rule)
  }
  return found
}

/** The chains that a rule jumps to. */
const targets = ({ statements }: Rule): string[] =>
  statements.flatMap((statement) => ('verdict' in statement && statement.chain !== undefined ? [statement.chain] : []))

/**
 * The rules, in order within each chain. The rules of a chain that belongs to a rule (`binding`) come before that rule, since
 * the kernel refuses further rules once a rule jumps to the chain (nft_chain_is_bound).
 */
export const inOrder = ({ chains, rules }: RulesetParts): Rule[] => {
  const bound = new Set(
    chains
      .filter(({ flags = [] }) => flags.includes('binding'))
      .map(({ family, table, name }) => `${family} ${table} ${name}`),
  )
  if (bound.size === 0) return [...rules]
  const found = byChain(rules)
  const ordered: Rule[] = []
  const done = new Set<string>()
  const write = (key: string): void => {
    if (done.has(key)) return
    done.add(key)
    for (const rule of found.get(key) ?? []) {
      for (const target of targets(rule)) if (bound.has(chainKey(rule, target))) write(chainKey(rule, target))
      ordered.push(rule)
    }
  }
  for (const key of found.keys()) if (!bound.has(key)) write(key)
  // no rule jumps to these: the kernel refuses them, which is better than dropping them here
  for (const key of found.keys()) write(key)
  return ordered
}
