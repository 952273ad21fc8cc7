/** IP over InfiniBand: IFLA_IPOIB_* of <linux/if_link.h>. */

import { attr, attributes, u16 } from '../../../../netlink/codec/builders.ts'
import { enumeration } from '../../../../netlink/codec/enumeration.ts'
import type { Attributes, InferRows } from '../../../../netlink/codec/node.ts'

const rows = {
  pkey: attr(1, u16),
  mode: attr(2, enumeration(u16, 'IPOIB_MODE_', { datagram: 0, connected: 1 })),
  umcast: attr(3, u16),
}
export interface Ipoib extends InferRows<typeof rows> {}
export const ipoib: Attributes<Ipoib> = attributes('IFLA_IPOIB_', rows)
