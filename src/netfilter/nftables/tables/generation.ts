/** The generation of the ruleset, which every transaction increments: NFTA_GEN_* of <linux/netfilter/nf_tables.h>. */

import { attr, attributes, be32, message, string } from '../../../netlink/codec/builders.ts'
import type { Attributes, InferMessage, InferRows, Message } from '../../../netlink/codec/node.ts'
import type { Nfgenmsg } from '../../tables/nfgenmsg.ts'
import { nfgenmsg } from '../../tables/nfgenmsg.ts'

const rows = {
  id: attr(1, be32),
  /** Thread ID of the sender of the transaction; in a reply, of the sender of the request. */
  procPid: attr(2, be32),
  /** Name of that thread. */
  procName: attr(3, string),
}
export interface GenerationAttributes extends InferRows<typeof rows> {}
const table: Attributes<GenerationAttributes> = attributes('NFTA_GEN_', rows)

/** NFT_MSG_NEWGEN, NFT_MSG_GETGEN. */
export interface GenerationMessage extends InferMessage<Nfgenmsg, GenerationAttributes> {}
export const generation: Message<GenerationMessage> = message(nfgenmsg, table)
