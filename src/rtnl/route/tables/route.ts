/** Routes (`ip route`, `ip mroute`, `ip -M route`): RTA_* of <linux/rtnetlink.h>. */

import {
  address,
  attr,
  attributes,
  be16,
  be32,
  bool,
  bytes,
  lladdr,
  message,
  mpls,
  records,
  s32,
  select,
  u8,
  u16,
  u32,
  u64,
} from '../../../netlink/codec/builders.ts'
import { enumeration } from '../../../netlink/codec/enumeration.ts'
import type { Attributes, Infer, InferMessage, InferRows, Message, Records } from '../../../netlink/codec/node.ts'
import { struct } from '../../../netlink/codec/struct.ts'
import { family, familyWords } from '../../tables/family.ts'
import { ipProtocol } from '../../tables/ip-protocol.ts'
import { routeProtocol, routeScope, routeTable, routeTableLow, routeType } from '../../tables/route-words.ts'
import { encaps, encapType } from './encaps.ts'
import { nexthopFlags, routeFlags } from './flags.ts'
import { routeMetrics } from './metrics.ts'

export * from '../../tables/route-words.ts'
export { nexthopFlags, routeFlags } from './flags.ts'
export * from './metrics.ts'

const rtmsg = struct(
  'rtmsg',
  {
    family,
    /** Prefix length of `dst`; 0: the default route. */
    dstLen: u8,
    /** Prefix length of `src`. */
    srcLen: u8,
    tos: u8,
    /** Number of the table if it is below 256. The attribute `table` has every number. */
    table: routeTableLow,
    protocol: routeProtocol,
    scope: routeScope,
    type: routeType,
    flags: routeFlags,
  },
  { prefix: 'rtm_' },
)

const rtnexthop = struct(
  'rtnexthop',
  {
    /** Length of this next hop in bytes, its attributes included. */
    len: u16,
    flags: nexthopFlags,
    /** Weight minus 1. For a multicast route: the minimum TTL of packets that are forwarded. */
    hops: u8,
    ifindex: s32,
  },
  { prefix: 'rtnh_' },
)

/** `struct rtvia`: a gateway of another family than the route. */
export interface RouteVia extends Infer<typeof rtvia> {}
const rtvia = struct(
  'rtvia',
  { family: enumeration(u16, 'AF_', familyWords), address: select('family', { link: lladdr }, address) },
  { prefix: 'rtvia_', names: { address: 'rtvia_addr' } },
)

/** `struct rta_cacheinfo`. Times are hundredths of a second (clock_t). */
export interface RouteCacheinfo extends Infer<typeof cacheinfo> {}
const cacheinfo = struct(
  'rta_cacheinfo',
  {
    /** Number of references to the route. */
    clntref: u32,
    /** Hundredths of a second since the route was used. */
    lastuse: u32,
    /** Hundredths of a second until the route expires; 0: never. */
    expires: s32,
    /** A negative errno, such as -101 for an unreachable destination. Unsigned in the header, but the kernel stores an int. */
    error: s32,
    used: u32,
    id: u32,
    ts: u32,
    /** Age of `ts` in seconds. Current kernels report 0 for both. */
    tsage: u32,
  },
  { prefix: 'rta_' },
)

/** `struct rta_mfc_stats`: packets and bytes that a multicast route has forwarded, and packets from the wrong link. */
export interface MulticastRouteStats extends Infer<typeof mfcStats> {}
const mfcStats = struct('rta_mfc_stats', { packets: u64, bytes: u64, wrongIf: u64 }, { prefix: 'mfcs_' })

/** ICMPV6_ROUTER_PREF_* of <linux/icmpv6.h> (RFC 4191). */
export const routerPreference = enumeration(u8, 'ICMPV6_ROUTER_PREF_', { medium: 0, high: 1, invalid: 2, low: 3 })

/** MPLS: labels. MCTP and Phonet: bytes written like a link-layer address. */
const destination = select('header.family', { mpls, mctp: lladdr, phonet: lladdr }, address)

/** Attributes of a route, and of each next hop of a multipath route. */
const nexthopRows = {
  gateway: attr(5, select('header.family', { mctp: lladdr }, address)),
  /** Realms: of the source in the high half, of the destination in the low half. */
  flow: attr(11, u32),
  via: attr(18, rtvia),
  /** MPLS: the labels that replace the packet's. */
  newdst: attr(19, mpls),
  encapType: attr(21, encapType),
  encap: attr(22, select('encapType', encaps, bytes), { nested: false }),
  ttlPropagate: attr(26, bool),
}

export interface RouteNexthopAttributes extends InferRows<typeof nexthopRows> {}
const nexthopTable: Attributes<RouteNexthopAttributes> = attributes('RTA_', nexthopRows)

/** One next hop of a multipath route. */
export interface RouteNexthop extends InferMessage<Omit<Infer<typeof rtnexthop>, 'len'>, RouteNexthopAttributes> {}
const multipath: Records<RouteNexthop> = records(rtnexthop, 'len', nexthopTable)

const rows = {
  dst: attr(1, destination),
  src: attr(2, address),
  iif: attr(3, u32),
  oif: attr(4, u32),
  gateway: nexthopRows.gateway,
  /** The metric of the route; `ip` prints it as `metric`. Absent in a reply: 0. */
  priority: attr(6, u32),
  prefsrc: attr(7, address),
  metrics: attr(8, routeMetrics, { nested: false }),
  multipath: attr(9, multipath),
  /** No longer used by Linux. */
  protoinfo: attr(10, bytes),
  flow: nexthopRows.flow,
  cacheinfo: attr(12, cacheinfo),
  /** No longer used by Linux. */
  session: attr(13, bytes),
  /** No longer used by Linux. */
  mpAlgo: attr(14, bytes),
  table: attr(15, routeTable),
  mark: attr(16, u32),
  mfcStats: attr(17, mfcStats),
  via: nexthopRows.via,
  newdst: nexthopRows.newdst,
  pref: attr(20, routerPreference),
  encapType: nexthopRows.encapType,
  encap: nexthopRows.encap,
  /** Seconds until the route expires. For a multicast route: hundredths of a second since its last use. */
  expires: attr(23, select('header.family', { ipmr: u64, ip6mr: u64 }, u32)),
  pad: attr(24, bytes),
  uid: attr(25, u32),
  ttlPropagate: nexthopRows.ttlPropagate,
  ipProto: attr(27, ipProtocol),
  sport: attr(28, be16),
  dport: attr(29, be16),
  /** Id of a nexthop object (`ip nexthop`). */
  nhId: attr(30, u32),
  flowlabel: attr(31, be32),
}

export interface RouteAttributes extends InferRows<typeof rows> {}
const table: Attributes<RouteAttributes> = attributes('RTA_', rows)

/** RTM_NEWROUTE, RTM_DELROUTE, RTM_GETROUTE. */
export interface RouteMessage extends InferMessage<Infer<typeof rtmsg>, RouteAttributes> {}
export const route: Message<RouteMessage> = message(rtmsg, table)
