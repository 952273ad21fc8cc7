/** netkit pairs, whose packets are handled by BPF programs: IFLA_NETKIT_* of <linux/if_link.h>. */

import { attr, attributes, bool, readOnly, u16, u32 } from '../../../../netlink/codec/builders.ts'
import { enumeration } from '../../../../netlink/codec/enumeration.ts'
import type { Attributes, InferRows, Message } from '../../../../netlink/codec/node.ts'

/** What happens to packets if no program is attached. */
const policy = enumeration(u32, 'NETKIT_', { forward: [0, 'NETKIT_PASS'], blackhole: [2, 'NETKIT_DROP'] })
const scrub = enumeration(u32, 'NETKIT_SCRUB_', { none: 0, default: 1 })

const rowsOf = <P>(peer: Message<P>) => ({
  /** In requests: the other end of a new pair. */
  peerInfo: attr(1, peer),
  /** 1: the end that the request named, 0: its peer. */
  primary: readOnly(attr(2, bool)),
  policy: attr(3, policy),
  peerPolicy: attr(4, policy),
  mode: attr(5, enumeration(u32, 'NETKIT_', { l2: 0, l3: 1 })),
  /** Whether mark and priority of packets that cross to another namespace are cleared (`default`). */
  scrub: attr(6, scrub),
  peerScrub: attr(7, scrub),
  /** Bytes. */
  headroom: attr(8, u16),
  /** Bytes. */
  tailroom: attr(9, u16),
  pairing: attr(10, enumeration(u32, 'NETKIT_DEVICE_', { pair: 0, single: 1 })),
})
export interface Netkit<P> extends InferRows<ReturnType<typeof rowsOf<P>>> {}
export const netkit = <P>(peer: Message<P>): Attributes<Netkit<P>> => attributes('IFLA_NETKIT_', rowsOf(peer))
