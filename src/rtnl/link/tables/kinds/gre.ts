/** gre, gretap, erspan and their IPv6 kin: IFLA_GRE_* of <linux/if_tunnel.h>. */

import { attr, attributes, be16, be32, flag, ipv4, ipv6, u8, u16, u32 } from '../../../../netlink/codec/builders.ts'
import { enumeration, flags } from '../../../../netlink/codec/enumeration.ts'
import type { Attributes, InferRows } from '../../../../netlink/codec/node.ts'
import { ip6TunnelFlags, tunnelEncap, tunnelEncapFlags } from './tunnel.ts'

/** GRE_*: what the header of a packet carries. */
const greFlags = flags(be16, 'GRE_', {
  csum: 0x8000,
  routing: 0x4000,
  key: 0x2000,
  seq: 0x1000,
  strict: 0x0800,
  ack: 0x0080,
})

const common = {
  /** Index of the device the tunnel is bound to, 0 for none. */
  link: attr(1, u32),
  /** What received packets must carry. */
  iflags: attr(2, greFlags),
  /** What sent packets carry. */
  oflags: attr(3, greFlags),
  /** Key of received packets; iproute2 writes it as a dotted quad. Counts where `iflags` has `key`. */
  ikey: attr(4, be32),
  /** Key of sent packets. */
  okey: attr(5, be32),
}

const outer = {
  /** 0: inherit from the packet inside. */
  ttl: attr(8, u8),
  /** 1: inherit from the packet inside. */
  tos: attr(9, u8),
  /** 1: path MTU discovery. */
  pmtudisc: attr(10, u8),
  encapLimit: attr(11, u8),
  /** Traffic class (bits 20 to 27) and flow label (bits 0 to 19). */
  flowinfo: attr(12, be32),
  flags: attr(13, ip6TunnelFlags),
  encapType: attr(14, tunnelEncap),
  encapFlags: attr(15, tunnelEncapFlags),
  /** UDP source port, 0: chosen by flow. */
  encapSport: attr(16, be16),
  encapDport: attr(17, be16),
  /** `external`: routes and filters say where packets go. */
  collectMetadata: attr(18, flag),
  ignoreDf: attr(19, u8),
  fwmark: attr(20, u32),
  /** Version 1: index of the mirrored port, 20 bits. */
  erspanIndex: attr(21, u32),
  /** 0 (type I), 1 (type II) or 2 (type III). */
  erspanVer: attr(22, u8),
  /** Version 2: direction of the mirrored packets. */
  erspanDir: attr(23, enumeration(u8, '', { ingress: [0, null], egress: [1, null] })),
  /** Version 2: 6 bits. */
  erspanHwid: attr(24, u16),
}

const rows = { ...common, local: attr(6, ipv4), remote: attr(7, ipv4), ...outer }
const rows6 = { ...common, local: attr(6, ipv6), remote: attr(7, ipv6), ...outer }

export interface Gre extends InferRows<typeof rows> {}
export interface Ip6gre extends InferRows<typeof rows6> {}

/** gre, gretap and erspan: tunnels over IPv4. */
export const gre: Attributes<Gre> = attributes('IFLA_GRE_', rows)
/** ip6gre, ip6gretap and ip6erspan: tunnels over IPv6. */
export const ip6gre: Attributes<Ip6gre> = attributes('IFLA_GRE_', rows6)
