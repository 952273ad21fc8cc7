/** Finds the network namespaces of this machine: that of this process, those with a name, and those of other processes. */
import { readdir, readFile, readlink } from 'node:fs/promises'
import type { Netns } from '../netns/netns.ts'
import type { NamespaceRef } from '../setns/reference.ts'

/** A network namespace, and how to refer to it. */
export interface FoundNamespace {
  /** Its name in /run/netns; null if it has none. */
  readonly netns: string | null
  /** This process is in it. */
  readonly own?: true
  /** Process 1 is in it: it is the namespace of the host, or of the container that this process runs in. */
  readonly host?: true
  /** Identifies the namespace until it ends. Absent if it could not be examined. */
  readonly inode?: number
  /** The first process in it, for a namespace without a name. */
  readonly pid?: number
  /** Name of that process. */
  readonly command?: string
}

/** What opens it; undefined for the namespace of this process. */
export const referenceTo = ({ netns, own, pid }: FoundNamespace): NamespaceRef | undefined =>
  own === true ? undefined : (netns ?? pid)

/** The inode of the namespace of a process. Undefined if it has ended, or belongs to another user. */
const inodeOf = async (proc: string, pid: number | 'self'): Promise<number | undefined> => {
  const link = await readlink(`${proc}/${pid}/ns/net`).catch(() => '')
  const digits = /^net:\[(\d+)\]$/.exec(link)?.[1]
  return digits === undefined ? undefined : Number(digits)
}

const commandOf = async (proc: string, pid: number): Promise<string | undefined> => {
  const text = await readFile(`${proc}/${pid}/comm`, 'latin1').catch(() => '')
  return text.trimEnd() === '' ? undefined : text.trimEnd()
}

/** The lowest process ID in each namespace, by inode. */
const processesByInode = async (proc: string): Promise<ReadonlyMap<number, number>> => {
  const found = new Map<number, number>()
  const entries = await readdir(proc).catch(() => [])
  const pids = entries.filter((name) => /^\d+$/.test(name)).map(Number)
  for (const pid of pids.sort((a, b) => a - b)) {
    const inode = await inodeOf(proc, pid)
    if (inode !== undefined && !found.has(inode)) found.set(inode, pid)
  }
  return found
}

/**
 * All namespaces that can be found: the one of this process, then named ones, then those that only have processes,
 * such as containers. `proc`: where procfs is mounted.
 */
export const findNamespaces = async (
  list: (typeof Netns)['list'],
  proc = '/proc',
): Promise<readonly FoundNamespace[]> => {
  const [named, own, first, processes] = await Promise.all([
    list(),
    inodeOf(proc, 'self'),
    inodeOf(proc, 1),
    processesByInode(proc),
  ])
  const marks = (inode: number | undefined): Partial<FoundNamespace> => ({
    ...(inode === undefined ? {} : { inode }),
    ...(inode !== undefined && inode === first ? { host: true } : {}),
  })
  const ownName = named.find(({ inode }) => inode !== undefined && inode === own)?.name ?? null
  const seen = new Set([own])
  const found: FoundNamespace[] = [{ netns: ownName, own: true, ...marks(own) }]
  for (const { name, inode } of named) {
    if (inode !== undefined && seen.has(inode)) continue
    seen.add(inode)
    found.push({ netns: name, ...marks(inode) })
  }
  for (const [inode, pid] of processes) {
    if (seen.has(inode)) continue
    const command = await commandOf(proc, pid)
    found.push({ netns: null, ...marks(inode), pid, ...(command === undefined ? {} : { command }) })
  }
  return found
}
