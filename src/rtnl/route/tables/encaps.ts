/** Light-weight tunnels of routes (`ip route ... encap TYPE`): RTA_ENCAP by RTA_ENCAP_TYPE. */

import {
  attr,
  attributes,
  be16,
  be32,
  beId64,
  bytes,
  groups,
  ipv4,
  ipv6,
  mpls,
  s32,
  string,
  u8,
  u16,
  u32,
} from '../../../netlink/codec/builders.ts'
import { enumeration, flags } from '../../../netlink/codec/enumeration.ts'
import type { Attributes, InferRows } from '../../../netlink/codec/node.ts'
import { ioam6 } from './ioam6.ts'
import { seg6Local } from './seg6-local.ts'
import { rplSrh, seg6Encap } from './segment-routing.ts'

/** LWTUNNEL_ENCAP_* of <linux/lwtunnel.h>. */
export const encapType = enumeration(u16, 'LWTUNNEL_ENCAP_', {
  none: 0,
  mpls: 1,
  ip: 2,
  ila: 3,
  ip6: 4,
  seg6: 5,
  bpf: 6,
  seg6local: [7, 'LWTUNNEL_ENCAP_SEG6_LOCAL'],
  rpl: 8,
  ioam6: 9,
  xfrm: 10,
})

/** MPLS_IPTUNNEL_* of <linux/mpls_iptunnel.h>. */
const mplsRows = {
  /** Labels to push. */
  dst: attr(1, mpls),
  ttl: attr(2, u8),
}
export interface MplsEncap extends InferRows<typeof mplsRows> {}
const mplsEncap: Attributes<MplsEncap> = attributes('MPLS_IPTUNNEL_', mplsRows)

/** TUNNEL_* of <linux/if_tunnel.h>: optional parts of the tunnel header. */
const tunnelFlags = flags(be16, 'TUNNEL_', {
  csum: 0x1,
  routing: 0x2,
  key: 0x4,
  seq: 0x8,
  strict: 0x10,
  rec: 0x20,
  version: 0x40,
  'no-key': 0x80,
  'dont-fragment': 0x100,
  oam: 0x200,
  'crit-opt': 0x400,
  'geneve-opt': 0x800,
  'vxlan-opt': 0x1000,
  nocache: 0x2000,
  'erspan-opt': 0x4000,
  'gtp-opt': 0x8000,
})

const geneve = attributes('LWTUNNEL_IP_OPT_GENEVE_', { class: attr(1, be16), type: attr(2, u8), data: attr(3, bytes) })
const vxlan = attributes('LWTUNNEL_IP_OPT_VXLAN_', { gbp: attr(1, u32) })
const erspan = attributes('LWTUNNEL_IP_OPT_ERSPAN_', {
  ver: attr(1, u8),
  /** Version 1. */
  index: attr(2, be32),
  /** Version 2: 0 ingress, 1 egress. */
  dir: attr(3, u8),
  /** Version 2. */
  hwid: attr(4, u8),
})

/**
 * Options of one tunnel type. Geneve options follow each other, each with a class, a type and data (`groups`).
 * Linux 6.18 panics when a route with geneve options is added: send them only to kernels that are known to be fixed.
 */
const optionRows = { geneve: attr(1, groups(geneve)), vxlan: attr(2, vxlan), erspan: attr(3, erspan) }
export interface TunnelOptions extends InferRows<typeof optionRows> {}
const options: Attributes<TunnelOptions> = attributes('LWTUNNEL_IP_OPTS_', optionRows)

const ipRows = {
  /** Key or network identifier of the tunnel. */
  id: attr(1, beId64),
  dst: attr(2, ipv4),
  src: attr(3, ipv4),
  ttl: attr(4, u8),
  tos: attr(5, u8),
  flags: attr(6, tunnelFlags),
  pad: attr(7, bytes),
  opts: attr(8, options),
}
export interface IpEncap extends InferRows<typeof ipRows> {}
const ipEncap: Attributes<IpEncap> = attributes('LWTUNNEL_IP_', ipRows)

