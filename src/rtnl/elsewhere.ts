/** NETLINK_ROUTE sockets in other namespaces, for requests that must be sent there. */

import { Opener } from '../client/opener.ts'
import type { NetlinkSocket } from '../netlink/socket/socket.ts'
import { limited, unlessAborted } from '../setns/limits.ts'
import type { WaitOptions } from '../setns/options.ts'
import { describeNamespace, locationOf, type NamespaceRef } from '../setns/reference.ts'
import { route } from './family.ts'

/**
 * Opens a socket in another namespace. The caller closes it. `limits` apply to the opening.
 *
 * @throws {NetnsError} if the namespace can't be entered.
 * @throws {EncodeError} if `netns` is undefined, which would mean the namespace of this process.
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
