/** struct nlmsghdr in words: the name of the type, the names of the flags, which mean something else for every verb. */

import { messages as netfilter } from '../netfilter/tables/index.ts'
import * as header from '../netlink/protocol/header.ts'
import { messages as route } from '../rtnl/tables/index.ts'

const CONTROL = new Map([
  [header.NLMSG_NOOP, 'NLMSG_NOOP'],
  [header.NLMSG_ERROR, 'NLMSG_ERROR'],
  [header.NLMSG_DONE, 'NLMSG_DONE'],
  [header.NLMSG_OVERRUN, 'NLMSG_OVERRUN'],
])

/** Name and table of a message: the numbers of NETLINK_ROUTE and those of NETLINK_NETFILTER's subsystems lie apart. */
export const messageOf = (type: number) => route.get(type) ?? netfilter.get(type)

/** `RTM_NEWLINK`; undefined for a type that has no table here. */
export const typeName = (type: number): string | undefined => CONTROL.get(type) ?? messageOf(type)?.name

type Names = readonly (readonly [mask: number, name: string])[]

const COMMON: Names = [
  [header.NLM_F_REQUEST, 'NLM_F_REQUEST'],
  [header.NLM_F_MULTI, 'NLM_F_MULTI'],
  [header.NLM_F_ACK, 'NLM_F_ACK'],
  [header.NLM_F_ECHO, 'NLM_F_ECHO'],
  [header.NLM_F_DUMP_INTR, 'NLM_F_DUMP_INTR'],
  [header.NLM_F_DUMP_FILTERED, 'NLM_F_DUMP_FILTERED'],
]
const OF_NEW: Names = [
  [header.NLM_F_REPLACE, 'NLM_F_REPLACE'],
  [header.NLM_F_EXCL, 'NLM_F_EXCL'],
  [header.NLM_F_CREATE, 'NLM_F_CREATE'],
  [header.NLM_F_APPEND, 'NLM_F_APPEND'],
]
const OF_DELETE: Names = [
  [0x100, 'NLM_F_NONREC'],
  [0x200, 'NLM_F_BULK'],
]
const OF_GET: Names = [
  [header.NLM_F_DUMP, 'NLM_F_DUMP'],
  [header.NLM_F_ROOT, 'NLM_F_ROOT'],
  [header.NLM_F_MATCH, 'NLM_F_MATCH'],
  [header.NLM_F_ATOMIC, 'NLM_F_ATOMIC'],
]
const OF_CONTROL: Names = [
  [header.NLM_F_CAPPED, 'NLM_F_CAPPED'],
  [header.NLM_F_ACK_TLVS, 'NLM_F_ACK_TLVS'],
]

/** Types of NETLINK_ROUTE come in fours: new, delete, get, set. */
const FOURS: readonly Names[] = [OF_NEW, OF_DELETE, OF_GET, []]

const specific = (type: number): Names => {
  if (type < header.NLMSG_MIN_TYPE) return OF_CONTROL
  const name = netfilter.get(type)?.name
  if (route.has(type) || name === undefined) return FOURS[type & 3] as Names
  return name.includes('_GET') ? OF_GET : name.includes('_DEL') ? OF_DELETE : OF_NEW
}

/** The names of the flags that are set, bits without a name as one number behind them. */
export const flagNames = (flags: number, type: number): string[] => {
  const names: string[] = []
  let rest = flags
  for (const [mask, name] of [...COMMON, ...specific(type)]) {
    if ((rest & mask) !== mask) continue
    names.push(name)
    rest &= ~mask
  }
  return rest === 0 ? names : [...names, `0x${rest.toString(16)}`]
}
