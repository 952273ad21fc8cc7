/** Rules that choose a routing table (`ip rule`): FRA_* of <linux/fib_rules.h>. */

import {
  addressOrNone,
  attr,
  attributes,
  be32,
  beId64,
  bool,
  bytes,
  message,
  string,
  u8,
  u16,
  u32,
} from '../../../netlink/codec/builders.ts'
import { enumeration, flags } from '../../../netlink/codec/enumeration.ts'
import type { Attributes, Infer, InferMessage, InferRows, Message } from '../../../netlink/codec/node.ts'
import { struct } from '../../../netlink/codec/struct.ts'
import { family } from '../../tables/family.ts'
import { ipProtocol } from '../../tables/ip-protocol.ts'
import { routeProtocol, routeTable, routeTableLow } from '../../tables/route-words.ts'

/** FR_ACT_*: what happens to a packet that matches. */
export const ruleAction = enumeration(u8, 'FR_ACT_', {
  unspec: 0,
  lookup: [1, 'FR_ACT_TO_TBL'],
  goto: 2,
  nop: 3,
  blackhole: 6,
  unreachable: 7,
  prohibit: 8,
})

/** FIB_RULE_*. */
export const ruleFlags = flags(u32, 'FIB_RULE_', {
  permanent: 0x1,
  /** `not`: the rule applies to packets that do not match. */
  invert: 0x2,
  /** No rule has the priority of `goto`. */
  unresolved: 0x4,
  /** There is no link of that name. */
  iif_detached: 0x8,
  /** There is no link of that name. */
  oif_detached: 0x10,
  find_saddr: 0x10000,
})

const fibRuleHdr = struct('fib_rule_hdr', {
  family,
  /** Prefix length of `dst`. */
  dstLen: u8,
  /** Prefix length of `src`. */
  srcLen: u8,
  tos: u8,
  /** Number of the table if it is below 256. The attribute `table` has every number. */
  table: routeTableLow,
  res1: u8,
  res2: u8,
  action: ruleAction,
  flags: ruleFlags,
})

/** Start and end are included. */
const uidRange = struct('fib_rule_uid_range', { start: u32, end: u32 })
/** Start and end are included. In host byte order, unlike other ports. */
const portRange = struct('fib_rule_port_range', { start: u16, end: u16 })

const rows = {
  dst: attr(1, addressOrNone),
  src: attr(2, addressOrNone),
  iifname: attr(3, string),
  /** Priority of the rule at which the evaluation continues. */
  goto: attr(4, u32),
  unused2: attr(5, bytes),
  /** Rules are evaluated in ascending order of priority. Absent in a reply: 0. */
  priority: attr(6, u32),
  unused3: attr(7, bytes),
  unused4: attr(8, bytes),
  unused5: attr(9, bytes),
  fwmark: attr(10, u32),
  /** Realms: of the source in the high half, of the destination in the low half. */
  flow: attr(11, u32),
  /** Identifier of the tunnel that received the packet. */
  tunId: attr(12, beId64),
  /** Ignores routes through links of this group. 4294967295 or absent: ignores none. */
  suppressIfgroup: attr(13, u32),
  /** Ignores routes whose prefix has this length or less. 4294967295: ignores none. */
  suppressPrefixlen: attr(14, u32),
  table: attr(15, routeTable),
  fwmask: attr(16, u32),
  oifname: attr(17, string),
  pad: attr(18, bytes),
  /** 1: uses the table of the VRF that the packet belongs to. */
  l3mdev: attr(19, bool),
  uidRange: attr(20, uidRange),
  /** Origin of the rule. */
  protocol: attr(21, routeProtocol),
  ipProto: attr(22, ipProtocol),
  sportRange: attr(23, portRange),
  dportRange: attr(24, portRange),
  /** Six bits: the TOS without its two lowest bits. */
  dscp: attr(25, u8),
  flowlabel: attr(26, be32),
  flowlabelMask: attr(27, be32),
  sportMask: attr(28, u16),
  dportMask: attr(29, u16),
  dscpMask: attr(30, u8),
}
export interface RuleAttributes extends InferRows<typeof rows> {}
const table: Attributes<RuleAttributes> = attributes('FRA_', rows)

/** RTM_NEWRULE, RTM_DELRULE, RTM_GETRULE. */
export interface RuleMessage extends InferMessage<Infer<typeof fibRuleHdr>, RuleAttributes> {}
export const rule: Message<RuleMessage> = message(fibRuleHdr, table)
