import { u8 } from '../../netlink/codec/builders.ts'
import { enumeration } from '../../netlink/codec/enumeration.ts'

/** IPPROTO_* of <linux/in.h> and <linux/in6.h> in nft's words. */
export const protocolWords = {
  icmp: 1,
  igmp: 2,
  tcp: 6,
  udp: 17,
  dccp: 33,
  gre: 47,
  esp: 50,
  ah: 51,
  'ipv6-icmp': [58, 'IPPROTO_ICMPV6'],
  comp: 108,
  sctp: 132,
  udplite: 136,
} as const

/** A protocol above IP, in one byte. */
export const protocol = enumeration(u8, 'IPPROTO_', protocolWords)
