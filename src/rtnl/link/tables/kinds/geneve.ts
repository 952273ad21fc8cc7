import { attr, attributes, be16, be32, bool, flag, ipv4, ipv6, u8, u32 } from '../../../../netlink/codec/builders.ts'
import { enumeration } from '../../../../netlink/codec/enumeration.ts'
import type { Attributes, InferRows } from '../../../../netlink/codec/node.ts'
import { struct } from '../../../../netlink/codec/struct.ts'

const rows = {
  /** Virtual network identifier, 24 bits. */
  id: attr(1, u32),
  remote: attr(2, ipv4),
  /** 0: taken from the route. */
  ttl: attr(3, u8),
  /** 1: copied from the inner packet. */
  tos: attr(4, u8),
  /** UDP destination port. */
  port: attr(5, be16),
  collectMetadata: attr(6, flag),
  remote6: attr(7, ipv6),
  udpCsum: attr(8, bool),
  udpZeroCsum6Tx: attr(9, bool),
  udpZeroCsum6Rx: attr(10, bool),
  /** IPv6 flow label, 20 bits. */
  label: attr(11, be32),
  ttlInherit: attr(12, bool),
  df: attr(13, enumeration(u8, 'GENEVE_DF_', { unset: 0, set: 1, inherit: 2 })),
  /** The tunnel carries network-layer packets without an Ethernet header. */
  innerProtoInherit: attr(14, flag),
  /** Range of UDP source ports. */
  portRange: attr(15, struct('ifla_geneve_port_range', { low: be16, high: be16 })),
  groHint: attr(16, flag),
  local: attr(17, ipv4),
  local6: attr(18, ipv6),
}

/** `ip link add type geneve`: IFLA_GENEVE_* of <linux/if_link.h>. */
export interface Geneve extends InferRows<typeof rows> {}
export const geneve: Attributes<Geneve> = attributes('IFLA_GENEVE_', rows)
