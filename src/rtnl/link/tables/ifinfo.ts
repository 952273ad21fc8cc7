import { s32, u16, u32 } from '../../../netlink/codec/builders.ts'
import { enumeration, flags } from '../../../netlink/codec/enumeration.ts'
import type { Infer, Struct } from '../../../netlink/codec/node.ts'
import { struct } from '../../../netlink/codec/struct.ts'
import { family } from '../../tables/family.ts'

/** ARPHRD_* of <linux/if_arp.h>, with the words of `ip link` (`link/ether`). */
export const linkType = enumeration(u16, 'ARPHRD_', {
  netrom: 0,
  ether: 1,
  eether: 2,
  ax25: 3,
  pronet: 4,
  chaos: 5,
  ieee802: 6,
  arcnet: 7,
  atalk: [8, 'ARPHRD_APPLETLK'],
  dlci: 15,
  atm: 19,
  metricom: 23,
  ieee1394: 24,
  eui64: 27,
  infiniband: 32,
  slip: 256,
  cslip: 257,
  slip6: 258,
  cslip6: 259,
  rsrvd: 260,
  adapt: 264,
  rose: 270,
  x25: 271,
  hwx25: 272,
  can: 280,
  mctp: 290,
  ppp: 512,
  hdlc: 513,
  lapb: 516,
  ddcmp: 517,
  rawhdlc: 518,
  rawip: 519,
  ipip: [768, 'ARPHRD_TUNNEL'],
  tunnel6: 769,
  frad: 770,
  skip: 771,
  loopback: 772,
  ltalk: [773, 'ARPHRD_LOCALTLK'],
  fddi: 774,
  bif: 775,
  sit: 776,
  'ip/ddp': [777, 'ARPHRD_IPDDP'],
  gre: [778, 'ARPHRD_IPGRE'],
  pimreg: 779,
  hippi: 780,
  ash: 781,
  econet: 782,
  irda: 783,
  fcpp: 784,
  fcal: 785,
  fcpl: 786,
  fcfb0: [787, 'ARPHRD_FCFABRIC'],
  tr: [800, 'ARPHRD_IEEE802_TR'],
  'ieee802.11': [801, 'ARPHRD_IEEE80211'],
  'ieee802.11/prism': [802, 'ARPHRD_IEEE80211_PRISM'],
  'ieee802.11/radiotap': [803, 'ARPHRD_IEEE80211_RADIOTAP'],
  'ieee802.15.4': [804, 'ARPHRD_IEEE802154'],
  'ieee802.15.4/monitor': [805, 'ARPHRD_IEEE802154_MONITOR'],
  phonet: 820,
  phonet_pipe: 821,
  caif: 822,
  gre6: [823, 'ARPHRD_IP6GRE'],
  netlink: 824,
  '6lowpan': 825,
  vsockmon: 826,
  none: 0xfffe,
  void: 0xffff,
})

/** IFF_* of <linux/if.h>, which `ip link` prints between angle brackets. */
export const linkFlags = flags(u32, 'IFF_', {
  /** Administratively up. */
  up: 1 << 0,
  broadcast: 1 << 1,
  debug: 1 << 2,
  loopback: 1 << 3,
  pointopoint: 1 << 4,
  notrailers: 1 << 5,
  /** `operstate` is `up` or `unknown`. */
  running: 1 << 6,
  noarp: 1 << 7,
  promisc: 1 << 8,
  allmulti: 1 << 9,
  master: 1 << 10,
  slave: 1 << 11,
  multicast: 1 << 12,
  portsel: 1 << 13,
  automedia: 1 << 14,
  dynamic: 1 << 15,
  /** The driver reports a carrier. */
  lower_up: 1 << 16,
  dormant: 1 << 17,
  echo: 1 << 18,
})

const header = struct(
  'ifinfomsg',
  {
    family,
    /** ARPHRD_*. */
    type: linkType,
    index: s32,
    flags: linkFlags,
    /** The flags that a request changes. In an event: the flags that have changed. */
    change: linkFlags,
  },
  { prefix: 'ifi_' },
)

/** `struct ifinfomsg` of <linux/rtnetlink.h>: header of RTM_NEWLINK, RTM_GETLINK, RTM_DELLINK, RTM_SETLINK. */
export interface Ifinfomsg extends Infer<typeof header> {}
export const ifinfomsg: Struct<Ifinfomsg> = header
