/** Rules: lists of expressions, carried out in their order. NFTA_RULE_* of <linux/netfilter/nf_tables.h>. */

import { attr, attributes, be32, be64, bytes, items, message, string } from '../../../netlink/codec/builders.ts'
import { flags } from '../../../netlink/codec/enumeration.ts'
import type { Attributes, InferMessage, InferRows, Message } from '../../../netlink/codec/node.ts'
import type { Nfgenmsg } from '../../tables/nfgenmsg.ts'
import { nfgenmsg } from '../../tables/nfgenmsg.ts'
import { expression } from './expressions/index.ts'

const compatRows = {
  /** Protocol that the rule is about: extensions of iptables want to be told. */
  proto: attr(1, be32),
  flags: attr(2, flags(be32, 'NFT_RULE_COMPAT_F_', { unused: 1, inv: 2 })),
}
export interface RuleCompat extends InferRows<typeof compatRows> {}
const compat: Attributes<RuleCompat> = attributes('NFTA_RULE_COMPAT_', compatRows)

const rows = {
  table: attr(1, string),
  chain: attr(2, string),
  handle: attr(3, be64),
  /** A nest of NFTA_LIST_ELEM. */
  expressions: attr(4, items(expression, { id: 1 })),
  compat: attr(5, compat),
  /** Handle of the rule behind which it stands, or before which it is to stand. */
  position: attr(6, be64),
  /** What its maker notes; nft keeps the comment there. */
  userdata: attr(7, bytes),
  pad: attr(8, bytes),
  /** A number that other messages of the batch name it by. */
  id: attr(9, be32),
  /** Like `position`, by the number that a rule has in this batch. */
  positionId: attr(10, be32),
  chainId: attr(11, be32),
}
export interface RuleAttributes extends InferRows<typeof rows> {}
const table: Attributes<RuleAttributes> = attributes('NFTA_RULE_', rows)

/** NFT_MSG_NEWRULE, NFT_MSG_GETRULE, NFT_MSG_DELRULE. */
export interface RuleMessage extends InferMessage<Nfgenmsg, RuleAttributes> {}
export const rule: Message<RuleMessage> = message(nfgenmsg, table)
