/** Names of network namespaces: files in /run/netns. They are checked before they become paths. */
import { EncodeError } from '../netlink/codec/errors.ts'

/** Where `ip netns` keeps them. */
export const NETNS_RUN_DIR = '/run/netns'

/** NAME_MAX of <linux/limits.h>. */
const NAME_MAX = 255

/** Throws EncodeError, with `path` as the field at fault, for what is no name of one file in /run/netns. */
export const checkNamespaceName = (name: unknown, path = 'name'): string => {
  const length = typeof name === 'string' ? new TextEncoder().encode(name).length : 0
  if (typeof name !== 'string' || length === 0 || length > NAME_MAX || /[/\0]/.test(name) || /^\.\.?$/.test(name))
    throw new EncodeError(path, 'the name of a namespace: 1 to 255 bytes, no slash', name)
  return name
}

/** The file of a name. */
export const namespacePath = (name: string, path?: string): string =>
  `${NETNS_RUN_DIR}/${checkNamespaceName(name, path)}`
