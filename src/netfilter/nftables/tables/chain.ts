/** Chains of rules, with a hook (base chains) or without: NFTA_CHAIN_* of <linux/netfilter/nf_tables.h>. */

import { attr, attributes, be32, be64, bytes, message, string } from '../../../netlink/codec/builders.ts'
import { flags } from '../../../netlink/codec/enumeration.ts'
import type { Attributes, InferMessage, InferRows, Message } from '../../../netlink/codec/node.ts'
import type { Nfgenmsg } from '../../tables/nfgenmsg.ts'
import { nfgenmsg } from '../../tables/nfgenmsg.ts'
import { counter } from './expressions/stateful.ts'
import { hook } from './hook.ts'
import { verdictCode } from './verdict.ts'

/** NFT_CHAIN_*. */
export const chainFlags = flags(be32, 'NFT_CHAIN_', {
  /** It has a hook. */
  base: 1,
  /** The hardware applies its rules. */
  offload: [2, 'NFT_CHAIN_HW_OFFLOAD'],
  /** It belongs to the rule that jumps to it. */
  binding: 4,
})

const rows = {
  table: attr(1, string),
  handle: attr(2, be64),
  name: attr(3, string),
  hook: attr(4, hook),
  /** The verdict on packets that no rule decided on. */
  policy: attr(5, verdictCode),
  /** Number of its rules, and of the rules and elements that jump to it. */
  use: attr(6, be32),
  /** `filter`, `nat` or `route`. */
  type: attr(7, string),
  /** Packets that the policy decided on. */
  counters: attr(8, counter),
  pad: attr(9, bytes),
  flags: attr(10, chainFlags),
  /** A number by which other messages of the batch refer to it. */
  id: attr(11, be32),
  userdata: attr(12, bytes),
}
export interface ChainAttributes extends InferRows<typeof rows> {}
const table: Attributes<ChainAttributes> = attributes('NFTA_CHAIN_', rows)

/** NFT_MSG_NEWCHAIN, NFT_MSG_GETCHAIN, NFT_MSG_DELCHAIN. */
export interface ChainMessage extends InferMessage<Nfgenmsg, ChainAttributes> {}
export const chain: Message<ChainMessage> = message(nfgenmsg, table)
