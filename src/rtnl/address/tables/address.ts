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

/** Words of IFA_F_*. For an IPv6 address `ip` writes `temporary` where this says `secondary`: it is the same bit. */
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

/** IFA_F_* in eight bits, as `struct ifaddrmsg` holds them. */
export const addressFlagsLow = flags(u8, 'IFA_F_', addressFlagWords)

/** IFA_F_*: all of them. */
export const addressFlags = flags(u32, 'IFA_F_', {
  ...addressFlagWords,
  mngtmpaddr: [0x100, 'IFA_F_MANAGETEMPADDR'],
  noprefixroute: 0x200,
  autojoin: [0x400, 'IFA_F_MCAUTOJOIN'],
  'stable-privacy': 0x800,
})

/** IFAPROT_*: who set an address. Numbers above those the kernel uses are free for everybody. */
export const addressProtocol = enumeration(u8, 'IFAPROT_', { unspec: 0, kernel_lo: 1, kernel_ra: 2, kernel_ll: 3 })

const ifaddrmsg = struct(
  'ifaddrmsg',
  {
    family,
    prefixlen: u8,
    /** The low eight of the flags; the attribute `flags` has them all and counts where it is present. */
    flags: addressFlagsLow,
    scope: routeScope,
    /** The link's index. */
    index: u32,
  },
  { prefix: 'ifa_' },
)

/** `struct ifa_cacheinfo`: lifetimes of an address. */
export interface AddressCacheinfo extends Infer<typeof cacheinfoFields> {}
const cacheinfoFields = struct(
  'ifa_cacheinfo',
  {
    /** Seconds until the address is deprecated; 4294967295 is for ever. */
    preferred: u32,
    /** Seconds until the address is removed; 4294967295 is for ever. */
    valid: u32,
    /** When it was made, in hundredths of a second since the machine started. */
    cstamp: u32,
    /** When it was last changed, in hundredths of a second since the machine started. */
    tstamp: u32,
  },
  { names: { preferred: 'ifa_prefered', valid: 'ifa_valid' } },
)
export const addressCacheinfo: Struct<AddressCacheinfo> = cacheinfoFields

/** MCTP endpoints and Phonet addresses are one byte; written like a link-layer address: `08`. */
const anyAddress = select('header.family', { mctp: lladdr, phonet: lladdr }, ipAddress)

const rows = {
  /** Of a point-to-point link the peer's address, else the same as `local`. IPv6 has this one alone where there is no peer. */
  address: attr(1, anyAddress),
  local: attr(2, anyAddress),
  /** The link's name, or `eth0:label`. IPv4 only. */
  label: attr(3, string),
  broadcast: attr(4, ipAddress),
  anycast: attr(5, ipAddress),
  cacheinfo: attr(6, addressCacheinfo),
  multicast: attr(7, ipAddress),
  flags: attr(8, addressFlags),
  /** Metric of the route to the address's prefix. */
  rtPriority: attr(9, u32),
  /** In a request: ask in the namespace that has this id here. In its answer: that id. */
  targetNetnsid: attr(10, s32),
  proto: attr(11, addressProtocol),
}

export interface AddressAttributes extends InferRows<typeof rows> {}
const table: Attributes<AddressAttributes> = attributes('IFA_', rows)

/** RTM_NEWADDR, RTM_DELADDR, RTM_GETADDR; multicast and anycast addresses of links come in the same form. */
export interface AddressMessage extends InferMessage<Infer<typeof ifaddrmsg>, AddressAttributes> {}
export const address: Message<AddressMessage> = message(ifaddrmsg, table)
