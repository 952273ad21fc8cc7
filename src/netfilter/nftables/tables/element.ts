/** Elements of sets and maps: NFTA_SET_ELEM_* of <linux/netfilter/nf_tables.h>. */

import { attr, attributes, be32, be64, bytes, items, message, string } from '../../../netlink/codec/builders.ts'
import { flags } from '../../../netlink/codec/enumeration.ts'
import type { Attributes, InferMessage, InferRows, Message } from '../../../netlink/codec/node.ts'
import type { Nfgenmsg } from '../../tables/nfgenmsg.ts'
import { nfgenmsg } from '../../tables/nfgenmsg.ts'
import { data } from './data.ts'
import { expression } from './expressions/index.ts'

const elementRows = {
  key: attr(1, data),
  /** The value, in a map. */
  data: attr(2, data),
  /** NFT_SET_ELEM_*. */
  flags: attr(
    3,
    flags(be32, 'NFT_SET_ELEM_F_', {
      /** The end of an interval: the first key after it. */
      'interval-end': [1, 'NFT_SET_ELEM_INTERVAL_END'],
      /** Matches every key that no other element matches. */
      catchall: [2, 'NFT_SET_ELEM_CATCHALL'],
    }),
  ),
  /** Milliseconds. */
  timeout: attr(4, be64),
  /** Milliseconds until it is removed. */
  expiration: attr(5, be64),
  userdata: attr(6, bytes),
  expr: attr(7, expression),
  pad: attr(8, bytes),
  /** Name of the object, in a map to objects. */
  objref: attr(9, string),
  /** The last key of an interval of concatenated keys. */
  keyEnd: attr(10, data),
  expressions: attr(11, items(expression, { id: 1 })),
}
export interface Element extends InferRows<typeof elementRows> {}
const element: Attributes<Element> = attributes('NFTA_SET_ELEM_', elementRows)

const rows = {
  table: attr(1, string),
  set: attr(2, string),
  /** In messages of the kernel each has the type 1; nft numbers them. */
  elements: attr(3, items(element, { first: 1 })),
  setId: attr(4, be32),
}
export interface ElementsAttributes extends InferRows<typeof rows> {}
const table: Attributes<ElementsAttributes> = attributes('NFTA_SET_ELEM_LIST_', rows)

/** NFT_MSG_NEWSETELEM, NFT_MSG_GETSETELEM, NFT_MSG_DELSETELEM. */
export interface ElementsMessage extends InferMessage<Nfgenmsg, ElementsAttributes> {}
export const elements: Message<ElementsMessage> = message(nfgenmsg, table)
