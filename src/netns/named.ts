/** Lists names with properties of their namespaces (`ip netns list`). */
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

/** A name in /run/netns and the namespace that is mounted on it. */
export interface NamedNetns {
  /**
   * A byte that is not part of well-formed UTF-8 is a lone surrogate, U+DC80 to U+DCFF. Every call accepts such names.
   */
  readonly name: string
  /** Identifies the namespace (`ls -i /run/netns`). Absent if no namespace is mounted on the file. */
  readonly inode?: number | undefined
  /** Its nsid in the namespace of this process. Absent if it has none. */
  readonly nsid?: number | undefined
  /** Number of links in it. Absent without the privilege to enter it. */
  readonly links?: number | undefined
  /**
   * Why the fields above are absent: EncodeError if no namespace is mounted on the file, NetnsError if it cannot be
   * opened or entered. A missing privilege to enter it is not an error; then only `links` is absent.
   */
  readonly error?: NetlinkError | undefined
}

/** An nsid and the name of its namespace. */
export interface NamedId extends NamespaceId {
  /** The name of the namespace in /run/netns. Absent if it has none. */
  readonly name?: string | undefined
}

const EPERM = 1
/** Errors of this process or of the machine, not of one name: they fail the whole call. */
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

/** The properties of a name; undefined if it was deleted meanwhile. */
const describe = async (socket: NetlinkSocket, name: string, signal?: AbortSignal): Promise<NamedNetns | undefined> => {
  try {
    const file = openNamespace(name)
    try {
      const [nsid, found] = await Promise.all([idOf(socket, file, signal), linksOf(file, name, signal)])
      return { name, inode: fstatSync(file.fd).ino, ...(nsid === undefined ? {} : { nsid }), ...found }
    } finally {
      file.close()
    }
  } catch (error) {
    if (!isOfName(error)) throw error
    const found = lstatSync(pathBytes(namespacePath(name)) as Buffer, { throwIfNoEntry: false })
    return found === undefined ? undefined : { name, error }
  }
}

/** All names with their properties, sorted. */
export const listNamed = async (socket: NetlinkSocket, signal?: AbortSignal): Promise<NamedNetns[]> => {
  const all: NamedNetns[] = []
  // sequentially: each namespace needs a descriptor meanwhile, and there may be more namespaces than descriptors
  for (const name of await readNames()) {
    signal?.throwIfAborted()
    const found = await describe(socket, name, signal)
    if (found !== undefined) all.push(found)
  }
  return all
}
