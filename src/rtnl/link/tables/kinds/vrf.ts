import { attr, attributes, readOnly, u32 } from '../../../../netlink/codec/builders.ts'
import type { Attributes, InferRows } from '../../../../netlink/codec/node.ts'

const rows = {
  /** Number of the routing table. */
  table: attr(1, u32),
}

/** `ip link add type vrf`: IFLA_VRF_* of <linux/if_link.h>. */
export interface Vrf extends InferRows<typeof rows> {}
export const vrf: Attributes<Vrf> = attributes('IFLA_VRF_', rows)

const portRows = {
  /** Number of the routing table of the master. */
  table: readOnly(attr(1, u32)),
}

/** A port of a vrf: IFLA_VRF_PORT_* of <linux/if_link.h>. */
export interface VrfPort extends InferRows<typeof portRows> {}
export const vrfPort: Attributes<VrfPort> = attributes('IFLA_VRF_PORT_', portRows)
