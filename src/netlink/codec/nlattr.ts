/** `struct nlattr` of <linux/netlink.h>: sizes, flag bits and alignment of attributes. */
import type { Node, Row } from './node.ts'

/** Masks NLA_F_NESTED and NLA_F_NET_BYTEORDER out of an attribute type. */
export const NLA_TYPE_MASK = 0x3fff
/** Flag bit of an attribute type: the payload consists of attributes. */
export const NLA_F_NESTED = 0x8000
/** Flag bit of an attribute type: the payload is in network byte order. */
export const NLA_F_NET_BYTEORDER = 0x4000
/** Size of struct nlattr in bytes. */
export const NLA_HDRLEN = 4

/** Attributes, messages and records start at multiples of four. */
export const align4 = (length: number): number => (length + 3) & ~3

/** Whether a row's attribute is sent as a nest unless the row specifies it. */
export const isNest = (node: Node): boolean =>
  node.type === 'attributes' || node.type === 'items' || node.type === 'groups'

/** The type of a row's attribute, flag bits included. */
export const attributeType = (row: Row): number => row.id | ((row.nested ?? isNest(row.node)) ? NLA_F_NESTED : 0)
