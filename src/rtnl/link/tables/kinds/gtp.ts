/** GTP tunnels of mobile networks: IFLA_GTP_* of <linux/if_link.h>. */

import { attr, attributes, bool, ipv4, ipv6, u8, u32 } from '../../../../netlink/codec/builders.ts'
import { enumeration } from '../../../../netlink/codec/enumeration.ts'
import type { Attributes, InferRows } from '../../../../netlink/codec/node.ts'

const rows = {
  /** In a request: descriptor of the UDP socket for GTPv0. */
  fd0: attr(1, u32),
  /** In a request: descriptor of the UDP socket for GTPv1. */
  fd1: attr(2, u32),
  /** Number of buckets. */
  pdpHashsize: attr(3, u32),
  role: attr(4, enumeration(u32, 'GTP_ROLE_', { ggsn: 0, sgsn: 1 })),
  /** In a request, 1: the kernel creates the sockets. */
  createSockets: attr(5, bool),
  restartCount: attr(6, u8),
  local: attr(7, ipv4),
  local6: attr(8, ipv6),
}
export interface Gtp extends InferRows<typeof rows> {}
export const gtp: Attributes<Gtp> = attributes('IFLA_GTP_', rows)
