/** NETLINK_NETFILTER: nf_tables and connection tracking. */
import { byType, defineFamily } from '../netlink/protocol/family.ts'
import { messageTypes } from './tables/index.ts'

export const netfilter = defineFamily({ name: 'netfilter', protocol: 12, lookup: byType(messageTypes) })
