/** The generation of the rules: a number that every transaction raises, and who did it. NFTA_GEN_* of <linux/netfilter/nf_tables.h>. */

import { attr, attributes, be32, message, string } from '../../../netlink/codec/builders.ts'
import type { Attributes, InferMessage, InferRows, Message } from '../../../netlink/codec/node.ts'
import type { Nfgenmsg } from '../../tables/nfgenmsg.ts'
import { nfgenmsg } from '../../tables/nfgenmsg.ts'

const rows = {
  id: attr(1, be32),
  /** The process that has made it. */
  procPid: attr(2, be32),
  procName: attr(3, string),
}
export interface GenerationAttributes extends InferRows<typeof rows> {}
const table: Attributes<GenerationAttributes> = attributes('NFTA_GEN_', rows)

/** NFT_MSG_NEWGEN, NFT_MSG_GETGEN. */
export interface GenerationMessage extends InferMessage<Nfgenmsg, GenerationAttributes> {}
export const generation: Message<GenerationMessage> = message(nfgenmsg, table)
