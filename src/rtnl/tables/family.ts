import { u8 } from '../../netlink/codec/builders.ts'
import { enumeration } from '../../netlink/codec/enumeration.ts'

/** Words of address families. Those of `ip -family` come first. */
export const familyWords = {
  unspec: 0,
  inet: 2,
  inet6: 10,
  bridge: 7,
  mpls: 28,
  /** Link-layer addresses. iproute2 writes `link`; `packet` is accepted as well. */
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

/** AF_* of <sys/socket.h> and RTNL_FAMILY_* of <linux/rtnetlink.h>, in one byte as in most headers. */
export const family = enumeration(u8, 'AF_', familyWords)
export type Family = keyof typeof familyWords
