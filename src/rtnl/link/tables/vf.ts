import {
  attr,
  attributes,
  bytes,
  bytesOf,
  id64,
  items,
  lladdrIn,
  select,
  string,
  u8,
  u16,
  u32,
  u64,
} from '../../../netlink/codec/builders.ts'
import { enumeration } from '../../../netlink/codec/enumeration.ts'
import type { Attributes, Infer, InferRows } from '../../../netlink/codec/node.ts'
import { struct } from '../../../netlink/codec/struct.ts'
import { vlanProtocol } from '../../tables/vlan-protocol.ts'

const vlanInfo = struct('ifla_vf_vlan_info', { vf: u32, vlan: u32, qos: u32, vlanProto: vlanProtocol })

/** A VLAN tag that is added to the frames of a virtual function: `struct ifla_vf_vlan_info` of <linux/if_link.h>. */
export interface VfVlanInfo extends Infer<typeof vlanInfo> {}

const statsRows = {
  rxPackets: attr(0, u64),
  txPackets: attr(1, u64),
  rxBytes: attr(2, u64),
  txBytes: attr(3, u64),
  broadcast: attr(4, u64),
  multicast: attr(5, u64),
  pad: attr(6, bytes),
  rxDropped: attr(7, u64),
  txDropped: attr(8, u64),
}

/** Counters of a virtual function: IFLA_VF_STATS_* of <linux/if_link.h>. */
export interface VfStats extends InferRows<typeof statsRows> {}
const stats: Attributes<VfStats> = attributes('IFLA_VF_STATS_', statsRows)

const linkState = enumeration(u32, 'IFLA_VF_LINK_STATE_', { auto: 0, enable: 1, disable: 2 })

/** An address in a field of 32 bytes (MAX_ADDR_LEN); its length depends on the type of the link. */
const macOf = (length: number) => struct('ifla_vf_mac', { vf: u32, mac: lladdrIn(32, length) })
const broadcastOf = (length: number) => struct('ifla_vf_broadcast', { broadcast: lladdrIn(32, length) })

const rows = {
  /** Hardware address, as long as that of the link. */
  mac: attr(1, select('header.type', { infiniband: macOf(20) }, macOf(6))),
  vlan: attr(2, struct('ifla_vf_vlan', { vf: u32, vlan: u32, qos: u32 })),
  /** Mbit/s; 0: no limit. */
  txRate: attr(3, struct('ifla_vf_tx_rate', { vf: u32, rate: u32 })),
  spoofchk: attr(4, struct('ifla_vf_spoofchk', { vf: u32, setting: u32 })),
  linkState: attr(5, struct('ifla_vf_link_state', { vf: u32, linkState })),
  /** Mbit/s; 0: no limit. */
  rate: attr(6, struct('ifla_vf_rate', { vf: u32, minTxRate: u32, maxTxRate: u32 })),
  rssQueryEn: attr(7, struct('ifla_vf_rss_query_en', { vf: u32, setting: u32 })),
  stats: attr(8, stats, { nested: false }),
  trust: attr(9, struct('ifla_vf_trust', { vf: u32, setting: u32 })),
  ibNodeGuid: attr(10, struct('ifla_vf_guid', { vf: u32, guid: id64 })),
  ibPortGuid: attr(11, struct('ifla_vf_guid', { vf: u32, guid: id64 })),
  /** At most one tag (IFLA_VF_VLAN_INFO). */
  vlanList: attr(12, items<VfVlanInfo>(vlanInfo, { id: 1 }), { nested: false }),
  /** Broadcast address of the link. */
  broadcast: attr(13, select('header.type', { infiniband: broadcastOf(20) }, broadcastOf(6))),
}

/** A virtual function of an SR-IOV link: IFLA_VF_* of <linux/if_link.h>. `vf` counts from 0. */
export interface Vf extends InferRows<typeof rows> {}
export const vf: Attributes<Vf> = attributes('IFLA_VF_', rows)

const portRows = {
  vf: attr(1, u32),
  profile: attr(2, string),
  vsiType: attr(
    3,
    struct('ifla_port_vsi', {
      vsiMgrId: u8,
      vsiTypeId: bytesOf(3),
      vsiTypeVersion: u8,
      pad: bytesOf(3),
    }),
  ),
  instanceUuid: attr(4, bytesOf(16)),
  hostUuid: attr(5, bytesOf(16)),
  request: attr(
    6,
    enumeration(u8, 'PORT_REQUEST_', { preassociate: 0, preassociate_rr: 1, associate: 2, disassociate: 3 }),
  ),
  /** PORT_VDP_RESPONSE_* and PORT_PROFILE_RESPONSE_* of <linux/if_link.h>. */
  response: attr(7, u16),
}

/** Port profile of a link or of a virtual function: IFLA_PORT_* of <linux/if_link.h>. */
export interface VfPort extends InferRows<typeof portRows> {}
export const vfPort: Attributes<VfPort> = attributes('IFLA_PORT_', portRows)
