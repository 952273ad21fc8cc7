/** Expressions that hold others: elements that a rule adds, headers inside of tunnels. */

import { attr, attributes, be32, be64, bytes, items, string } from '../../../../netlink/codec/builders.ts'
import { enumeration, flags } from '../../../../netlink/codec/enumeration.ts'
import type { Attributes, InferRows } from '../../../../netlink/codec/node.ts'
import { register } from '../data.ts'
import { nested } from './nested.ts'

const dynsetRows = {
  setName: attr(1, string),
  setId: attr(2, be32),
  op: attr(3, enumeration(be32, 'NFT_DYNSET_OP_', { add: 0, update: 1, delete: 2 })),
  sregKey: attr(4, register),
  sregData: attr(5, register),
  /** Milliseconds. */
  timeout: attr(6, be64),
  expr: attr(7, nested()),
  pad: attr(8, bytes),
  flags: attr(9, flags(be32, 'NFT_DYNSET_F_', { inv: 1, expr: 2 })),
  expressions: attr(10, items(nested(), { id: 1 })),
}
export interface Dynset extends InferRows<typeof dynsetRows> {}
export const dynset: Attributes<Dynset> = attributes('NFTA_DYNSET_', dynsetRows)

const innerRows = {
  num: attr(1, be32),
  type: attr(2, enumeration(be32, 'NFT_INNER_', { unspec: 0, vxlan: 1, geneve: 2 })),
  flags: attr(3, flags(be32, 'NFT_INNER_', { hdrsize: 1, ll: 2, nh: 4, th: 8 })),
  hdrsize: attr(4, be32),
  expr: attr(5, nested()),
}
export interface Inner extends InferRows<typeof innerRows> {}
export const inner: Attributes<Inner> = attributes('NFTA_INNER_', innerRows)
