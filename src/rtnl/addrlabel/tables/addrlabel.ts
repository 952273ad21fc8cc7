/** Labels of address prefixes, which source address selection compares (RFC 6724): IFAL_* of <linux/if_addrlabel.h>. */

import { address, attr, attributes, message, u8, u32 } from '../../../netlink/codec/builders.ts'
import type { Attributes, Infer, InferMessage, InferRows, Message } from '../../../netlink/codec/node.ts'
import { struct } from '../../../netlink/codec/struct.ts'
import { family } from '../../tables/family.ts'

const ifaddrlblmsg = struct(
  'ifaddrlblmsg',
  {
    family,
    reserved: u8,
    /** Prefix length of the address. */
    prefixlen: u8,
    flags: u8,
    /** Index of the link that the label is limited to; 0 for all links. */
    index: u32,
    seq: u32,
  },
  { prefix: 'ifal_', names: { reserved: '__ifal_reserved' } },
)

const rows = {
  address: attr(1, address),
  label: attr(2, u32),
}
export interface AddrlabelAttributes extends InferRows<typeof rows> {}
const table: Attributes<AddrlabelAttributes> = attributes('IFAL_', rows)

/** RTM_NEWADDRLABEL, RTM_DELADDRLABEL, RTM_GETADDRLABEL. */
export interface AddrlabelMessage extends InferMessage<Infer<typeof ifaddrlblmsg>, AddrlabelAttributes> {}
export const addrlabel: Message<AddrlabelMessage> = message(ifaddrlblmsg, table)

export const addrlabelMessages = {
  RTM_NEWADDRLABEL: { type: 72, node: addrlabel },
  RTM_DELADDRLABEL: { type: 73, node: addrlabel },
  RTM_GETADDRLABEL: { type: 74, node: addrlabel },
} as const
