/** Filtering and NAT: nf_tables, without nft. */
export * from './nftables/errors.ts'
export type { HookName, Priority } from './nftables/hooks.ts'
export type { Masquerade, Nat, PublishedPort } from './nftables/nat.ts'
export type { NftablesOptions, Ruleset, TransactionOptions } from './nftables/nftables.ts'
export { Nftables } from './nftables/nftables.ts'
export type { Chain, Flowtable, NftObject, NftSet, Rule, SetElement, Table } from './nftables/objects.ts'
export type { Field } from './nftables/statements/builders.ts'
export * from './nftables/statements/builders.ts'
export { describeStatement, describeStatements } from './nftables/statements/describe.ts'
export type { Family } from './nftables/statements/place.ts'
export type * from './nftables/statements/types.ts'
export type { RulesetParts, RulesetTextOptions } from './nftables/text/ruleset.ts'
export { formatRuleset } from './nftables/text/ruleset.ts'
export type {
  NewChain,
  NewFlowtable,
  NewNftSet,
  NewObject,
  NewRule,
  NewTable,
  Transaction,
} from './nftables/transaction.ts'
