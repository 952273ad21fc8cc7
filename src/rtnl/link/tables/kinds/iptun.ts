/** ipip, sit and ip6tnl: IFLA_IPTUN_* of <linux/if_tunnel.h>. */

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

/** Protocol of the inner packets of a tunnel over IPv4: IPPROTO_*; 0: any. */
const mode = enumeration(u8, 'IPPROTO_', {
  any: [0, null],
  ipip: 4,
  ip6ip: [41, 'IPPROTO_IPV6'],
  mplsip: [137, 'IPPROTO_MPLS'],
})

/** Protocol of the inner packets of a tunnel over IPv6. */
const mode6 = enumeration(u8, 'IPPROTO_', {
  any: [0, null],
  ipip6: [4, 'IPPROTO_IPIP'],
  ip6ip6: [41, 'IPPROTO_IPV6'],
})

const shared = {
  /** Index of the lower link; 0: the tunnel is not bound to one. */
  link: attr(1, u32),
  /** 0: copied from the inner packet. */
  ttl: attr(4, u8),
  /** 1: copied from the inner packet. */
  tos: attr(5, u8),
  encapLimit: attr(6, u8),
  /** Traffic class (bits 20 to 27) and flow label (bits 0 to 19). */
  flowinfo: attr(7, be32),
  /** 1: path MTU discovery. */
  pmtudisc: attr(10, bool),
  '6rdPrefix': attr(11, ipv6),
  '6rdRelayPrefix': attr(12, ipv4),
  '6rdPrefixlen': attr(13, u16),
  '6rdRelayPrefixlen': attr(14, u16),
  encapType: attr(15, tunnelEncap),
  encapFlags: attr(16, tunnelEncapFlags),
  /** UDP source port; 0: derived from the flow. */
  encapSport: attr(17, be16),
  encapDport: attr(18, be16),
  /** `external`: routes and filters set the tunnel parameters of each packet. */
  collectMetadata: attr(19, flag),
  fwmark: attr(20, u32),
}

const rows = {
  ...shared,
  local: attr(2, ipv4),
  remote: attr(3, ipv4),
  /**
   * Host byte order, unlike the GRE flags, which have the same type in the kernel: SIT_ISATAP is defined without a byte order.
   */
  flags: attr(8, flags(u16, 'SIT_', { isatap: 1 })),
  proto: attr(9, mode),
}

const rows6 = {
  ...shared,
  local: attr(2, ipv6),
  remote: attr(3, ipv6),
  flags: attr(8, ip6TunnelFlags),
  proto: attr(9, mode6),
}

export interface Iptun extends InferRows<typeof rows> {}
export interface Ip6tnl extends InferRows<typeof rows6> {}

/** ipip and sit: tunnels over IPv4. */
export const iptun: Attributes<Iptun> = attributes('IFLA_IPTUN_', rows)
/** ip6tnl: tunnels over IPv6. */
export const ip6tnl: Attributes<Ip6tnl> = attributes('IFLA_IPTUN_', rows6)
