/** The state of a fake network as data, without behaviour. */
import type { AddressMessage } from '../rtnl/address/tables/address.ts'
import type { Ifinfomsg } from '../rtnl/link/tables/ifinfo.ts'
import type { NeighbourMessage } from '../rtnl/neighbour/tables/neighbour.ts'
import type { RouteMessage } from '../rtnl/route/tables/route.ts'
import type { RuleMessage } from '../rtnl/rule/tables/rule.ts'
import type { Group } from '../rtnl/tables/groups.ts'
import type { MessageName } from '../rtnl/tables/index.ts'
import type { IpFamily } from './arithmetic.ts'
import { Refusal } from './refusal.ts'

/** Kinds of links that requests can make. */
export type FakeKind = 'veth' | 'bridge' | 'macvlan'

/** IFF_*. */
export type Flag = Ifinfomsg['flags'][number]

/** The options of a kind, with the names of its table. */
export type KindOptions = { readonly [option: string]: unknown }

/** A link. */
export interface LinkState {
  readonly index: number
  readonly type: 'ether' | 'loopback'
  /** Undefined: hardware, or the loopback, which no request makes or deletes. */
  readonly kind: FakeKind | undefined
  name: string
  altnames: string[]
  alias: string | undefined
  /** IFF_* without those that follow from the state (`running`, `lower_up`). */
  readonly flags: Set<Flag>
  mtu: number
  /** A request has set the MTU, so a bridge does not adapt it to its ports. */
  ownMtu: boolean
  address: string
  /** A request has set the address, so a bridge does not adapt it to its ports. */
  ownAddress: boolean
  broadcast: string
  txqlen: number
  group: number
  /** Index of the other end of a veth, or of the lower link of a macvlan. */
  link: number | undefined
  /** Index of the bridge that the link is a port of. */
  master: number | undefined
  /** Options of the kind. */
  data: KindOptions
  /** The queueing discipline, which stays when the link is set down. */
  qdisc: 'noop' | 'noqueue' | 'pfifo_fast'
  carrier: boolean
  /** The carrier has changed once, so the operational state is known (linkwatch). */
  watched: boolean
  /** As a port: the bridge forwards through it. */
  forwarding: boolean
  /** As a bridge: the address in its bridge ID. */
  bridgeAddress: string
  /** As hardware: a cable is plugged in. */
  cable: boolean
  /** IPv6 is configured on the link (IF_READY). */
  ready: boolean
}

/** One next hop of a route. */
export interface Hop {
  /** Index of the link. 0: none, for routes that lead nowhere. */
  readonly oif: number
  readonly gateway: string | undefined
  /** Share of the traffic minus 1. */
  readonly hops: number
  readonly onlink: boolean
}

/** A route. Words are those of the table. */
export interface RouteState {
  readonly family: IpFamily
  readonly table: RouteMessage['table']
  /** The destination, with the host bits 0. */
  readonly dst: string
  readonly length: number
  readonly tos: number
  /** The metric. */
  readonly priority: number
  readonly type: RouteMessage['header']['type']
  readonly scope: RouteMessage['header']['scope']
  readonly protocol: RouteMessage['header']['protocol']
  readonly prefsrc: string | undefined
  readonly metrics: RouteMessage['metrics']
  /** At least one. */
  hops: readonly Hop[]
}

/** A change that members of a multicast group are notified of. */
export interface Change {
  readonly name: MessageName
  readonly value: object
  readonly group: Group
  /** NLM_F_* of the notification. */
  readonly flags?: number
  /** It is the result of the request itself: it is echoed, and has the request's sequence number. */
  readonly own?: boolean
}

/** Everything that a network contains, in the order in which the kernel lists it. */
export class World {
  readonly links = new Map<number, LinkState>()
  readonly addresses: AddressMessage[] = []
  readonly routes: RouteState[] = []
  readonly rules: RuleMessage[] = []
  readonly neighbours: NeighbourMessage[] = []
  /** A request has changed the IPv4 rules: lookups report the table `local`, which is part of `main` before. */
  ownRules = false
  /** Routing tables that exist, such as `inet main`. */
  readonly tables = new Set<string>()
  /** Notifies the members of multicast groups. */
  readonly report: (change: Change) => void
  /** The highest index that was given to a link. */
  lastIndex = 0
  /** How many hardware addresses were made up. */
  madeAddresses = 0

  constructor(report: (change: Change) => void) {
    this.report = report
  }

  /** The link with this index. Refuses with ENODEV if there is none. `text`: of the refusal. */
  link(index: number, text?: string): LinkState {
    const link = this.links.get(index)
    if (link === undefined) throw new Refusal('ENODEV', text)
    return link
  }

  /** The link with this name or alternative name. */
  named(name: string): LinkState | undefined {
    return [...this.links.values()].find((link) => link.name === name || link.altnames.includes(name))
  }

  /** The links that are on top of a link: macvlans. */
  above({ index }: LinkState): LinkState[] {
    return [...this.links.values()].filter(({ kind, link }) => kind === 'macvlan' && link === index)
  }

  /** The ports of a bridge. */
  ports({ index }: LinkState): LinkState[] {
    return [...this.links.values()].filter(({ master }) => master === index)
  }
}

/** Removes the elements that match from a list, and returns them. */
export const removeFrom = <T>(list: T[], matches: (element: T) => boolean): T[] => {
  const removed = list.filter(matches)
  const kept = list.filter((element) => !removed.includes(element))
  list.splice(0, list.length, ...kept)
  return removed
}
