/** Expressions that load fields and metadata of a packet into a register, or write them. */

import { attr, attributes, be32, u8 } from '../../../../netlink/codec/builders.ts'
import { enumeration, flags } from '../../../../netlink/codec/enumeration.ts'
import type { Attributes, InferRows } from '../../../../netlink/codec/node.ts'
import { ctDirection } from '../../../tables/ct-words.ts'
import { register } from '../data.ts'

const payloadRows = {
  dreg: attr(1, register),
  /** The header that the offset starts from. */
  base: attr(
    2,
    enumeration(be32, 'NFT_PAYLOAD_', {
      link: [0, 'NFT_PAYLOAD_LL_HEADER'],
      network: [1, 'NFT_PAYLOAD_NETWORK_HEADER'],
      transport: [2, 'NFT_PAYLOAD_TRANSPORT_HEADER'],
      inner: [3, 'NFT_PAYLOAD_INNER_HEADER'],
      tunnel: [4, 'NFT_PAYLOAD_TUN_HEADER'],
    }),
  ),
  offset: attr(3, be32),
  /** Bytes. */
  len: attr(4, be32),
  /** The register to write to the packet, instead of loading one. */
  sreg: attr(5, register),
  csumType: attr(6, enumeration(be32, 'NFT_PAYLOAD_CSUM_', { none: 0, inet: 1, sctp: 2 })),
  csumOffset: attr(7, be32),
  csumFlags: attr(8, flags(be32, 'NFT_PAYLOAD_L4CSUM_', { pseudohdr: 1 })),
}
export interface Payload extends InferRows<typeof payloadRows> {}
export const payload: Attributes<Payload> = attributes('NFTA_PAYLOAD_', payloadRows)

const exthdrRows = {
  dreg: attr(1, register),
  /** Number of the header, option or chunk. */
  type: attr(2, u8),
  offset: attr(3, be32),
  /** Bytes. */
  len: attr(4, be32),
  flags: attr(5, flags(be32, 'NFT_EXTHDR_F_', { present: 1 })),
  op: attr(
    6,
    enumeration(be32, 'NFT_EXTHDR_OP_', {
      ipv6: 0,
      'tcp option': [1, 'NFT_EXTHDR_OP_TCPOPT'],
      ipv4: 2,
      sctp: 3,
      dccp: 4,
    }),
  ),
  sreg: attr(7, register),
}
export interface Exthdr extends InferRows<typeof exthdrRows> {}
export const exthdr: Attributes<Exthdr> = attributes('NFTA_EXTHDR_', exthdrRows)

/** NFT_META_* in nft's words. */
export const metaWords = {
  length: [0, 'NFT_META_LEN'],
  protocol: 1,
  priority: 2,
  mark: 3,
  iif: 4,
  oif: 5,
  iifname: 6,
  oifname: 7,
  iiftype: [8, 'NFT_META_IFTYPE'],
  oiftype: 9,
  skuid: 10,
  skgid: 11,
  nftrace: 12,
  rtclassid: 13,
  secmark: 14,
  nfproto: 15,
  l4proto: 16,
  ibrname: [17, 'NFT_META_BRI_IIFNAME'],
  obrname: [18, 'NFT_META_BRI_OIFNAME'],
  pkttype: 19,
  cpu: 20,
  iifgroup: 21,
  oifgroup: 22,
  cgroup: 23,
  random: [24, 'NFT_META_PRANDOM'],
  ipsec: [25, 'NFT_META_SECPATH'],
  iifkind: 26,
  oifkind: 27,
  ibrpvid: [28, 'NFT_META_BRI_IIFPVID'],
  ibrvproto: [29, 'NFT_META_BRI_IIFVPROTO'],
  time: [30, 'NFT_META_TIME_NS'],
  day: [31, 'NFT_META_TIME_DAY'],
  hour: [32, 'NFT_META_TIME_HOUR'],
  sdif: 33,
  sdifname: 34,
  broute: [35, 'NFT_META_BRI_BROUTE'],
  ibrhwaddr: [37, 'NFT_META_BRI_IIFHWADDR'],
} as const
const metaRows = {
  dreg: attr(1, register),
  key: attr(2, enumeration(be32, 'NFT_META_', metaWords)),
  sreg: attr(3, register),
}
export interface Meta extends InferRows<typeof metaRows> {}
export const meta: Attributes<Meta> = attributes('NFTA_META_', metaRows)

