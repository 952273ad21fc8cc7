/** Ids that a network namespace assigns to others (`ip netns list-id`): NETNSA_* of <linux/net_namespace.h>. */

import { attr, attributes, message, s32, u32 } from '../../../netlink/codec/builders.ts'
import type { Attributes, Infer, InferMessage, InferRows, Message } from '../../../netlink/codec/node.ts'
import { struct } from '../../../netlink/codec/struct.ts'
import { family } from '../../tables/family.ts'

const rtgenmsg = struct('rtgenmsg', { family }, { prefix: 'rtgen_' })

const rows = {
  /** -1 (NETNSA_NSID_NOT_ASSIGNED): in a reply no id is assigned, in a request the kernel chooses one. */
  nsid: attr(1, s32),
  /** Id of a process in the namespace. */
  pid: attr(2, u32),
  /** Descriptor of an open file of the namespace. */
  fd: attr(3, u32),
  /** Id of the namespace whose assignments are requested. Absent: that of the socket. */
  targetNsid: attr(4, s32),
  /** With `targetNsid`: id that the same namespace has in the namespace of the socket. */
  currentNsid: attr(5, s32),
}
export interface NsidAttributes extends InferRows<typeof rows> {}
const table: Attributes<NsidAttributes> = attributes('NETNSA_', rows)

/** RTM_NEWNSID, RTM_DELNSID, RTM_GETNSID. */
export interface NsidMessage extends InferMessage<Infer<typeof rtgenmsg>, NsidAttributes> {}
export const nsid: Message<NsidMessage> = message(rtgenmsg, table)
