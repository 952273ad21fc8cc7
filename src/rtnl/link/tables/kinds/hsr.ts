/** HSR and PRP devices, each with two ports: IFLA_HSR_* of <linux/if_link.h>. */

import { attr, attributes, mac, readOnly, u8, u16, u32 } from '../../../../netlink/codec/builders.ts'
import { enumeration } from '../../../../netlink/codec/enumeration.ts'
import type { Attributes, InferRows } from '../../../../netlink/codec/node.ts'

const rows = {
  /** Index of the first port. */
  slave1: attr(1, u32),
  /** Index of the second port. */
  slave2: attr(2, u32),
  /** Last byte of the destination address of supervision frames. */
  multicastSpec: attr(3, u8),
  supervisionAddr: readOnly(attr(4, mac)),
  seqNr: readOnly(attr(5, u16)),
  /** HSR version, 0 or 1. */
  version: attr(6, u8),
  protocol: attr(7, enumeration(u8, 'HSR_PROTOCOL_', { hsr: 0, prp: 1 })),
  /** Index of the port that connects devices outside the ring. */
  interlink: attr(8, u32),
}
export interface Hsr extends InferRows<typeof rows> {}
export const hsr: Attributes<Hsr> = attributes('IFLA_HSR_', rows)
