/** Values in registers and in elements of sets: NFTA_DATA_* of <linux/netfilter/nf_tables.h>. */

import { attr, attributes, be32, bytes, string } from '../../../netlink/codec/builders.ts'
import type { Attributes, InferRows } from '../../../netlink/codec/node.ts'
import { verdictCode } from './verdict.ts'

/** A register by its number: 0 is that of the verdict, 1 to 4 have 16 bytes, 8 to 23 are the same room in pieces of 4. */
export const register = be32

const verdictRows = {
  code: attr(1, verdictCode),
  /** Where `jump` and `goto` lead. */
  chain: attr(2, string),
  /** The same by the number that the chain has in this batch. */
  chainId: attr(3, be32),
}
export interface Verdict extends InferRows<typeof verdictRows> {}
export const verdict: Attributes<Verdict> = attributes('NFTA_VERDICT_', verdictRows)

const rows = {
  /** As it stands in the register: packets' bytes in network order, most of the kernel's own in host order. */
  value: attr(1, bytes),
  verdict: attr(2, verdict),
}
export interface Data extends InferRows<typeof rows> {}
export const data: Attributes<Data> = attributes('NFTA_DATA_', rows)
