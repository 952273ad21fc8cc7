/** Names with what is known of the namespaces behind them (`ip netns list`, and the names in `list-id`). */
import { fstatSync, lstatSync } from 'node:fs'
import { EncodeError } from '../netlink/codec/errors.ts'
import { DumpInterruptedError, KernelError, type NetlinkError } from '../netlink/protocol/errors.ts'
import type { NetlinkSocket } from '../netlink/socket/socket.ts'
import type { NativeFile } from '../netlink/transport/native.ts'
import { NetnsError } from '../setns/errors.ts'
import { namespacePath, pathBytes } from '../setns/names.ts'
import { openNamespace } from '../setns/reference.ts'
import { readNames } from '../setns/run-dir.ts'
import type { NamespaceId } from './ids.ts'
import { countLinks, idOf } from './ids.ts'

export interface NamedNetns {
  /** A byte that is no part of well-formed UTF-8 is a lone surrogate, U+DC80 to U+DCFF; it can be handed back as it is. */
  readonly name: string
  /** What tells namespaces from each other (`ls -i /run/netns`). Undefined for a file that no namespace is mounted on. */
  readonly inode?: number | undefined
  /** The id it has in the namespace of this process, where it has one. */
  readonly nsid?: number | undefined
  /** How many links there are in it, where we may look. */
  readonly links?: number | undefined
  /**
   * Why the fields above are missing: EncodeError where no namespace is mounted on the file, NetnsError where it can't be
   * opened or entered. Lack of the privilege to look inside is no error; `links` is undefined then.
   */
  readonly error?: NetlinkError | undefined
}

export interface NamedId extends NamespaceId {
  /** Its name in /run/netns, where it has one. */
  readonly name?: string | undefined
}

const EPERM = 1
/** These are faults of this process or of the machine, not of the name that was next. */
const EVERYWHERE = ['EMFILE', 'ENFILE', 'ENOMEM', 'ECANCELED']

const isOfName = (error: unknown): error is NetlinkError => {
  if (error instanceof NetnsError) return !EVERYWHERE.includes(error.code)
  return error instanceof EncodeError || error instanceof KernelError || error instanceof DumpInterruptedError
}

const linksOf = async (file: NativeFile, name: string, signal?: AbortSignal): Promise<Partial<NamedNetns>> => {
  try {
    return { links: await countLinks(file, name, signal) }
  } catch (error) {
    if (!isOfName(error)) throw error
    return error instanceof NetnsError && error.errno === EPERM ? {} : { error }
  }
}

/** Undefined for a name that is deleted meanwhile. */
const describe = async (socket: NetlinkSocket, name: string, signal?: AbortSignal): Promise<NamedNetns | undefined> => {
  try {
    const file = openNamespace(name)
    try {
      const [nsid, found] = await Promise.all([idOf(socket, file, signal), linksOf(file, name, signal)])
      return { name, inode: fstatSync(file.fd).ino, nsid, ...found }
    } finally {
      file.close()
    }
  } catch (error) {
    if (!isOfName(error)) throw error
    const found = lstatSync(pathBytes(namespacePath(name)) as Buffer, { throwIfNoEntry: false })
    return found === undefined ? undefined : { name, error }
  }
}

/** In order. */
export const listNamed = async (socket: NetlinkSocket, signal?: AbortSignal): Promise<NamedNetns[]> => {
  const all: NamedNetns[] = []
  // one by one: a namespace has to be open meanwhile, and there may be more of them than descriptors
  for (const name of await readNames()) {
    signal?.throwIfAborted()
    const found = await describe(socket, name, signal)
    if (found !== undefined) all.push(found)
  }
  return all
}
