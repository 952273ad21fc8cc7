/** tun and tap devices, to be read only: IFLA_TUN_* of <linux/if_link.h>. They are made through /dev/net/tun. */

import { attr, attributes, readOnly, u8, u32 } from '../../../../netlink/codec/builders.ts'
import { enumeration } from '../../../../netlink/codec/enumeration.ts'
import type { Attributes, InferRows } from '../../../../netlink/codec/node.ts'

const rows = {
  /** User who may attach to it. */
  owner: readOnly(attr(1, u32), 'sometimes'),
  /** Group whose members may attach to it. */
  group: readOnly(attr(2, u32), 'sometimes'),
  /** IFF_TUN: packets, IFF_TAP: Ethernet frames. */
  type: readOnly(attr(3, enumeration(u8, 'IFF_', { tun: 1, tap: 2 }))),
  /** 1: packets come with `struct tun_pi` in front. */
  pi: readOnly(attr(4, u8)),
  vnetHdr: readOnly(attr(5, u8)),
  /** 1: outlives the program that made it. */
  persist: readOnly(attr(6, u8)),
  multiQueue: readOnly(attr(7, u8)),
  /** Told where `multiQueue` is 1. */
  numQueues: readOnly(attr(8, u32), 'sometimes'),
  numDisabledQueues: readOnly(attr(9, u32), 'sometimes'),
}
export interface Tun extends InferRows<typeof rows> {}
export const tun: Attributes<Tun> = attributes('IFLA_TUN_', rows)
