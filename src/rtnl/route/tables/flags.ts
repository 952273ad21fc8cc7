/** Flags of routes and of their nexthops. */

import { u8, u32 } from '../../../netlink/codec/builders.ts'
import { flags } from '../../../netlink/codec/enumeration.ts'

const nexthopWords = {
  /** The link is down or removed. */
  dead: [1, 'RTNH_F_DEAD'],
  /** The gateway is looked up recursively. */
  pervasive: [2, 'RTNH_F_PERVASIVE'],
  /** The gateway is on the link, although no prefix of the link covers it. */
  onlink: [4, 'RTNH_F_ONLINK'],
  offload: [8, 'RTNH_F_OFFLOAD'],
  /** The link has no carrier. */
  linkdown: [16, 'RTNH_F_LINKDOWN'],
  /** A multicast route that the daemon has not resolved yet. */
  unresolved: [32, 'RTNH_F_UNRESOLVED'],
  trap: [64, 'RTNH_F_TRAP'],
} as const

/** RTNH_F_* of <linux/rtnetlink.h>: flags of one next hop. */
export const nexthopFlags = flags(u8, 'RTNH_F_', nexthopWords)

/** RTNH_F_* and RTM_F_* of <linux/rtnetlink.h>; in replies to `routes.get` (`cloned`) also RTCF_* of <linux/in_route.h>. */
export const routeFlags = flags(u32, 'RTM_F_', {
  ...nexthopWords,
  notify: 0x100,
  /** The reply to a lookup, or an exception that the kernel has learned (such as a path MTU); not an entry of a table. */
  cloned: 0x200,
  equalize: 0x400,
  prefix: 0x800,
  /** In a request: the reply contains the number of the table that has matched. */
  lookup_table: 0x1000,
  /** In a request: the reply is the matching entry of the table instead of the result for this destination. */
  fib_match: 0x2000,
  rt_offload: [0x4000, 'RTM_F_OFFLOAD'],
  rt_trap: [0x8000, 'RTM_F_TRAP'],
  /** The same bit as `mc`. In an IPv4 route with `cloned` it means `mc`. */
  rt_offload_failed: [0x20000000, 'RTM_F_OFFLOAD_FAILED'],
  rtcf_notify: [0x10000, 'RTCF_NOTIFY'],
  'dst-direct': [0x20000, 'RTCF_DIRECTDST'],
  redirected: [0x40000, 'RTCF_REDIRECTED'],
  proxy: [0x80000, 'RTCF_TPROXY'],
  fastroute: [0x200000, 'RTCF_FAST'],
  masq: [0x400000, 'RTCF_MASQ'],
  'src-nat': [0x800000, 'RTCF_SNAT'],
  redirect: [0x1000000, 'RTCF_DOREDIRECT'],
  'src-direct': [0x4000000, 'RTCF_DIRECTSRC'],
  'dst-nat': [0x8000000, 'RTCF_DNAT'],
  brd: [0x10000000, 'RTCF_BROADCAST'],
  mc: [0x20000000, 'RTCF_MULTICAST'],
  reject: [0x40000000, 'RTCF_REJECT'],
  local: [0x80000000, 'RTCF_LOCAL'],
})
