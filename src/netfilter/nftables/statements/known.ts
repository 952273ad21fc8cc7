/** What is known of a packet after the matches of a rule so far. It decides which field some bytes of the packet are. */

import type { Family } from './context.ts'
import type { Needs, Operand, Tunnel } from './operand.ts'
import { PORTLESS } from './protocols.ts'
import { insideOf } from './tunnels.ts'
import type { Match } from './types.ts'

export interface Known extends Needs {
  /** Number of IEEE 802.1Q tags before the tag whose fields are `vlan ...`. */
  readonly tags: number
  /** What is known of the packet inside of each tunnel. */
  readonly within?: { readonly [tunnel in Tunnel]?: Known } | undefined
}

/** `known` with the fields of `more`. Not a spread, which is slow for objects with varying keys. */
const extended = (known: Known, more: Partial<Known>): Known => ({
  tags: more.tags ?? known.tags,
  link: more.link ?? known.link,
  network: more.network ?? known.network,
  transport: more.transport ?? known.transport,
  message: more.message ?? known.message,
  within: more.within ?? known.within,
})

const NOTHING_KNOWN = extended({ tags: 0 }, {})
const IS_FRAME = extended(NOTHING_KNOWN, { link: 'ether' })

/** What is known of every packet in a table of this family. */
export const knownOf = (family: Family): Known => {
  if (family === 'ip' || family === 'ip6' || family === 'arp') return extended(NOTHING_KNOWN, { network: family })
  return family === 'bridge' || family === 'netdev' ? IS_FRAME : NOTHING_KNOWN
}

/** What is known of the packet inside of a tunnel. All tunnels but GRE carry Ethernet frames. */
const knownWithin = ({ within }: Known, tunnel: Tunnel): Known =>
  within?.[tunnel] ?? (tunnel === 'gre' ? NOTHING_KNOWN : IS_FRAME)

const TAGS = new Set<unknown>(['8021q', '8021ad'])

/** What a match implies for the packets that pass it. */
type Inference = (known: Known, right: Match['right']) => Known

/** The protocol that a header of the link or of a tag carries. */
const carrying = (known: Known, right: Match['right']): Known =>
  right === 'ip' || right === 'ip6' || right === 'arp' ? extended(known, { network: right }) : known

const message: Inference = (known, right) => extended(known, { message: [right].flat().map(String) })
/** Applies an inference only to a single value: a list of values implies nothing. */
const ofOne =
  (inference: Inference): Inference =>
  (known, right) =>
    typeof right === 'object' ? known : inference(known, right)
const transport = ofOne((known, right) => extended(known, { transport: String(right) }))
const link = ofOne((known, right) => (TAGS.has(right) ? extended(known, { link: 'vlan' }) : carrying(known, right)))

const INFERENCES: ReadonlyMap<string, Inference> = new Map([
  ['icmp type', message],
  ['icmpv6 type', message],
  ['meta l4proto', transport],
  ['ip protocol', transport],
  ['ip6 nexthdr', transport],
  ['meta nfproto', ofOne((known, right) => extended(known, { network: right === 'ipv4' ? 'ip' : 'ip6' }))],
  ['meta iiftype', ofOne((known, right) => (right === 'ether' ? extended(known, { link: 'ether' }) : known))],
  ['meta protocol', link],
  ['ether type', link],
  [
    'vlan type',
    ofOne((known, right) => (TAGS.has(right) ? extended(known, { tags: known.tags + 1 }) : carrying(known, right))),
  ],
])

/** What is known of a packet after a match. */
export const afterMatch = (known: Known, { match, op, right }: Match): Known => {
  if (op !== undefined && op !== '==') return known
  const inference = INFERENCES.get(match)
  if (inference !== undefined) return inference(known, right)
  const [tunnel, inner = ''] = insideOf(match) ?? []
  if (tunnel === undefined) return known
  const inside = afterMatch(knownWithin(known, tunnel), { match: inner, right })
  return extended(known, { within: { ...known.within, [tunnel]: inside } })
}

const IS_ETHER: Match = { match: 'meta iiftype', right: 'ether' }
const IS_VLAN: Match = { match: 'ether type', right: '8021q' }
const NO_MATCHES: readonly Match[] = []

