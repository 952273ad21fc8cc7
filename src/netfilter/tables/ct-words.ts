/** Words of connection tracking: <linux/netfilter/nf_conntrack_common.h>. */

import { be32, u8 } from '../../netlink/codec/builders.ts'
import { enumeration, flags } from '../../netlink/codec/enumeration.ts'

/** IPS_*. */
export const statusWords = {
  expected: 1 << 0,
  'seen-reply': 1 << 1,
  assured: 1 << 2,
  confirmed: 1 << 3,
  snat: [1 << 4, 'IPS_SRC_NAT'],
  dnat: [1 << 5, 'IPS_DST_NAT'],
  'seq-adjust': 1 << 6,
  'snat-done': [1 << 7, 'IPS_SRC_NAT_DONE'],
  'dnat-done': [1 << 8, 'IPS_DST_NAT_DONE'],
  dying: 1 << 9,
  'fixed-timeout': 1 << 10,
  template: 1 << 11,
  untracked: 1 << 12,
  helper: 1 << 13,
  offload: 1 << 14,
  'hw-offload': 1 << 15,
} as const
export const ctStatus = flags(be32, 'IPS_', statusWords)

/** NF_CT_STATE_*, whose numbers the header computes. */
export const stateWords = { invalid: 1, established: 2, related: 4, new: 8, untracked: 64 } as const
export const ctState = flags(be32, 'NF_CT_STATE_', {
  invalid: [stateWords.invalid, 'NF_CT_STATE_INVALID_BIT'],
  established: [stateWords.established, null],
  related: [stateWords.related, null],
  new: [stateWords.new, null],
  untracked: [stateWords.untracked, 'NF_CT_STATE_UNTRACKED_BIT'],
})

export const ctDirection = enumeration(u8, 'IP_CT_DIR_', { original: 0, reply: 1 })