const ip6Rows = {
  /** Key or network identifier of the tunnel. */
  id: attr(1, beId64),
  dst: attr(2, ipv6),
  src: attr(3, ipv6),
  hoplimit: attr(4, u8),
  /** Traffic class. */
  tc: attr(5, u8),
  flags: attr(6, tunnelFlags),
  pad: attr(7, bytes),
  opts: attr(8, options),
}
export interface Ip6Encap extends InferRows<typeof ip6Rows> {}
const ip6Encap: Attributes<Ip6Encap> = attributes('LWTUNNEL_IP6_', ip6Rows)

/** ILA_ATTR_* of <linux/ila.h>. */
const ilaRows = {
  /** The upper half of an address. */
  locator: attr(1, beId64),
  identifier: attr(2, beId64),
  locatorMatch: attr(3, beId64),
  ifindex: attr(4, s32),
  dir: attr(5, flags(u32, 'ILA_DIR_', { in: 1, out: 2 })),
  pad: attr(6, bytes),
  csumMode: attr(
    7,
    enumeration(u8, 'ILA_CSUM_', {
      'adj-transport': [0, 'ILA_CSUM_ADJUST_TRANSPORT'],
      'neutral-map': 1,
      'no-action': 2,
      'neutral-map-auto': 3,
    }),
  ),
  identType: attr(
    8,
    enumeration(u8, 'ILA_ATYPE_', {
      iid: 0,
      luid: 1,
      'virt-v4': 2,
      'virt-uni-v6': 3,
      'virt-multi-v6': 4,
      'nonlocal-addr': 5,
      'use-format': 32,
    }),
  ),
  hookType: attr(
    9,
    enumeration(u8, 'ILA_HOOK_', { output: [0, 'ILA_HOOK_ROUTE_OUTPUT'], input: [1, 'ILA_HOOK_ROUTE_INPUT'] }),
  ),
}
export interface IlaEncap extends InferRows<typeof ilaRows> {}
const ilaEncap: Attributes<IlaEncap> = attributes('ILA_ATTR_', ilaRows)

/** A request needs `fd` and `name`; a reply has only `name`. */
const program = attributes('LWT_BPF_PROG_', { fd: attr(1, u32), name: attr(2, string) })
const bpfRows = {
  in: attr(1, program, { nested: false }),
  out: attr(2, program, { nested: false }),
  xmit: attr(3, program, { nested: false }),
  /** Bytes, up to 256. */
  xmitHeadroom: attr(4, u32),
}
export interface BpfEncap extends InferRows<typeof bpfRows> {}
const bpfEncap: Attributes<BpfEncap> = attributes('LWT_BPF_', bpfRows)

/** SEG6_IPTUNNEL_* of <linux/seg6_iptunnel.h>. */
const seg6Rows = { srh: attr(1, seg6Encap), src: attr(2, ipv6) }
export interface Seg6Route extends InferRows<typeof seg6Rows> {}
const seg6Route: Attributes<Seg6Route> = attributes('SEG6_IPTUNNEL_', seg6Rows)

/** RPL_IPTUNNEL_* of <linux/rpl_iptunnel.h>. */
const rplRows = { srh: attr(1, rplSrh) }
export interface RplEncap extends InferRows<typeof rplRows> {}
const rplEncap: Attributes<RplEncap> = attributes('RPL_IPTUNNEL_', rplRows)

const xfrmRows = {
  /** Interface id that IPsec policies and states name. */
  ifId: attr(1, u32),
  /** Index of the lower link. */
  link: attr(2, u32),
}
export interface XfrmEncap extends InferRows<typeof xfrmRows> {}
const xfrmEncap: Attributes<XfrmEncap> = attributes('LWT_XFRM_', xfrmRows)

/** The table of each tunnel type, by the words of `encapType`. */
export const encaps = {
  mpls: mplsEncap,
  ip: ipEncap,
  ila: ilaEncap,
  ip6: ip6Encap,
  seg6: seg6Route,
  bpf: bpfEncap,
  seg6local: seg6Local,
  rpl: rplEncap,
  ioam6,
  xfrm: xfrmEncap,
}
