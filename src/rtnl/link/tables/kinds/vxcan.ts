/** vxcan, a pair of virtual CAN interfaces: VXCAN_INFO_* of <linux/can/vxcan.h>. */

import { attr, attributes } from '../../../../netlink/codec/builders.ts'
import type { Attributes, InferRows } from '../../../../netlink/codec/node.ts'
import { peer } from './peer.ts'

const rows = {
  /** The other end, when a pair is made; the kernel does not tell it afterwards. */
  peer: attr(1, peer()),
}
export interface Vxcan extends InferRows<typeof rows> {}
export const vxcan: Attributes<Vxcan> = attributes('VXCAN_INFO_', rows)
