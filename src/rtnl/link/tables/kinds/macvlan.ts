import { attr, attributes, items, lladdr, readOnly, s32, u16, u32 } from '../../../../netlink/codec/builders.ts'
import { enumeration, flags } from '../../../../netlink/codec/enumeration.ts'
import type { Attributes, InferRows } from '../../../../netlink/codec/node.ts'

const rows = {
  mode: attr(1, enumeration(u32, 'MACVLAN_MODE_', { private: 1, vepa: 2, bridge: 4, passthru: 8, source: 16 })),
  flags: attr(2, flags(u16, 'MACVLAN_FLAG_', { nopromisc: 1, nodst: 2 })),
  /** What a request does to the list of source addresses. */
  macaddrMode: attr(3, enumeration(u32, 'MACVLAN_MACADDR_', { add: 0, del: 1, flush: 2, set: 3 })),
  /** The address that `add` and `del` of `macaddrMode` name. */
  macaddr: attr(4, lladdr),
  /** Source addresses, of mode `source`: a nest of IFLA_MACVLAN_MACADDR. */
  macaddrData: attr(5, items(lladdr, { id: 4 }), { nested: false }),
  /** How many source addresses there are. */
  macaddrCount: readOnly(attr(6, u32)),
  /** Broadcast packets that may wait, as asked for. */
  bcQueueLen: attr(7, u32),
  /** Broadcast packets that may wait, as in force: the most that any link on the same lower link asks for. */
  bcQueueLenUsed: readOnly(attr(8, u32)),
  /** Multicast is queued as broadcast is when more links than this listen; 1 by default, negative: never. */
  bcCutoff: attr(9, s32),
}

/** `ip link add type macvlan` and `macvtap`: IFLA_MACVLAN_* of <linux/if_link.h>. */
export interface Macvlan extends InferRows<typeof rows> {}
export const macvlan: Attributes<Macvlan> = attributes('IFLA_MACVLAN_', rows)
