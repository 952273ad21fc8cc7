import { be16, mac } from '../../netlink/codec/builders.ts'
import type { Infer, Struct } from '../../netlink/codec/node.ts'
import { struct } from '../../netlink/codec/struct.ts'

const id = struct('ifla_bridge_id', {
  /** Spanning tree priority. `ip` prints it in hexadecimal before the address. */
  prio: be16,
  addr: mac,
})

/** `struct ifla_bridge_id` of <linux/if_link.h>, which `ip` prints as `8000.02:42:ac:11:00:02`. */
export interface BridgeId extends Infer<typeof id> {}
export const bridgeId: Struct<BridgeId> = id
