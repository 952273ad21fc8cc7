/** Expressions that set, change and compare registers. */

import { attr, attributes, be32, string } from '../../../../netlink/codec/builders.ts'
import { enumeration, flags } from '../../../../netlink/codec/enumeration.ts'
import type { Attributes, InferRows } from '../../../../netlink/codec/node.ts'
import { data, register } from '../data.ts'

const immediateRows = { dreg: attr(1, register), data: attr(2, data) }
export interface Immediate extends InferRows<typeof immediateRows> {}
/** Loads a value, or a verdict. */
export const immediate: Attributes<Immediate> = attributes('NFTA_IMMEDIATE_', immediateRows)

const bitwiseRows = {
  sreg: attr(1, register),
  dreg: attr(2, register),
  /** Bytes. */
  len: attr(3, be32),
  mask: attr(4, data),
  xor: attr(5, data),
  op: attr(
    6,
    enumeration(be32, 'NFT_BITWISE_', {
      /** `(register & mask) ^ xor`. */
      'mask-xor': 0,
      lshift: 1,
      rshift: 2,
      and: 3,
      or: 4,
      xor: 5,
    }),
  ),
  /** Number of bits to shift by. */
  data: attr(7, data),
  sreg2: attr(8, register),
}
export interface Bitwise extends InferRows<typeof bitwiseRows> {}
export const bitwise: Attributes<Bitwise> = attributes('NFTA_BITWISE_', bitwiseRows)

const byteorderRows = {
  sreg: attr(1, register),
  dreg: attr(2, register),
  op: attr(3, enumeration(be32, 'NFT_BYTEORDER_', { ntoh: 0, hton: 1 })),
  /** Bytes. */
  len: attr(4, be32),
  /** Size of each number, in bytes. */
  size: attr(5, be32),
}
export interface Byteorder extends InferRows<typeof byteorderRows> {}
export const byteorder: Attributes<Byteorder> = attributes('NFTA_BYTEORDER_', byteorderRows)

const cmpRows = {
  sreg: attr(1, register),
  op: attr(2, enumeration(be32, 'NFT_CMP_', { eq: 0, neq: 1, lt: 2, lte: 3, gt: 4, gte: 5 })),
  data: attr(3, data),
}
export interface Cmp extends InferRows<typeof cmpRows> {}
export const cmp: Attributes<Cmp> = attributes('NFTA_CMP_', cmpRows)

const rangeRows = {
  sreg: attr(1, register),
  op: attr(2, enumeration(be32, 'NFT_RANGE_', { eq: 0, neq: 1 })),
  fromData: attr(3, data),
  toData: attr(4, data),
}
export interface Range extends InferRows<typeof rangeRows> {}
export const range: Attributes<Range> = attributes('NFTA_RANGE_', rangeRows)

const lookupRows = {
  set: attr(1, string),
  sreg: attr(2, register),
  /** The register for the map's value; 0 for a verdict map. */
  dreg: attr(3, register),
  /** The number of the set in the batch. */
  setId: attr(4, be32),
  flags: attr(5, flags(be32, 'NFT_LOOKUP_F_', { inv: 1 })),
}
export interface Lookup extends InferRows<typeof lookupRows> {}
export const lookup: Attributes<Lookup> = attributes('NFTA_LOOKUP_', lookupRows)
