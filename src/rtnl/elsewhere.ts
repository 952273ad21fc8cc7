/** What has to be done in another namespace than that of the client: by a socket there, for that moment. */
import { NetlinkSocket } from '../netlink/socket.ts'
import type { NamespaceRef } from '../setns/reference.ts'
import { describeNamespace, openNamespace } from '../setns/reference.ts'
import { openNetlinkIn } from '../setns/socket.ts'
import type { Asker } from './asker.ts'
import { messages } from './tables/index.ts'

const NETLINK_ROUTE = 0

/** Rejects with what `work` does, and with NetnsError where the namespace can't be entered. */
export const inside = async <T>(netns: NamespaceRef, work: (asker: Asker) => Promise<T>): Promise<T> => {
  const file = openNamespace(netns)
  try {
    const fd = await openNetlinkIn(file, describeNamespace(netns), NETLINK_ROUTE)
    const socket = new NetlinkSocket({ fd, messages })
    return await work(socket).finally(() => socket.close())
  } finally {
    file.close()
  }
}
