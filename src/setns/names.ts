/** Names of network namespaces, which are files in /run/netns. Checks a name before it becomes a path. */
import { EncodeError } from '../netlink/codec/errors.ts'
import { encodeUtf8 } from '../netlink/codec/text/utf8.ts'

/** The directory of names, the same as for `ip netns`. */
export const NETNS_RUN_DIR = '/run/netns'

/** NAME_MAX of <linux/limits.h>. */
const NAME_MAX = 255

/** The bytes of a name. @throws {EncodeError} for `path`, if it cannot be the name of a file in /run/netns. */
export const namespaceNameBytes = (name: unknown, path = 'name'): Uint8Array => {
  const bytes = typeof name === 'string' && !/[/\0]/.test(name) && !/^\.\.?$/.test(name) ? encodeUtf8(name) : undefined
  if (bytes === undefined || bytes.length === 0 || bytes.length > NAME_MAX)
    throw new EncodeError(path, 'the name of a namespace: 1 to 255 bytes, no slash', name)
  return bytes
}

/** Returns the name. Throws like `namespaceNameBytes`. */
export const checkNamespaceName = (name: unknown, path = 'name'): string => {
  namespaceNameBytes(name, path)
  return name as string
}

/** The path of a name's file. */
export const namespacePath = (name: string, path?: string): string =>
  `${NETNS_RUN_DIR}/${checkNamespaceName(name, path)}`

/**
 * A path for node:fs, as bytes: a name need not be UTF-8, and node:fs would replace the lone surrogates of its other
 * bytes. Undefined if the path has a lone surrogate that represents no byte.
 */
export const pathBytes = (path: string): Buffer | undefined => {
  const bytes = encodeUtf8(path)
  return bytes === undefined ? undefined : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
}
