/**
 * The codec and the tables: decodes and encodes netlink messages. Loads no native code and no Node module.
 *
 * @module rtnl/codec
 */

export * from './netlink/codec/builders.ts'
export { attributes, message } from './netlink/codec/checked.ts'
export { constantOf, upperSnake } from './netlink/codec/constants.ts'
export { decode } from './netlink/codec/decode/decode.ts'
export { describe, locate } from './netlink/codec/decode/describe.ts'
export type { DecodeOptions } from './netlink/codec/decode/options.ts'
export type { Span } from './netlink/codec/decode/span.ts'
export { spanAt } from './netlink/codec/decode/span.ts'
export type { EncodeOptions } from './netlink/codec/encode/encode.ts'
export { encode } from './netlink/codec/encode/encode.ts'
export * from './netlink/codec/enumeration.ts'
export { DecodeError, EncodeError, isNetlinkError, NetlinkError } from './netlink/codec/errors.ts'
export { align4, isNest, NLA_F_NESTED, NLA_F_NET_BYTEORDER, NLA_HDRLEN, NLA_TYPE_MASK } from './netlink/codec/nlattr.ts'
export type * from './netlink/codec/node.ts'
export type { ByteOrder } from './netlink/codec/order.ts'
export { hostOrder } from './netlink/codec/order.ts'
export * from './netlink/codec/query.ts'
export * from './netlink/codec/struct.ts'
export type { Direction, Family, Lookup, MessageType } from './netlink/protocol/family.ts'
export { byCommand, byType, defineFamily, messageTypeIn } from './netlink/protocol/family.ts'
export type { Frame } from './netlink/protocol/header.ts'
export {
  frameRequest,
  frames,
  NLM_F_APPEND,
  NLM_F_CREATE,
  NLM_F_EXCL,
  NLM_F_REPLACE,
  NLMSG_HDRLEN,
} from './netlink/protocol/header.ts'
export type { AddressMessage } from './rtnl/address/tables/address.ts'
export { route } from './rtnl/family.ts'
export type { LinkMessage } from './rtnl/link/tables/link.ts'
export type { NeighbourMessage } from './rtnl/neighbour/tables/neighbour.ts'
export type { NetconfMessage } from './rtnl/netconf/tables/netconf.ts'
export type { NsidMessage } from './rtnl/nsid/tables/nsid.ts'
export type { RouteMessage } from './rtnl/route/tables/route.ts'
export type { RuleMessage } from './rtnl/rule/tables/rule.ts'
export type { MessageName } from './rtnl/tables/index.ts'
export { messageTypes } from './rtnl/tables/index.ts'
