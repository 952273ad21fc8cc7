import { u8 } from '../../netlink/codec/builders.ts'
import { enumeration } from '../../netlink/codec/enumeration.ts'

/** Words of address families, those of `ip -family` first. */
export const familyWords = {
  unspec: 0,
  inet: 2,
  inet6: 10,
  bridge: 7,
  mpls: 28,
  /** Link-layer addresses. iproute2 says `link`; `packet` is accepted too. */
  link: [17, 'AF_PACKET'],
  packet: 17,
  unix: 1,
  netlink: 16,
  phonet: 35,
  can: 29,
  mctp: 45,
  xdp: 44,
  vsock: 40,
  /** IPv4 multicast routing. */
  ipmr: [128, 'RTNL_FAMILY_IPMR'],
  /** IPv6 multicast routing. */
  ip6mr: [129, 'RTNL_FAMILY_IP6MR'],
} as const

/** AF_* of <sys/socket.h>, RTNL_FAMILY_* of <linux/rtnetlink.h>, in one byte as most headers hold them. */
export const family = enumeration(u8, 'AF_', familyWords)
export type Family = keyof typeof familyWords
