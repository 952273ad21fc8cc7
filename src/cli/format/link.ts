/** Formats links like `ip link`. */
import type { Link, Protinfo } from '../../rtnl/shapes.ts'
import { visible } from '../terminal.ts'
import type { Context, Format } from './words.ts'
import { brief, detailLines, flatten, linkName, say, words } from './words.ts'

/** The fields that the lines of a link show. Only these are read, unless details or JSON are wanted. */
export const LINK_FIELDS = [
  'index',
  'name',
  'flags',
  'link',
  'linkNetnsid',
  'peerNetns',
  'mtu',
  'qdisc',
  'master',
  'operstate',
  'group',
  'txqlen',
  'type',
  'address',
  'broadcast',
  'permAddress',
  'altnames',
  'alias',
  'kind',
  'data',
  'slaveKind',
  'slaveData',
  'stats64',
] as const satisfies readonly (keyof Link)[]

/** A link with the fields that its lines show. */
export type ShownLink = Pick<Link, (typeof LINK_FIELDS)[number]>

/** The flags in iproute2's order. `running` is not shown; NO-CARRIER and LOWER_UP express it. */
const FLAGS = [
  'loopback',
  'broadcast',
  'pointopoint',
  'multicast',
  'noarp',
  'allmulti',
  'promisc',
  'master',
  'slave',
  'debug',
  'dynamic',
  'automedia',
  'portsel',
  'notrailers',
  'up',
  'lower_up',
  'dormant',
  'echo',
] as const

const flagList = ({ flags }: ShownLink): string => {
  const carrier = flags.includes('up') && !flags.includes('running') ? ['NO-CARRIER'] : []
  const known = FLAGS.filter((flag) => flags.includes(flag)).map((flag) => flag.toUpperCase())
  const numbers = flags.filter((flag) => typeof flag === 'number').map((bits) => `0x${bits.toString(16)}`)
  return `<${[...carrier, ...known, ...numbers].join(',')}>`
}

/** `veth0@if3`: the lower link or the peer, by name if it is in this namespace. */
const relation = ({ link, linkNetnsid }: ShownLink, names: Context['names']): string => {
  if (link === undefined) return ''
  if (linkNetnsid !== undefined) return `@if${link}`
  return `@${link === 0 ? 'NONE' : linkName(names, link)}`
}

/** The most important options of each kind: keys, with iproute2's words for them. */
const KIND_WORDS: { readonly [kind: string]: { readonly [key: string]: string } } = {
  vlan: { protocol: 'protocol', id: 'id' },
  vxlan: { id: 'id', group: 'remote', group6: 'remote', local: 'local', local6: 'local', port: 'dstport' },
  geneve: { id: 'id', remote: 'remote', remote6: 'remote', port: 'dstport' },
  macvlan: { mode: 'mode' },
  macvtap: { mode: 'mode' },
  ipvlan: { mode: 'mode' },
  ipvtap: { mode: 'mode' },
  netkit: { mode: 'mode', policy: 'policy' },
  bridge: { stpState: 'stp_state', vlanFiltering: 'vlan_filtering' },
  bond: { mode: 'mode', miimon: 'miimon' },
  vrf: { table: 'table' },
  tun: { type: 'type' },
  xfrm: { ifId: 'if_id' },
  hsr: { version: 'version' },
}
const TUNNEL_WORDS = { remote: 'remote', local: 'local', ikey: 'ikey', okey: 'okey' }

/** The kind of a link with its most important options: `vlan protocol 802.1q id 5`. */
export const kindWords = ({ kind, data }: Pick<Link, 'kind' | 'data'>): string => {
  if (kind === undefined) return ''
  if (data === undefined || data instanceof Uint8Array) return visible(kind)
  const value = data as { readonly [key: string]: unknown }
  const shown = Object.entries(KIND_WORDS[kind] ?? TUNNEL_WORDS).filter(([key]) => value[key] !== undefined)
  return words(visible(kind), ...shown.map(([key, word]) => `${word} ${brief(value[key])}`))
}

const stateWord = ({ operstate, flags }: ShownLink, { colours }: Context): string => {
  const state = operstate === undefined ? undefined : String(operstate).toUpperCase()
  if (state === undefined) return ''
  if (state === 'UP') return `state ${colours.green(state)}`
  return `state ${state === 'DOWN' || !flags.includes('up') ? colours.red(state) : state}`
}

const groupWord = (group: number | undefined): string => say('group', group === 0 ? 'default' : group)

const identity = (link: ShownLink, context: Context): string => {
  const { names, colours } = context
  return `${link.index}: ${colours.bold(visible(link.name))}${relation(link, names)}:`
}

const general = (link: ShownLink, context: Context): string => {
  const { mtu, qdisc, master, group, txqlen } = link
  return words(
    identity(link, context),
    flagList(link),
    say('mtu', mtu),
    say('qdisc', qdisc),
    master === undefined ? '' : `master ${linkName(context.names, master)}`,
    stateWord(link, context),
    groupWord(group),
    txqlen === undefined || txqlen === 0 ? '' : `qlen ${txqlen}`,
  )
}

