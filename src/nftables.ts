/**
 * Packet filtering, NAT and connection tracking through netlink: what the programs `nft` and `conntrack` do.
 *
 * @module rtnl/nftables
 */

export type { OtherEvent } from './client/notifications.ts'
export type { LostEvent, WatchOptions } from './client/watch.ts'
export type {
  ConnectionChanges,
  ConnectionRef,
  NewConnection,
  SettableStatus,
  Translation,
} from './netfilter/conntrack/changes.ts'
export type { Connection, ConnectionStatus, CountedDirection } from './netfilter/conntrack/connection.ts'
export type { ConntrackOptions } from './netfilter/conntrack/conntrack.ts'
export { Conntrack } from './netfilter/conntrack/conntrack.ts'
export type { Expectation, ExpectationFilter } from './netfilter/conntrack/expectation.ts'
export type { Expectations } from './netfilter/conntrack/expectations.ts'
export type { ConntrackFilter, DirectionFilter, KernelFilter } from './netfilter/conntrack/filter.ts'
export type {
  ConnectionEvent,
  ConntrackEvent,
  ConntrackGroup,
  ConntrackMonitorOptions,
  ExpectationEvent,
} from './netfilter/conntrack/monitor.ts'
export type { ConntrackStats, CpuStats } from './netfilter/conntrack/stats.ts'
export type { ConnectionTuple, Direction, IpFamily, Protocol } from './netfilter/conntrack/tuples.ts'
export * from './netfilter/nftables/errors.ts'
export type {
  GenerationEvent,
  NftablesEvent,
  NftObjectEvent,
  RuleEvent,
  SetElements,
} from './netfilter/nftables/events.ts'
export type { Flowtable } from './netfilter/nftables/flowtables.ts'
export type { HookName, Priority } from './netfilter/nftables/hooks.ts'
export type { Masquerade, Nat, PublishedPort } from './netfilter/nftables/nat/nat.ts'
export type { NewChain, NewFlowtable, NewObject, NewRule, NewTable } from './netfilter/nftables/new-objects.ts'
export type { NewNftSet, SetType } from './netfilter/nftables/new-set.ts'
export type { NftablesOptions, TransactionOptions } from './netfilter/nftables/nftables.ts'
export { Nftables } from './netfilter/nftables/nftables.ts'
export type { Chain, NftObject, Rule, Table } from './netfilter/nftables/objects.ts'
export type { PacketFields } from './netfilter/nftables/packet.ts'
export type { Ruleset, RulesetParts } from './netfilter/nftables/ruleset.ts'
export type { NftSet } from './netfilter/nftables/set.ts'
export type { SetElement } from './netfilter/nftables/set-elements.ts'
export type { Field } from './netfilter/nftables/statements/builders.ts'
export * from './netfilter/nftables/statements/builders.ts'
export type { Family } from './netfilter/nftables/statements/context.ts'
export type { DatatypeName } from './netfilter/nftables/statements/datatypes.ts'
export { describeStatement, describeStatements } from './netfilter/nftables/statements/describe.ts'
export type * from './netfilter/nftables/statements/types.ts'
export type { RulesetTextOptions } from './netfilter/nftables/text/ruleset.ts'
export { formatRuleset } from './netfilter/nftables/text/ruleset.ts'
export type { TraceEvent, TraceStep } from './netfilter/nftables/trace.ts'
export type { Transaction } from './netfilter/nftables/transaction.ts'
