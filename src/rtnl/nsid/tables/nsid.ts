/** Numbers that one network namespace gives to others (`ip netns list-id`): NETNSA_* of <linux/net_namespace.h>. */

import { attr, attributes, message, s32, u32 } from '../../../netlink/codec/builders.ts'
import type { Attributes, Infer, InferMessage, InferRows, Message } from '../../../netlink/codec/node.ts'
import { struct } from '../../../netlink/codec/struct.ts'
import { family } from '../../tables/family.ts'

const rtgenmsg = struct('rtgenmsg', { family }, { prefix: 'rtgen_' })

const rows = {
  /** -1 (NETNSA_NSID_NOT_ASSIGNED): in an answer none is given yet, in a request choose one. */
  nsid: attr(1, s32),
  /** A process in the namespace. */
  pid: attr(2, u32),
  /** An open file of the namespace. */
  fd: attr(3, u32),
  /** Ask as if from this namespace. */
  targetNsid: attr(4, s32),
  /** With `targetNsid`: number of the same namespace here. */
  currentNsid: attr(5, s32),
}
export interface NsidAttributes extends InferRows<typeof rows> {}
const table: Attributes<NsidAttributes> = attributes('NETNSA_', rows)

/** RTM_NEWNSID, RTM_DELNSID, RTM_GETNSID. */
export interface NsidMessage extends InferMessage<Infer<typeof rtgenmsg>, NsidAttributes> {}
export const nsid: Message<NsidMessage> = message(rtgenmsg, table)