/** Fields of a port of a bridge. */
interface BridgePort {
  readonly state?: string | number
  readonly priority?: number
  readonly cost?: number
}

/** A port of a bridge in events of its bridge: `3: eth1 bridge master br0 state listening priority 32 cost 7`. */
export const formatProtinfo: Format<Protinfo> = (value, { names, colours }) => {
  const { family, index, name, master, protinfo } = value
  if (family !== 'bridge') return [flatten(value).join(' ')]
  const { state, priority, cost } = (protinfo ?? {}) as BridgePort
  return [
    words(
      `${index}: ${colours.bold(visible(name))} bridge`,
      master === undefined ? '' : `master ${linkName(names, master)}`,
      say('state', state),
      say('priority', priority),
      say('cost', cost),
    ),
  ]
}

/** The fields of a link as a port of a bridge. Empty if it is none. */
export const bridgePortOf = ({ slaveKind, slaveData = {} }: Pick<Link, 'slaveKind' | 'slaveData'>): BridgePort =>
  slaveKind === 'bridge' ? (slaveData as BridgePort) : {}

/** A port of a bridge: its state in the spanning tree, as `bridge link` shows it. */
const portWords = (link: ShownLink): string => {
  const { state, priority, cost } = bridgePortOf(link)
  return words(say('bridge_slave state', state), say('priority', priority), say('cost', cost))
}

/**
 * The counters of packets with errors that are not zero, and of those that were dropped: `errors rx 3 dropped rx 7 tx 2`. Empty if
 * all are zero.
 */
export const errorWords = ({ stats64 }: Pick<Link, 'stats64'>, withDropped: boolean): string => {
  if (stats64 === undefined) return ''
  const { rxErrors, txErrors, rxDropped, txDropped } = stats64
  const pair = (word: string, rx: number, tx: number): string => {
    const counters = words(rx === 0 ? '' : `rx ${rx}`, tx === 0 ? '' : `tx ${tx}`)
    return counters === '' ? '' : `${word} ${counters}`
  }
  return words(pair('errors', rxErrors, txErrors), withDropped ? pair('dropped', rxDropped, txDropped) : '')
}

const linkLayer = (link: ShownLink, { colours }: Context): string => {
  const { type, address, broadcast, flags, permAddress, linkNetnsid, peerNetns, altnames, alias } = link
  return words(
    `link/${type}`,
    address === undefined || address === '' ? '' : colours.yellow(address),
    say(flags.includes('pointopoint') ? 'peer' : 'brd', broadcast === '' ? undefined : broadcast),
    say('permaddr', permAddress === address ? undefined : permAddress),
    peerNetns === undefined ? say('link-netnsid', linkNetnsid) : `link-netns ${visible(peerNetns)}`,
    kindWords(link),
    portWords(link),
    ...(altnames ?? []).map((name) => say('altname', name)),
    alias === undefined ? '' : `alias "${visible(alias)}"`,
  )
}

/** Fields that details omit: shown in the first lines, or hundreds of settings and counters, which JSON has. */
const SHOWN = new Set(
  `index name link linkNetnsid peerNetns flags up arp multicast allmulticast promisc mtu qdisc master operstate group txqlen type address broadcast permAddress
  altnames alias kind afSpec map`.split(/\s+/),
)

/** The counters of both directions, in the words of `ip -s link`. */
const counterLines = ({ stats64 }: ShownLink): string[] => {
  if (stats64 === undefined) return []
  const { rxBytes, rxPackets, rxErrors, rxDropped, rxMissedErrors, multicast } = stats64
  const { txBytes, txPackets, txErrors, txDropped, txCarrierErrors, collisions } = stats64
  const line = (direction: string, counters: object): string =>
    `    ${direction}: ${Object.entries(counters)
      .map(([word, count]) => `${word} ${count}`)
      .join(' ')}`
  const received = { bytes: rxBytes, packets: rxPackets, errors: rxErrors, dropped: rxDropped }
  const sent = { bytes: txBytes, packets: txPackets, errors: txErrors, dropped: txDropped }
  return [
    line('RX', { ...received, missed: rxMissedErrors, mcast: multicast }),
    line('TX', { ...sent, carrier: txCarrierErrors, collsns: collisions }),
  ]
}

/** A line only if packets were lost. With `stats`, all counters. */
const errorLines = (link: ShownLink, { colours, stats }: Context): string[] => {
  if (stats === true) return counterLines(link)
  const counters = errorWords(link, true)
  return counters === '' ? [] : [`    ${colours.yellow(counters)}`]
}

/** Two lines like `ip link`; the kind is in the second. Further ones for counters. */
export const formatLink: Format<ShownLink> = (link, context) => [
  general(link, context),
  `    ${linkLayer(link, context)}`,
  ...errorLines(link, context),
  ...detailLines(link, SHOWN, context),
]
