/** The family NETLINK_ROUTE: its messages about links, addresses, routes, rules and neighbours. */
import { byType, defineFamily } from '../netlink/protocol/family.ts'
import { messageTypes } from './tables/index.ts'

/** The family NETLINK_ROUTE, for a `NetlinkSocket` of your own. */
export const route = defineFamily({ name: 'route', protocol: 0, lookup: byType(messageTypes) })
