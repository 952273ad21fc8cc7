/** Finds the names and the processes of a namespace, in /run/netns and /proc. */
import { readdir, stat } from 'node:fs/promises'
import { namespacePath, pathBytes } from '../setns/names.ts'
import type { NamespaceRef } from '../setns/reference.ts'
import { openNamespace } from '../setns/reference.ts'
import { readNames } from '../setns/run-dir.ts'

/** Identifies a namespace: two files with the same identity are the same namespace. */
interface Identity {
  readonly dev: number
  readonly ino: number
}

/**
 * Undefined if the file cannot be examined: it was removed meanwhile, belongs to another user, or is a dangling link.
 */
const identityOf = async (path: string): Promise<Identity | undefined> =>
  stat(pathBytes(path) as Buffer).then(
    ({ dev, ino }) => ({ dev, ino }),
    () => undefined,
  )

const same = (one: Identity | undefined, other: Identity): boolean => one?.dev === other.dev && one.ino === other.ino

const inodeOf = async (given: NamespaceRef): Promise<Identity> => {
  const file = openNamespace(given)
  try {
    const { dev, ino } = await stat(`/proc/self/fd/${file.fd}`)
    return { dev, ino }
  } finally {
    file.close()
  }
}

/** All names of a namespace. */
export const identify = async (given: NamespaceRef): Promise<string[]> => {
  const wanted = await inodeOf(given)
  const names = await readNames()
  const found = await Promise.all(names.map(async (name) => same(await identityOf(namespacePath(name)), wanted)))
  return names.filter((_, index) => found[index])
}

/** The IDs of the processes in a namespace, without those that may not be examined. */
export const pids = async (given: NamespaceRef): Promise<number[]> => {
  const wanted = await inodeOf(given)
  const all = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const found = await Promise.all(all.map(async (pid) => same(await identityOf(`/proc/${pid}/ns/net`), wanted)))
  return all.filter((_, index) => found[index]).map(Number)
}
