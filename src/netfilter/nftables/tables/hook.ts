/** The hooks of chains and flowtables: NFTA_HOOK_* of <linux/netfilter/nf_tables.h>. */

import { attr, attributes, be32, beS32, repeated, string } from '../../../netlink/codec/builders.ts'
import type { Attributes, InferRows } from '../../../netlink/codec/node.ts'

const deviceRows = {
  name: repeated(1, string),
  /** All links whose names have this prefix. */
  prefix: repeated(2, string),
}
export interface HookDevices extends InferRows<typeof deviceRows> {}
/** NFTA_DEVICE_*. */
export const hookDevices: Attributes<HookDevices> = attributes('NFTA_DEVICE_', deviceRows)

const rows = {
  /** NF_INET_*, or NF_NETDEV_* in family `netdev`. The meaning of a number depends on the family. */
  hooknum: attr(1, be32),
  /** Packets traverse the chains of a hook in this order, lowest first. */
  priority: attr(2, beS32),
  /** A single link. Several are in `devs`. */
  dev: attr(3, string),
  devs: attr(4, hookDevices),
}
export interface Hook extends InferRows<typeof rows> {}
export const hook: Attributes<Hook> = attributes('NFTA_HOOK_', rows)
