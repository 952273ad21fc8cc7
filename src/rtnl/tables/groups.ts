/** Multicast groups of NETLINK_ROUTE: RTNLGRP_* of <linux/rtnetlink.h>. */

import { u32 } from '../../netlink/codec/builders.ts'
import { enumeration } from '../../netlink/codec/enumeration.ts'

export const groupWords = {
  none: 0,
  link: 1,
  notify: 2,
  neigh: 3,
  tc: 4,
  'ipv4-ifaddr': 5,
  'ipv4-mroute': 6,
  'ipv4-route': 7,
  'ipv4-rule': 8,
  'ipv6-ifaddr': 9,
  'ipv6-mroute': 10,
  'ipv6-route': 11,
  'ipv6-ifinfo': 12,
  'decnet-ifaddr': [13, 'RTNLGRP_DECnet_IFADDR'],
  nop2: 14,
  'decnet-route': [15, 'RTNLGRP_DECnet_ROUTE'],
  'decnet-rule': [16, 'RTNLGRP_DECnet_RULE'],
  nop4: 17,
  'ipv6-prefix': 18,
  'ipv6-rule': 19,
  'nd-useropt': 20,
  'phonet-ifaddr': 21,
  'phonet-route': 22,
  dcb: 23,
  'ipv4-netconf': 24,
  'ipv6-netconf': 25,
  mdb: 26,
  'mpls-route': 27,
  nsid: 28,
  'mpls-netconf': 29,
  'ipv4-mroute-r': 30,
  'ipv6-mroute-r': 31,
  nexthop: 32,
  brvlan: 33,
  'mctp-ifaddr': 34,
  tunnel: 35,
  stats: 36,
  'ipv4-mcaddr': 37,
  'ipv6-mcaddr': 38,
  'ipv6-acaddr': 39,
} as const

/**
 * A multicast group: its constant without RTNLGRP_, in lower case, with `-` for `_`. These groups report objects, by the
 * `object` of their events:
 *
 * - `link`: `link`, and `protinfo` of bridge ports
 * - `ipv6-ifinfo`: `protinfo` of the family `inet6`
 * - `ipv4-ifaddr`, `ipv6-ifaddr`: `address`
 * - `ipv4-route`, `ipv6-route`, `ipv4-mroute`, `ipv6-mroute`, `mpls-route`: `route`
 * - `ipv4-rule`, `ipv6-rule`: `rule`
 * - `neigh`: `neighbour`
 * - `nsid`: `nsid`
 * - `ipv4-netconf`, `ipv6-netconf`, `mpls-netconf`: `netconf`
 *
 * The messages of most other groups (`tc`, `mdb`, `nexthop`, ...) are events with the action `other`.
 */
export type Group = Exclude<keyof typeof groupWords, 'none' | 'nop2' | 'nop4'>

/** Group numbers by name in `numbers`, names by number in `words`. */
export const groups = enumeration(u32, 'RTNLGRP_', groupWords)
