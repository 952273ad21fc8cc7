import { attr, attributes, items, repeated, u16, u32 } from '../../../netlink/codec/builders.ts'
import { enumeration, flags } from '../../../netlink/codec/enumeration.ts'
import type { Attributes, Infer, InferRows, Struct } from '../../../netlink/codec/node.ts'
import { struct } from '../../../netlink/codec/struct.ts'
import { bridgeCfm } from './bridge-cfm.ts'
import { bridgeMrp } from './bridge-mrp.ts'
import { bridgePortState } from './kinds/bridge-port.ts'

/** BRIDGE_VLAN_INFO_* of <linux/if_bridge.h>. */
const vlanInfoFlags = flags(u16, 'BRIDGE_VLAN_INFO_', {
  master: 1 << 0,
  pvid: 1 << 1,
  untagged: 1 << 2,
  range_begin: 1 << 3,
  range_end: 1 << 4,
  brentry: 1 << 5,
  only_opts: 1 << 6,
})

const vlanInfo = struct('bridge_vlan_info', { flags: vlanInfoFlags, vid: u16 })

/** A VLAN of a port, or the first or last VLAN of a range: `struct bridge_vlan_info` of <linux/if_bridge.h>. */
export interface BridgeVlanInfo extends Infer<typeof vlanInfo> {}
export const bridgeVlanInfo: Struct<BridgeVlanInfo> = vlanInfo

const tunnelRows = {
  /** Key of the tunnel. */
  id: attr(1, u32),
  vid: attr(2, u16),
  flags: attr(3, vlanInfoFlags),
}

/** Maps a VLAN to the key of a tunnel: IFLA_BRIDGE_VLAN_TUNNEL_* of <linux/if_bridge.h>. */
export interface BridgeVlanTunnel extends InferRows<typeof tunnelRows> {}
export const bridgeVlanTunnel: Attributes<BridgeVlanTunnel> = attributes('IFLA_BRIDGE_VLAN_TUNNEL_', tunnelRows)

const mstEntryRows = {
  msti: attr(1, u16),
  state: attr(2, bridgePortState),
}

/** State of a port in one of several spanning trees: IFLA_BRIDGE_MST_ENTRY_* of <linux/if_bridge.h>. */
export interface BridgeMstEntry extends InferRows<typeof mstEntryRows> {}
const mstEntry: Attributes<BridgeMstEntry> = attributes('IFLA_BRIDGE_MST_ENTRY_', mstEntryRows)

const rows = {
  /** In a request: the receiver, the bridge (`master`) or the driver of the port (`self`). */
  flags: attr(0, flags(u16, 'BRIDGE_FLAGS_', { master: 1, self: 2 })),
  mode: attr(1, enumeration(u16, 'BRIDGE_MODE_', { veb: 0, vepa: 1, undef: 0xffff })),
  vlanInfo: repeated(2, bridgeVlanInfo),
  vlanTunnelInfo: repeated(3, bridgeVlanTunnel, { nested: false }),
  mrp: attr(4, bridgeMrp, { nested: false }),
  cfm: attr(5, bridgeCfm),
  /** State per spanning tree (IFLA_BRIDGE_MST_ENTRY). */
  mst: attr(6, items(mstEntry, { id: 1 })),
}

/** IFLA_AF_SPEC of family `bridge`: IFLA_BRIDGE_* of <linux/if_bridge.h>. */
export interface BridgeAfSpec extends InferRows<typeof rows> {}
export const bridgeAfSpec: Attributes<BridgeAfSpec> = attributes('IFLA_BRIDGE_', rows)
