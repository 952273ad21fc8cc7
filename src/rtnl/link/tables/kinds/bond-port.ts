import { attr, attributes, lladdr, readOnly, s32, u8, u16, u32 } from '../../../../netlink/codec/builders.ts'
import { enumeration, flags } from '../../../../netlink/codec/enumeration.ts'
import type { Attributes, InferRows } from '../../../../netlink/codec/node.ts'

/** 802.3ad state of a port, with the words of `ip`. The kernel sends that of the partner in 16 bits. */
const lacpState = {
  active: [0x1, 'LACP_STATE_LACP_ACTIVITY'],
  short_timeout: [0x2, 'LACP_STATE_LACP_TIMEOUT'],
  aggregating: [0x4, 'LACP_STATE_AGGREGATION'],
  in_sync: [0x8, 'LACP_STATE_SYNCHRONIZATION'],
  collecting: [0x10, 'LACP_STATE_COLLECTING'],
  distributing: [0x20, 'LACP_STATE_DISTRIBUTING'],
  defaulted: [0x40, 'LACP_STATE_DEFAULTED'],
  expired: [0x80, 'LACP_STATE_EXPIRED'],
} as const

/** `churn_state_t` of the kernel's include/net/bond_3ad.h, with the words of /proc/net/bonding. */
const churnState = enumeration(u8, 'AD_', { monitoring: [0, null], churned: [1, null], none: [2, null] })

const rows = {
  state: readOnly(attr(1, enumeration(u8, 'BOND_STATE_', { active: 0, backup: 1 }))),
  miiStatus: readOnly(
    attr(
      2,
      enumeration(u8, 'BOND_LINK_', {
        up: 0,
        going_down: [1, 'BOND_LINK_FAIL'],
        down: 2,
        going_back: [3, 'BOND_LINK_BACK'],
      }),
    ),
  ),
  linkFailureCount: readOnly(attr(3, u32)),
  /** The hardware address that the port had before it joined the bond. */
  permHwaddr: readOnly(attr(4, lladdr)),
  queueId: attr(5, u16),
  adAggregatorId: readOnly(attr(6, u16), 'sometimes'),
  adActorOperPortState: readOnly(attr(7, flags(u8, 'LACP_STATE_', lacpState)), 'sometimes'),
  adPartnerOperPortState: readOnly(attr(8, flags(u16, 'LACP_STATE_', lacpState)), 'sometimes'),
  prio: attr(9, s32),
  actorPortPrio: attr(10, u16),
  adChurnActorState: readOnly(attr(11, churnState), 'sometimes'),
  adChurnPartnerState: readOnly(attr(12, churnState), 'sometimes'),
}

/** A port of a bond: IFLA_BOND_SLAVE_* of <linux/if_link.h>. */
export interface BondPort extends InferRows<typeof rows> {}
export const bondPort: Attributes<BondPort> = attributes('IFLA_BOND_SLAVE_', rows)
