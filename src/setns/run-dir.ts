/** The names that namespaces have: what there is in /run/netns. */
import { readdir } from 'node:fs/promises'
import { EncodeError } from '../netlink/codec/errors.ts'
import { decodeUtf8 } from '../netlink/codec/text/utf8.ts'
import { NetnsError } from './errors.ts'
import { NETNS_RUN_DIR, namespacePath } from './names.ts'

/** The names there are, in order; none where nobody ever made one. */
export const readNames = async (): Promise<string[]> => {
  try {
    return (await readdir(NETNS_RUN_DIR, { encoding: 'buffer' })).map(decodeUtf8).sort()
  } catch (error) {
    const { code, errno } = error as NodeJS.ErrnoException & { errno: number }
    if (code === 'ENOENT') return []
    throw new NetnsError({ errno: -errno, operation: 'list', target: NETNS_RUN_DIR, syscall: 'open' })
  }
}

/** Names by the ids that their namespaces have, as `idOf` says of the file of each. */
export const namesById = async (idOf: (path: string) => Promise<number | undefined>): Promise<Map<number, string>> => {
  const names = new Map<number, string>()
  for (const name of await readNames()) {
    try {
      const id = await idOf(namespacePath(name))
      if (id !== undefined) names.set(id, name)
    } catch (error) {
      // deleted meanwhile, or a file that no namespace is mounted on
      if (!(error instanceof NetnsError || error instanceof EncodeError)) throw error
    }
  }
  return names
}
