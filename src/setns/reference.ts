/** How programs refer to network namespaces, and how such a reference is opened. */
import { closeSync, constants, existsSync, openSync } from 'node:fs'
import { EncodeError } from '../netlink/codec/errors.ts'
import type { NativeFile } from '../netlink/transport/native.ts'
import { loadNative } from '../netlink/transport/native.ts'
import type { RemoteNamespace, RemoteNamespaces } from '../netlink/transport/transport.ts'
import { NetnsError } from './errors.ts'
import { namespacePath, pathBytes } from './names.ts'

/**
 * A network namespace: its name in /run/netns (`blue`), the path of a file of it (with a slash), the ID of a process in
 * it, or an object with an `fd` (an open file of it, such as a `Netns`) or a `pid`.
 */
export type NamespaceRef = string | number | { readonly fd: number } | { readonly pid: number }

const ENOENT = 2
const ESRCH = 3
const EINVAL = 22

const isNumber = (value: unknown, least: number): value is number =>
  Number.isInteger(value) && (value as number) >= least

/** A checked reference to a namespace that is not open yet. */
type Location = { readonly fd: number } | { readonly pid: number } | { readonly path: string }

/** Checks a reference. @throws {EncodeError} for `path`. */
export const locationOf = (given: NamespaceRef, path: string): Location => {
  if (typeof given === 'string') {
    if (!given.includes('/')) return { path: namespacePath(given, path) }
    if (!given.includes('\0') && pathBytes(given) !== undefined) return { path: given }
  }
  if (isNumber(given, 1)) return { pid: given }
  if (typeof given === 'object' && given !== null) {
    if ('fd' in given && isNumber(given.fd, 0)) return { fd: given.fd }
    if ('pid' in given && isNumber(given.pid, 0)) return { pid: given.pid }
  }
  throw new EncodeError(path, 'a namespace: its name, a path, the number of a process, { fd } or { pid }', given)
}

/** A namespace in error messages. */
export const describeNamespace = (given: NamespaceRef): string => {
  if (typeof given !== 'object') return String(given)
  return 'fd' in given ? `fd ${given.fd}` : `pid ${given.pid}`
}

/** @throws {EncodeError} if the options of a client specify its namespace twice. */
export const refuseOpened = ({ fd, transport }: { readonly fd?: unknown; readonly transport?: unknown }): void => {
  if (fd !== undefined || transport !== undefined)
    throw new EncodeError('netns', 'nothing, since `fd` or `transport` is in a namespace already')
}

const { O_RDONLY, O_NONBLOCK, O_NOCTTY } = constants

/** Opens a path. The addon takes UTF-8 only, so any other path is opened here and passed as a descriptor. */
const openPath = (path: string): NativeFile | number => {
  const bytes = pathBytes(path) as Buffer
  if (bytes.toString() === path) return loadNative().openNamespace(path)
  let fd: number
  try {
    fd = openSync(bytes, O_RDONLY | O_NONBLOCK | O_NOCTTY)
  } catch (error) {
    return (error as NodeJS.ErrnoException).errno as number
  }
  try {
    return loadNative().openNamespace(fd)
  } finally {
    closeSync(fd)
  }
}

/**
 * Opens a namespace. The caller owns the file. Paths and processes need /proc. Throws NetnsError, or EncodeError if the
 * file is not a network namespace.
 */
export const openNamespace = (given: NamespaceRef, path = 'netns'): NativeFile => {
  const location = locationOf(given, path)
  const opened =
    'fd' in location
      ? loadNative().openNamespace(location.fd)
      : openPath('path' in location ? location.path : `/proc/${location.pid}/ns/net`)
  if (typeof opened !== 'number') return opened
  if (opened === -EINVAL) throw new EncodeError(path, 'a network namespace, and not some other file', given)
  const missing = opened === -ENOENT && !existsSync('/proc/self')
  const needs = missing ? '/proc, which is not mounted' : undefined
  const errno = 'pid' in location && opened === -ENOENT && !missing ? ESRCH : -opened
  throw new NetnsError({ errno, operation: 'open', target: describeNamespace(given), syscall: 'open', needs })
}

/** A namespace of another machine. @throws {EncodeError} for `path`, also for a descriptor, which means nothing there. */
export const remoteNamespace = (given: NamespaceRef, path = 'netns'): RemoteNamespace => {
  const location = locationOf(given, path)
  if ('pid' in location) return { netnsPid: location.pid }
  if ('path' in location) return { netns: given as string }
  throw new EncodeError(
    path,
    "a namespace of the relay's machine: its name, its path, or the number of a process",
    given,
  )
}

/** Namespaces in netlink requests, which refer to them by fd or pid. Those opened for that stay open until `close`. */
export class NamespaceNumbers {
  private readonly remote: RemoteNamespaces | undefined
  private readonly files: { close(): unknown }[] = []

  /** `remote`: the namespaces of the machine that the requests are for; undefined: this machine. */
  constructor(remote?: RemoteNamespaces) {
    this.remote = remote
  }

  /** @throws {EncodeError} for `path`; {NetnsError} if the namespace cannot be opened, {RelayError} on another machine. */
  async of(given: NamespaceRef, path: string): Promise<{ readonly fd: number } | { readonly pid: number }> {
    const { remote } = this
    if (remote !== undefined) {
      const held = await remote.openNamespace(remoteNamespace(given, path))
      this.files.push(held)
      return { fd: held.fd }
    }
    const location = locationOf(given, path)
    if (!('path' in location)) return location
    const file = openNamespace(given, path)
    this.files.push(file)
    return { fd: file.fd }
  }

  readonly close = (): void => {
    for (const file of this.files.splice(0)) file.close()
  }
}
