/** amt, tunnels for multicast over unicast networks (RFC 7450): IFLA_AMT_* of <linux/amt.h>. */

import { attr, attributes, be16, ipv4, readOnly, u32 } from '../../../../netlink/codec/builders.ts'
import { enumeration } from '../../../../netlink/codec/enumeration.ts'
import type { Attributes, InferRows } from '../../../../netlink/codec/node.ts'

const rows = {
  mode: attr(1, enumeration(u32, 'AMT_MODE_', { gateway: 0, relay: 1 })),
  relayPort: attr(2, be16),
  gatewayPort: attr(3, be16),
  /** Index of the lower link. */
  link: attr(4, u32),
  localIp: attr(5, ipv4),
  /** Address of the relay that the gateway has discovered. */
  remoteIp: readOnly(attr(6, ipv4), 'sometimes'),
  discoveryIp: attr(7, ipv4),
  maxTunnels: attr(8, u32),
}
export interface Amt extends InferRows<typeof rows> {}
export const amt: Attributes<Amt> = attributes('IFLA_AMT_', rows)
