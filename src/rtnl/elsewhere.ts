/** Where requests go: to the kernel's routing family, here or for a moment in another namespace. */
import type { NetlinkSocket } from '../netlink/socket.ts'
import type { Family } from '../setns/opener.ts'
import { Opener } from '../setns/opener.ts'
import type { NamespaceRef } from '../setns/reference.ts'
import { messages } from './tables/index.ts'

/** NETLINK_ROUTE. */
export const ROUTE: Family = { protocol: 0, messages }

/** Opens a socket in another namespace; the caller closes it. Rejects with NetnsError where it can't be entered. */
export const openInside = (netns: NamespaceRef): Promise<Opener & { readonly socket: NetlinkSocket }> =>
  Opener.open(ROUTE, { netns })
