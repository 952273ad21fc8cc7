/** xfrm interfaces, which IPsec states and policies refer to by `ifId`: IFLA_XFRM_* of <linux/if_link.h>. */

import { attr, attributes, flag, u32 } from '../../../../netlink/codec/builders.ts'
import type { Attributes, InferRows } from '../../../../netlink/codec/node.ts'

const rows = {
  /** Index of the lower link; 0: none. */
  link: attr(1, u32),
  ifId: attr(2, u32),
  /** `external`: routes set the interface id of each packet. */
  collectMetadata: attr(3, flag),
}
export interface Xfrm extends InferRows<typeof rows> {}
export const xfrm: Attributes<Xfrm> = attributes('IFLA_XFRM_', rows)
