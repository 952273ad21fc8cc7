import {
  attr,
  attributes,
  be16,
  be32,
  bool,
  flag,
  ipv4,
  ipv6,
  reportedFlag,
  u8,
  u32,
} from '../../../../netlink/codec/builders.ts'
import { enumeration } from '../../../../netlink/codec/enumeration.ts'
import type { Attributes, InferRows } from '../../../../netlink/codec/node.ts'
import { struct } from '../../../../netlink/codec/struct.ts'

const rows = {
  /** VXLAN network identifier, 24 bits. */
  id: attr(1, u32),
  /** Multicast group, or address of the default remote end. */
  group: attr(2, ipv4),
  /** Index of the lower link. */
  link: attr(3, u32),
  local: attr(4, ipv4),
  /** 0: taken from the route, or 1 for a multicast group. */
  ttl: attr(5, u8),
  /** 1: copied from the inner packet. */
  tos: attr(6, u8),
  learning: attr(7, bool),
  /** Seconds until a learned address expires; 0: never. */
  ageing: attr(8, u32),
  /** Limit of learned addresses; 0: no limit. */
  limit: attr(9, u32),
  /** Range of UDP source ports; 0 and 0: net.ipv4.ip_local_port_range. */
  portRange: attr(10, struct('ifla_vxlan_port_range', { low: be16, high: be16 })),
  proxy: attr(11, bool),
  rsc: attr(12, bool),
  l2miss: attr(13, bool),
  l3miss: attr(14, bool),
  /** UDP destination port. */
  port: attr(15, be16),
  group6: attr(16, ipv6),
  local6: attr(17, ipv6),
  udpCsum: attr(18, bool),
  udpZeroCsum6Tx: attr(19, bool),
  udpZeroCsum6Rx: attr(20, bool),
  remcsumTx: attr(21, bool),
  remcsumRx: attr(22, bool),
  gbp: attr(23, flag),
  remcsumNopartial: attr(24, flag),
  collectMetadata: attr(25, bool),
  /** IPv6 flow label, 20 bits. */
  label: attr(26, be32),
  gpe: attr(27, flag),
  /** The TTL is copied from the inner packet. */
  ttlInherit: attr(28, reportedFlag),
  df: attr(29, enumeration(u8, 'VXLAN_DF_', { unset: 0, set: 1, inherit: 2 })),
  vnifilter: attr(30, bool),
  localbypass: attr(31, bool),
  labelPolicy: attr(32, enumeration(u32, 'VXLAN_LABEL_', { fixed: 0, inherit: 1 })),
  /** Bits of the VXLAN header that must be 0: received packets that have one of them set are dropped. */
  reservedBits: attr(33, struct(undefined, { flags: be32, vni: be32 })),
  mcRoute: attr(34, bool),
}

/** `ip link add type vxlan`: IFLA_VXLAN_* of <linux/if_link.h>. */
export interface Vxlan extends InferRows<typeof rows> {}
export const vxlan: Attributes<Vxlan> = attributes('IFLA_VXLAN_', rows)
