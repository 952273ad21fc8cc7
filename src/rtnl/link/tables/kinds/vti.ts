/** vti and vti6, tunnels that IPsec policies select by key: IFLA_VTI_* of <linux/if_tunnel.h>. */

import { attr, attributes, be32, ipv4, ipv6, u32 } from '../../../../netlink/codec/builders.ts'
import type { Attributes, InferRows } from '../../../../netlink/codec/node.ts'

const shared = {
  /** Index of the lower link; 0: the tunnel is not bound to one. */
  link: attr(1, u32),
  ikey: attr(2, be32),
  okey: attr(3, be32),
  fwmark: attr(6, u32),
}
const rows = { ...shared, local: attr(4, ipv4), remote: attr(5, ipv4) }
const rows6 = { ...shared, local: attr(4, ipv6), remote: attr(5, ipv6) }

export interface Vti extends InferRows<typeof rows> {}
export interface Vti6 extends InferRows<typeof rows6> {}

export const vti: Attributes<Vti> = attributes('IFLA_VTI_', rows)
export const vti6: Attributes<Vti6> = attributes('IFLA_VTI_', rows6)
