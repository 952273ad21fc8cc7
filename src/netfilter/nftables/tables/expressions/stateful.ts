/** Expressions with a state, such as counters. As named objects, rules share them. */

import { attr, attributes, be32, be64, bytes } from '../../../../netlink/codec/builders.ts'
import { enumeration, flags } from '../../../../netlink/codec/enumeration.ts'
import type { Attributes, InferRows } from '../../../../netlink/codec/node.ts'

const counterRows = { bytes: attr(1, be64), packets: attr(2, be64), pad: attr(3, bytes) }
export interface Counter extends InferRows<typeof counterRows> {}
export const counter: Attributes<Counter> = attributes('NFTA_COUNTER_', counterRows)

const quotaRows = {
  bytes: attr(1, be64),
  flags: attr(
    2,
    flags(be32, 'NFT_QUOTA_F_', {
      /** `over` in nft: matches once the quota is used up, instead of until then. */
      inv: 1,
      depleted: 2,
    }),
  ),
  pad: attr(3, bytes),
  consumed: attr(4, be64),
}
export interface Quota extends InferRows<typeof quotaRows> {}
export const quota: Attributes<Quota> = attributes('NFTA_QUOTA_', quotaRows)

const limitRows = {
  /** How many packets, or bytes, in each `unit`. */
  rate: attr(1, be64),
  /** The time that the rate refers to, in seconds. */
  unit: attr(2, be64),
  /** How many packets, or bytes, may exceed the rate at once. */
  burst: attr(3, be32),
  type: attr(4, enumeration(be32, 'NFT_LIMIT_', { packets: [0, 'NFT_LIMIT_PKTS'], bytes: [1, 'NFT_LIMIT_PKT_BYTES'] })),
  flags: attr(5, flags(be32, 'NFT_LIMIT_F_', { inv: 1 })),
  pad: attr(6, bytes),
}
export interface Limit extends InferRows<typeof limitRows> {}
export const limit: Attributes<Limit> = attributes('NFTA_LIMIT_', limitRows)

const connlimitRows = { count: attr(1, be32), flags: attr(2, flags(be32, 'NFT_CONNLIMIT_F_', { inv: 1 })) }
export interface Connlimit extends InferRows<typeof connlimitRows> {}
export const connlimit: Attributes<Connlimit> = attributes('NFTA_CONNLIMIT_', connlimitRows)

const lastRows = {
  /** Whether a packet has matched. */
  set: attr(1, be32),
  /** Milliseconds since the last packet. */
  msecs: attr(2, be64),
  pad: attr(3, bytes),
}
export interface Last extends InferRows<typeof lastRows> {}
export const last: Attributes<Last> = attributes('NFTA_LAST_', lastRows)
