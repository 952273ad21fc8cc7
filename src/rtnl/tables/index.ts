/** All messages of NETLINK_ROUTE that have a table: RTM_* of <linux/rtnetlink.h>. */
import { query } from '../../netlink/codec/query.ts'
import { address } from '../address/tables/address.ts'
import { addrlabelMessages } from '../addrlabel/tables/addrlabel.ts'
import { link } from '../link/tables/link.ts'
import { neighbour } from '../neighbour/tables/neighbour.ts'
import { netconf } from '../netconf/tables/netconf.ts'
import { nsid } from '../nsid/tables/nsid.ts'
import { route } from '../route/tables/route.ts'
import { rule } from '../rule/tables/rule.ts'

/** Number and table of each message, by the kernel's name. */
export const messageTypes = {
  RTM_NEWLINK: { type: 16, node: link },
  RTM_DELLINK: { type: 17, node: link },
  RTM_GETLINK: { type: 18, node: query(link) },
  RTM_SETLINK: { type: 19, node: link },
  RTM_NEWADDR: { type: 20, node: address },
  RTM_DELADDR: { type: 21, node: address },
  RTM_GETADDR: { type: 22, node: query(address) },
  RTM_NEWROUTE: { type: 24, node: route },
  RTM_DELROUTE: { type: 25, node: route },
  RTM_GETROUTE: { type: 26, node: query(route) },
  RTM_NEWNEIGH: { type: 28, node: neighbour },
  RTM_DELNEIGH: { type: 29, node: neighbour },
  RTM_GETNEIGH: { type: 30, node: query(neighbour) },
  RTM_NEWRULE: { type: 32, node: rule },
  RTM_DELRULE: { type: 33, node: rule },
  RTM_GETRULE: { type: 34, node: query(rule) },
  /** Multicast addresses on which links receive. For both IPv4 and IPv6 since Linux 6.14. */
  RTM_NEWMULTICAST: { type: 56, node: address },
  RTM_DELMULTICAST: { type: 57, node: address },
  RTM_GETMULTICAST: { type: 58, node: query(address) },
  RTM_NEWANYCAST: { type: 60, node: address },
  RTM_DELANYCAST: { type: 61, node: address },
  RTM_GETANYCAST: { type: 62, node: query(address) },
  ...addrlabelMessages,
  RTM_NEWNETCONF: { type: 80, node: netconf },
  RTM_DELNETCONF: { type: 81, node: netconf },
  RTM_GETNETCONF: { type: 82, node: query(netconf) },
  RTM_NEWNSID: { type: 88, node: nsid },
  RTM_DELNSID: { type: 89, node: nsid },
  RTM_GETNSID: { type: 90, node: query(nsid) },
  /** Alternative names of a link. */
  RTM_NEWLINKPROP: { type: 108, node: link },
  RTM_DELLINKPROP: { type: 109, node: link },
  RTM_GETLINKPROP: { type: 110, node: query(link) },
} as const

/** The kernel's name of a message: `RTM_NEWLINK`. */
export type MessageName = keyof typeof messageTypes
