/** Sockets of NETLINK_ROUTE in another namespace, for requests that have to be sent there. */

import { Opener } from '../client/opener.ts'
import type { NetlinkSocket } from '../netlink/socket/socket.ts'
import { limited, unlessAborted } from '../setns/limits.ts'
import type { WaitOptions } from '../setns/options.ts'
import { describeNamespace, locationOf, type NamespaceRef } from '../setns/reference.ts'
import { route } from './family.ts'

/**
 * Opens a socket in another namespace; the caller closes it. `limits` are those of opening it. Rejects with NetnsError where
 * the namespace can't be entered, and with EncodeError where it is undefined, which would be that of this process.
 */
export const openInside = async (
  netns: NamespaceRef,
  limits: WaitOptions = {},
): Promise<Opener & { readonly socket: NetlinkSocket }> => {
  locationOf(netns, 'netns')
  const open = (): Promise<Opener & { readonly socket: NetlinkSocket }> => Opener.open(route, { netns })
  return limited(`netns open ${describeNamespace(netns)}`, limits, (signal) =>
    unlessAborted(signal, open, (late) => late.close()),
  )
}
