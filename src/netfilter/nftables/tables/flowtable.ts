/** Flowtables, whose connections bypass the rules: NFTA_FLOWTABLE_* of <linux/netfilter/nf_tables.h>. */

import { attr, attributes, be32, be64, beS32, bytes, message, string } from '../../../netlink/codec/builders.ts'
import { flags } from '../../../netlink/codec/enumeration.ts'
import type { Attributes, InferMessage, InferRows, Message } from '../../../netlink/codec/node.ts'
import type { Nfgenmsg } from '../../tables/nfgenmsg.ts'
import { nfgenmsg } from '../../tables/nfgenmsg.ts'
import { hookDevices } from './hook.ts'

const hookRows = { num: attr(1, be32), priority: attr(2, beS32), devs: attr(3, hookDevices) }
export interface FlowtableHook extends InferRows<typeof hookRows> {}
const hook: Attributes<FlowtableHook> = attributes('NFTA_FLOWTABLE_HOOK_', hookRows)

const rows = {
  table: attr(1, string),
  name: attr(2, string),
  hook: attr(3, hook),
  use: attr(4, be32),
  handle: attr(5, be64),
  pad: attr(6, bytes),
  flags: attr(
    7,
    flags(be32, 'NFT_FLOWTABLE_', {
      /** The hardware forwards the packets. */
      offload: [1, 'NFT_FLOWTABLE_HW_OFFLOAD'],
      counter: 2,
    }),
  ),
}
export interface FlowtableAttributes extends InferRows<typeof rows> {}
const table: Attributes<FlowtableAttributes> = attributes('NFTA_FLOWTABLE_', rows)

/** NFT_MSG_NEWFLOWTABLE, NFT_MSG_GETFLOWTABLE, NFT_MSG_DELFLOWTABLE. */
export interface FlowtableMessage extends InferMessage<Nfgenmsg, FlowtableAttributes> {}
export const flowtable: Message<FlowtableMessage> = message(nfgenmsg, table)
