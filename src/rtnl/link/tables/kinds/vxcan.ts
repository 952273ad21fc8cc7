/** vxcan, a pair of virtual CAN interfaces: VXCAN_INFO_* of <linux/can/vxcan.h>. */

import { attr, attributes } from '../../../../netlink/codec/builders.ts'
import type { Attributes, InferRows, Message } from '../../../../netlink/codec/node.ts'

const rowsOf = <P>(peer: Message<P>) => ({
  /** In requests: the other end of a new pair. Absent in replies. */
  peer: attr(1, peer),
})
export interface Vxcan<P> extends InferRows<ReturnType<typeof rowsOf<P>>> {}
export const vxcan = <P>(peer: Message<P>): Attributes<Vxcan<P>> => attributes('VXCAN_INFO_', rowsOf(peer))
