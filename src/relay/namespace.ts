/** Opens namespaces for clients, and sockets in them. */
import { openSocket } from '../netlink/transport/kernel.ts'
import type { KernelOptions } from '../netlink/transport/kernel-options.ts'
import type { NativeFile } from '../netlink/transport/native.ts'
import type { RemoteNamespace, Transport } from '../netlink/transport/transport.ts'
import type { NamespaceRef } from '../setns/reference.ts'
import { describeNamespace, openNamespace } from '../setns/reference.ts'
import { openNetlinkIn } from '../setns/socket.ts'
import { AdaptiveTransport } from './adaptive.ts'

const refOf = (where: RemoteNamespace): NamespaceRef => ('netns' in where ? where.netns : { pid: where.netnsPid })

/** A namespace as text: its name, its path, or the process in it. */
export const namespaceText = (where: RemoteNamespace): string => describeNamespace(refOf(where))

/** A namespace in messages. */
export const nameOf = (where: RemoteNamespace): string => `namespace ${namespaceText(where)}`

/** Throws if there is no such namespace. */
export const openRef = (where: RemoteNamespace): NativeFile => openNamespace(refOf(where))

/** Opens a kernel socket. It throws, or returns a promise that rejects, if the kernel refuses. */
export const openIn = (
  options: KernelOptions & { readonly protocol: number },
  where: RemoteNamespace | undefined,
): Transport | Promise<Transport> => {
  if (where === undefined) return new AdaptiveTransport(options, openSocket(options))
  const file = openRef(where)
  return openNetlinkIn(file, namespaceText(where), options.protocol)
    .then((socket) => new AdaptiveTransport(options, socket))
    .finally(() => file.close())
}
