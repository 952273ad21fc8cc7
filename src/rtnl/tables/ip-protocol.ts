import { u8 } from '../../netlink/codec/builders.ts'
import { enumeration } from '../../netlink/codec/enumeration.ts'

/** IPPROTO_* of <linux/in.h> and <linux/in6.h>, with the words of /etc/protocols, which iproute2 prints. */
export const ipProtocol = enumeration(u8, 'IPPROTO_', {
  icmp: 1,
  igmp: 2,
  ipencap: [4, 'IPPROTO_IPIP'],
  tcp: 6,
  udp: 17,
  dccp: 33,
  ipv6: 41,
  rsvp: 46,
  gre: 47,
  esp: 50,
  ah: 51,
  'ipv6-icmp': [58, 'IPPROTO_ICMPV6'],
  pim: 103,
  l2tp: 115,
  sctp: 132,
  udplite: 136,
  'mpls-in-ip': [137, 'IPPROTO_MPLS'],
})
