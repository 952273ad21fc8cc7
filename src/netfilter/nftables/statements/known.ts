/** What is known of a packet where a rule goes on behind a match: which bytes of it are which fields depends on it. */
import type { Needs, Operand, Tunnel } from './operand.ts'
import type { Family } from './place.ts'
import { PORTLESS } from './protocols.ts'
import { insideOf } from './tunnels.ts'
import type { Match } from './types.ts'

export interface Known extends Needs {
  /** Tags of IEEE 802.1Q that lie before the one that is looked at. */
  readonly tags: number
  /** Of the packets inside of tunnels. */
  readonly within?: { readonly [tunnel in Tunnel]?: Known } | undefined
}

/** One shape for all: spreading an object is slow where it may have any keys. */
const knowing = (known: Known, more: Partial<Known>): Known => ({
  tags: more.tags ?? known.tags,
  link: more.link ?? known.link,
  network: more.network ?? known.network,
  transport: more.transport ?? known.transport,
  message: more.message ?? known.message,
  within: more.within ?? known.within,
})

const NOTHING_KNOWN = knowing({ tags: 0 }, {})
const IS_FRAME = knowing(NOTHING_KNOWN, { link: 'ether' })

/** Of any packet that a table of this family sees. */
export const knownOf = (family: Family): Known => {
  if (family === 'ip' || family === 'ip6' || family === 'arp') return knowing(NOTHING_KNOWN, { network: family })
  return family === 'bridge' || family === 'netdev' ? IS_FRAME : NOTHING_KNOWN
}

/** Of a packet inside of a tunnel: all but GRE carry frames of Ethernet. */
const knownWithin = ({ within }: Known, tunnel: Tunnel): Known =>
  within?.[tunnel] ?? (tunnel === 'gre' ? NOTHING_KNOWN : IS_FRAME)

const TAGS = new Set<unknown>(['8021q', '8021ad'])

/** What a match tells of a packet that passed it. */
type Lesson = (known: Known, right: Match['right']) => Known

/** The protocol that a header of the link or of a tag carries. */
const carrying = (known: Known, right: Match['right']): Known =>
  right === 'ip' || right === 'ip6' || right === 'arp' ? knowing(known, { network: right }) : known

const message: Lesson = (known, right) => knowing(known, { message: [right].flat().map(String) })
/** One of several values tells nothing. */
const ofOne =
  (lesson: Lesson): Lesson =>
  (known, right) =>
    typeof right === 'object' ? known : lesson(known, right)
const transport = ofOne((known, right) => knowing(known, { transport: String(right) }))
const link = ofOne((known, right) => (TAGS.has(right) ? knowing(known, { link: 'vlan' }) : carrying(known, right)))

const LESSONS: ReadonlyMap<string, Lesson> = new Map([
  ['icmp type', message],
  ['icmpv6 type', message],
  ['meta l4proto', transport],
  ['ip protocol', transport],
  ['ip6 nexthdr', transport],
  ['meta nfproto', ofOne((known, right) => knowing(known, { network: right === 'ipv4' ? 'ip' : 'ip6' }))],
  ['meta iiftype', ofOne((known, right) => (right === 'ether' ? knowing(known, { link: 'ether' }) : known))],
  ['meta protocol', link],
  ['ether type', link],
  [
    'vlan type',
    ofOne((known, right) => (TAGS.has(right) ? knowing(known, { tags: known.tags + 1 }) : carrying(known, right))),
  ],
])

/** What is known of a packet after a match. */
export const learned = (known: Known, { match, op, right }: Match): Known => {
  if (op !== undefined && op !== '==') return known
  const lesson = LESSONS.get(match)
  if (lesson !== undefined) return lesson(known, right)
  const [tunnel, inner = ''] = insideOf(match) ?? []
  if (tunnel === undefined) return known
  const inside = learned(knownWithin(known, tunnel), { match: inner, right })
  return knowing(known, { within: { ...known.within, [tunnel]: inside } })
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
export const fits = (
  known: Known,
  { link, network, transport, ports, message, tunnel, inside = {} }: Needs,
): boolean => {
  if (tunnel !== undefined) return fits(knownWithin(known, tunnel), inside)
  if (link === 'ether' && known.link === undefined) return false
  if (link === 'vlan' && known.link !== 'vlan') return false
  // nft reads ICMP by the transport protocol alone, in packets of the other network as well
  const anyNetwork = transport !== undefined && known.network !== undefined
  if (network !== undefined && !anyNetwork && network !== known.network) return false
  if (message !== undefined && !tells(known, message)) return false
  if (ports === true && PORTLESS.has(known.transport)) return false
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
