import { attr, attributes, items, lladdr, readOnly, s32, u16, u32 } from '../../../../netlink/codec/builders.ts'
import { enumeration, flags } from '../../../../netlink/codec/enumeration.ts'
import type { Attributes, InferRows } from '../../../../netlink/codec/node.ts'

const rows = {
  mode: attr(1, enumeration(u32, 'MACVLAN_MODE_', { private: 1, vepa: 2, bridge: 4, passthru: 8, source: 16 })),
  flags: attr(2, flags(u16, 'MACVLAN_FLAG_', { nopromisc: 1, nodst: 2 })),
  /** In a request: how the list of source addresses is changed. */
  macaddrMode: attr(3, enumeration(u32, 'MACVLAN_MACADDR_', { add: 0, del: 1, flush: 2, set: 3 })),
  /** In a request: the address that `macaddrMode` adds or deletes. */
  macaddr: attr(4, lladdr),
  /** Source addresses of mode `source` (IFLA_MACVLAN_MACADDR). */
  macaddrData: attr(5, items(lladdr, { id: 4 }), { nested: false }),
  /** Number of source addresses. */
  macaddrCount: readOnly(attr(6, u32)),
  /** Limit of queued broadcast packets that this link requests. */
  bcQueueLen: attr(7, u32),
  /** Limit of queued broadcast packets in effect: the highest that a macvlan of the same lower link requests. */
  bcQueueLenUsed: readOnly(attr(8, u32)),
  /**
   * Multicast packets for an address that more links than this receive are queued like broadcast. Default: 1. Negative: neither
   * is queued.
   */
  bcCutoff: attr(9, s32),
}

/** `ip link add type macvlan` and `macvtap`: IFLA_MACVLAN_* of <linux/if_link.h>. */
export interface Macvlan extends InferRows<typeof rows> {}
export const macvlan: Attributes<Macvlan> = attributes('IFLA_MACVLAN_', rows)
