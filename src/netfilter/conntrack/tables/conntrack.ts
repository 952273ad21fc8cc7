/** Connections that the kernel tracks: CTA_* of <linux/netfilter/nfnetlink_conntrack.h>. */

import {
  attr,
  attributes,
  be16,
  be32,
  be64,
  bytes,
  ipv4,
  ipv6,
  message,
  string,
  u8,
  u32,
} from '../../../netlink/codec/builders.ts'
import { enumeration, flags } from '../../../netlink/codec/enumeration.ts'
import type { Attributes, InferMessage, InferRows, Message } from '../../../netlink/codec/node.ts'
import { struct } from '../../../netlink/codec/struct.ts'
import { ctStatus } from '../../tables/ct-words.ts'
import type { Nfgenmsg } from '../../tables/nfgenmsg.ts'
import { nfgenmsg } from '../../tables/nfgenmsg.ts'
import { protocol } from '../../tables/protocol.ts'

const ipRows = { v4Src: attr(1, ipv4), v4Dst: attr(2, ipv4), v6Src: attr(3, ipv6), v6Dst: attr(4, ipv6) }
export interface TupleIp extends InferRows<typeof ipRows> {}
const tupleIp: Attributes<TupleIp> = attributes('CTA_IP_', ipRows)

const protoRows = {
  num: attr(1, protocol),
  srcPort: attr(2, be16),
  dstPort: attr(3, be16),
  icmpId: attr(4, be16),
  icmpType: attr(5, u8),
  icmpCode: attr(6, u8),
  icmpv6Id: attr(7, be16, { constant: 'CTA_PROTO_ICMPV6_ID' }),
  icmpv6Type: attr(8, u8, { constant: 'CTA_PROTO_ICMPV6_TYPE' }),
  icmpv6Code: attr(9, u8, { constant: 'CTA_PROTO_ICMPV6_CODE' }),
}
export interface TupleProto extends InferRows<typeof protoRows> {}
const tupleProto: Attributes<TupleProto> = attributes('CTA_PROTO_', protoRows)

const tupleRows = { ip: attr(1, tupleIp), proto: attr(2, tupleProto), zone: attr(3, be16) }
export interface Tuple extends InferRows<typeof tupleRows> {}
/** One direction of a connection: addresses, protocol and ports. */
export const tuple: Attributes<Tuple> = attributes('CTA_TUPLE_', tupleRows)

/** IP_CT_TCP_FLAG_*. */
const tcpFlag = flags(u8, 'IP_CT_TCP_FLAG_', {
  'window-scale': 1,
  'sack-perm': 2,
  'close-init': 4,
  'be-liberal': 8,
  unacked: [16, 'IP_CT_TCP_FLAG_DATA_UNACKNOWLEDGED'],
  'maxack-set': 32,
  'challenge-ack': [64, 'IP_CT_EXP_CHALLENGE_ACK'],
  'simultaneous-open': [128, 'IP_CT_TCP_SIMULTANEOUS_OPEN'],
})
const tcpFlags = struct('nf_ct_tcp_flags', { flags: tcpFlag, mask: tcpFlag })

export const tcpState = enumeration(u8, 'TCP_CONNTRACK_', {
  none: 0,
  'syn-sent': 1,
  'syn-recv': 2,
  established: 3,
  'fin-wait': 4,
  'close-wait': 5,
  'last-ack': 6,
  'time-wait': 7,
  close: 8,
  'syn-sent2': [9, 'TCP_CONNTRACK_SYN_SENT2'],
  listen: 9,
})

const tcpRows = {
  state: attr(1, tcpState),
  wscaleOriginal: attr(2, u8),
  wscaleReply: attr(3, u8),
  flagsOriginal: attr(4, tcpFlags),
  flagsReply: attr(5, tcpFlags),
}
export interface TcpInfo extends InferRows<typeof tcpRows> {}
const tcp: Attributes<TcpInfo> = attributes('CTA_PROTOINFO_TCP_', tcpRows)

const dccpRows = { state: attr(1, u8), role: attr(2, u8), handshakeSeq: attr(3, be64), pad: attr(4, bytes) }
export interface DccpInfo extends InferRows<typeof dccpRows> {}
const dccp: Attributes<DccpInfo> = attributes('CTA_PROTOINFO_DCCP_', dccpRows)

export const sctpState = enumeration(u8, 'SCTP_CONNTRACK_', {
  none: 0,
  closed: 1,
  'cookie-wait': 2,
  'cookie-echoed': 3,
  established: 4,
  'shutdown-sent': 5,
  'shutdown-recd': 6,
  'shutdown-ack-sent': 7,
  'heartbeat-sent': 8,
  'heartbeat-acked': 9,
})

