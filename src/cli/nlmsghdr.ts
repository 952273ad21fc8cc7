/** Formats struct nlmsghdr: the name of the type, and the names of the flags, which depend on the verb. */
import { families } from '../families.ts'
import type { ByteOrder } from '../netlink/codec/order.ts'
import type { Family, MessageType } from '../netlink/protocol/family.ts'
import { messageTypeIn } from '../netlink/protocol/family.ts'
import * as header from '../netlink/protocol/header.ts'
import { route } from '../rtnl/family.ts'
import { untabledName } from './message-names.ts'

const CONTROL = new Map([
  [header.NLMSG_NOOP, 'NLMSG_NOOP'],
  [header.NLMSG_ERROR, 'NLMSG_ERROR'],
  [header.NLMSG_DONE, 'NLMSG_DONE'],
  [header.NLMSG_OVERRUN, 'NLMSG_OVERRUN'],
])

/** The families of each protocol, by its number. */
const BY_PROTOCOL: ReadonlyMap<number, readonly Family[]> = new Map(
  families.map(({ protocol }) => [protocol, families.filter((family) => family.protocol === protocol)]),
)

/** Name and table of a message; undefined if it has no table. `protocol` undefined: the first family that has the type. */
export const messageOf = (message: Uint8Array, order: ByteOrder, protocol?: number): MessageType | undefined =>
  messageTypeIn(protocol === undefined ? families : (BY_PROTOCOL.get(protocol) ?? []), message, order)

/**
 * `RTM_NEWLINK`; undefined for a message without a name. Messages without a table have names in NETLINK_ROUTE alone: other
 * protocols may use the same numbers.
 */
export const typeName = (message: Uint8Array, order: ByteOrder, protocol?: number): string | undefined => {
  const type = new DataView(message.buffer, message.byteOffset).getUint16(header.NLMSG_TYPE_AT, order === 'le')
  const known = CONTROL.get(type) ?? messageOf(message, order, protocol)?.name
  return known ?? (protocol === route.protocol ? untabledName(type) : undefined)
}

type FlagNames = readonly (readonly [mask: number, name: string])[]

const COMMON: FlagNames = [
  [header.NLM_F_REQUEST, 'NLM_F_REQUEST'],
  [header.NLM_F_MULTI, 'NLM_F_MULTI'],
  [header.NLM_F_ACK, 'NLM_F_ACK'],
  [header.NLM_F_ECHO, 'NLM_F_ECHO'],
  [header.NLM_F_DUMP_INTR, 'NLM_F_DUMP_INTR'],
  [header.NLM_F_DUMP_FILTERED, 'NLM_F_DUMP_FILTERED'],
]
const OF_NEW: FlagNames = [
  [header.NLM_F_REPLACE, 'NLM_F_REPLACE'],
  [header.NLM_F_EXCL, 'NLM_F_EXCL'],
  [header.NLM_F_CREATE, 'NLM_F_CREATE'],
  [header.NLM_F_APPEND, 'NLM_F_APPEND'],
]
const OF_DELETE: FlagNames = [
  [0x100, 'NLM_F_NONREC'],
  [0x200, 'NLM_F_BULK'],
]
const OF_GET: FlagNames = [
  [header.NLM_F_DUMP, 'NLM_F_DUMP'],
  [header.NLM_F_ROOT, 'NLM_F_ROOT'],
  [header.NLM_F_MATCH, 'NLM_F_MATCH'],
  [header.NLM_F_ATOMIC, 'NLM_F_ATOMIC'],
]
const OF_CONTROL: FlagNames = [
  [header.NLM_F_CAPPED, 'NLM_F_CAPPED'],
  [header.NLM_F_ACK_TLVS, 'NLM_F_ACK_TLVS'],
]

/** Types of NETLINK_ROUTE are in groups of four: new, delete, get, set. */
const FOURS: readonly FlagNames[] = [OF_NEW, OF_DELETE, OF_GET, []]

const specific = (type: number, name: string | undefined): FlagNames => {
  if (type < header.NLMSG_MIN_TYPE) return OF_CONTROL
  if (name === undefined || name.startsWith('RTM_')) return FOURS[type & 3] as FlagNames
  return name.includes('_GET') ? OF_GET : name.includes('_DEL') ? OF_DELETE : OF_NEW
}

/** The names of the flags that are set, then bits without a name as one number. `name`: the name of the message. */
export const flagNames = (flags: number, type: number, name: string | undefined): string[] => {
  const names: string[] = []
  let rest = flags
  for (const [mask, flag] of [...COMMON, ...specific(type, name)]) {
    if ((rest & mask) !== mask) continue
    names.push(flag)
    rest &= ~mask
  }
  return rest === 0 ? names : [...names, `0x${rest.toString(16)}`]
}
