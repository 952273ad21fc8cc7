/** What is known of a packet where a rule goes on behind a match: which bytes of it are which fields depends on it. */
import type { Needs, Operand, Tunnel } from './operand.ts'
import type { Family } from './place.ts'
import { insideOf } from './tunnels.ts'
import type { Match } from './types.ts'

export interface Known extends Needs {
  /** Tags of IEEE 802.1Q that lie before the one that is looked at. */
  readonly tags: number
  /** Of the packets inside of tunnels. */
  readonly within?: { readonly [tunnel in Tunnel]?: Known }
}

/** Of any packet that a table of this family sees. */
export const knownOf = (family: Family): Known => {
  if (family === 'ip' || family === 'ip6' || family === 'arp') return { tags: 0, network: family }
  return family === 'bridge' || family === 'netdev' ? { tags: 0, link: 'ether' } : { tags: 0 }
}

/** Of a packet inside of a tunnel: all but GRE carry frames of Ethernet. */
const knownWithin = ({ within }: Known, tunnel: Tunnel): Known =>
  within?.[tunnel] ?? (tunnel === 'gre' ? { tags: 0 } : { tags: 0, link: 'ether' })

const TRANSPORTS = new Set(['meta l4proto', 'ip protocol', 'ip6 nexthdr'])
const MESSAGES = new Set(['icmp type', 'icmpv6 type'])
const TAGS = new Set<unknown>(['8021q', '8021ad'])

const carrying = (known: Known, right: unknown): Known =>
  right === 'ip' || right === 'ip6' || right === 'arp' ? { ...known, network: right } : known

export const learned = (known: Known, { match, op = '==', right }: Match): Known => {
  if (op !== '==') return known
  const [tunnel, inner = ''] = insideOf(match) ?? []
  if (tunnel !== undefined) {
    const inside = learned(knownWithin(known, tunnel), { match: inner, right })
    return { ...known, within: { ...known.within, [tunnel]: inside } }
  }
  if (MESSAGES.has(match)) return { ...known, message: [right].flat().map(String) }
  if (typeof right === 'object') return known
  if (TRANSPORTS.has(match)) return { ...known, transport: String(right) }
  if (match === 'meta nfproto') return { ...known, network: right === 'ipv4' ? 'ip' : 'ip6' }
  if (match === 'meta iiftype' && right === 'ether') return { ...known, link: 'ether' }
  if (match === 'vlan type') return TAGS.has(right) ? { ...known, tags: known.tags + 1 } : carrying(known, right)
  if (match !== 'meta protocol' && match !== 'ether type') return known
  return TAGS.has(right) ? { ...known, link: 'vlan' } : carrying(known, right)
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

/** By the header below, where a rule looks at it. */
const isNetwork = (link: Needs['link'], family: Family, network: 'ip' | 'ip6' | 'arp'): Match => {
  if (link === 'vlan') return { match: 'vlan type', right: network }
  if (family !== 'inet') return IS_PROTOCOL[network]
  return link === 'ether' ? { match: 'ether type', right: network } : (IS_NFPROTO[network] ?? IS_PROTOCOL[network])
}

/** Whether the bytes may be a field of these messages. */
const tells = (known: Needs, messages: readonly string[]): boolean =>
  known.message?.every((one) => messages.includes(one)) === true

/** Whether what is known of the packet lets bytes be this field. */
export const fits = (known: Known, { link, network, transport, message, tunnel, inside = {} }: Needs): boolean => {
  if (tunnel !== undefined) return fits(knownWithin(known, tunnel), inside)
  if (link === 'ether' && known.link === undefined) return false
  if (link === 'vlan' && known.link !== 'vlan') return false
  if (network !== undefined && network !== known.network) return false
  if (message !== undefined && !tells(known, message)) return false
  return transport === undefined || transport === known.transport
}

/** What has to be asked before the bytes at a field's offset are that field. */
export const lacking = (known: Known, family: Family, needs: Needs): readonly Match[] => {
  const { tunnel, inside = {} } = needs
  if (tunnel === undefined) return lackingOutside(known, family, needs)
  // inside of a tunnel the family of the table says nothing
  const within = lackingOutside(knownWithin(known, tunnel), 'netdev', inside)
  return [
    ...lackingOutside(known, family, needs),
    ...within.map(({ match, right }) => ({ match: `${tunnel} ${match}`, right })),
  ]
}

const lackingOutside = (
  known: Known,
  family: Family,
  { link, network, transport, message }: Needs,
): readonly Match[] => {
  const unlinked = link !== undefined && known.link === undefined
  const untagged = link === 'vlan' && known.link !== 'vlan'
  const unrouted = network !== undefined && known.network === undefined
  const unported = transport !== undefined && known.transport === undefined
  const untold = message !== undefined && known.message === undefined
  if (!unlinked && !untagged && !unrouted && !unported && !untold) return NOTHING
  const matches: Match[] = []
  if (unlinked) matches.push(IS_ETHER)
  if (untagged) matches.push(IS_VLAN)
  if (unrouted) matches.push(isNetwork(known.link, family, network))
  if (unported) matches.push({ match: 'meta l4proto', right: transport })
  if (untold) {
    const right = message.length === 1 ? (message[0] as string) : message
    matches.push({ match: `${transport === 'icmp' ? 'icmp' : 'icmpv6'} type`, right })
  }
  return matches
}

/** Bytes of a tag of IEEE 802.1Q. */
const TAG = 4

/** Fields of a tag that lies behind others are further on. */
export const behindTags = (operand: Operand, tags: number): Operand => {
  if (tags === 0 || operand.needs.link !== 'vlan') return operand
  const { name, data } = operand.load
  return { ...operand, load: { name, data: { ...data, offset: Number(data['offset']) + TAG * tags } } }
}
