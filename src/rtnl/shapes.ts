/** The objects that programs get for the messages of NETLINK_ROUTE: flat, with words, text and plain numbers. */
import type { Plain, Shape, Shaped } from '../netlink/codec/shape.ts'
import type { AddressMessage } from './address/tables/address.ts'
import type { LinkAfSpec } from './link/tables/inet.ts'
import type { LinkMessage } from './link/tables/link.ts'
import type { NeighbourMessage } from './neighbour/tables/neighbour.ts'
import type { NetconfMessage } from './netconf/tables/netconf.ts'
import type { NsidMessage } from './nsid/tables/nsid.ts'
import type { Nexthop } from './route/nexthop.ts'
import type { RouteMessage } from './route/tables/route.ts'
import type { RuleMessage } from './rule/tables/rule.ts'

export const linkShape = {
  header: { family: null, change: null },
  has: {
    up: ['flags', 'up', true],
    arp: ['flags', 'noarp', false],
    multicast: ['flags', 'multicast', true],
    allmulticast: ['flags', 'allmulti', true],
    promisc: ['flags', 'promisc', true],
  },
  rename: { ifname: 'name', ifalias: 'alias', propList: 'altnames', stats: null, pad: null },
  lift: ['linkinfo'],
} as const satisfies Shape

/**
 * A link, as `ip link` shows it. `name`, `index`, `type`, `flags` and `up` are always present, other fields if the kernel reports
 * them. `master` and `link` are indexes. Counters (`stats64`) are exact up to 2^53.
 *
 * `kind` (`veth`, `bridge`, ...) determines the fields of `data`. For TypeScript, `data` has the fields of one kind after
 * `if (isLinkOfKind(link, 'vxlan'))` and in the result of `links.list({ kind: 'vxlan' })`.
 */
export interface Link
  extends Omit<Shaped<LinkMessage, typeof linkShape>, 'name' | 'afSpec' | keyof typeof linkShape.has> {
  /** Name of the link. */
  readonly name: string
  /** Whether the link is administratively up (IFF_UP). `operstate` tells whether packets can be sent. */
  readonly up: boolean
  /** Whether the link uses ARP and NDP (not IFF_NOARP). */
  readonly arp: boolean
  /** Whether the link sends and receives multicast (IFF_MULTICAST). */
  readonly multicast: boolean
  /** Whether the link receives all multicast packets (IFF_ALLMULTI). `allmulti` counts the reasons. */
  readonly allmulticast: boolean
  /** Whether the link receives all packets (IFF_PROMISC). `promiscuity` counts the reasons. */
  readonly promisc: boolean
  /** The settings and state of the link in IPv4, IPv6 and MCTP. */
  readonly afSpec?: Plain<LinkAfSpec> | undefined
  /** Name of the namespace `linkNetnsid`, with the option `peerNetns`. Absent if it has no name in /run/netns. */
  readonly peerNetns?: string | undefined
}

export const protinfoShape = { ...linkShape, has: {}, header: { change: null } } as const satisfies Shape

/**
 * What one address family reports about a link: `bridge` about a bridge port, `inet6` about IPv6. It has the index and the
 * name of the link and the family's own fields (`protinfo`, `afSpec`), not all fields of `Link`.
 */
export interface Protinfo extends Omit<Shaped<LinkMessage, typeof protinfoShape>, 'name'> {
  /** Name of the link. */
  readonly name: string
}

export const addressShape = {
  header: { prefixlen: 'prefixlen' },
  rename: { rtPriority: 'metric' },
} as const satisfies Shape

/** The message of an address by the names that programs see. */
interface AddressFields extends Shaped<AddressMessage, typeof addressShape> {}

/** An address of a link, as `ip address` shows it. */
export interface Address extends Omit<AddressFields, 'prefixlen' | 'address' | 'local'> {
  /** `172.16.1.1/16`; without the length if there is a `peer`. Empty if the kernel sent no readable address. */
  readonly address: string
  /** Address of the other end of a point-to-point link, with the length of its prefix. Absent on other links. */
  readonly peer?: string | undefined
  /** Seconds until the address is deprecated, or `forever`. Absent for MCTP. */
  readonly preferred?: number | 'forever' | undefined
  /** Seconds until the kernel removes the address, or `forever`. Absent for MCTP. */
  readonly valid?: number | 'forever' | undefined
  /** Name of the link. Absent in events of other namespaces, and if the link was created or removed during the call. */
  readonly dev?: string | undefined
}

export const routeShape = {
  header: { dstLen: null, srcLen: null },
  rename: { priority: 'metric', pad: null },
  prefix: { dst: 'dstLen', src: 'srcLen' },
  absent: { dst: 'default' },
} as const satisfies Shape

/** Routes of MPLS, MCTP and Phonet, whose table is in the header only: the kernel refuses the attribute. */
export const otherRouteShape = {
  ...routeShape,
  rename: { ...routeShape.rename, table: 'tableAttribute' },
} as const satisfies Shape

/** A route, as `ip route` shows it. `dst` is a prefix or `default`; `oif` is the index of the link. */
export interface Route extends Omit<Shaped<RouteMessage, typeof routeShape>, 'dst' | 'gateway' | 'multipath'> {
  /** The destination: a prefix, or `default`; for MPLS a label. */
  readonly dst: string
  /** Address of the next hop; its family may differ from the route's. Absent if the destination is on the link. */
  readonly gateway?: string | undefined
  /** The next hops of a route with several. Absent if it has one. */
  readonly multipath?: readonly Nexthop[] | undefined
  /**
   * Name of the link `oif`. Absent if the route has no `oif`, in events of other namespaces, and if the link was created or
   * removed during the call.
   */
  readonly dev?: string | undefined
}

export const ruleShape = {
  header: { dstLen: null, srcLen: null, res1: null, res2: null },
  rename: { pad: null },
  prefix: { dst: 'dstLen', src: 'srcLen' },
} as const satisfies Shape

/** A rule, as `ip rule` shows it. `dst` and `src` are prefixes; absent: any address. */
export interface Rule extends Shaped<RuleMessage, typeof ruleShape> {}

export const neighbourShape = {
  header: { ifindex: 'index' },
  rename: { ifindex: 'viaIndex' },
} as const satisfies Shape

/** A neighbour (`ip neigh`) or, of family `bridge`, a forwarding entry (`bridge fdb`). */
export interface Neighbour extends Shaped<NeighbourMessage, typeof neighbourShape> {
  /** Name of the link. Absent in events of other namespaces, and if the link was created or removed during the call. */
  readonly dev?: string | undefined
}

export const nsidShape = { header: { family: null } } as const satisfies Shape

/** The id that another network namespace has in this one. */
export interface Nsid extends Shaped<NsidMessage, typeof nsidShape> {}

export const netconfShape = { rename: { ifindex: 'index' } } as const satisfies Shape

/** Settings of a link, or of `all` or `default`, as `ip netconf` shows them. */
export interface Netconf extends Shaped<NetconfMessage, typeof netconfShape> {
  /**
   * Name of the link, or `all` or `default`. Absent in events of other namespaces, and if the link was created or removed
   * during the call.
   */
  readonly dev?: string | undefined
}