const IS_NFPROTO: { readonly [network: string]: Match } = {
  ip: { match: 'meta nfproto', right: 'ipv4' },
  ip6: { match: 'meta nfproto', right: 'ipv6' },
}
const IS_PROTOCOL = {
  ip: { match: 'meta protocol', right: 'ip' },
  ip6: { match: 'meta protocol', right: 'ip6' },
  arp: { match: 'meta protocol', right: 'arp' },
} as const

/**
 * The match of a network protocol that nft would add: by the VLAN tag, or in family `inet` by the Ethernet header, if the
 * rule has matched them; otherwise by metadata.
 */
const networkMatch = (link: Needs['link'], family: Family, network: 'ip' | 'ip6' | 'arp'): Match => {
  if (link === 'vlan') return { match: 'vlan type', right: network }
  if (family !== 'inet') return IS_PROTOCOL[network]
  return link === 'ether' ? { match: 'ether type', right: network } : (IS_NFPROTO[network] ?? IS_PROTOCOL[network])
}

/** Whether every ICMP type that the packet may have is one of `messages`. */
const isMessage = (known: Needs, messages: readonly string[]): boolean =>
  known.message?.every((one) => messages.includes(one)) === true

/** Whether bytes can be a field with these needs, given what is known of the packet. */
export const fits = (
  known: Known,
  { link, network, transport, ports, message, tunnel, inside = {} }: Needs,
): boolean => {
  if (tunnel !== undefined) return fits(knownWithin(known, tunnel), inside)
  if (link === 'ether' && known.link === undefined) return false
  if (link === 'vlan' && known.link !== 'vlan') return false
  // nft decodes ICMP fields by the transport protocol alone, even if the network protocol is the other one
  const anyNetwork = transport !== undefined && known.network !== undefined
  if (network !== undefined && !anyNetwork && network !== known.network) return false
  if (message !== undefined && !isMessage(known, message)) return false
  if (ports === true && PORTLESS.has(known.transport)) return false
  return transport === undefined || transport === known.transport
}

/** The matches that are missing in a rule before the bytes at the offset of a field are that field. */
export const missingMatches = (known: Known, family: Family, needs: Needs): readonly Match[] => {
  const { tunnel, inside = {} } = needs
  if (tunnel === undefined) return missingOutside(known, family, needs)
  // the family of the table does not apply inside of a tunnel
  const within = missingOutside(knownWithin(known, tunnel), 'netdev', inside)
  return [
    ...missingOutside(known, family, needs),
    ...within.map(({ match, right }) => ({ match: `${tunnel} ${match}`, right })),
  ]
}

const missingOutside = (
  known: Known,
  family: Family,
  { link, network, transport, message }: Needs,
): readonly Match[] => {
  const unlinked = link !== undefined && known.link === undefined
  const untagged = link === 'vlan' && known.link !== 'vlan'
  const unrouted = network !== undefined && known.network === undefined
  const unported = transport !== undefined && known.transport === undefined
  const untyped = message !== undefined && known.message === undefined
  if (!unlinked && !untagged && !unrouted && !unported && !untyped) return NO_MATCHES
  const matches: Match[] = []
  if (unlinked) matches.push(IS_ETHER)
  if (untagged) matches.push(IS_VLAN)
  if (unrouted) matches.push(networkMatch(known.link, family, network))
  if (unported) matches.push({ match: 'meta l4proto', right: transport })
  if (untyped) {
    const right = message.length === 1 ? (message[0] as string) : message
    matches.push({ match: `${transport === 'icmp' ? 'icmp' : 'icmpv6'} type`, right })
  }
  return matches
}

/** Size of an IEEE 802.1Q tag, in bytes. */
const TAG = 4

/** A field of the VLAN tag that follows `tags` other tags. Other fields are returned unchanged. */
export const afterTags = (operand: Operand, tags: number): Operand => {
  if (tags === 0 || operand.needs.link !== 'vlan') return operand
  const { name, data } = operand.load
  return { ...operand, load: { name, data: { ...data, offset: Number(data['offset']) + TAG * tags } } }
}
