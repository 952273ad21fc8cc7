import { attr, attributes, readOnly, u32 } from '../../../../netlink/codec/builders.ts'
import type { Attributes, InferRows } from '../../../../netlink/codec/node.ts'

const rows = {
  /** Routing table of the device. */
  table: attr(1, u32),
}

/** `ip link add type vrf`: IFLA_VRF_* of <linux/if_link.h>. */
export interface Vrf extends InferRows<typeof rows> {}
export const vrf: Attributes<Vrf> = attributes('IFLA_VRF_', rows)

const portRows = {
  /** Routing table of the master. */
  table: readOnly(attr(1, u32)),
}

/** A link enslaved to a vrf: IFLA_VRF_PORT_* of <linux/if_link.h>. */
export interface VrfPort extends InferRows<typeof portRows> {}
export const vrfPort: Attributes<VrfPort> = attributes('IFLA_VRF_PORT_', portRows)
