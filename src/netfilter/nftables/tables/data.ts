/** Values in registers and in elements of sets: NFTA_DATA_* of <linux/netfilter/nf_tables.h>. */

import { attr, attributes, be32, bytes, string } from '../../../netlink/codec/builders.ts'
import type { Attributes, InferRows } from '../../../netlink/codec/node.ts'
import { verdictCode } from './verdict.ts'

/** The number of a register: 0 is the verdict, 1 to 4 have 16 bytes each, 8 to 23 are the same memory in units of 4 bytes. */
export const register = be32

const verdictRows = {
  code: attr(1, verdictCode),
  /** The chain that `jump` and `goto` continue in. */
  chain: attr(2, string),
  /** The same chain by its number in the batch. */
  chainId: attr(3, be32),
}
export interface Verdict extends InferRows<typeof verdictRows> {}
export const verdict: Attributes<Verdict> = attributes('NFTA_VERDICT_', verdictRows)

const rows = {
  /** The bytes of the register: fields of packets in network order, most values of the kernel in host order. */
  value: attr(1, bytes),
  verdict: attr(2, verdict),
}
export interface Data extends InferRows<typeof rows> {}
export const data: Attributes<Data> = attributes('NFTA_DATA_', rows)
