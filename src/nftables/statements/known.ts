/** What is known of a packet where a rule goes on behind a match: which bytes of it are which fields depends on it. */
import type { Needs } from './fields.ts'
import type { Family } from './place.ts'
import type { Match } from './types.ts'

/** Of any packet that a table of this family sees. */
export const knownOf = (family: Family): Needs => {
  if (family === 'ip' || family === 'ip6' || family === 'arp') return { network: family }
  return family === 'bridge' || family === 'netdev' ? { link: 'ether' } : {}
}

const TRANSPORTS = new Set(['meta l4proto', 'ip protocol', 'ip6 nexthdr'])

export const learned = (known: Needs, { match, op = '==', right }: Match): Needs => {
  if (op !== '==' || Array.isArray(right)) return known
  if (TRANSPORTS.has(match)) return { ...known, transport: String(right) }
  if (match === 'meta nfproto') return { ...known, network: right === 'ipv4' ? 'ip' : 'ip6' }
  if (match === 'meta iiftype' && right === 'ether') return { ...known, link: 'ether' }
  if (match !== 'meta protocol' && match !== 'ether type') return known
  if (right === '8021q') return { ...known, link: 'vlan' }
  return right === 'ip' || right === 'ip6' || right === 'arp' ? { ...known, network: right } : known
}

const IS_ETHER: Match = { match: 'meta iiftype', right: 'ether' }
const IS_VLAN: Match = { match: 'ether type', right: '8021q' }
const NOTHING: readonly Match[] = []

const IS_NFPROTO: { readonly [network: string]: Match } = {
  ip: { match: 'meta nfproto', right: 'ipv4' },
  ip6: { match: 'meta nfproto', right: 'ipv6' },
}
const IS_PROTOCOL = {
  ip: { match: 'meta protocol', right: 'ip' },
  ip6: { match: 'meta protocol', right: 'ip6' },
  arp: { match: 'meta protocol', right: 'arp' },
} as const
const isNetwork = (family: Family, network: 'ip' | 'ip6' | 'arp'): Match =>
  (family === 'inet' ? IS_NFPROTO[network] : undefined) ?? IS_PROTOCOL[network]

/** What has to be asked before the bytes at a field's place are that field. */
export const lacking = (known: Needs, family: Family, { link, network, transport }: Needs): readonly Match[] => {
  const unlinked = link !== undefined && known.link === undefined
  const untagged = link === 'vlan' && known.link !== 'vlan'
  const unrouted = network !== undefined && known.network === undefined
  const unported = transport !== undefined && known.transport === undefined
  if (!unlinked && !untagged && !unrouted && !unported) return NOTHING
  const matches: Match[] = []
  if (unlinked) matches.push(IS_ETHER)
  if (untagged) matches.push(IS_VLAN)
  if (unrouted) matches.push(isNetwork(family, network))
  if (unported) matches.push({ match: 'meta l4proto', right: transport })
  return matches
}
