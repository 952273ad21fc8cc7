/** Rules: lists of expressions, which are evaluated in order. NFTA_RULE_* of <linux/netfilter/nf_tables.h>. */

import { attr, attributes, be32, be64, bytes, items, message, string } from '../../../netlink/codec/builders.ts'
import { flags } from '../../../netlink/codec/enumeration.ts'
import type { Attributes, InferMessage, InferRows, Message } from '../../../netlink/codec/node.ts'
import type { Nfgenmsg } from '../../tables/nfgenmsg.ts'
import { nfgenmsg } from '../../tables/nfgenmsg.ts'
import { expression } from './expressions/index.ts'

const compatRows = {
  /** The protocol that the rule matches, for the extensions of iptables in it. */
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
  /**
   * Handle of another rule. In requests: the rule to insert before, or to append after (NLM_F_APPEND). In messages of the
   * kernel: the rule before it in the chain.
   */
  position: attr(6, be64),
  /** User data of the program that added it; nft stores the comment there. */
  userdata: attr(7, bytes),
  pad: attr(8, bytes),
  /** A number by which other messages of the batch refer to it. */
  id: attr(9, be32),
  /** Like `position`, by the number of a rule in the batch. */
  positionId: attr(10, be32),
  chainId: attr(11, be32),
}
export interface RuleAttributes extends InferRows<typeof rows> {}
const table: Attributes<RuleAttributes> = attributes('NFTA_RULE_', rows)

/** NFT_MSG_NEWRULE, NFT_MSG_GETRULE, NFT_MSG_DELRULE. */
export interface RuleMessage extends InferMessage<Nfgenmsg, RuleAttributes> {}
export const rule: Message<RuleMessage> = message(nfgenmsg, table)
