/** NETLINK_ROUTE sockets in other namespaces, for requests that must be sent there. */

import { Opener } from '../client/opener.ts'
import { NetlinkSocket } from '../netlink/socket/socket.ts'
import type { RemoteNamespaces } from '../netlink/transport/transport.ts'
import { limited, unlessAborted } from '../setns/limits.ts'
import type { WaitOptions } from '../setns/options.ts'
import { describeNamespace, locationOf, type NamespaceRef, remoteNamespace } from '../setns/reference.ts'
import { route } from './family.ts'

/** A socket in another namespace. */
export interface Inside {
  readonly socket: NetlinkSocket
  close(): void
}

/** Opens a socket in a namespace of the machine of a relay. */
const openRemotely = (netns: NamespaceRef, limits: WaitOptions, remote: RemoteNamespaces): Promise<Inside> =>
  limited(`netns open ${describeNamespace(netns)}`, limits, (signal) => {
    const { protocol } = route
    const open = async (): Promise<NetlinkSocket> =>
      new NetlinkSocket({ family: route, transport: await remote.openSocket({ protocol }, remoteNamespace(netns)) })
    return unlessAborted(
      signal,
      async () => {
        const socket = await open()
        return { socket, close: () => socket.close() }
      },
      (late) => late.close(),
    )
  })

/**
 * Opens a socket in another namespace. The caller closes it. `limits` apply to the opening.
 * `remote`: the namespaces of the machine that `netns` is on; undefined: this machine.
 *
 * @throws {NetnsError} if the namespace can't be entered; {RelayError} if it is one of a relay's machine.
 * @throws {EncodeError} if `netns` is undefined, which would mean the namespace of this process.
 */
export const openInside = async (
  netns: NamespaceRef,
  limits: WaitOptions = {},
  remote?: RemoteNamespaces,
): Promise<Inside> => {
  locationOf(netns, 'netns')
  if (remote !== undefined) return openRemotely(netns, limits, remote)
  const open = (): Promise<Opener & { readonly socket: NetlinkSocket }> => Opener.open(route, { netns })
  return limited(`netns open ${describeNamespace(netns)}`, limits, (signal) =>
    unlessAborted(signal, open, (late) => late.close()),
  )
}
