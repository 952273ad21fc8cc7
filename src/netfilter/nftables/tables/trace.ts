/** The rules that a packet matched (`meta nftrace set 1`): NFTA_TRACE_* of <linux/netfilter/nf_tables.h>. */

import { attr, attributes, be16, be32, be64, bytes, message, string } from '../../../netlink/codec/builders.ts'
import { enumeration } from '../../../netlink/codec/enumeration.ts'
import type { Attributes, InferMessage, InferRows, Message } from '../../../netlink/codec/node.ts'
import { ctDirection, ctState, ctStatus } from '../../tables/ct-words.ts'
import type { Nfgenmsg } from '../../tables/nfgenmsg.ts'
import { nfgenmsg } from '../../tables/nfgenmsg.ts'
import { verdict } from './data.ts'
import { verdictCode } from './verdict.ts'

const rows = {
  table: attr(1, string),
  chain: attr(2, string),
  ruleHandle: attr(3, be64),
  type: attr(4, enumeration(be32, 'NFT_TRACETYPE_', { unspec: 0, policy: 1, return: 2, rule: 3 })),
  verdict: attr(5, verdict),
  /** The same in all messages about a packet. */
  id: attr(6, be32),
  llHeader: attr(7, bytes),
  networkHeader: attr(8, bytes),
  transportHeader: attr(9, bytes),
  iif: attr(10, be32),
  iiftype: attr(11, be16),
  oif: attr(12, be32),
  oiftype: attr(13, be16),
  mark: attr(14, be32),
  nfproto: attr(15, be32),
  policy: attr(16, verdictCode),
  pad: attr(17, bytes),
  ctId: attr(18, be32),
  ctDirection: attr(19, ctDirection),
  ctStatus: attr(20, ctStatus),
  ctState: attr(21, ctState),
}
export interface TraceAttributes extends InferRows<typeof rows> {}
const table: Attributes<TraceAttributes> = attributes('NFTA_TRACE_', rows)

/** NFT_MSG_TRACE. */
export interface TraceMessage extends InferMessage<Nfgenmsg, TraceAttributes> {}
export const trace: Message<TraceMessage> = message(nfgenmsg, table)
