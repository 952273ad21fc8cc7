import { attr, attributes, bool32, bytesOf, mac, repeated, u8, u32 } from '../../../netlink/codec/builders.ts'
import { enumeration } from '../../../netlink/codec/enumeration.ts'
import type { Attributes, InferRows } from '../../../netlink/codec/node.ts'

/** Interval at which continuity checks are sent and expected: `enum br_cfm_ccm_interval` of <linux/cfm_bridge.h>. */
const ccmInterval = enumeration(u32, 'BR_CFM_CCM_INTERVAL_', {
  none: 0,
  '3.3ms': [1, 'BR_CFM_CCM_INTERVAL_3_3_MS'],
  '10ms': [2, 'BR_CFM_CCM_INTERVAL_10_MS'],
  '100ms': [3, 'BR_CFM_CCM_INTERVAL_100_MS'],
  '1s': [4, 'BR_CFM_CCM_INTERVAL_1_SEC'],
  '10s': [5, 'BR_CFM_CCM_INTERVAL_10_SEC'],
  '1m': [6, 'BR_CFM_CCM_INTERVAL_1_MIN'],
  '10m': [7, 'BR_CFM_CCM_INTERVAL_10_MIN'],
})

const mepCreate = attributes('IFLA_BRIDGE_CFM_MEP_CREATE_', {
  instance: attr(1, u32),
  domain: attr(2, enumeration(u32, 'BR_CFM_', { port: 0, vlan: 1 })),
  direction: attr(3, enumeration(u32, 'BR_CFM_MEP_DIRECTION_', { down: 0, up: 1 })),
  ifindex: attr(4, u32),
})

const mepDelete = attributes('IFLA_BRIDGE_CFM_MEP_DELETE_', { instance: attr(1, u32) })

const mepConfig = attributes('IFLA_BRIDGE_CFM_MEP_CONFIG_', {
  instance: attr(1, u32),
  unicastMac: attr(2, mac),
  mdlevel: attr(3, u32),
  mepid: attr(4, u32),
})

const ccConfig = attributes('IFLA_BRIDGE_CFM_CC_CONFIG_', {
  instance: attr(1, u32),
  enable: attr(2, bool32),
  expInterval: attr(3, ccmInterval),
  /** Identifier of the expected maintenance association. */
  expMaid: attr(4, bytesOf(48)),
})

const ccPeerMep = attributes('IFLA_BRIDGE_CFM_CC_PEER_MEP_', {
  instance: attr(1, u32),
  mepid: attr(2, u32, { constant: 'IFLA_BRIDGE_CFM_CC_PEER_MEPID' }),
})

const ccRdi = attributes('IFLA_BRIDGE_CFM_CC_RDI_', { instance: attr(1, u32), rdi: attr(2, bool32) })

const ccCcmTx = attributes('IFLA_BRIDGE_CFM_CC_CCM_TX_', {
  instance: attr(1, u32),
  dmac: attr(2, mac),
  seqNoUpdate: attr(3, bool32),
  /** Seconds for which checks are sent. */
  period: attr(4, u32),
  ifTlv: attr(5, bool32),
  ifTlvValue: attr(6, u8),
  portTlv: attr(7, bool32),
  portTlvValue: attr(8, u8),
})

const mepStatus = attributes('IFLA_BRIDGE_CFM_MEP_STATUS_', {
  instance: attr(1, u32),
  opcodeUnexpSeen: attr(2, bool32),
  versionUnexpSeen: attr(3, bool32),
  rxLevelLowSeen: attr(4, bool32),
})

const ccPeerStatus = attributes('IFLA_BRIDGE_CFM_CC_PEER_STATUS_', {
  instance: attr(1, u32),
  peerMepid: attr(2, u32),
  ccmDefect: attr(3, bool32),
  rdi: attr(4, bool32),
  portTlvValue: attr(5, u8),
  ifTlvValue: attr(6, u8),
  seen: attr(7, bool32),
  tlvSeen: attr(8, bool32),
  seqUnexpSeen: attr(9, bool32),
})

const rows = {
  mepCreate: attr(1, mepCreate),
  mepDelete: attr(2, mepDelete),
  mepConfig: attr(3, mepConfig),
  ccConfig: attr(4, ccConfig),
  ccPeerMepAdd: attr(5, ccPeerMep),
  ccPeerMepRemove: attr(6, ccPeerMep),
  ccRdi: attr(7, ccRdi),
  ccCcmTx: attr(8, ccCcmTx),
  mepCreateInfo: repeated(9, mepCreate),
  mepConfigInfo: repeated(10, mepConfig),
  ccConfigInfo: repeated(11, ccConfig),
  ccRdiInfo: repeated(12, ccRdi),
  ccCcmTxInfo: repeated(13, ccCcmTx),
  ccPeerMepInfo: repeated(14, ccPeerMep),
  mepStatusInfo: repeated(15, mepStatus),
  ccPeerStatusInfo: repeated(16, ccPeerStatus),
}

/** Connectivity fault management: IFLA_BRIDGE_CFM_* of <linux/if_bridge.h>. Replies contain the keys that end in `Info`. */
export interface BridgeCfm extends InferRows<typeof rows> {}
export const bridgeCfm: Attributes<BridgeCfm> = attributes('IFLA_BRIDGE_CFM_', rows)
