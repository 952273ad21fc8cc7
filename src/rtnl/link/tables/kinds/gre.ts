/** gre, gretap, erspan and the same over IPv6: IFLA_GRE_* of <linux/if_tunnel.h>. */

import {
  attr,
  attributes,
  be16,
  be32,
  bool,
  flag,
  ipv4,
  ipv6,
  u8,
  u16,
  u32,
} from '../../../../netlink/codec/builders.ts'
import { enumeration, flags } from '../../../../netlink/codec/enumeration.ts'
import type { Attributes, InferRows } from '../../../../netlink/codec/node.ts'
import { ip6TunnelFlags, tunnelEncap, tunnelEncapFlags } from './tunnel.ts'

/** GRE_*: optional fields of the GRE header. */
const greFlags = flags(be16, 'GRE_', {
  csum: 0x8000,
  routing: 0x4000,
  key: 0x2000,
  seq: 0x1000,
  strict: 0x0800,
  ack: 0x0080,
})

const common = {
  /** Index of the lower link; 0: the tunnel is not bound to one. */
  link: attr(1, u32),
  /** Fields that received packets must have. */
  iflags: attr(2, greFlags),
  /** Fields that sent packets have. */
  oflags: attr(3, greFlags),
  /** Key of received packets, used if `iflags` has `key`. iproute2 prints it as a dotted quad. */
  ikey: attr(4, be32),
  /** Key of sent packets, used if `oflags` has `key`. */
  okey: attr(5, be32),
}

const outer = {
  /** 0: copied from the inner packet. */
  ttl: attr(8, u8),
  /** 1: copied from the inner packet. */
  tos: attr(9, u8),
  /** 1: path MTU discovery. */
  pmtudisc: attr(10, bool),
  encapLimit: attr(11, u8),
  /** Traffic class (bits 20 to 27) and flow label (bits 0 to 19). */
  flowinfo: attr(12, be32),
  flags: attr(13, ip6TunnelFlags),
  encapType: attr(14, tunnelEncap),
  encapFlags: attr(15, tunnelEncapFlags),
  /** UDP source port; 0: derived from the flow. */
  encapSport: attr(16, be16),
  encapDport: attr(17, be16),
  /** `external`: routes and filters set the tunnel parameters of each packet. */
  collectMetadata: attr(18, flag),
  ignoreDf: attr(19, bool),
  fwmark: attr(20, u32),
  /** ERSPAN version 1: index of the mirrored port, 20 bits. */
  erspanIndex: attr(21, u32),
  /** ERSPAN version: 0 (type I), 1 (type II) or 2 (type III). */
  erspanVer: attr(22, u8),
  /** ERSPAN version 2: direction of the mirrored packets. */
  erspanDir: attr(23, enumeration(u8, '', { ingress: [0, null], egress: [1, null] })),
  /** ERSPAN version 2: hardware id, 6 bits. */
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
