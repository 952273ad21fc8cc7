/** Lists the names of namespaces, which are the files in /run/netns. */
import { readdir } from 'node:fs/promises'
import { EncodeError } from '../netlink/codec/errors.ts'
import { decodeUtf8 } from '../netlink/codec/text/utf8.ts'
import { NetnsError } from './errors.ts'
import { NETNS_RUN_DIR, namespacePath } from './names.ts'

/** All names, sorted. Empty if the directory does not exist yet. */
export const readNames = async (): Promise<string[]> => {
  try {
    return (await readdir(NETNS_RUN_DIR, { encoding: 'buffer' })).map(decodeUtf8).sort()
  } catch (error) {
    const { code, errno } = error as NodeJS.ErrnoException & { errno: number }
    if (code === 'ENOENT') return []
    throw new NetnsError({ errno: -errno, operation: 'list', target: NETNS_RUN_DIR, syscall: 'open' })
  }
}

/** Names by nsid. `idOf` returns the nsid of a name's file. */
export const namesById = async (idOf: (path: string) => Promise<number | undefined>): Promise<Map<number, string>> => {
  const names = new Map<number, string>()
  for (const name of await readNames()) {
    try {
      const id = await idOf(namespacePath(name))
      if (id !== undefined) names.set(id, name)
    } catch (error) {
      // the name was deleted meanwhile, or its file is not a namespace
      if (!(error instanceof NetnsError || error instanceof EncodeError)) throw error
    }
  }
  return names
}
