/** Settings of links whose changes the kernel reports (`ip netconf`): NETCONFA_* of <linux/netconf.h>. */

import { attr, attributes, message, s32 } from '../../../netlink/codec/builders.ts'
import { enumeration } from '../../../netlink/codec/enumeration.ts'
import type { Attributes, Infer, InferMessage, InferRows, Message } from '../../../netlink/codec/node.ts'
import { struct } from '../../../netlink/codec/struct.ts'
import { family } from '../../tables/family.ts'

const netconfmsg = struct('netconfmsg', { family }, { prefix: 'ncm_' })

const rows = {
  /** Index of a link, or `all` or `default`, which are directories of /proc/sys/net/ipv4/conf. */
  ifindex: attr(1, enumeration(s32, 'NETCONFA_IFINDEX_', { all: -1, default: -2 })),
  /** 1: on, 0: off, like the other settings except `rpFilter`. */
  forwarding: attr(2, s32),
  /** Reverse path filter. */
  rpFilter: attr(3, enumeration(s32, '', { off: [0, null], strict: [1, null], loose: [2, null] })),
  mcForwarding: attr(4, s32),
  /** Proxy ARP or proxy NDP. */
  proxyNeigh: attr(5, s32),
  ignoreRoutesWithLinkdown: attr(6, s32),
  /** MPLS: whether packets that the link receives are accepted. */
  input: attr(7, s32),
  bcForwarding: attr(8, s32),
  /** IPv6: forwards packets of this link even if `forwarding` of `all` is off. */
  forceForwarding: attr(9, s32),
}
export interface NetconfAttributes extends InferRows<typeof rows> {}
const table: Attributes<NetconfAttributes> = attributes('NETCONFA_', rows)

/** RTM_NEWNETCONF, RTM_DELNETCONF, RTM_GETNETCONF. */
export interface NetconfMessage extends InferMessage<Infer<typeof netconfmsg>, NetconfAttributes> {}
export const netconf: Message<NetconfMessage> = message(netconfmsg, table)
