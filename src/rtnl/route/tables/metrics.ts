/** Metrics of a route (`ip route add ... mtu 1400 lock`): RTAX_* of <linux/rtnetlink.h>. */

import { attr, attributes, string, u32 } from '../../../netlink/codec/builders.ts'
import { flags } from '../../../netlink/codec/enumeration.ts'
import type { Attributes, InferRows } from '../../../netlink/codec/node.ts'

/** The locked metrics, one bit each: path MTU discovery and the like must not change them. */
const locks = flags(u32, 'RTAX_', {
  mtu: [4, '1 << RTAX_MTU'],
  window: [8, '1 << RTAX_WINDOW'],
  rtt: [16, '1 << RTAX_RTT'],
  rttvar: [32, '1 << RTAX_RTTVAR'],
  ssthresh: [64, '1 << RTAX_SSTHRESH'],
  cwnd: [128, '1 << RTAX_CWND'],
  advmss: [256, '1 << RTAX_ADVMSS'],
  reordering: [512, '1 << RTAX_REORDERING'],
  hoplimit: [1024, '1 << RTAX_HOPLIMIT'],
  initcwnd: [2048, '1 << RTAX_INITCWND'],
  features: [4096, '1 << RTAX_FEATURES'],
  rto_min: [8192, '1 << RTAX_RTO_MIN'],
  initrwnd: [16384, '1 << RTAX_INITRWND'],
  quickack: [32768, '1 << RTAX_QUICKACK'],
  congctl: [65536, '1 << RTAX_CC_ALGO'],
  fastopen_no_cookie: [131072, '1 << RTAX_FASTOPEN_NO_COOKIE'],
})

const rows = {
  lock: attr(1, locks),
  /** Bytes. */
  mtu: attr(2, u32),
  /** Bytes. */
  window: attr(3, u32),
  /** Eighths of a millisecond. */
  rtt: attr(4, u32),
  /** Quarters of a millisecond. */
  rttvar: attr(5, u32),
  ssthresh: attr(6, u32),
  cwnd: attr(7, u32),
  /** Bytes. */
  advmss: attr(8, u32),
  reordering: attr(9, u32),
  hoplimit: attr(10, u32),
  /** Segments. */
  initcwnd: attr(11, u32),
  features: attr(12, flags(u32, 'RTAX_FEATURE_', { ecn: 1, sack: 2, timestamp: 4, allfrag: 8, tcp_usec_ts: 16 })),
  /** Milliseconds. */
  rtoMin: attr(13, u32),
  /** Segments. */
  initrwnd: attr(14, u32),
  quickack: attr(15, u32),
  /** Name of the congestion control algorithm: `bbr`. */
  ccAlgo: attr(16, string),
  fastopenNoCookie: attr(17, u32),
}

export interface RouteMetrics extends InferRows<typeof rows> {}
export const routeMetrics: Attributes<RouteMetrics> = attributes('RTAX_', rows)
