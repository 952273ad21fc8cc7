/** Other network namespaces, as requests name them. */
import { EncodeError } from '../netlink/codec/errors.ts'

/** A network namespace: an open file of it, a process in it, or whatever has one of these. */
export type NamespaceRef = { readonly fd: number } | { readonly pid: number }

const isNumber = (value: unknown): boolean => Number.isInteger(value) && (value as number) >= 0

/** The one number that counts. Throws EncodeError, with `path` as the field at fault. */
export const readNamespaceRef = (given: NamespaceRef, path: string): NamespaceRef => {
  if (typeof given === 'object' && given !== null) {
    if ('fd' in given && isNumber(given.fd)) return { fd: given.fd }
    if ('pid' in given && isNumber(given.pid)) return { pid: given.pid }
  }
  throw new EncodeError(path, 'a namespace: { fd } or { pid }', given)
}
