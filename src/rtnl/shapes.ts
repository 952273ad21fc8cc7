/** How the messages of NETLINK_ROUTE look to programs: one object each, words and text, plain numbers. */
import type { Plain, Shape, Shaped } from '../netlink/codec/shape.ts'
import type { AddressMessage } from './address/tables/address.ts'
import type { LinkAfSpec } from './link/tables/inet.ts'
import type { LinkMessage } from './link/tables/link.ts'
import type { NeighbourMessage } from './neighbour/tables/neighbour.ts'
import type { NetconfMessage } from './netconf/tables/netconf.ts'
import type { NsidMessage } from './nsid/tables/nsid.ts'
import type { RouteMessage } from './route/tables/route.ts'
import type { RuleMessage } from './rule/tables/rule.ts'

export const linkShape = {
  header: { family: null, change: null },
  rename: { ifname: 'name', ifalias: 'alias', propList: 'altnames', stats: null, pad: null },
  lift: ['linkinfo'],
} as const satisfies Shape

/**
 * A link, as `ip link` shows it. `name`, `index`, `type` and `flags` are always there; the rest where the kernel tells
 * it. `kind` (`veth`, `bridge`, ...) says what `data` is; `master` and `link` are indexes. Counters (`stats64`) are
 * exact up to 2^53.
 */
export interface Link extends Omit<Shaped<LinkMessage, typeof linkShape>, 'name' | 'afSpec'> {
  /** Name of the link. */
  readonly name: string
  /** What IPv4, IPv6 and MCTP have to say about it. */
  readonly afSpec?: Plain<LinkAfSpec> | undefined
  /** The name of the namespace that `linkNetnsid` is of, where it was asked for and has one. */
  readonly peerNetns?: string | undefined
}

export const protinfoShape = { ...linkShape, header: { change: null } } as const satisfies Shape

/**
 * What one family says of a link: `bridge` of a port of a bridge, `inet6` of its IPv6 settings. It has the link's index
 * and name and what is the family's own (`protinfo`, `afSpec`), not all that `Link` has.
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
  /** `172.16.1.1/16`; without the length where there is a peer. Empty where what the kernel sent can't be read. */
  readonly address: string
  /** Of a point-to-point link: the other side, with the length of its prefix. */
  readonly peer?: string | undefined
  /** Name of the link. */
  readonly dev?: string | undefined
}

export const routeShape = {
  header: { dstLen: null, srcLen: null },
  rename: { priority: 'metric', pad: null },
  prefix: { dst: 'dstLen', src: 'srcLen' },
  absent: { dst: 'default' },
} as const satisfies Shape

/** Of MPLS, MCTP and Phonet, which know the table of the header alone and refuse the attribute. */
export const otherRouteShape = {
  ...routeShape,
  rename: { ...routeShape.rename, table: 'tableAttribute' },
} as const satisfies Shape

/** A route, as `ip route` shows it. `dst` is a prefix or `default`; `oif` is an index, `dev` the name to it. */
export interface Route extends Omit<Shaped<RouteMessage, typeof routeShape>, 'dst'> {
  /** The destination: a prefix, or `default`; for MPLS a label. */
  readonly dst: string
  /** Name of the link. Absent without a link, or if the route has several next hops. */
  readonly dev?: string | undefined
}

export const ruleShape = {
  header: { dstLen: null, srcLen: null, res1: null, res2: null },
  rename: { pad: null },
  prefix: { dst: 'dstLen', src: 'srcLen' },
} as const satisfies Shape

/** A rule, as `ip rule` shows it. `dst` and `src` are prefixes, absent for all. */
export interface Rule extends Shaped<RuleMessage, typeof ruleShape> {}

export const neighbourShape = {
  header: { ifindex: 'index' },
  rename: { ifindex: 'viaIndex' },
} as const satisfies Shape

/** A neighbour (`ip neigh`) or, of family `bridge`, a forwarding entry (`bridge fdb`). */
export interface Neighbour extends Shaped<NeighbourMessage, typeof neighbourShape> {
  /** Name of the link. Absent if it does not exist any more. */
  readonly dev?: string | undefined
}

export const nsidShape = { header: { family: null } } as const satisfies Shape

/** The id that another network namespace has in this one. */
export interface Nsid extends Shaped<NsidMessage, typeof nsidShape> {}

export const netconfShape = { rename: { ifindex: 'index' } } as const satisfies Shape

/** Settings of a link, or of `all` or `default`, as `ip netconf` shows them. */
export interface Netconf extends Shaped<NetconfMessage, typeof netconfShape> {
  /** Name of the link. Absent for the settings of `all` and `default`. */
  readonly dev?: string | undefined
}
