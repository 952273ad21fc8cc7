import { attr, attributes } from '../../../../netlink/codec/builders.ts'
import type { Attributes, InferRows, Message } from '../../../../netlink/codec/node.ts'

const rowsOf = <P>(peer: Message<P>) => ({
  /** In requests: the other end, with the header and the attributes of a link. Absent in replies. */
  peer: attr(1, peer, { nested: false }),
})

/** `ip link add type veth`: VETH_INFO_* of <linux/veth.h>. */
export interface Veth<P> extends InferRows<ReturnType<typeof rowsOf<P>>> {}
export const veth = <P>(peer: Message<P>): Attributes<Veth<P>> => attributes('VETH_INFO_', rowsOf(peer))
