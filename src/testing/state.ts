/** What a fake network contains at the start, as tests write it. */
import type { AddressMessage } from '../rtnl/address/tables/address.ts'
import type { NeighbourMessage } from '../rtnl/neighbour/tables/neighbour.ts'
import type { RouteMessage } from '../rtnl/route/tables/route.ts'
import type { RuleMessage } from '../rtnl/rule/tables/rule.ts'

/** A link of a fake network. An entry with the name of a link that exists, such as `lo` or a peer, changes it. */
export interface FakeLink {
  /** Name of the link. */
  readonly name: string
  /** `veth`, `bridge` or `macvlan`. Absent: a physical link, which no request deletes. */
  readonly kind?: 'veth' | 'bridge' | 'macvlan' | undefined
  /** Default: the next free index. The loopback has 1. */
  readonly index?: number | undefined
  /** Whether the link is up. Default: false. */
  readonly up?: boolean | undefined
  /** Hardware address. Default: one that is the same in every run. */
  readonly address?: string | undefined
  /** MTU in bytes. Default: 1500, for a macvlan that of its lower link. */
  readonly mtu?: number | undefined
  /** Number of the link group. Default: 0. */
  readonly group?: number | undefined
  /** Free text. Default: none. */
  readonly alias?: string | undefined
  /** Name of the bridge that the link is a port of. Default: none. */
  readonly master?: string | undefined
  /** Name of the lower link of a macvlan. Absent for other kinds. */
  readonly link?: string | undefined
  /** Name of the other end of a veth. Default: the first free `veth0`, `veth1`, ... */
  readonly peer?: string | undefined
  /** Options of the kind, named as in `Link.data`. Default: the kernel's. */
  readonly data?: object | undefined
}

/** An address of a fake network. */
export interface FakeAddress {
  /** Name of the link. */
  readonly dev: string
  /** `192.0.2.1/24`. Without a length: 32 for IPv4, 128 for IPv6. */
  readonly address: string
  /** IPv4: the broadcast address, or `+` for the last address of the prefix. Default: none. */
  readonly broadcast?: string | undefined
  /** Default: `global`. */
  readonly scope?: AddressMessage['header']['scope'] | undefined
  /** `noprefixroute`, `nodad`. Default: none. */
  readonly flags?: AddressMessage['flags'] | undefined
}

/** A route of a fake network. The routes that follow from addresses exist without being listed. */
export interface FakeRoute {
  /** A prefix, or `default`. */
  readonly dst: string
  /** Default: that of `dst` or, for `default`, of `gateway`; IPv4 without either. */
  readonly family?: 'inet' | 'inet6' | undefined
  /** Address of the next hop. */
  readonly gateway?: string | undefined
  /** Name of the link. Default: the one that reaches the gateway. */
  readonly dev?: string | undefined
  /** Default: 0 for IPv4, 1024 for IPv6. */
  readonly metric?: number | undefined
  /** `main` (default), `local` or a number. */
  readonly table?: RouteMessage['table']
  /** `unicast` (default), `blackhole`, `unreachable`, ... */
  readonly type?: RouteMessage['header']['type'] | undefined
  /** Default: `boot`. */
  readonly protocol?: RouteMessage['header']['protocol'] | undefined
  /** Preferred source address. Default: none. */
  readonly prefsrc?: string | undefined
  /** The gateway is on the link, although no prefix of the link contains it. Default: false. */
  readonly onlink?: boolean | undefined
}

/** A rule of a fake network. The rules that exist at boot exist without being listed. */
export interface FakeRule {
  /** Default: that of the prefixes; IPv4 without any. */
  readonly family?: 'inet' | 'inet6' | undefined
  /** Default: the one before the second rule. */
  readonly priority?: number | undefined
  /** The table that the rule chooses. Default: `main`. */
  readonly table?: RuleMessage['table']
  /** Prefix of the source. Default: any. */
  readonly src?: string | undefined
  /** Prefix of the destination. Default: any. */
  readonly dst?: string | undefined
  /** Mark of the packet. Default: any. */
  readonly fwmark?: number | undefined
}

/** A neighbour of a fake network. */
export interface FakeNeighbour {
  /** Name of the link. */
  readonly dev: string
  /** Address of the neighbour. */
  readonly dst: string
  /** Its hardware address. Absent: not known. */
  readonly lladdr?: string | undefined
  /** Default: `['permanent']`. */
  readonly state?: NeighbourMessage['header']['state'] | undefined
}

/** What a fake network contains at the start, beside a loopback that is down. It is made in the order of these fields. */
export interface NetworkState {
  /** Links. Default: only the loopback. */
  readonly links?: readonly FakeLink[] | undefined
  /** Addresses of the links. Default: none. */
  readonly addresses?: readonly FakeAddress[] | undefined
  /** Neighbours. Default: none. */
  readonly neighbours?: readonly FakeNeighbour[] | undefined
  /** Rules. Default: those that exist at boot. */
  readonly rules?: readonly FakeRule[] | undefined
  /** Routes. Default: those that follow from the addresses. */
  readonly routes?: readonly FakeRoute[] | undefined
}
