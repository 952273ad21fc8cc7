/** Words of routes: types, protocols, scopes, tables. Rules, addresses, neighbours and nexthops use them as well. */

import { u8, u32 } from '../../netlink/codec/builders.ts'
import { enumeration } from '../../netlink/codec/enumeration.ts'

/** RTN_* of <linux/rtnetlink.h>: what happens to a packet that matches the route. */
export const routeType = enumeration(u8, 'RTN_', {
  none: [0, 'RTN_UNSPEC'],
  unspec: 0,
  unicast: 1,
  local: 2,
  broadcast: 3,
  anycast: 4,
  multicast: 5,
  blackhole: 6,
  unreachable: 7,
  prohibit: 8,
  throw: 9,
  nat: 10,
  xresolve: 11,
})
export type RouteType = keyof typeof routeType.numbers

/** RTPROT_* of <linux/rtnetlink.h>: the origin of a route. The kernel does not interpret `static` and higher numbers. */
export const routeProtocol = enumeration(u8, 'RTPROT_', {
  unspec: 0,
  redirect: 1,
  kernel: 2,
  boot: 3,
  static: 4,
  gated: 8,
  ra: 9,
  mrt: 10,
  zebra: 11,
  bird: 12,
  dnrouted: 13,
  xorp: 14,
  ntk: 15,
  dhcp: 16,
  mrouted: 17,
  keepalived: 18,
  babel: 42,
  ovn: 84,
  openr: 99,
  bgp: 186,
  isis: 187,
  ospf: 188,
  rip: 189,
  eigrp: 192,
})

/** RT_SCOPE_* of <linux/rtnetlink.h>: the distance to the destination. Other numbers below `link` are free for users. */
export const routeScope = enumeration(u8, 'RT_SCOPE_', {
  global: [0, 'RT_SCOPE_UNIVERSE'],
  site: 200,
  link: 253,
  host: 254,
  nowhere: 255,
})

const tableWords = { unspec: 0, default: 253, main: 254, local: 255 } as const

/** RT_TABLE_* of <linux/rtnetlink.h>: the tables that have names. All other numbers are tables as well. */
export const routeTable = enumeration(u32, 'RT_TABLE_', tableWords)

/** Number of a table in eight bits; `compat` if it does not fit, and the attribute `table` has it. */
export const routeTableLow = enumeration(u8, 'RT_TABLE_', { ...tableWords, compat: 252 })