/** NFT_CT_* in nft's words. */
export const ctWords = {
  state: 0,
  direction: 1,
  status: 2,
  mark: 3,
  secmark: 4,
  expiration: 5,
  helper: 6,
  l3proto: [7, 'NFT_CT_L3PROTOCOL'],
  src: 8,
  dst: 9,
  protocol: 10,
  'proto-src': 11,
  'proto-dst': 12,
  label: [13, 'NFT_CT_LABELS'],
  packets: [14, 'NFT_CT_PKTS'],
  bytes: 15,
  avgpkt: 16,
  zone: 17,
  event: [18, 'NFT_CT_EVENTMASK'],
  'ip saddr': [19, 'NFT_CT_SRC_IP'],
  'ip daddr': [20, 'NFT_CT_DST_IP'],
  'ip6 saddr': [21, 'NFT_CT_SRC_IP6'],
  'ip6 daddr': [22, 'NFT_CT_DST_IP6'],
  id: 23,
} as const
const ctRows = {
  dreg: attr(1, register),
  key: attr(2, enumeration(be32, 'NFT_CT_', ctWords)),
  direction: attr(3, ctDirection),
  sreg: attr(4, register),
}
export interface Ct extends InferRows<typeof ctRows> {}
export const ct: Attributes<Ct> = attributes('NFTA_CT_', ctRows)

const rtRows = {
  dreg: attr(1, register),
  key: attr(
    2,
    enumeration(be32, 'NFT_RT_', {
      classid: 0,
      'ip nexthop': [1, 'NFT_RT_NEXTHOP4'],
      'ip6 nexthop': [2, 'NFT_RT_NEXTHOP6'],
      mtu: [3, 'NFT_RT_TCPMSS'],
      ipsec: [4, 'NFT_RT_XFRM'],
    }),
  ),
}
export interface Rt extends InferRows<typeof rtRows> {}
/** Data of the packet's route. */
export const rt: Attributes<Rt> = attributes('NFTA_RT_', rtRows)

const fibRows = {
  dreg: attr(1, register),
  result: attr(
    2,
    enumeration(be32, 'NFT_FIB_RESULT_', {
      unspec: 0,
      oif: 1,
      oifname: 2,
      type: [3, 'NFT_FIB_RESULT_ADDRTYPE'],
    }),
  ),
  flags: attr(3, flags(be32, 'NFTA_FIB_F_', { saddr: 1, daddr: 2, mark: 4, iif: 8, oif: 16, present: 32 })),
}
export interface Fib extends InferRows<typeof fibRows> {}
/** The result of a lookup of the packet's addresses in the routing tables. */
export const fib: Attributes<Fib> = attributes('NFTA_FIB_', fibRows)

const socketRows = {
  key: attr(1, enumeration(be32, 'NFT_SOCKET_', { transparent: 0, mark: 1, wildcard: 2, cgroupv2: 3 })),
  dreg: attr(2, register),
  /** Level of the cgroup, from the root. */
  level: attr(3, be32),
}
export interface Socket extends InferRows<typeof socketRows> {}
/** Data of the local socket that the packet belongs to. */
export const socket: Attributes<Socket> = attributes('NFTA_SOCKET_', socketRows)

const osfRows = { dreg: attr(1, register), ttl: attr(2, u8), flags: attr(3, flags(be32, 'NFT_OSF_F_', { version: 1 })) }
export interface Osf extends InferRows<typeof osfRows> {}
/** The sender's operating system, by the fingerprint of its TCP SYN. */
export const osf: Attributes<Osf> = attributes('NFTA_OSF_', osfRows)

const xfrmRows = {
  dreg: attr(1, register),
  key: attr(
    2,
    enumeration(be32, 'NFT_XFRM_KEY_', {
      unspec: 0,
      'ip daddr': [1, 'NFT_XFRM_KEY_DADDR_IP4'],
      'ip6 daddr': [2, 'NFT_XFRM_KEY_DADDR_IP6'],
      'ip saddr': [3, 'NFT_XFRM_KEY_SADDR_IP4'],
      'ip6 saddr': [4, 'NFT_XFRM_KEY_SADDR_IP6'],
      reqid: 5,
      spi: 6,
    }),
  ),
  /** 0 in, 1 out. */
  dir: attr(3, u8),
  spnum: attr(4, be32),
}
export interface Xfrm extends InferRows<typeof xfrmRows> {}
/** Data of the IPsec states of the packet. */
export const xfrm: Attributes<Xfrm> = attributes('NFTA_XFRM_', xfrmRows)

const tunnelRows = {
  key: attr(1, enumeration(be32, 'NFT_TUNNEL_', { path: 0, id: 1 })),
  dreg: attr(2, register),
  mode: attr(3, enumeration(be32, 'NFT_TUNNEL_MODE_', { none: 0, rx: 1, tx: 2 })),
}
export interface Tunnel extends InferRows<typeof tunnelRows> {}
export const tunnel: Attributes<Tunnel> = attributes('NFTA_TUNNEL_', tunnelRows)
