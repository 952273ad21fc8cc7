/** Tables, which contain chains, sets and objects: NFTA_TABLE_* of <linux/netfilter/nf_tables.h>. */

import { attr, attributes, be32, be64, bytes, message, string } from '../../../netlink/codec/builders.ts'
import { flags } from '../../../netlink/codec/enumeration.ts'
import type { Attributes, InferMessage, InferRows, Message } from '../../../netlink/codec/node.ts'
import type { Nfgenmsg } from '../../tables/nfgenmsg.ts'
import { nfgenmsg } from '../../tables/nfgenmsg.ts'

/** NFT_TABLE_F_*. */
export const tableFlags = flags(be32, 'NFT_TABLE_F_', {
  /** Its chains see no packets. */
  dormant: 0x1,
  /** Only the socket that added it can change it, and it is deleted with that socket. */
  owner: 0x2,
  /** It is not deleted with its owner. */
  persist: 0x4,
})

const rows = {
  name: attr(1, string),
  flags: attr(2, tableFlags),
  /** Number of its chains, sets, objects and flowtables. */
  use: attr(3, be32),
  handle: attr(4, be64),
  pad: attr(5, bytes),
  /** User data of the program that added it; nft stores the comment there. */
  userdata: attr(6, bytes),
  /** Port of the socket that owns it. */
  owner: attr(7, be32),
}
export interface TableAttributes extends InferRows<typeof rows> {}
const attributesOfTable: Attributes<TableAttributes> = attributes('NFTA_TABLE_', rows)

/** NFT_MSG_NEWTABLE, NFT_MSG_GETTABLE, NFT_MSG_DELTABLE. */
export interface TableMessage extends InferMessage<Nfgenmsg, TableAttributes> {}
export const table: Message<TableMessage> = message(nfgenmsg, attributesOfTable)
