/** bareudp, network-layer packets directly in UDP: IFLA_BAREUDP_* of <linux/if_link.h>. */

import { attr, attributes, be16, flag, u16 } from '../../../../netlink/codec/builders.ts'
import { enumeration } from '../../../../netlink/codec/enumeration.ts'
import type { Attributes, InferRows } from '../../../../netlink/codec/node.ts'

const rows = {
  port: attr(1, be16),
  /** ETH_P_* of the inner packets. */
  ethertype: attr(2, enumeration(be16, 'ETH_P_', { ip: 0x0800, ipv6: 0x86dd, mpls_uc: 0x8847, mpls_mc: 0x8848 })),
  srcportMin: attr(3, u16),
  /** Accepts IPv6 in addition to `ip`, and multicast MPLS in addition to `mpls_uc`. */
  multiprotoMode: attr(4, flag),
}
export interface Bareudp extends InferRows<typeof rows> {}
export const bareudp: Attributes<Bareudp> = attributes('IFLA_BAREUDP_', rows)
