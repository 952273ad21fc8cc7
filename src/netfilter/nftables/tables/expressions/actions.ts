/** Expressions that act on a packet without changing its addresses. */

import { attr, attributes, be16, be32, string, u8 } from '../../../../netlink/codec/builders.ts'
import { enumeration, flags } from '../../../../netlink/codec/enumeration.ts'
import type { Attributes, InferRows } from '../../../../netlink/codec/node.ts'
import { register } from '../data.ts'

const logRows = {
  /** Group of nfnetlink_log. Absent for the kernel's log. */
  group: attr(1, be16),
  prefix: attr(2, string),
  /** How many bytes of the packet the group receives. */
  snaplen: attr(3, be32),
  qthreshold: attr(4, be16),
  level: attr(
    5,
    enumeration(be32, 'NFT_LOGLEVEL_', {
      emerg: 0,
      alert: 1,
      crit: 2,
      err: 3,
      warn: [4, 'NFT_LOGLEVEL_WARNING'],
      notice: 5,
      info: 6,
      debug: 7,
      audit: 8,
    }),
  ),
  /** NF_LOG_* of <linux/netfilter/nf_log.h>. */
  flags: attr(
    6,
    flags(be32, 'NF_LOG_', {
      'tcp sequence': [1, 'NF_LOG_TCPSEQ'],
      'tcp options': [2, 'NF_LOG_TCPOPT'],
      'ip options': [4, 'NF_LOG_IPOPT'],
      skuid: [8, 'NF_LOG_UID'],
      nflog: 16,
      ether: [32, 'NF_LOG_MACDECODE'],
    }),
  ),
}
export interface Log extends InferRows<typeof logRows> {}
export const log: Attributes<Log> = attributes('NFTA_LOG_', logRows)

const rejectRows = {
  type: attr(
    1,
    enumeration(be32, 'NFT_REJECT_', {
      icmp: [0, 'NFT_REJECT_ICMP_UNREACH'],
      'tcp reset': [1, 'NFT_REJECT_TCP_RST'],
      icmpx: [2, 'NFT_REJECT_ICMPX_UNREACH'],
    }),
  ),
  /** The code of ICMP or ICMPv6. With `icmpx` NFT_REJECT_ICMPX_*, for both. */
  icmpCode: attr(2, u8),
}
export interface Reject extends InferRows<typeof rejectRows> {}
export const reject: Attributes<Reject> = attributes('NFTA_REJECT_', rejectRows)

const queueRows = {
  num: attr(1, be16),
  total: attr(2, be16),
  flags: attr(3, flags(be16, 'NFT_QUEUE_FLAG_', { bypass: 1, fanout: [2, 'NFT_QUEUE_FLAG_CPU_FANOUT'] })),
  sregQnum: attr(4, register),
}
export interface Queue extends InferRows<typeof queueRows> {}
export const queue: Attributes<Queue> = attributes('NFTA_QUEUE_', queueRows)

const synproxyRows = {
  /** Maximum segment size in bytes. */
  mss: attr(1, be16),
  wscale: attr(2, u8),
  flags: attr(3, flags(be32, 'NF_SYNPROXY_OPT_', { mss: 1, wscale: 2, 'sack-perm': 4, timestamp: 8, ecn: 16 })),
}
export interface Synproxy extends InferRows<typeof synproxyRows> {}
export const synproxy: Attributes<Synproxy> = attributes('NFTA_SYNPROXY_', synproxyRows)

const objrefRows = {
  /** NFT_OBJECT_*. */
  immType: attr(1, be32),
  immName: attr(2, string),
  /** The register with the key for a map to objects. */
  setSreg: attr(3, register),
  setName: attr(4, string),
  setId: attr(5, be32),
}
export interface Objref extends InferRows<typeof objrefRows> {}
export const objref: Attributes<Objref> = attributes('NFTA_OBJREF_', objrefRows)

const flowRows = { tableName: attr(1, string) }
export interface FlowOffload extends InferRows<typeof flowRows> {}
export const flowOffload: Attributes<FlowOffload> = attributes('NFTA_FLOW_', flowRows)
