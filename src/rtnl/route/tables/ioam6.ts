/** IPv6 in-situ OAM: IOAM6_IPTUNNEL_* of <linux/ioam6_iptunnel.h>, struct ioam6_trace_hdr of <linux/ioam6.h>. */

import { attr, attributes, be16, be32, bytes, ipv6, u8, u32 } from '../../../netlink/codec/builders.ts'
import { enumeration } from '../../../netlink/codec/enumeration.ts'
import type { Attributes, InferRows } from '../../../netlink/codec/node.ts'
import { struct } from '../../../netlink/codec/struct.ts'

const trace = struct(
  'ioam6_trace_hdr',
  {
    namespaceId: be16,
    /** The high five bits: length of one node's data in units of 4 bytes. 0x04: overflow. */
    nodelen: u8,
    /** The low seven bits: free space in units of 4 bytes. */
    remlen: u8,
    /** The data that each node adds. Bit 0 of RFC 9197 is the highest; the lowest eight bits are reserved. */
    typeBe32: be32,
    data: bytes,
  },
  { packed: true, names: { nodelen: null, remlen: null, typeBe32: 'type_be32' } },
)

const rows = {
  mode: attr(1, enumeration(u8, 'IOAM6_IPTUNNEL_MODE_', { inline: 1, encap: 2, auto: 3 })),
  dst: attr(2, ipv6),
  trace: attr(3, trace),
  /** Number of packets, out of `freqN`, that get a trace. */
  freqK: attr(4, u32),
  freqN: attr(5, u32),
  src: attr(6, ipv6),
}
export interface Ioam6 extends InferRows<typeof rows> {}
export const ioam6: Attributes<Ioam6> = attributes('IOAM6_IPTUNNEL_', rows)
