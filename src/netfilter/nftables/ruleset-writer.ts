/** A whole ruleset, written down in an order that the kernel takes: what is referred to comes first. */
import type { Rule } from './objects.ts'
import type { RulesetParts } from './ruleset.ts'
import type { Transaction } from './transaction.ts'

const chainKey = ({ family, table }: Rule, chain: string): string => `${family} ${table} ${chain}`

/** The rules of chains, by their chains. */
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

/** Chains that a rule leads to. */
const targets = ({ statements }: Rule): string[] =>
  statements.flatMap((statement) => ('verdict' in statement && statement.chain !== undefined ? [statement.chain] : []))

/**
 * Rules in the order of their chains; those of a chain that belongs to a rule come before that rule, since the kernel
 * closes such a chain as soon as something leads to it.
 */
const inOrder = ({ chains, rules }: RulesetParts): Rule[] => {
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
  // nothing leads there: the kernel refuses to keep them, which is better than to leave them out
  for (const key of found.keys()) write(key)
  return ordered
}

export const writeRuleset = (tx: Transaction, ruleset: RulesetParts): void => {
  const { tables, chains, sets, objects, flowtables } = ruleset
  for (const table of tables) tx.tables.add(table)
  for (const object of objects) tx.objects.add(object)
  for (const flowtable of flowtables) tx.flowtables.add(flowtable)
  for (const chain of chains) tx.chains.add(chain)
  // elements lead to chains and objects, rules look into sets
  for (const { elements: _, ...set } of sets) tx.sets.add(set)
  for (const set of sets) if (set.elements !== undefined) tx.elements.add(set, set.elements)
  for (const rule of inOrder(ruleset)) tx.rules.add(rule)
}
