/** rmnet, channels of Qualcomm modems: IFLA_RMNET_* of <linux/if_link.h>. */

import { attr, attributes, u16, u32 } from '../../../../netlink/codec/builders.ts'
import { flags } from '../../../../netlink/codec/enumeration.ts'
import type { Attributes, InferRows } from '../../../../netlink/codec/node.ts'
import { struct } from '../../../../netlink/codec/struct.ts'

const rmnetFlags = flags(u32, 'RMNET_FLAGS_', {
  'ingress-deaggregation': 0x1,
  'ingress-map-commands': 0x2,
  'ingress-map-cksumv4': 0x4,
  'egress-map-cksumv4': 0x8,
  'ingress-map-cksumv5': 0x10,
  'egress-map-cksumv5': 0x20,
})

const rows = {
  /** Number of the channel: 1 to 254. */
  muxId: attr(1, u16),
  /** `mask`: the flags that a request changes. */
  flags: attr(2, struct('ifla_rmnet_flags', { flags: rmnetFlags, mask: rmnetFlags })),
}
export interface Rmnet extends InferRows<typeof rows> {}
export const rmnet: Attributes<Rmnet> = attributes('IFLA_RMNET_', rows)
