/** Statistics of connection tracking: CTA_STATS_* of <linux/netfilter/nfnetlink_conntrack.h>. */

import { attr, attributes, be32, message } from '../../../netlink/codec/builders.ts'
import type { Attributes, InferMessage, InferRows, Message } from '../../../netlink/codec/node.ts'
import type { Nfgenmsg } from '../../tables/nfgenmsg.ts'
import { nfgenmsg } from '../../tables/nfgenmsg.ts'

const cpuRows = {
  searched: attr(1, be32),
  found: attr(2, be32),
  new: attr(3, be32),
  invalid: attr(4, be32),
  ignore: attr(5, be32),
  delete: attr(6, be32),
  deleteList: attr(7, be32),
  insert: attr(8, be32),
  insertFailed: attr(9, be32),
  drop: attr(10, be32),
  earlyDrop: attr(11, be32),
  error: attr(12, be32),
  searchRestart: attr(13, be32),
  clashResolve: attr(14, be32),
  chainToolong: attr(15, be32),
}
export interface ConntrackCpuAttributes extends InferRows<typeof cpuRows> {}
const cpuTable: Attributes<ConntrackCpuAttributes> = attributes('CTA_STATS_', cpuRows)

/** IPCTNL_MSG_CT_GET_STATS_CPU. The number of the processor is `header.resId`. */
export interface ConntrackCpuMessage extends InferMessage<Nfgenmsg, ConntrackCpuAttributes> {}
export const conntrackCpu: Message<ConntrackCpuMessage> = message(nfgenmsg, cpuTable)

const rows = { entries: attr(1, be32), maxEntries: attr(2, be32) }
export interface ConntrackStatsAttributes extends InferRows<typeof rows> {}
const table: Attributes<ConntrackStatsAttributes> = attributes('CTA_STATS_GLOBAL_', rows)

/** IPCTNL_MSG_CT_GET_STATS. */
export interface ConntrackStatsMessage extends InferMessage<Nfgenmsg, ConntrackStatsAttributes> {}
export const conntrackStats: Message<ConntrackStatsMessage> = message(nfgenmsg, table)
