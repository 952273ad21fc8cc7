/**
 * The other end of a pair (veth, vxcan, netkit), described by a link message of its own. That message can hold a pair
 * again: its table is looked up when it is read, so that these modules may be imported in any order.
 */
import type { InferMessage, Message } from '../../../netlink/codec/node.ts'
import type { Ifinfomsg } from '../ifinfo.ts'
import { ifinfomsg } from '../ifinfo.ts'
import type { LinkAttributes } from '../link.ts'
import { link } from '../link.ts'

export interface Peer extends InferMessage<Ifinfomsg, LinkAttributes> {}

/** `struct ifinfomsg` and IFLA_* attributes. */
export const peer: Message<Peer> = {
  type: 'message',
  header: ifinfomsg,
  get attributes() {
    return link.attributes
  },
}
