/** The structs of iptables' extensions, in the `info` of a match or target: <linux/netfilter/xt_*.h>. Host order. */

import { be16, bytesOf, chars, ipv4, list, u8, u16, u32 } from '../../../netlink/codec/builders.ts'
import { enumeration, flags } from '../../../netlink/codec/enumeration.ts'
import { struct } from '../../../netlink/codec/struct.ts'
import { natFlagWords } from './expressions/nat.ts'

const natFlags = flags(u32, 'NF_NAT_RANGE_', natFlagWords)

/** Addresses and ports, for IPv4 only. */
export const natRange4 = struct(
  'nf_nat_ipv4_multi_range_compat',
  { rangesize: u32, flags: natFlags, minIp: ipv4, maxIp: ipv4, min: be16, max: be16 },
  {
    names: {
      flags: 'range[0].flags',
      minIp: 'range[0].min_ip',
      maxIp: 'range[0].max_ip',
      min: 'range[0].min.all',
      max: 'range[0].max.all',
    },
  },
)

/** An address of either family. An IPv4 address is in the first four bytes. */
const anyAddress = bytesOf(16)
const protoNames = { minProto: 'min_proto.all', maxProto: 'max_proto.all', baseProto: 'base_proto.all' }
export const natRange = struct(
  'nf_nat_range',
  { flags: natFlags, minAddr: anyAddress, maxAddr: anyAddress, minProto: be16, maxProto: be16 },
  { names: protoNames },
)
export const natRange2 = struct(
  'nf_nat_range2',
  { flags: natFlags, minAddr: anyAddress, maxAddr: anyAddress, minProto: be16, maxProto: be16, baseProto: be16 },
  { names: protoNames },
)

const addressTypes = flags(u16, 'XT_ADDRTYPE_', {
  unspec: 1 << 0,
  unicast: 1 << 1,
  local: 1 << 2,
  broadcast: 1 << 3,
  anycast: 1 << 4,
  multicast: 1 << 5,
  blackhole: 1 << 6,
  unreachable: 1 << 7,
  prohibit: 1 << 8,
  throw: 1 << 9,
  nat: 1 << 10,
  xresolve: 1 << 11,
})
export const addrtype = struct('xt_addrtype_info_v1', {
  source: addressTypes,
  dest: addressTypes,
  flags: flags(u32, 'XT_ADDRTYPE_', {
    'invert-source': 1,
    'invert-dest': 2,
    'limit-iface-in': 4,
    'limit-iface-out': 8,
  }),
})

const conntrackWhat = flags(u16, 'XT_CONNTRACK_', {
  state: 1 << 0,
  proto: 1 << 1,
  origsrc: 1 << 2,
  origdst: 1 << 3,
  replsrc: 1 << 4,
  repldst: 1 << 5,
  status: 1 << 6,
  expires: 1 << 7,
  'origsrc-port': 1 << 8,
  'origdst-port': 1 << 9,
  'replsrc-port': 1 << 10,
  'repldst-port': 1 << 11,
  direction: 1 << 12,
  'state-alias': 1 << 13,
})
const stateMask = flags(u16, 'XT_CONNTRACK_STATE_', {
  invalid: 1 << 0,
  established: [1 << 1, null],
  related: [1 << 2, null],
  new: [1 << 3, null],
  snat: 1 << 6,
  dnat: 1 << 7,
  untracked: 1 << 8,
})
const conntrackAddresses = {
  origsrcAddr: anyAddress,
  origsrcMask: anyAddress,
  origdstAddr: anyAddress,
  origdstMask: anyAddress,
  replsrcAddr: anyAddress,
  replsrcMask: anyAddress,
  repldstAddr: anyAddress,
  repldstMask: anyAddress,
  expiresMin: u32,
  expiresMax: u32,
  l4proto: u16,
}
/** Ports are in network order here, in host order in the next revision. */
export const conntrackInfo2 = struct('xt_conntrack_mtinfo2', {
  ...conntrackAddresses,
  origsrcPort: be16,
  origdstPort: be16,
  replsrcPort: be16,
  repldstPort: be16,
  matchFlags: conntrackWhat,
  invertFlags: conntrackWhat,
  stateMask,
  statusMask: u16,
})
export const conntrackInfo3 = struct('xt_conntrack_mtinfo3', {
  ...conntrackAddresses,
  origsrcPort: u16,
  origdstPort: u16,
  replsrcPort: u16,
  repldstPort: u16,
  matchFlags: conntrackWhat,
  invertFlags: conntrackWhat,
  stateMask,
  statusMask: u16,
  origsrcPortHigh: u16,
  origdstPortHigh: u16,
  replsrcPortHigh: u16,
  repldstPortHigh: u16,
})

export const comment = struct('xt_comment_info', { comment: chars(256) })

const range = list(u16, 2)
export const tcp = struct('xt_tcp', {
  spts: range,
  dpts: range,
  option: u8,
  flgMask: u8,
  flgCmp: u8,
  invflags: flags(u8, 'XT_TCP_INV_', { srcpt: 1, dstpt: 2, flags: 4, option: 8 }),
})
export const udp = struct('xt_udp', {
  spts: range,
  dpts: range,
  invflags: flags(u8, 'XT_UDP_INV_', { srcpt: 1, dstpt: 2 }),
})
export const multiport = struct('xt_multiport_v1', {
  flags: enumeration(u8, 'XT_MULTIPORT_', { source: 0, destination: 1, either: 2 }),
  count: u8,
  ports: list(u16, 15),
  /** Whether a port and the next one are the ends of a range. */
  pflags: list(u8, 15),
  invert: u8,
})

export const markMatch = struct('xt_mark_mtinfo1', { mark: u32, mask: u32, invert: u8 })
export const markTarget = struct('xt_mark_tginfo2', { mark: u32, mask: u32 })

/**
 * An ipset: its number and the number of parts of the key. `flags`: which parts are taken from the source, and whether the
 * match is inverted.
 */
const setIndex = struct('xt_set_info', { index: u16, dim: u8, flags: u8 })
export const setMatch1 = struct('xt_set_info_match_v1', { matchSet: setIndex })

/** Matches by name and revision. */
export const matches = {
  'addrtype 1': addrtype,
  'comment 0': comment,
  'conntrack 2': conntrackInfo2,
  'conntrack 3': conntrackInfo3,
  'mark 1': markMatch,
  'multiport 1': multiport,
  'set 1': setMatch1,
  'tcp 0': tcp,
  'udp 0': udp,
} as const

/** Targets by name and revision, and by family if IPv4 and IPv6 have different structs. */
export const targets = {
  'MARK 2': markTarget,
  'DNAT 0 ip': natRange4,
  'DNAT 1': natRange,
  'DNAT 2': natRange2,
  'MASQUERADE 0 ip': natRange4,
  'MASQUERADE 0 ip6': natRange,
  'REDIRECT 0 ip': natRange4,
  'REDIRECT 0 ip6': natRange,
  'SNAT 0 ip': natRange4,
  'SNAT 1': natRange,
} as const
