/** Neighbours and forwarding entries (`ip neigh`, `bridge fdb`): NDA_* of <linux/neighbour.h>. */

import {
  address,
  attr,
  attributes,
  be16,
  flag,
  lladdr,
  message,
  s32,
  select,
  u8,
  u16,
  u32,
} from '../../../netlink/codec/builders.ts'
import { flags } from '../../../netlink/codec/enumeration.ts'
import type { Attributes, Infer, InferMessage, InferRows, Message } from '../../../netlink/codec/node.ts'
import { struct } from '../../../netlink/codec/struct.ts'
import { family } from '../../tables/family.ts'
import { routeProtocol, routeType } from '../../tables/route-words.ts'

/** NUD_*. An empty list is NUD_NONE. */
export const neighbourStates = flags(u16, 'NUD_', {
  incomplete: 0x01,
  reachable: 0x02,
  stale: 0x04,
  delay: 0x08,
  probe: 0x10,
  failed: 0x20,
  noarp: 0x40,
  permanent: 0x80,
})

/** NTF_*. */
export const neighbourFlags = flags(u8, 'NTF_', {
  use: 0x01,
  self: 0x02,
  master: 0x04,
  proxy: 0x08,
  extern_learn: [0x10, 'NTF_EXT_LEARNED'],
  offload: [0x20, 'NTF_OFFLOADED'],
  sticky: 0x40,
  router: 0x80,
})

/** NTF_EXT_*. */
export const neighbourExtFlags = flags(u32, 'NTF_EXT_', {
  managed: 1,
  locked: 2,
  extern_valid: [4, 'NTF_EXT_EXT_VALIDATED'],
})

const ndmsg = struct(
  'ndmsg',
  { family, ifindex: s32, state: neighbourStates, flags: neighbourFlags, type: routeType },
  { prefix: 'ndm_' },
)

/**
 * `struct nda_cacheinfo`: how long ago the entry was confirmed, used and updated, in hundredths of a second; its references.
 */
export interface NeighbourCacheinfo extends Infer<typeof cacheinfo> {}
const cacheinfo = struct('nda_cacheinfo', { confirmed: u32, used: u32, updated: u32, refcnt: u32 }, { prefix: 'ndm_' })

const fdbExtAttrs = attributes('NFEA_', {
  activityNotify: attr(
    1,
    flags(u8, 'FDB_NOTIFY_', { activity_notify: [1, 'FDB_NOTIFY_BIT'], inactive: [2, 'FDB_NOTIFY_INACTIVE_BIT'] }),
  ),
  /** In a request: keeps the time of the last use. */
  dontRefresh: attr(2, flag),
})

const rows = {
  /**
   * Address of the neighbour. For a forwarding entry of a vxlan: the remote end of the tunnel. For MCTP: the endpoint, one
   * byte.
   */
  dst: attr(1, select('header.family', { mctp: lladdr }, address)),
  lladdr: attr(2, lladdr),
  cacheinfo: attr(3, cacheinfo),
  probes: attr(4, u32),
  vlan: attr(5, u16),
  /** UDP port of the remote end of a vxlan. */
  port: attr(6, be16),
  vni: attr(7, u32),
  /** Index of the link through which the remote end of a vxlan is reached. */
  ifindex: attr(8, u32),
  /** Index of the bridge. */
  master: attr(9, u32),
  linkNetnsid: attr(10, s32),
  srcVni: attr(11, u32),
  /** Origin of the entry. */
  protocol: attr(12, routeProtocol),
  /** Id of a nexthop object (`ip nexthop`). */
  nhId: attr(13, u32),
  fdbExtAttrs: attr(14, fdbExtAttrs),
  flagsExt: attr(15, neighbourExtFlags),
  /** Deletion of many entries: the bits of the header's `state` to compare. */
  ndmStateMask: attr(16, neighbourStates),
  /** Deletion of many entries: the bits of the header's `flags` to compare. */
  ndmFlagsMask: attr(17, neighbourFlags),
}
export interface NeighbourAttributes extends InferRows<typeof rows> {}
const table: Attributes<NeighbourAttributes> = attributes('NDA_', rows)

/** RTM_NEWNEIGH, RTM_DELNEIGH, RTM_GETNEIGH. */
export interface NeighbourMessage extends InferMessage<Infer<typeof ndmsg>, NeighbourAttributes> {}
export const neighbour: Message<NeighbourMessage> = message(ndmsg, table)
