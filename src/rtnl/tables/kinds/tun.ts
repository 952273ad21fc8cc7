/** tun and tap devices, to be read only: IFLA_TUN_* of <linux/if_link.h>. They are made through /dev/net/tun. */
import { enumeration } from '../../../netlink/codec/enumeration.ts'
import type { Attributes, InferRows } from '../../../netlink/codec/node.ts'
import { attr, attributes, u8, u32 } from '../../../netlink/codec/node.ts'

const rows = {
  /** User who may attach to it. */
  owner: attr(1, u32),
  /** Group whose members may attach to it. */
  group: attr(2, u32),
  /** IFF_TUN: packets, IFF_TAP: Ethernet frames. */
  type: attr(3, enumeration(u8, 'IFF_', { tun: 1, tap: 2 })),
  /** 1: packets come with `struct tun_pi` in front. */
  pi: attr(4, u8),
  vnetHdr: attr(5, u8),
  /** 1: outlives the program that made it. */
  persist: attr(6, u8),
  multiQueue: attr(7, u8),
  /** Told where `multiQueue` is 1. */
  numQueues: attr(8, u32),
  numDisabledQueues: attr(9, u32),
}
export interface Tun extends InferRows<typeof rows> {}
export const tun: Attributes<Tun> = attributes('IFLA_TUN_', rows)
