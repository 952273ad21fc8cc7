import { attr, attributes, u16 } from '../../../../netlink/codec/builders.ts'
import { enumeration, flags } from '../../../../netlink/codec/enumeration.ts'
import type { Attributes, InferRows } from '../../../../netlink/codec/node.ts'

const rows = {
  mode: attr(1, enumeration(u16, 'IPVLAN_MODE_', { l2: 0, l3: 1, l3s: 2 })),
  /** Without a flag, `ip` prints `bridge`. */
  flags: attr(2, flags(u16, 'IPVLAN_F_', { private: 1, vepa: 2 })),
}

/** `ip link add type ipvlan` and `ipvtap`: IFLA_IPVLAN_* of <linux/if_link.h>. */
export interface Ipvlan extends InferRows<typeof rows> {}
export const ipvlan: Attributes<Ipvlan> = attributes('IFLA_IPVLAN_', rows)
