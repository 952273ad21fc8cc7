/** The header of every message of NETLINK_NETFILTER: `struct nfgenmsg` of <linux/netfilter/nfnetlink.h>. */

import { be16, u8 } from '../../netlink/codec/builders.ts'
import { enumeration } from '../../netlink/codec/enumeration.ts'
import type { Infer } from '../../netlink/codec/node.ts'
import { struct } from '../../netlink/codec/struct.ts'

/** Words of nft for NFPROTO_*. */
export const familyWords = {
  unspec: 0,
  /** IPv4 and IPv6. */
  inet: 1,
  ip: [2, 'NFPROTO_IPV4'],
  arp: 3,
  netdev: 5,
  bridge: 7,
  ip6: [10, 'NFPROTO_IPV6'],
  decnet: 12,
} as const

/** NFPROTO_* of <linux/netfilter.h>. */
export const family = enumeration(u8, 'NFPROTO_', familyWords)

export const nfgenmsg = struct(
  'nfgenmsg',
  {
    family,
    version: u8,
    /** In dumps of nf_tables: low 16 bits of the generation. In the begin and end of a batch: its subsystem. */
    resId: be16,
  },
  { names: { family: 'nfgen_family' } },
)
export interface Nfgenmsg extends Infer<typeof nfgenmsg> {}
