import {
  attr,
  attributes,
  bool,
  bytes,
  flag,
  ipv4,
  ipv6,
  mac,
  readOnly,
  u8,
  u16,
  u32,
  u64,
} from '../../../../netlink/codec/builders.ts'
import { enumeration, flags } from '../../../../netlink/codec/enumeration.ts'
import type { Attributes, InferRows } from '../../../../netlink/codec/node.ts'
import { struct } from '../../../../netlink/codec/struct.ts'
import { bridgeId } from '../../../tables/bridge-id.ts'
import { vlanProtocol } from '../../../tables/vlan-protocol.ts'

/** Boolean options: bit N is the option N of `enum br_boolopt_id`. */
const boolopts = flags(u32, 'BR_BOOLOPT_', {
  no_linklocal_learn: [1 << 0, null],
  mcast_vlan_snooping: [1 << 1, null],
  mst_enabled: [1 << 2, null],
  mdb_offload_fail_notification: [1 << 3, null],
  fdb_local_vlan_0: [1 << 4, null],
})

const querierRows = {
  ipAddress: attr(1, ipv4),
  /** Index of the port through which the querier is reached. */
  ipPort: attr(2, u32),
  /** Hundredths of a second until the other querier times out. */
  ipOtherTimer: attr(3, u64),
  pad: attr(4, bytes),
  ipv6Address: attr(5, ipv6),
  /** Index of the port through which the querier is reached. */
  ipv6Port: attr(6, u32),
  /** Hundredths of a second until the other querier times out. */
  ipv6OtherTimer: attr(7, u64),
}

/** The selected multicast queriers: BRIDGE_QUERIER_* of <linux/if_bridge.h>. */
export interface BridgeQuerier extends InferRows<typeof querierRows> {}
export const bridgeQuerier: Attributes<BridgeQuerier> = attributes('BRIDGE_QUERIER_', querierRows)

const rows = {
  /** Hundredths of a second (USER_HZ). */
  forwardDelay: attr(1, u32),
  /** Hundredths of a second (USER_HZ). */
  helloTime: attr(2, u32),
  /** Hundredths of a second (USER_HZ). */
  maxAge: attr(3, u32),
  /** Hundredths of a second (USER_HZ). */
  ageingTime: attr(4, u32),
  /** Spanning tree. 0: off, 1: in the kernel, 2: in user space. */
  stpState: attr(5, u32),
  priority: attr(6, u16),
  vlanFiltering: attr(7, bool),
  vlanProtocol: attr(8, vlanProtocol),
  /** Bit X: frames to 01:80:c2:00:00:0X are forwarded. */
  groupFwdMask: attr(9, u16),
  rootId: readOnly(attr(10, bridgeId)),
  bridgeId: readOnly(attr(11, bridgeId)),
  rootPort: readOnly(attr(12, u16)),
  rootPathCost: readOnly(attr(13, u32)),
  topologyChange: readOnly(attr(14, bool)),
  topologyChangeDetected: readOnly(attr(15, bool)),
  /** Hundredths of a second (USER_HZ). */
  helloTimer: readOnly(attr(16, u64)),
  /** Hundredths of a second (USER_HZ). */
  tcnTimer: readOnly(attr(17, u64)),
  /** Hundredths of a second (USER_HZ). */
  topologyChangeTimer: readOnly(attr(18, u64)),
  /** Hundredths of a second (USER_HZ). */
  gcTimer: readOnly(attr(19, u64)),
  groupAddr: attr(20, mac),
  /** In a request: deletes all learned addresses. */
  fdbFlush: attr(21, flag),
  /** Multicast packets for routers. 0: never, 1: while a router is detected, 2: always. */
  mcastRouter: attr(22, u8),
  mcastSnooping: attr(23, bool),
  mcastQueryUseIfaddr: attr(24, bool),
  mcastQuerier: attr(25, bool),
  mcastHashElasticity: attr(26, u32),
  mcastHashMax: attr(27, u32),
  mcastLastMemberCnt: attr(28, u32),
  mcastStartupQueryCnt: attr(29, u32),
  /** Hundredths of a second (USER_HZ). */
  mcastLastMemberIntvl: attr(30, u64),
  /** Hundredths of a second (USER_HZ). */
  mcastMembershipIntvl: attr(31, u64),
  /** Hundredths of a second (USER_HZ). */
  mcastQuerierIntvl: attr(32, u64),
  /** Hundredths of a second (USER_HZ). */
  mcastQueryIntvl: attr(33, u64),
  /** Hundredths of a second (USER_HZ). */
  mcastQueryResponseIntvl: attr(34, u64),
  /** Hundredths of a second (USER_HZ). */
  mcastStartupQueryIntvl: attr(35, u64),
  nfCallIptables: attr(36, bool),
  nfCallIp6tables: attr(37, bool),
  nfCallArptables: attr(38, bool),
  /** Default VLAN of untagged frames at the ports; 0: none. */
  vlanDefaultPvid: attr(39, u16),
  pad: readOnly(attr(40, bytes), 'sometimes'),
  vlanStatsEnabled: attr(41, bool),
  mcastStatsEnabled: attr(42, bool),
  mcastIgmpVersion: attr(43, u8),
  mcastMldVersion: attr(44, u8),
  vlanStatsPerPort: attr(45, bool),
  /** `optval`: the options that are on. `optmask`: the options that a request changes. */
  multiBoolopt: attr(46, struct('br_boolopt_multi', { optval: boolopts, optmask: boolopts })),
  mcastQuerierState: readOnly(attr(47, bridgeQuerier), 'sometimes'),
  fdbNLearned: readOnly(attr(48, u32), 'sometimes'),
  /** Limit of learned addresses; 0: no limit. */
  fdbMaxLearned: attr(49, u32),
  stpMode: attr(50, enumeration(u32, 'BR_STP_MODE_', { auto: 0, user: 1, kernel: 2 })),
}

/** `ip link add type bridge`: IFLA_BR_* of <linux/if_link.h>. */
export interface Bridge extends InferRows<typeof rows> {}
export const bridge: Attributes<Bridge> = attributes('IFLA_BR_', rows)
