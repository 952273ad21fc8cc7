/** Opens namespaces for clients, and sockets in them. */
import { fstatSync } from 'node:fs'
import { openSocket } from '../netlink/transport/kernel.ts'
import type { KernelOptions } from '../netlink/transport/kernel-options.ts'
import type { NativeFile } from '../netlink/transport/native.ts'
import type { RemoteNamespace, Transport } from '../netlink/transport/transport.ts'
import type { NamespaceRef } from '../setns/reference.ts'
import { describeNamespace, openNamespace } from '../setns/reference.ts'
import { openNetlinkIn } from '../setns/socket.ts'
import { AdaptiveTransport } from './adaptive.ts'
import type { Objection } from './gate.ts'

const refOf = (where: RemoteNamespace): NamespaceRef => ('netns' in where ? where.netns : { pid: where.netnsPid })

/** A namespace as text: its name, its path, or the process in it. */
export const namespaceText = (where: RemoteNamespace): string => describeNamespace(refOf(where))

/** A namespace in messages. */
export const nameOf = (where: RemoteNamespace): string => `namespace ${namespaceText(where)}`

/** Opens a namespace. Throws if there is none, or if `examine` objects. */
export const openRef = (where: RemoteNamespace, examine: (file: NativeFile) => Objection): NativeFile => {
  const file = openNamespace(refOf(where))
  const objection = examine(file)
  if (objection === undefined) return file
  file.close()
  throw new Error(objection)
}

/** Options of a kernel socket. */
type Options = KernelOptions & { readonly protocol: number }

/**
 * Opens kernel sockets in one namespace: that of a client, then those of its policy. All are in the same namespace, although its
 * name or process may belong to another one by then.
 */
export class Namespace {
  private readonly where: RemoteNamespace | undefined
  private readonly examine: (where: RemoteNamespace, file: NativeFile) => Objection
  /** Of the namespace of the first socket, which keeps the number from being used again. */
  private inode: number | undefined

  /** `where`: undefined for the namespace of the relay. `examine`: whether the client may use it. */
  constructor(where: RemoteNamespace | undefined, examine: (where: RemoteNamespace, file: NativeFile) => Objection) {
    this.where = where
    this.examine = examine
  }

  /** Opens a socket. It throws, or returns a promise that rejects, if the kernel refuses or `examine` objects. */
  open(options: Options): Transport | Promise<Transport> {
    const { where } = this
    if (where === undefined) return new AdaptiveTransport(options, openSocket(options))
    const file = openRef(where, (file) => this.check(where, file))
    return openNetlinkIn(file, namespaceText(where), options.protocol)
      .then((socket) => new AdaptiveTransport(options, socket))
      .finally(() => file.close())
  }

  private check(where: RemoteNamespace, file: NativeFile): Objection {
    const { ino } = fstatSync(file.fd)
    this.inode ??= ino
    return this.inode === ino ? this.examine(where, file) : `${nameOf(where)} is another one by now`
  }
}
