/** The fields that change without anyone changing the configuration: counters, statistics, timers. */
import type { Plain } from './values.ts'
import { isPlain } from './values.ts'

/** Counters and timers of links, addresses, routes and neighbours. Some are nests. */
const OF_RTNL = new Set([
  ...['stats', 'stats64', 'xstats', 'icmp6stats', 'cacheinfo', 'cstamp', 'tstamp', 'expires', 'probes'],
  ...['carrierChanges', 'carrierUpCount', 'carrierDownCount'],
  // of bridges and their ports
  ...['helloTimer', 'tcnTimer', 'topologyChangeTimer', 'gcTimer', 'messageAgeTimer', 'forwardDelayTimer', 'holdTimer'],
  ...['mcastNGroups', 'mcastEhtHostsCnt', 'fdbNLearned'],
])

/** Counters and timers of nf_tables: of rules, chains, named objects, and elements of sets. */
const OF_NFT = new Set(['counter', 'counters', 'consumed', 'expires', 'last', 'used'])

/** The flags of a link, which `flags` has as well. */
const SAME_AS_FLAGS = new Set(['up', 'arp', 'multicast', 'allmulticast', 'promisc'])

const without = (value: unknown, keys: ReadonlySet<string>): unknown => {
  if (Array.isArray(value)) return value.map((one) => without(one, keys))
  if (!isPlain(value)) return value
  const kept = Object.entries(value).filter(([key]) => !keys.has(key))
  return Object.fromEntries(kept.map(([key, inner]) => [key, without(inner, keys)]))
}

/** States that a neighbour passes through by itself (NUD_*). */
const PASSING = new Set<unknown>(['reachable', 'stale', 'delay', 'probe'])

/** A neighbour whose state is one of those is `resolved`. */
const resolved = (value: Plain): Plain => {
  const { state } = value
  if (!Array.isArray(state) || !state.some((word) => PASSING.has(word))) return value
  return { ...value, state: ['resolved'] }
}

/**
 * Whether an object is an entry of a cache that the kernel fills and empties by itself, and that `ip neigh` does not show
 * either: a neighbour whose address follows from its destination, such as one of a multicast group.
 */
export const isCached = ({ family, state }: Plain): boolean =>
  family !== 'bridge' && Array.isArray(state) && state.includes('noarp')

/** The remaining lifetime of an address, in seconds, is a timer; that it has an end is not. */
const untimed = (key: string, value: unknown): unknown =>
  (key === 'preferred' || key === 'valid') && typeof value === 'number' ? 'limited' : value

/** An object of NETLINK_ROUTE without its counters and timers. */
export const withoutCounters = (value: Plain): Plain => {
  const kept = Object.entries(without(value, OF_RTNL) as Plain)
    .filter(([key, inner]) => !(SAME_AS_FLAGS.has(key) && typeof inner === 'boolean'))
    .map(([key, inner]) => [key, untimed(key, inner)])
  return Object.fromEntries(kept)
}

/** The same, without the states that a neighbour passes through. */
export const lastingRtnl = (value: Plain): Plain => resolved(withoutCounters(value))

/** The same for an object of nf_tables. The data of a named counter are two counters. */
export const lastingNft = (value: Plain): Plain => {
  const { data, ...rest } = without(value, OF_NFT) as Plain
  return data === undefined || value['type'] === 'counter' ? rest : { ...rest, data }
}
