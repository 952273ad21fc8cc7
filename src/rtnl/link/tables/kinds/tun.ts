/** tun and tap devices: IFLA_TUN_* of <linux/if_link.h>. All rows are read-only; the devices are made through /dev/net/tun. */

import { attr, attributes, bool, readOnly, u8, u32 } from '../../../../netlink/codec/builders.ts'
import { enumeration } from '../../../../netlink/codec/enumeration.ts'
import type { Attributes, InferRows } from '../../../../netlink/codec/node.ts'

const rows = {
  /** Id of the user who may attach to the device. Absent: any user. */
  owner: readOnly(attr(1, u32), 'sometimes'),
  /** Id of the group whose members may attach to the device. Absent: any group. */
  group: readOnly(attr(2, u32), 'sometimes'),
  /** `tun`: IP packets, `tap`: Ethernet frames. */
  type: readOnly(attr(3, enumeration(u8, 'IFF_', { tun: 1, tap: 2 }))),
  /** 1: `struct tun_pi` precedes each packet. */
  pi: readOnly(attr(4, bool)),
  vnetHdr: readOnly(attr(5, bool)),
  /** 1: the device remains when the program that made it closes it. */
  persist: readOnly(attr(6, bool)),
  multiQueue: readOnly(attr(7, bool)),
  /** Absent unless `multiQueue` is 1. */
  numQueues: readOnly(attr(8, u32), 'sometimes'),
  numDisabledQueues: readOnly(attr(9, u32), 'sometimes'),
}
export interface Tun extends InferRows<typeof rows> {}
export const tun: Attributes<Tun> = attributes('IFLA_TUN_', rows)
