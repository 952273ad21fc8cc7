/** Expressions that compute a number, to distribute packets over several targets. */

import { attr, attributes, be32, string } from '../../../../netlink/codec/builders.ts'
import { enumeration } from '../../../../netlink/codec/enumeration.ts'
import type { Attributes, InferRows } from '../../../../netlink/codec/node.ts'
import { register } from '../data.ts'

const hashRows = {
  sreg: attr(1, register),
  dreg: attr(2, register),
  /** Bytes. */
  len: attr(3, be32),
  modulus: attr(4, be32),
  seed: attr(5, be32),
  offset: attr(6, be32),
  type: attr(7, enumeration(be32, 'NFT_HASH_', { jhash: [0, 'NFT_HASH_JENKINS'], symhash: [1, 'NFT_HASH_SYM'] })),
  /** Not in use any more, like the next. */
  setName: attr(8, string),
  setId: attr(9, be32),
}
export interface Hash extends InferRows<typeof hashRows> {}
export const hash: Attributes<Hash> = attributes('NFTA_HASH_', hashRows)

const numgenRows = {
  dreg: attr(1, register),
  modulus: attr(2, be32),
  type: attr(3, enumeration(be32, 'NFT_NG_', { inc: [0, 'NFT_NG_INCREMENTAL'], random: 1 })),
  offset: attr(4, be32),
  /** Not in use any more, like the next. */
  setName: attr(5, string),
  setId: attr(6, be32),
}
export interface Numgen extends InferRows<typeof numgenRows> {}
export const numgen: Attributes<Numgen> = attributes('NFTA_NG_', numgenRows)
