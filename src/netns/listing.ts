/** What there is in /run/netns, and which processes are where: read from the file system alone. */
import { readdir, stat } from 'node:fs/promises'
import { namespacePath, pathBytes } from '../setns/names.ts'
import type { NamespaceRef } from '../setns/reference.ts'
import { openNamespace } from '../setns/reference.ts'
import { readNames } from '../setns/run-dir.ts'

/** What tells one namespace from another. */
interface Identity {
  readonly dev: number
  readonly ino: number
}

/** Undefined where it can't be looked at: it went away meanwhile, is not ours, or leads nowhere. */
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

/** All names of the namespace of a process. */
export const identify = async (given: NamespaceRef): Promise<string[]> => {
  const wanted = await inodeOf(given)
  const names = await readNames()
  const found = await Promise.all(names.map(async (name) => same(await identityOf(namespacePath(name)), wanted)))
  return names.filter((_, place) => found[place])
}

/** The processes in a namespace. */
export const pids = async (given: NamespaceRef): Promise<number[]> => {
  const wanted = await inodeOf(given)
  const all = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const found = await Promise.all(all.map(async (pid) => same(await identityOf(`/proc/${pid}/ns/net`), wanted)))
  return all.filter((_, place) => found[place]).map(Number)
}
