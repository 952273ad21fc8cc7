/** Where requests go: to the kernel's routing family, here or for a moment in another namespace. */
import { limited, unlessAborted } from '../setns/limits.ts'
import type { Family } from '../setns/opener.ts'
import { Opener } from '../setns/opener.ts'
import type { WaitOptions } from '../setns/options.ts'
import { describeNamespace, type NamespaceRef, placeOf } from '../setns/reference.ts'
import type { Asker } from './asker.ts'
import { messages } from './tables/index.ts'

/** NETLINK_ROUTE. */
export const ROUTE: Family = { protocol: 0, messages }

/**
 * Works in another namespace, with a socket that is closed afterwards. `limits` are those of opening it. Rejects with what
 * `work` rejects with, with NetnsError where the namespace can't be entered, and with EncodeError where it is undefined,
 * which would be the namespace of this process.
 */
export const inside = async <T>(
  netns: NamespaceRef,
  work: (asker: Asker) => Promise<T>,
  limits: WaitOptions = {},
): Promise<T> => {
  placeOf(netns, 'netns')
  const open = (): ReturnType<typeof Opener.open> => Opener.open(ROUTE, { netns })
  const opener = await limited(`netns open ${describeNamespace(netns)}`, limits, (signal) =>
    unlessAborted(signal, open, (late) => late.close()),
  )
  try {
    return await work(opener.socket)
  } finally {
    opener.close()
  }
}
