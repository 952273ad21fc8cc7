/** Network namespaces as programs name them, and the way from there to an open file. */
import { closeSync, constants, existsSync, openSync } from 'node:fs'
import { EncodeError } from '../netlink/codec/errors.ts'
import type { NativeFile } from '../netlink/transport/native.ts'
import { loadNative } from '../netlink/transport/native.ts'
import { NetnsError } from './errors.ts'
import { namespacePath, pathBytes } from './names.ts'

/**
 * A network namespace: its name (`blue`, of /run/netns), the path of a file of it (with a slash), the number of a
 * process in it, or whatever has an `fd` (an open file of it, such as a `Netns`) or a `pid`.
 */
export type NamespaceRef = string | number | { readonly fd: number } | { readonly pid: number }

const ENOENT = 2
const ESRCH = 3
const EINVAL = 22

const isNumber = (value: unknown, least: number): value is number =>
  Number.isInteger(value) && (value as number) >= least

/** What is known of a namespace without opening it. */
type Place = { readonly fd: number } | { readonly pid: number } | { readonly path: string }

/** Throws EncodeError, with `path` as the field at fault. */
export const placeOf = (given: NamespaceRef, path: string): Place => {
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

/** How error messages call a namespace. */
export const describeNamespace = (given: NamespaceRef): string => {
  if (typeof given !== 'object') return String(given)
  return 'fd' in given ? `fd ${given.fd}` : `pid ${given.pid}`
}

/** Throws EncodeError for the options of a client whose namespace would be told twice. */
export const refuseOpened = ({ fd, transport }: { readonly fd?: unknown; readonly transport?: unknown }): void => {
  if (fd !== undefined || transport !== undefined)
    throw new EncodeError('netns', 'nothing beside `fd` or `transport`, which are in a namespace already')
}

const { O_RDONLY, O_NONBLOCK, O_NOCTTY } = constants

/** The addon takes paths as text; one that is not UTF-8 is opened here, and again by its descriptor. */
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
 * Opens a namespace; the file is the caller's to close. Paths and processes are opened by way of /proc. Throws NetnsError,
 * EncodeError for what is no namespace.
 */
export const openNamespace = (given: NamespaceRef, path = 'netns'): NativeFile => {
  const place = placeOf(given, path)
  const opened =
    'fd' in place
      ? loadNative().openNamespace(place.fd)
      : openPath('path' in place ? place.path : `/proc/${place.pid}/ns/net`)
  if (typeof opened !== 'number') return opened
  if (opened === -EINVAL) throw new EncodeError(path, 'a network namespace, and not some other file', given)
  const missing = opened === -ENOENT && !existsSync('/proc/self')
  const needs = missing ? '/proc, which is not mounted' : undefined
  const errno = 'pid' in place && opened === -ENOENT && !missing ? ESRCH : -opened
  throw new NetnsError({ errno, operation: 'open', target: describeNamespace(given), syscall: 'open', needs })
}

/** Namespaces as requests of netlink name them: by number. Those that have to be opened for that stay open until `close`. */
export class NamespaceNumbers {
  private readonly files: NativeFile[] = []

  /** Throws EncodeError with `path` as the field at fault, NetnsError. */
  of(given: NamespaceRef, path: string): { readonly fd: number } | { readonly pid: number } {
    const place = placeOf(given, path)
    if (!('path' in place)) return place
    const file = openNamespace(given, path)
    this.files.push(file)
    return { fd: file.fd }
  }

  readonly close = (): void => {
    for (const file of this.files.splice(0)) file.close()
  }
}
