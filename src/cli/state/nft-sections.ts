/** The lists that a ruleset of nf_tables consists of, and what identifies an object in each. */
import type { Ruleset, RulesetParts } from '../../netfilter/nftables/ruleset.ts'
import type { NftSet } from '../../netfilter/nftables/set.ts'
import type { TextEvent } from '../../netfilter/nftables/text/event.ts'
import { EventText } from '../../netfilter/nftables/text/event.ts'
import type { Identity } from './sections.ts'
import type { Plain } from './values.ts'
import { compareKeys, textOf } from './values.ts'

export interface NftSection {
  /** The member of a ruleset: `rules`. */
  readonly name: keyof RulesetParts
  /** The name of an object of it, as in events: `rule`. */
  readonly object: 'table' | 'object' | 'set' | 'flowtable' | 'chain' | 'rule'
  readonly identity: Identity
}

const inside: Identity = ({ family, table, name }) => [family, table, name]

/** The kernel keeps the handle of a rule as long as the rule exists. */
export const nftSections: readonly NftSection[] = [
  { name: 'tables', object: 'table', identity: ({ family, name }) => [family, name] },
  { name: 'objects', object: 'object', identity: (value) => [...inside(value), value['type']] },
  { name: 'sets', object: 'set', identity: inside },
  { name: 'flowtables', object: 'flowtable', identity: inside },
  { name: 'chains', object: 'chain', identity: inside },
  { name: 'rules', object: 'rule', identity: ({ family, table, chain, handle }) => [family, table, chain, handle] },
]

/** The elements of a set in an order of their own: that of the kernel is the order of a hash table with a random seed. */
const sorted = (set: NftSet): NftSet => {
  // sets that are listed have them
  const elements = [...(set.elements as NonNullable<NftSet['elements']>)]
  return { ...set, elements: elements.sort((a, b) => compareKeys([textOf(a.key)], [textOf(b.key)])) }
}

/** A ruleset in the order of a snapshot. Rules and chains keep the kernel's order, which has a meaning. */
export const stableRuleset = ({ generation, tables, objects, sets, flowtables, chains, rules }: Ruleset): Ruleset => ({
  generation,
  tables,
  objects,
  sets: sets.map(sorted),
  flowtables,
  chains,
  rules,
})

const TEXT = new EventText([])

/** An object in nft's syntax, without the verb: `rule ip nat POSTROUTING masquerade`. */
export const nftLine = (object: NftSection['object'], value: Plain): string =>
  TEXT.line({ action: 'new', object, value } as unknown as TextEvent).replace(/^(# )?(add|insert) /, '$1')
