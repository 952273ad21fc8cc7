/** Timeouts of connections by state, in seconds: CTA_TIMEOUT_* of <linux/netfilter/nfnetlink_cttimeout.h>. */

import { attr, attributes, be32 } from '../../netlink/codec/builders.ts'
import type { Attributes, InferRows } from '../../netlink/codec/node.ts'

const tcpRows = {
  synSent: attr(1, be32),
  synRecv: attr(2, be32),
  established: attr(3, be32),
  finWait: attr(4, be32),
  closeWait: attr(5, be32),
  lastAck: attr(6, be32),
  timeWait: attr(7, be32),
  close: attr(8, be32),
  synSent2: attr(9, be32, { constant: 'CTA_TIMEOUT_TCP_SYN_SENT2' }),
  retrans: attr(10, be32),
  unack: attr(11, be32),
}
export interface TcpTimeouts extends InferRows<typeof tcpRows> {}
export const tcpTimeouts: Attributes<TcpTimeouts> = attributes('CTA_TIMEOUT_TCP_', tcpRows)

const udpRows = { unreplied: attr(1, be32), replied: attr(2, be32) }
export interface UdpTimeouts extends InferRows<typeof udpRows> {}
export const udpTimeouts: Attributes<UdpTimeouts> = attributes('CTA_TIMEOUT_UDP_', udpRows)
