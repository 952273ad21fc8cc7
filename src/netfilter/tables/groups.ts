/** Multicast groups: NFNLGRP_* of <linux/netfilter/nfnetlink.h>. */

import { u32 } from '../../netlink/codec/builders.ts'
import { enumeration } from '../../netlink/codec/enumeration.ts'

export const groupWords = {
  none: 0,
  'conntrack-new': 1,
  'conntrack-update': 2,
  'conntrack-destroy': 3,
  'conntrack-exp-new': 4,
  'conntrack-exp-update': 5,
  'conntrack-exp-destroy': 6,
  nftables: 7,
  'acct-quota': 8,
  nftrace: 9,
} as const

export const groups = enumeration(u32, 'NFNLGRP_', groupWords)
