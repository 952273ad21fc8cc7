import { attr, attributes, bool, bytes, flag, readOnly, u8, u16, u32, u64 } from '../../../../netlink/codec/builders.ts'
import { enumeration } from '../../../../netlink/codec/enumeration.ts'
import type { Attributes, InferRows } from '../../../../netlink/codec/node.ts'
import { bridgeId } from '../../../tables/bridge-id.ts'

/** Spanning tree state of a port: BR_STATE_* of <linux/if_bridge.h>. */
export const bridgePortState = enumeration(u8, 'BR_STATE_', {
  disabled: 0,
  listening: 1,
  learning: 2,
  forwarding: 3,
  blocking: 4,
})

const rows = {
  state: attr(1, bridgePortState),
  priority: attr(2, u16),
  cost: attr(3, u32),
  /** 1: frames may leave through the port that received them (hairpin). */
  mode: attr(4, bool),
  guard: attr(5, bool),
  protect: attr(6, bool),
  fastLeave: attr(7, bool),
  learning: attr(8, bool),
  unicastFlood: attr(9, bool),
  proxyarp: attr(10, bool),
  learningSync: attr(11, bool),
  proxyarpWifi: attr(12, bool),
  rootId: readOnly(attr(13, bridgeId)),
  bridgeId: readOnly(attr(14, bridgeId)),
  designatedPort: readOnly(attr(15, u16)),
  designatedCost: readOnly(attr(16, u16)),
  id: readOnly(attr(17, u16)),
  no: readOnly(attr(18, u16)),
  topologyChangeAck: readOnly(attr(19, bool)),
  configPending: readOnly(attr(20, bool)),
  /** Hundredths of a second (USER_HZ). */
  messageAgeTimer: readOnly(attr(21, u64)),
  /** Hundredths of a second (USER_HZ). */
  forwardDelayTimer: readOnly(attr(22, u64)),
  /** Hundredths of a second (USER_HZ). */
  holdTimer: readOnly(attr(23, u64)),
  /** In a request: deletes the addresses learned on the port. */
  flush: attr(24, flag),
  /** Multicast packets for routers. 0: never, 1: while a router is detected, 2: always, 3: for a limited time. */
  multicastRouter: attr(25, u8),
  pad: readOnly(attr(26, bytes), 'sometimes'),
  mcastFlood: attr(27, bool),
  mcastToUcast: attr(28, bool),
  vlanTunnel: attr(29, bool),
  bcastFlood: attr(30, bool),
  /** Bit X: frames to 01:80:c2:00:00:0X are forwarded. */
  groupFwdMask: attr(31, u16),
  neighSuppress: attr(32, bool),
  isolated: attr(33, bool),
  /** Index of the port that replaces this one while it has no carrier. Absent in a reply: none. */
  backupPort: attr(34, u32),
  mrpRingOpen: readOnly(attr(35, bool), 'sometimes'),
  mrpInOpen: readOnly(attr(36, bool), 'sometimes'),
  mcastEhtHostsLimit: attr(37, u32),
  mcastEhtHostsCnt: readOnly(attr(38, u32), 'sometimes'),
  locked: attr(39, bool),
  mab: attr(40, bool),
  mcastNGroups: readOnly(attr(41, u32), 'sometimes'),
  /** Limit of multicast groups; 0: no limit. */
  mcastMaxGroups: attr(42, u32),
  neighVlanSuppress: attr(43, bool),
  /** Id of the nexthop object for frames that are redirected to the backup port; 0: none. */
  backupNhid: attr(44, u32),
  neighForwardGrat: attr(45, bool),
}

/** A port of a bridge: IFLA_BRPORT_* of <linux/if_link.h>. Also the content of IFLA_PROTINFO for family `bridge`. */
export interface BridgePort extends InferRows<typeof rows> {}
export const bridgePort: Attributes<BridgePort> = attributes('IFLA_BRPORT_', rows)
