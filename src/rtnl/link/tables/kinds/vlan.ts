import { attr, attributes, items, u16, u32 } from '../../../../netlink/codec/builders.ts'
import { flags } from '../../../../netlink/codec/enumeration.ts'
import type { Attributes, Infer, InferRows } from '../../../../netlink/codec/node.ts'
import { struct } from '../../../../netlink/codec/struct.ts'
import { vlanProtocol } from '../../../tables/vlan-protocol.ts'

export const vlanFlagBits = { reorder_hdr: 1, gvrp: 2, loose_binding: 4, mvrp: 8, bridge_binding: 16 } as const

const vlanFlags = struct('ifla_vlan_flags', {
  flags: flags(u32, 'VLAN_FLAG_', vlanFlagBits),
  /** The flags that a request changes. All ones in a reply. */
  mask: u32,
})

/** Maps one priority to another. That of a socket buffer has 32 bits, that of a VLAN tag is 0 to 7. */
const qosMapping = struct('ifla_vlan_qos_mapping', { from: u32, to: u32 })
export interface VlanQosMapping extends Infer<typeof qosMapping> {}

const rows = {
  /** VLAN id, 0 to 4095. */
  id: attr(1, u16),
  flags: attr(2, vlanFlags),
  /** Maps the priority of the socket buffer to that of the tag (IFLA_VLAN_QOS_MAPPING). */
  egressQos: attr(3, items<VlanQosMapping>(qosMapping, { id: 1 }), { nested: false }),
  /** Maps the priority of the tag to that of the socket buffer (IFLA_VLAN_QOS_MAPPING). */
  ingressQos: attr(4, items<VlanQosMapping>(qosMapping, { id: 1 }), { nested: false }),
  protocol: attr(5, vlanProtocol),
}

/** `ip link add type vlan`: IFLA_VLAN_* of <linux/if_link.h>. */
export interface Vlan extends InferRows<typeof rows> {}
export const vlan: Attributes<Vlan> = attributes('IFLA_VLAN_', rows)
