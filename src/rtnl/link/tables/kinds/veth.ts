import { attr, attributes } from '../../../../netlink/codec/builders.ts'
import type { Attributes, InferRows } from '../../../../netlink/codec/node.ts'
import { peer } from './peer.ts'

const rows = {
  /** The other end, in requests alone: a header and the attributes of a link. */
  peer: attr(1, peer(), { nested: false }),
}

/** `ip link add type veth`: VETH_INFO_* of <linux/veth.h>. */
export interface Veth extends InferRows<typeof rows> {}
export const veth: Attributes<Veth> = attributes('VETH_INFO_', rows)
