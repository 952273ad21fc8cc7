import type { InferMessage, Message } from '../../../../netlink/codec/node.ts'
import type { Ifinfomsg } from '../ifinfo.ts'
import { ifinfomsg } from '../ifinfo.ts'
import type { LinkAttributes } from '../link.ts'
import { link } from '../link.ts'

/** The other end of a pair (veth, vxcan, netkit), described by a link message of its own. */
export interface Peer extends InferMessage<Ifinfomsg, LinkAttributes> {}

/**
 * `struct ifinfomsg` and IFLA_* attributes, among which a pair can stand again: the table of links is looked up when it
 * is read. A function, since functions alone exist before their module has run: the modules of this circle may then be
 * imported in any order.
 */
export function peer(): Message<Peer> {
  return {
    type: 'message',
    header: ifinfomsg,
    get attributes() {
      return link.attributes
    },
  }
}
