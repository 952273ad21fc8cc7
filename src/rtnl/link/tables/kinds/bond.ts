import {
  attr,
  attributes,
  bool,
  ipv4,
  ipv6,
  items,
  mac,
  readOnly,
  u8,
  u16,
  u32,
} from '../../../../netlink/codec/builders.ts'
import { enumeration } from '../../../../netlink/codec/enumeration.ts'
import type { Attributes, InferRows } from '../../../../netlink/codec/node.ts'

const mode = enumeration(u8, 'BOND_MODE_', {
  'balance-rr': [0, 'BOND_MODE_ROUNDROBIN'],
  'active-backup': [1, 'BOND_MODE_ACTIVEBACKUP'],
  'balance-xor': [2, 'BOND_MODE_XOR'],
  broadcast: 3,
  '802.3ad': [4, 'BOND_MODE_8023AD'],
  'balance-tlb': [5, 'BOND_MODE_TLB'],
  'balance-alb': [6, 'BOND_MODE_ALB'],
})

/** Numbers of the kernel's include/net/bonding.h; <linux/if_bonding.h> has no constants for them. */
const arpValidate = enumeration(u32, 'BOND_ARP_', {
  none: [0, null],
  active: [1, null],
  backup: [2, null],
  all: [3, null],
  filter: [4, null],
  filter_active: [5, null],
  filter_backup: [6, null],
})

const xmitHashPolicy = enumeration(u8, 'BOND_XMIT_POLICY_', {
  layer2: 0,
  'layer3+4': [1, 'BOND_XMIT_POLICY_LAYER34'],
  'layer2+3': [2, 'BOND_XMIT_POLICY_LAYER23'],
  'encap2+3': [3, 'BOND_XMIT_POLICY_ENCAP23'],
  'encap3+4': [4, 'BOND_XMIT_POLICY_ENCAP34'],
  'vlan+srcmac': [5, 'BOND_XMIT_POLICY_VLAN_SRCMAC'],
})

const adInfoRows = {
  aggregator: attr(1, u16),
  numPorts: attr(2, u16),
  actorKey: attr(3, u16),
  partnerKey: attr(4, u16),
  partnerMac: attr(5, mac),
}

/** The active 802.3ad aggregator: IFLA_BOND_AD_INFO_* of <linux/if_link.h>. */
export interface BondAdInfo extends InferRows<typeof adInfoRows> {}
const adInfo: Attributes<BondAdInfo> = attributes('IFLA_BOND_AD_INFO_', adInfoRows)

const rows = {
  mode: attr(1, mode),
  /** Index of the active port. */
  activeSlave: attr(2, u32),
  /** Milliseconds between checks of the carrier; 0: no checks. */
  miimon: attr(3, u32),
  /** Milliseconds. */
  updelay: attr(4, u32),
  /** Milliseconds. */
  downdelay: attr(5, u32),
  useCarrier: attr(6, bool),
  /** Milliseconds between ARP probes; 0: no probes. */
  arpInterval: attr(7, u32),
  arpIpTarget: attr(8, items(ipv4), { nested: false }),
  arpValidate: attr(9, arpValidate),
  arpAllTargets: attr(10, enumeration(u32, 'BOND_ARP_TARGETS_', { any: [0, null], all: [1, null] })),
  /** Index of the preferred port. */
  primary: attr(11, u32),
  primaryReselect: attr(
    12,
    enumeration(u8, 'BOND_PRI_RESELECT_', { always: [0, null], better: [1, null], failure: [2, null] }),
  ),
  failOverMac: attr(13, enumeration(u8, 'BOND_FOM_', { none: [0, null], active: [1, null], follow: [2, null] })),
  xmitHashPolicy: attr(14, xmitHashPolicy),
  resendIgmp: attr(15, u32),
  numPeerNotif: attr(16, u8),
  allSlavesActive: attr(17, bool),
  minLinks: attr(18, u32),
  /** Seconds between learning packets. */
  lpInterval: attr(19, u32),
  packetsPerSlave: attr(20, u32),
  adLacpRate: attr(21, enumeration(u8, 'BOND_AD_', { slow: [0, null], fast: [1, null] })),
  adSelect: attr(
    22,
    enumeration(u8, 'BOND_AD_', {
      stable: [0, null],
      bandwidth: [1, null],
      count: [2, null],
      actor_port_prio: [3, null],
    }),
  ),
  adInfo: readOnly(attr(23, adInfo, { nested: false }), 'sometimes'),
  adActorSysPrio: attr(24, u16),
  adUserPortKey: attr(25, u16),
  adActorSystem: attr(26, mac),
  tlbDynamicLb: attr(27, bool),
  /** Milliseconds. */
  peerNotifDelay: attr(28, u32),
  adLacpActive: attr(29, bool),
  missedMax: attr(30, u8),
  nsIp6Target: attr(31, items(ipv6)),
  coupledControl: attr(32, bool),
  broadcastNeigh: attr(33, bool),
  lacpStrict: attr(34, bool),
}

/** `ip link add type bond`: IFLA_BOND_* of <linux/if_link.h>. */
export interface Bond extends InferRows<typeof rows> {}
export const bond: Attributes<Bond> = attributes('IFLA_BOND_', rows)
