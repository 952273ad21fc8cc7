import { attr, attributes, bool32, repeated, u16, u32 } from '../../../netlink/codec/builders.ts'
import { enumeration } from '../../../netlink/codec/enumeration.ts'
import type { Attributes, InferRows } from '../../../netlink/codec/node.ts'

/** States and roles of the Media Redundancy Protocol: <linux/mrp_bridge.h>. */
const portState = enumeration(u32, 'BR_MRP_PORT_STATE_', { disabled: 0, blocked: 1, forwarding: 2, not_connected: 3 })
const portRole = enumeration(u32, 'BR_MRP_PORT_ROLE_', { primary: 0, secondary: 1, inter: 2 })
const ringState = enumeration(u32, 'BR_MRP_RING_STATE_', { open: 0, closed: 1 })
const ringRole = enumeration(u32, 'BR_MRP_RING_ROLE_', { disabled: 0, mrc: 1, mrm: 2, mra: 3 })
const inState = enumeration(u32, 'BR_MRP_IN_STATE_', { open: 0, closed: 1 })
const inRole = enumeration(u32, 'BR_MRP_IN_ROLE_', { disabled: 0, mic: 1, mim: 2 })

const instance = attributes('IFLA_BRIDGE_MRP_INSTANCE_', {
  ringId: attr(1, u32),
  pIfindex: attr(2, u32),
  sIfindex: attr(3, u32),
  prio: attr(4, u16),
})

const startTest = attributes('IFLA_BRIDGE_MRP_START_TEST_', {
  ringId: attr(1, u32),
  /** Microseconds between test frames. */
  interval: attr(2, u32),
  /** Number of test frames that may be lost before the ring is considered open. */
  maxMiss: attr(3, u32),
  /** Duration of the test in microseconds. */
  period: attr(4, u32),
  monitor: attr(5, bool32),
})

const inRoleRequest = attributes('IFLA_BRIDGE_MRP_IN_ROLE_', {
  ringId: attr(1, u32),
  inId: attr(2, u16),
  role: attr(3, inRole),
  iIfindex: attr(4, u32),
})

const startInTest = attributes('IFLA_BRIDGE_MRP_START_IN_TEST_', {
  inId: attr(1, u32),
  /** Microseconds between test frames. */
  interval: attr(2, u32),
  maxMiss: attr(3, u32),
  /** Duration of the test in microseconds. */
  period: attr(4, u32),
})

const infoRows = {
  ringId: attr(1, u32),
  pIfindex: attr(2, u32),
  sIfindex: attr(3, u32),
  prio: attr(4, u16),
  ringState: attr(5, ringState),
  ringRole: attr(6, ringRole),
  /** Microseconds. */
  testInterval: attr(7, u32),
  testMaxMiss: attr(8, u32),
  testMonitor: attr(9, bool32),
  iIfindex: attr(10, u32),
  inState: attr(11, inState),
  inRole: attr(12, inRole),
  /** Microseconds. */
  inTestInterval: attr(13, u32),
  inTestMaxMiss: attr(14, u32),
}

/** One ring in a reply: IFLA_BRIDGE_MRP_INFO_* of <linux/if_bridge.h>. */
export interface BridgeMrpInfo extends InferRows<typeof infoRows> {}
const info: Attributes<BridgeMrpInfo> = attributes('IFLA_BRIDGE_MRP_INFO_', infoRows)

const rows = {
  instance: attr(1, instance, { nested: false }),
  portState: attr(2, attributes('IFLA_BRIDGE_MRP_PORT_STATE_', { state: attr(1, portState) }), { nested: false }),
  portRole: attr(3, attributes('IFLA_BRIDGE_MRP_PORT_ROLE_', { role: attr(1, portRole) }), { nested: false }),
  ringState: attr(4, attributes('IFLA_BRIDGE_MRP_RING_STATE_', { ringId: attr(1, u32), state: attr(2, ringState) }), {
    nested: false,
  }),
  ringRole: attr(5, attributes('IFLA_BRIDGE_MRP_RING_ROLE_', { ringId: attr(1, u32), role: attr(2, ringRole) }), {
    nested: false,
  }),
  startTest: attr(6, startTest, { nested: false }),
  /** In replies: one entry per ring of the bridge. */
  info: repeated(7, info, { nested: false }),
  inRole: attr(8, inRoleRequest, { nested: false }),
  inState: attr(9, attributes('IFLA_BRIDGE_MRP_IN_STATE_', { inId: attr(1, u32), state: attr(2, inState) }), {
    nested: false,
  }),
  startInTest: attr(10, startInTest, { nested: false }),
}

/** IFLA_BRIDGE_MRP_* of <linux/if_bridge.h>. Replies contain only `info`; the other rows are requests. */
export interface BridgeMrp extends InferRows<typeof rows> {}
export const bridgeMrp: Attributes<BridgeMrp> = attributes('IFLA_BRIDGE_MRP_', rows)
