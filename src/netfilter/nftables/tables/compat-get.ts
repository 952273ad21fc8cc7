/** Whether the kernel has a revision of an xtables extension: NFTA_COMPAT_* of <linux/netfilter/nf_tables_compat.h>. */

import { attr, attributes, be32, message, string } from '../../../netlink/codec/builders.ts'
import { enumeration } from '../../../netlink/codec/enumeration.ts'
import type { Attributes, InferMessage, InferRows, Message } from '../../../netlink/codec/node.ts'
import type { Nfgenmsg } from '../../tables/nfgenmsg.ts'
import { nfgenmsg } from '../../tables/nfgenmsg.ts'

const rows = {
  name: attr(1, string),
  rev: attr(2, be32),
  type: attr(3, enumeration(be32, 'NFT_COMPAT_', { match: [0, null], target: [1, null] })),
}
export interface CompatAttributes extends InferRows<typeof rows> {}
const table: Attributes<CompatAttributes> = attributes('NFTA_COMPAT_', rows)

/** NFNL_MSG_COMPAT_GET. */
export interface CompatMessage extends InferMessage<Nfgenmsg, CompatAttributes> {}
export const compat: Message<CompatMessage> = message(nfgenmsg, table)
