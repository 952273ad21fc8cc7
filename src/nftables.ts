/** Filtering, NAT and connection tracking: nf_tables, without nft, and what conntrack lists. */
export type {
  ConnectionChanges,
  ConnectionRef,
  NewConnection,
  SettableStatus,
  Translation,
} from './conntrack/changes.ts'
export type { Connection, ConnectionStatus, CountedDirection } from './conntrack/connection.ts'
export type { ConntrackOptions } from './conntrack/conntrack.ts'
export { Conntrack } from './conntrack/conntrack.ts'
export type { Expectation, ExpectationFilter, Expectations } from './conntrack/expectations.ts'
export type { ConntrackFilter, DirectionFilter, KernelFilter } from './conntrack/filter.ts'
export type {
  ConnectionEvent,
  ConntrackEvent,
  ConntrackGroup,
  ConntrackMonitorOptions,
  ExpectationEvent,
} from './conntrack/monitor.ts'
export type { ConntrackStats, CpuStats } from './conntrack/stats.ts'
export type { ConnectionTuple, Direction, IpFamily, Protocol } from './conntrack/tuples.ts'
export type { LostEvent, OtherEvent, WatchOptions } from './netlink/monitor.ts'
export * from './nftables/errors.ts'
export type { GenerationEvent, NftablesEvent, NftObjectEvent, RuleEvent, SetElements } from './nftables/events.ts'
export type { Flowtable } from './nftables/flowtables.ts'
export type { HookName, Priority } from './nftables/hooks.ts'
export type { Masquerade, Nat, PublishedPort } from './nftables/nat.ts'
export type { NewChain, NewFlowtable, NewObject, NewRule, NewTable } from './nftables/new-objects.ts'
export type { NewNftSet } from './nftables/new-set.ts'
export type { NftablesOptions, TransactionOptions } from './nftables/nftables.ts'
export { Nftables } from './nftables/nftables.ts'
export type { Chain, NftObject, Rule, Table } from './nftables/objects.ts'
export type { PacketFields } from './nftables/packet.ts'
export type { Ruleset, RulesetParts } from './nftables/ruleset.ts'
export type { NftSet, SetElement } from './nftables/set.ts'
export type { Field } from './nftables/statements/builders.ts'
export * from './nftables/statements/builders.ts'
export { describeStatement, describeStatements } from './nftables/statements/describe.ts'
export type { Family } from './nftables/statements/place.ts'
export type * from './nftables/statements/types.ts'
export type { RulesetTextOptions } from './nftables/text/ruleset.ts'
export { formatRuleset } from './nftables/text/ruleset.ts'
export type { TraceEvent, TraceStep } from './nftables/trace.ts'
export type { Transaction } from './nftables/transaction.ts'
