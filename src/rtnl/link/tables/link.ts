import {
  address,
  attr,
  attributes,
  bool,
  bytes,
  items,
  lladdr,
  message,
  s32,
  select,
  string,
  u8,
  u16,
  u32,
  uint,
  unterminated,
} from '../../../netlink/codec/builders.ts'
import { enumeration, flags } from '../../../netlink/codec/enumeration.ts'
import type { Attributes, Infer, InferMessage, InferRows, Message, Select } from '../../../netlink/codec/node.ts'
import { bridgeAfSpec } from './bridge-af-spec.ts'
import type { Ifinfomsg } from './ifinfo.ts'
import { ifinfomsg } from './ifinfo.ts'
import { linkAfSpec, linkInet6 } from './inet.ts'
import { bridgePort } from './kinds/bridge-port.ts'
import { canDeviceStats } from './kinds/can.ts'
import { linkKindsOf, portKinds, portRequestKinds } from './kinds/index.ts'
import { linkMap, linkStats, linkStats64 } from './stats.ts'
import { vf, vfPort } from './vf.ts'

/** The other end of a pair (veth, vxcan, netkit): a link message inside the options of a link. */
export interface Peer extends InferMessage<Ifinfomsg, LinkAttributes> {}

/** The table of links contains itself here, so it is a getter. */
const peer: Message<Peer> = {
  type: 'message',
  header: ifinfomsg,
  get attributes() {
    return table
  },
}

/** IFLA_INFO_DATA by IFLA_INFO_KIND. */
export const linkKinds = linkKindsOf(peer)

/** The options of a link of any known kind; bytes for other kinds. */
export type LinkData = Infer<(typeof linkKinds)[keyof typeof linkKinds]> | Uint8Array

const data: Select<LinkData> = select('kind', linkKinds, bytes)

/** The options of a port of a master of any known kind; bytes for other kinds. */
export type PortData = Infer<(typeof portKinds)[keyof typeof portKinds]> | Uint8Array

/** `ip link set type bridge_slave` sends the options of a port with `bridge_slave` as the kind, without a `slaveKind`. */
const slaveDataOfKind: Select<PortData> = select('kind', portRequestKinds, bytes)

const slaveData: Select<PortData> = select('slaveKind', portKinds, slaveDataOfKind)

const infoRows = {
  kind: attr(1, string),
  /** Options of the kind. */
  data: attr(2, data),
  /** Counters of the kind. Only `can` sends them here. */
  xstats: attr(3, select('kind', { can: canDeviceStats }, bytes)),
  /** Kind of the master. */
  slaveKind: attr(4, string),
  /** Options of the port, by the kind of its master. */
  slaveData: attr(5, slaveData),
}

/** IFLA_LINKINFO: IFLA_INFO_* of <linux/if_link.h>. */
export interface Linkinfo extends InferRows<typeof infoRows> {}
const linkinfo: Attributes<Linkinfo> = attributes('IFLA_INFO_', infoRows)

/** The addresses of an IP tunnel are those of its ends, IP addresses. Other links have hardware addresses. */
const linkAddress = select(
  'header.type',
  { ipip: address, sit: address, gre: address, tunnel6: address, gre6: address },
  lladdr,
)

const xdpRows = {
  /** In a request: file descriptor of the program; -1 detaches. */
  fd: attr(1, s32),
  attached: attr(2, enumeration(u8, 'XDP_ATTACHED_', { none: 0, drv: 1, skb: 2, hw: 3, multi: 4 })),
  flags: attr(3, flags(u32, 'XDP_FLAGS_', { update_if_noexist: 1, skb_mode: 2, drv_mode: 4, hw_mode: 8, replace: 16 })),
  progId: attr(4, u32),
  drvProgId: attr(5, u32),
  skbProgId: attr(6, u32),
  hwProgId: attr(7, u32),
  /** In a request with the flag `replace`: file descriptor of the program that must be attached now. */
  expectedFd: attr(8, s32),
}

