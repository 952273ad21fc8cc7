/** The network namespaces in which test files run: `inNamespace` and `inSandbox` of namespace.ts. JavaScript, for enter.mjs. */
import { readlinkSync } from 'node:fs'

/** Environment variable: the namespace the test was started in. A process is inside if it is in another. */
export const OUTSIDE = 'TEST_OUTSIDE_NAMESPACE'

export const ownNamespace = () => readlinkSync('/proc/self/ns/net')

export const isInside = () => {
  const outside = process.env[OUTSIDE]
  return outside !== undefined && outside !== ownNamespace()
}

/** Words to run a program behind: in a network namespace of its own that ends with it, without privilege if need be. */
export const unshare = process.getuid() === 0 ? ['unshare', '--net'] : ['unshare', '--user', '--map-root-user', '--net']

const EMPTY_RUN_NETNS = 'mkdir -p /run/netns && mount -t tmpfs -o mode=755 none /run/netns && exec "$@"'

/** What starts a program in the surroundings that a file asks for by this call. */
export const surroundings = {
  inNamespace: unshare,
  inSandbox: [...unshare, '--mount', 'sh', '-c', EMPTY_RUN_NETNS, 'sh'],
}
