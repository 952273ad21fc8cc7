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
