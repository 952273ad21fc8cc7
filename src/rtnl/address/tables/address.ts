/** Addresses of links (`ip address`): <linux/if_addr.h>. */

import {
  attr,
  attributes,
  address as ipAddress,
  lladdr,
  message,
  s32,
  select,
  string,
  u8,
  u32,
} from '../../../netlink/codec/builders.ts'
import { enumeration, flags } from '../../../netlink/codec/enumeration.ts'
import type { Attributes, Infer, InferMessage, InferRows, Message, Struct } from '../../../netlink/codec/node.ts'
import { struct } from '../../../netlink/codec/struct.ts'
import { family } from '../../tables/family.ts'
import { routeScope } from '../../tables/route-words.ts'

/**
 * IFA_F_*. The bit of `secondary` is IFA_F_TEMPORARY in IPv6 addresses: `ip`, and `Address`, have the word `temporary` there.
 */
const addressFlagWords = {
  secondary: 0x01,
  temporary: 0x01,
  nodad: 0x02,
  optimistic: 0x04,
  dadfailed: 0x08,
  home: [0x10, 'IFA_F_HOMEADDRESS'],
  deprecated: 0x20,
  tentative: 0x40,
  permanent: 0x80,
} as const

/** The IFA_F_* that fit the eight bits of `struct ifaddrmsg`. */
export const addressFlagsLow = flags(u8, 'IFA_F_', addressFlagWords)

/** All IFA_F_*. */
export const addressFlags = flags(u32, 'IFA_F_', {
  ...addressFlagWords,
  mngtmpaddr: [0x100, 'IFA_F_MANAGETEMPADDR'],
  noprefixroute: 0x200,
  autojoin: [0x400, 'IFA_F_MCAUTOJOIN'],
  'stable-privacy': 0x800,
})

/** IFAPROT_*: the origin of an address. Programs may use the numbers above those of the kernel. */
export const addressProtocol = enumeration(u8, 'IFAPROT_', { unspec: 0, kernel_lo: 1, kernel_ra: 2, kernel_ll: 3 })

const ifaddrmsg = struct(
  'ifaddrmsg',
  {
    family,
    /** Prefix length of the address. */
    prefixlen: u8,
    /** The low eight bits of the flags. The attribute `flags` has all of them and takes precedence. */
    flags: addressFlagsLow,
    scope: routeScope,
    /** Index of the link. */
    index: u32,
  },
  { prefix: 'ifa_' },
)

/** INFINITY_LIFE_TIME of net/addrconf.h: the address has no lifetime. */
export const FOREVER = 0xffffffff

/** `struct ifa_cacheinfo`: lifetimes of an address. */
export interface AddressCacheinfo extends Infer<typeof cacheinfoFields> {}
const cacheinfoFields = struct(
  'ifa_cacheinfo',
  {
    /** Seconds until the address is deprecated; 4294967295: never. */
    preferred: u32,
    /** Seconds until the address is removed; 4294967295: never. */
    valid: u32,
    /** Time at which it was added, in hundredths of a second since boot. */
    cstamp: u32,
    /** Time of its last change, in hundredths of a second since boot. */
    tstamp: u32,
  },
  { names: { preferred: 'ifa_prefered', valid: 'ifa_valid' } },
)
export const addressCacheinfo: Struct<AddressCacheinfo> = cacheinfoFields

/** MCTP endpoints and Phonet addresses are one byte, written like a link-layer address: `08`. */
const anyAddress = select('header.family', { mctp: lladdr, phonet: lladdr }, ipAddress)

const rows = {
  /**
   * On a point-to-point link the address of the peer, otherwise the same as `local`. An IPv6 address without a peer has no
   * `local`.
   */
  address: attr(1, anyAddress),
  local: attr(2, anyAddress),
  /** Name of the link, or `eth0:label`. Absent for IPv6. */
  label: attr(3, string),
  broadcast: attr(4, ipAddress),
  anycast: attr(5, ipAddress),
  cacheinfo: attr(6, addressCacheinfo),
  multicast: attr(7, ipAddress),
  flags: attr(8, addressFlags),
  /** Metric of the route to the prefix of the address. Absent: the kernel's default. */
  rtPriority: attr(9, u32),
  /** In a request: id of the namespace to read. The reply repeats it. Absent: the namespace of the socket. */
  targetNetnsid: attr(10, s32),
  proto: attr(11, addressProtocol),
}

export interface AddressAttributes extends InferRows<typeof rows> {}
const table: Attributes<AddressAttributes> = attributes('IFA_', rows)

/** RTM_NEWADDR, RTM_DELADDR, RTM_GETADDR, and the messages about multicast and anycast addresses, which have the same form. */
export interface AddressMessage extends InferMessage<Infer<typeof ifaddrmsg>, AddressAttributes> {}
export const address: Message<AddressMessage> = message(ifaddrmsg, table)