const sctpRows = {
  state: attr(1, sctpState),
  vtagOriginal: attr(2, be32),
  vtagReply: attr(3, be32),
}
export interface SctpInfo extends InferRows<typeof sctpRows> {}
const sctp: Attributes<SctpInfo> = attributes('CTA_PROTOINFO_SCTP_', sctpRows)

const protoinfoRows = { tcp: attr(1, tcp), dccp: attr(2, dccp), sctp: attr(3, sctp) }
export interface Protoinfo extends InferRows<typeof protoinfoRows> {}
const protoinfo: Attributes<Protoinfo> = attributes('CTA_PROTOINFO_', protoinfoRows)

const countersRows = {
  packets: attr(1, be64),
  bytes: attr(2, be64),
  /** Sent by old kernels, like the next. */
  packets32: attr(3, be32, { constant: 'CTA_COUNTERS32_PACKETS' }),
  bytes32: attr(4, be32, { constant: 'CTA_COUNTERS32_BYTES' }),
  pad: attr(5, bytes),
}
export interface CtCounters extends InferRows<typeof countersRows> {}
const counters: Attributes<CtCounters> = attributes('CTA_COUNTERS_', countersRows)

const protonatRows = { portMin: attr(1, be16), portMax: attr(2, be16) }
export interface CtProtonat extends InferRows<typeof protonatRows> {}
const protonat: Attributes<CtProtonat> = attributes('CTA_PROTONAT_', protonatRows)

const natRows = {
  v4Minip: attr(1, ipv4),
  v4Maxip: attr(2, ipv4),
  proto: attr(3, protonat),
  v6Minip: attr(4, ipv6),
  v6Maxip: attr(5, ipv6),
}
export interface CtNat extends InferRows<typeof natRows> {}
const nat: Attributes<CtNat> = attributes('CTA_NAT_', natRows)

const seqadjRows = { correctionPos: attr(1, be32), offsetBefore: attr(2, be32), offsetAfter: attr(3, be32) }
export interface Seqadj extends InferRows<typeof seqadjRows> {}
const seqadj: Attributes<Seqadj> = attributes('CTA_SEQADJ_', seqadjRows)

const help = attributes('CTA_HELP_', { name: attr(1, string), info: attr(2, bytes, { nested: true }) })
const secctx = attributes('CTA_SECCTX_', { name: attr(1, string) })
/** Nanoseconds since 1970. */
const timestamp = attributes('CTA_TIMESTAMP_', { start: attr(1, be64), stop: attr(2, be64), pad: attr(3, bytes) })
const synproxy = attributes('CTA_SYNPROXY_', { isn: attr(1, be32), its: attr(2, be32), tsoff: attr(3, be32) })
/** Which fields of the tuples a filter compares, in host order. */
const filter = attributes('CTA_FILTER_', { origFlags: attr(1, u32), replyFlags: attr(2, u32) })

const rows = {
  tupleOrig: attr(1, tuple),
  tupleReply: attr(2, tuple),
  status: attr(3, ctStatus),
  protoinfo: attr(4, protoinfo),
  help: attr(5, help),
  natSrc: attr(6, nat),
  /** Seconds. */
  timeout: attr(7, be32),
  mark: attr(8, be32),
  countersOrig: attr(9, counters),
  countersReply: attr(10, counters),
  use: attr(11, be32),
  id: attr(12, be32),
  natDst: attr(13, nat),
  tupleMaster: attr(14, tuple),
  seqAdjOrig: attr(15, seqadj),
  seqAdjReply: attr(16, seqadj),
  secmark: attr(17, be32),
  zone: attr(18, be16),
  secctx: attr(19, secctx),
  timestamp: attr(20, timestamp),
  markMask: attr(21, be32),
  labels: attr(22, bytes),
  labelsMask: attr(23, bytes),
  synproxy: attr(24, synproxy),
  filter: attr(25, filter),
  statusMask: attr(26, be32),
  timestampEvent: attr(27, be64),
}
export interface ConntrackAttributes extends InferRows<typeof rows> {}
const table: Attributes<ConntrackAttributes> = attributes('CTA_', rows)

/** IPCTNL_MSG_CT_NEW, IPCTNL_MSG_CT_GET, IPCTNL_MSG_CT_DELETE. */
export interface ConntrackMessage extends InferMessage<Nfgenmsg, ConntrackAttributes> {}
export const conntrack: Message<ConntrackMessage> = message(nfgenmsg, table)
