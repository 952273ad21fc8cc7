/** Names with what is known of the namespaces behind them (`ip netns list`, and the names in `list-id`). */
import { fstatSync } from 'node:fs'
import { EncodeError } from '../netlink/codec/errors.ts'
import type { NativeFile } from '../netlink/native.ts'
import type { NetlinkSocket } from '../netlink/socket.ts'
import { NetnsError } from '../setns/errors.ts'
import { namespacePath } from '../setns/names.ts'
import { openNamespace } from '../setns/reference.ts'
import { readNames } from '../setns/run-dir.ts'
import type { NamespaceId } from './ids.ts'
import { countLinks, idOf } from './ids.ts'

export interface NamedNetns {
  readonly name: string
  /** What tells namespaces from each other (`ls -i /run/netns`). Undefined for a file that no namespace is mounted on. */
  readonly inode?: number | undefined
  /** The id it has in the namespace of this process, where it has one. */
  readonly nsid?: number | undefined
  /** How many links there are in it, where we may look. */
  readonly links?: number | undefined
}

export interface NamedId extends NamespaceId {
  /** Its name in /run/netns, where it has one. */
  readonly name?: string | undefined
}

const EPERM = 1

const linksOf = async (file: NativeFile, name: string): Promise<number | undefined> => {
  try {
    return await countLinks(file, name)
  } catch (error) {
    if (error instanceof NetnsError && error.errno === EPERM) return undefined
    throw error
  }
}

/** Undefined for a name that is deleted meanwhile. */
const describe = async (socket: NetlinkSocket, name: string): Promise<NamedNetns | undefined> => {
  try {
    const file = openNamespace(namespacePath(name))
    try {
      const [nsid, links] = await Promise.all([idOf(socket, file), linksOf(file, name)])
      return { name, inode: fstatSync(file.fd).ino, nsid, links }
    } finally {
      file.close()
    }
  } catch (error) {
    if (error instanceof NetnsError && error.code === 'ENOENT') return undefined
    if (error instanceof EncodeError) return { name }
    throw error
  }
}

/** In order. */
export const listNamed = async (socket: NetlinkSocket): Promise<NamedNetns[]> => {
  const all: NamedNetns[] = []
  // one by one: a namespace has to be open meanwhile, and there may be more of them than descriptors
  for (const name of await readNames()) {
    const found = await describe(socket, name)
    if (found !== undefined) all.push(found)
  }
  return all
}
