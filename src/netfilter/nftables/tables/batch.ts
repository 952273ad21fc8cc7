/** The first and the last message of a batch. The kernel carries out all messages between them, or none. */

import { attr, attributes, be32, message } from '../../../netlink/codec/builders.ts'
import type { Attributes, InferMessage, InferRows, Message } from '../../../netlink/codec/node.ts'
import type { Nfgenmsg } from '../../tables/nfgenmsg.ts'
import { nfgenmsg } from '../../tables/nfgenmsg.ts'

const rows = {
  /** The generation that the batch was written for. The kernel refuses the batch if it has changed since (ERESTART). */
  genid: attr(1, be32),
}
export interface BatchAttributes extends InferRows<typeof rows> {}
const table: Attributes<BatchAttributes> = attributes('NFNL_BATCH_', rows)

/** NFNL_MSG_BATCH_BEGIN and NFNL_MSG_BATCH_END. */
export interface BatchMessage extends InferMessage<Nfgenmsg, BatchAttributes> {}
export const batch: Message<BatchMessage> = message(nfgenmsg, table)
