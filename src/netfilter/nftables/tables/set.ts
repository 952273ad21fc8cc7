/** Sets and maps: NFTA_SET_* of <linux/netfilter/nf_tables.h>. Their elements have messages of their own. */

import { attr, attributes, be32, be64, bytes, items, message, string } from '../../../netlink/codec/builders.ts'
import { enumeration, flags } from '../../../netlink/codec/enumeration.ts'
import type { Attributes, InferMessage, InferRows, Message } from '../../../netlink/codec/node.ts'
import type { Nfgenmsg } from '../../tables/nfgenmsg.ts'
import { nfgenmsg } from '../../tables/nfgenmsg.ts'
import { expression } from './expressions/index.ts'
import { objectType } from './object.ts'

/** NFT_SET_*. The prefix is longer, since these constants share theirs with others. */
export const setFlags = flags(be32, 'NFT_SET_F_', {
  /** It belongs to the rule that looks it up. */
  anonymous: [0x1, 'NFT_SET_ANONYMOUS'],
  /** Its elements cannot be changed while a rule refers to it. */
  constant: [0x2, 'NFT_SET_CONSTANT'],
  interval: [0x4, 'NFT_SET_INTERVAL'],
  map: [0x8, 'NFT_SET_MAP'],
  timeout: [0x10, 'NFT_SET_TIMEOUT'],
  /** Rules add elements. */
  dynamic: [0x20, 'NFT_SET_EVAL'],
  object: [0x40, 'NFT_SET_OBJECT'],
  concat: [0x80, 'NFT_SET_CONCAT'],
  expr: [0x100, 'NFT_SET_EXPR'],
})

const fieldRows = {
  /** Bytes. */
  len: attr(1, be32),
}
export interface SetField extends InferRows<typeof fieldRows> {}
const field: Attributes<SetField> = attributes('NFTA_SET_FIELD_', fieldRows)

const descRows = {
  /** Maximum number of elements. */
  size: attr(1, be32),
  /** Lengths of the parts of a concatenated key, in bytes. */
  concat: attr(2, items(field, { id: 1 })),
}
export interface SetDescription extends InferRows<typeof descRows> {}
const desc: Attributes<SetDescription> = attributes('NFTA_SET_DESC_', descRows)

const rows = {
  table: attr(1, string),
  name: attr(2, string),
  flags: attr(3, setFlags),
  /** nft's number for the type of its keys. The kernel stores it and does not interpret it. */
  keyType: attr(4, be32),
  /** Length of a key in bytes. */
  keyLen: attr(5, be32),
  /** nft's number for the type of a map's data; 0xffffff00 (NFT_DATA_VERDICT) for verdicts. */
  dataType: attr(6, be32),
  /** Length of a value of a map in bytes. */
  dataLen: attr(7, be32),
  policy: attr(8, enumeration(be32, 'NFT_SET_POL_', { performance: 0, memory: 1 })),
  desc: attr(9, desc),
  /** A number by which other messages of the batch refer to it. */
  id: attr(10, be32),
  /** Milliseconds. */
  timeout: attr(11, be64),
  /** Milliseconds. */
  gcInterval: attr(12, be32),
  /** User data of the program that added it; nft stores the notation of keys and data there. */
  userdata: attr(13, bytes),
  pad: attr(14, bytes),
  objType: attr(15, objectType),
  handle: attr(16, be64),
  /** A statement of every new element. */
  expr: attr(17, expression),
  expressions: attr(18, items(expression, { id: 1 })),
  /** The kernel's implementation of it. */
  type: attr(19, string),
  /** Number of its elements. */
  count: attr(20, be32),
}
export interface SetAttributes extends InferRows<typeof rows> {}
const table: Attributes<SetAttributes> = attributes('NFTA_SET_', rows)

/** NFT_MSG_NEWSET, NFT_MSG_GETSET, NFT_MSG_DELSET. */
export interface SetMessage extends InferMessage<Nfgenmsg, SetAttributes> {}
export const set: Message<SetMessage> = message(nfgenmsg, table)
