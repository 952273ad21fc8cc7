/** Names of network namespaces: files in /run/netns. They are checked before they become paths. */
import { EncodeError } from '../netlink/codec/errors.ts'
import { encodeUtf8 } from '../netlink/codec/text/utf8.ts'

/** Where `ip netns` keeps them. */
export const NETNS_RUN_DIR = '/run/netns'

/** NAME_MAX of <linux/limits.h>. */
const NAME_MAX = 255

/** The bytes of a name. Throws EncodeError, with `path` as the field at fault, for what is no name of one file in /run/netns. */
export const namespaceNameBytes = (name: unknown, path = 'name'): Uint8Array => {
  const bytes = typeof name === 'string' && !/[/\0]/.test(name) && !/^\.\.?$/.test(name) ? encodeUtf8(name) : undefined
  if (bytes === undefined || bytes.length === 0 || bytes.length > NAME_MAX)
    throw new EncodeError(path, 'the name of a namespace: 1 to 255 bytes, no slash', name)
  return bytes
}

/** Throws as `namespaceNameBytes` does. */
export const checkNamespaceName = (name: unknown, path = 'name'): string => {
  namespaceNameBytes(name, path)
  return name as string
}

/** The file of a name. */
export const namespacePath = (name: string, path?: string): string =>
  `${NETNS_RUN_DIR}/${checkNamespaceName(name, path)}`

/**
 * A path as node:fs takes it: bytes, since a name need not be UTF-8 (its other bytes are lone surrogates in a string,
 * which node:fs would replace). Undefined where it holds a lone surrogate that stands for no byte.
 */
export const pathBytes = (path: string): Buffer | undefined => {
  const bytes = encodeUtf8(path)
  return bytes === undefined ? undefined : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
}