/** The XDP program of a link: IFLA_XDP_* of <linux/if_link.h>. */
export interface LinkXdp extends InferRows<typeof xdpRows> {}
const xdp: Attributes<LinkXdp> = attributes('IFLA_XDP_', xdpRows)

/** Bits that state why a port is held down. The administrator names them in /etc/iproute2/protodown_reasons.d. */
const protoDownReason = attributes('IFLA_PROTO_DOWN_REASON_', { mask: attr(1, u32), value: attr(2, u32) })

/** The devlink port that the link belongs to: DEVLINK_ATTR_* of <linux/devlink.h>. */
const devlinkPort = attributes('DEVLINK_ATTR_', {
  busName: attr(1, string),
  devName: attr(2, string),
  portIndex: attr(3, u32),
  /** Index of the devlink device. */
  index: attr(184, uint),
})

const rows = {
  address: attr(1, linkAddress),
  broadcast: attr(2, linkAddress),
  ifname: attr(3, string),
  /** Bytes. */
  mtu: attr(4, u32),
  /** Index of the lower link or, for a veth, of the peer. If `linkNetnsid` is present, the index is one in that namespace. */
  link: attr(5, u32),
  qdisc: attr(6, string),
  stats: attr(7, linkStats),
  cost: attr(8, bytes),
  priority: attr(9, bytes),
  /** Index of the bridge, bond, vrf, ... that the link is a port of. Absent in a reply, 0 in a request: of none. */
  master: attr(10, u32),
  wireless: attr(11, bytes),
  /** For family `bridge`: settings of the port. For family `inet6`: IPv6 settings and state of the link. */
  protinfo: attr(12, select('header.family', { bridge: bridgePort, inet6: linkInet6 }, bytes), { nested: true }),
  /** Length of the transmit queue, in packets. */
  txqlen: attr(13, u32),
  map: attr(14, linkMap),
  weight: attr(15, u32),
  /** Operational state (RFC 2863). */
  operstate: attr(
    16,
    enumeration(u8, 'IF_OPER_', {
      unknown: 0,
      notpresent: 1,
      down: 2,
      lowerlayerdown: 3,
      testing: 4,
      dormant: 5,
      up: 6,
    }),
  ),
  linkmode: attr(17, enumeration(u8, 'IF_LINK_MODE_', { default: 0, dormant: 1, testing: 2 })),
  linkinfo: attr(18, linkinfo, { nested: false }),
  /** In a request: namespace to move the link to, by the id of a process in it. */
  netNsPid: attr(19, u32),
  /** Free text, at most 255 bytes. */
  ifalias: attr(20, unterminated),
  numVf: attr(21, u32),
  /** Virtual functions (IFLA_VF_INFO). */
  vfinfoList: attr(22, items(vf, { id: 1 }), { nested: false }),
  stats64: attr(23, linkStats64),
  /** Port profiles of virtual functions (IFLA_VF_PORT). */
  vfPorts: attr(24, items(vfPort, { id: 1 }), { nested: false }),
  portSelf: attr(25, vfPort, { nested: false }),
  /** Settings and state by address family. For family `bridge`: VLANs, MRP, CFM and spanning trees of the port. */
  afSpec: attr(26, select('header.family', { bridge: bridgeAfSpec }, linkAfSpec)),
  group: attr(27, u32),
  /** In a request: namespace to move the link to, by a descriptor of its file. */
  netNsFd: attr(28, u32),
  /** In a request: parts to add to the reply or to omit from it. */
  extMask: attr(
    29,
    flags(u32, 'RTEXT_FILTER_', {
      vf: 1 << 0,
      brvlan: 1 << 1,
      brvlan_compressed: 1 << 2,
      skip_stats: 1 << 3,
      mrp: 1 << 4,
      cfm_config: 1 << 5,
      cfm_status: 1 << 6,
      mst: 1 << 7,
      name_only: 1 << 8,
    }),
  ),
  /** Number of users of promiscuous mode; 0: the mode is off. */
  promiscuity: attr(30, u32),
  numTxQueues: attr(31, u32),
  numRxQueues: attr(32, u32),
  carrier: attr(33, bool),
  physPortId: attr(34, bytes),
  carrierChanges: attr(35, u32),
  physSwitchId: attr(36, bytes),
  /** Namespace of `link`, by its id in the namespace of this link; -1: it has no id. Absent: the same namespace. */
  linkNetnsid: attr(37, s32),
  physPortName: attr(38, string),
  protoDown: attr(39, bool),
  gsoMaxSegs: attr(40, u32),
  /** Bytes. */
  gsoMaxSize: attr(41, u32),
  pad: attr(42, bytes),
  xdp: attr(43, xdp, { nested: false }),
  /** In a notification: the event that caused it, if it is one of these. */
  event: attr(
    44,
    enumeration(u32, 'IFLA_EVENT_', {
      none: 0,
      reboot: 1,
      'feature change': [2, 'IFLA_EVENT_FEATURES'],
      'bonding failover': [3, 'IFLA_EVENT_BONDING_FAILOVER'],
      'notify peers': [4, 'IFLA_EVENT_NOTIFY_PEERS'],
      'resend igmp': [5, 'IFLA_EVENT_IGMP_RESEND'],
      'bonding option': [6, 'IFLA_EVENT_BONDING_OPTIONS'],
    }),
  ),
  /** In the RTM_DELLINK of a link that was moved: id of its new namespace. */
  newNetnsid: attr(45, s32),
  /** Id of the namespace that the request applies to; the reply repeats it. Older name: IFLA_IF_NETNSID. */
  targetNetnsid: attr(46, s32),
  carrierUpCount: attr(47, u32),
  carrierDownCount: attr(48, u32),
  /** In the RTM_DELLINK of a link that was moved: its index in the new namespace. */
  newIfindex: attr(49, s32),
  /** Bytes. */
  minMtu: attr(50, u32),
  /** Bytes; 0: no limit. */
  maxMtu: attr(51, u32),
  /** Alternative names (IFLA_ALT_IFNAME). */
  propList: attr(52, items(string, { id: 53 })),
  /** In a request: selects a link by its name or an alternative name. */
  altIfname: attr(53, string),
  permAddress: attr(54, linkAddress),
  protoDownReason: attr(55, protoDownReason),
  parentDevName: attr(56, string),
  parentDevBusName: attr(57, string),
  /** Bytes. */
  groMaxSize: attr(58, u32),
  /** Bytes. */
  tsoMaxSize: attr(59, u32),
  tsoMaxSegs: attr(60, u32),
  /** Number of users of all-multicast mode; 0: the mode is off. */
  allmulti: attr(61, u32),
  devlinkPort: attr(62, devlinkPort),
  /** Bytes. */
  gsoIpv4MaxSize: attr(63, u32),
  /** Bytes. */
  groIpv4MaxSize: attr(64, u32),
  dpllPin: attr(65, attributes('DPLL_A_PIN_', { id: attr(1, u32) })),
  /** Nanoseconds. */
  maxPacingOffloadHorizon: attr(66, uint),
  netnsImmutable: attr(67, bool),
  /** Bytes that the driver needs before each packet. */
  headroom: attr(68, u16),
  /** Bytes that the driver needs after each packet. */
  tailroom: attr(69, u16),
}

/** IFLA_* of <linux/if_link.h>. */
export interface LinkAttributes extends InferRows<typeof rows> {}
const table: Attributes<LinkAttributes> = attributes('IFLA_', rows)

/** RTM_NEWLINK, RTM_GETLINK, RTM_DELLINK and RTM_SETLINK: `struct ifinfomsg`, then IFLA_*. */
export interface LinkMessage extends InferMessage<Ifinfomsg, LinkAttributes> {}
export const link: Message<LinkMessage> = message(ifinfomsg, table)
