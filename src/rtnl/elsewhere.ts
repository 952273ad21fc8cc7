/** Where requests go: to the kernel's routing family, here or for a moment in another namespace. */
import type { Family } from '../setns/opener.ts'
import { Opener } from '../setns/opener.ts'
import type { NamespaceRef } from '../setns/reference.ts'
import type { Asker } from './asker.ts'
import { messages } from './tables/index.ts'

/** NETLINK_ROUTE. */
export const ROUTE: Family = { protocol: 0, messages }

/** Rejects with what `work` does, and with NetnsError where the namespace can't be entered. */
export const inside = async <T>(netns: NamespaceRef, work: (asker: Asker) => Promise<T>): Promise<T> => {
  const opener = await Opener.open(ROUTE, { netns })
  return work(opener.socket).finally(() => opener.close())
}
