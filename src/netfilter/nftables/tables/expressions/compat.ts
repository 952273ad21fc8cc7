/** Extensions of iptables inside rules: NFTA_MATCH_* and NFTA_TARGET_* of <linux/netfilter/nf_tables_compat.h>. */

import { attr, attributes, be32, bytes, string } from '../../../../netlink/codec/builders.ts'
import type { Attributes, InferRows } from '../../../../netlink/codec/node.ts'

const rows = {
  name: attr(1, string),
  rev: attr(2, be32),
  /** The extension's own struct, in host order; `xtables.ts` has some of them. */
  info: attr(3, bytes),
}
export interface Compat extends InferRows<typeof rows> {}
export const match: Attributes<Compat> = attributes('NFTA_MATCH_', rows)
export const target: Attributes<Compat> = attributes('NFTA_TARGET_', rows)
