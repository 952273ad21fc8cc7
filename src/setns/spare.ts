/**
 * Sockets that the helper opened in namespaces that it had just created. The first client of such a namespace uses the one
 * of its handle, which saves a request to the helper.
 */
import { NETLINK_ROUTE } from '../netlink/protocol/protocols.ts'
import type { NativeSocket } from '../netlink/transport/native.ts'
import { adoptSocket } from './descriptor.ts'

/** The most that are kept open. Beyond that the oldest is closed: programs may hold more namespaces than sockets. */
const MOST = 16

interface Spare {
  readonly socket: NativeSocket
  readonly reference: WeakRef<NativeSocket>
  /** The effective ids of this process when it was opened. */
  readonly ids: string
}

/** By the handle. A handle that is left open and its socket can be collected. */
const spares = new WeakMap<object, Spare>()
/** All that are open, oldest first. */
const kept = new Set<WeakRef<NativeSocket>>()

const ids = (): string => `${process.geteuid?.()}:${process.getegid?.()}`

/** Keeps a socket for a handle of its namespace. */
export const keepSpare = (handle: object, fd: number): void => {
  const socket = adoptSocket(fd)
  const reference = new WeakRef(socket)
  spares.set(handle, { socket, reference, ids: ids() })
  kept.add(reference)
  if (kept.size <= MOST) return
  const oldest = kept.values().next().value as WeakRef<NativeSocket>
  kept.delete(oldest)
  oldest.deref()?.close()
}

/** The spare of a handle, which is not kept any more. */
const release = (handle: object): Spare | undefined => {
  const spare = spares.get(handle)
  if (spare === undefined) return undefined
  spares.delete(handle)
  kept.delete(spare.reference)
  return spare
}

/** Closes the socket of a handle that no client has used. */
export const dropSpare = (handle: object): void => {
  release(handle)?.socket.close()
}

/**
 * The socket that was kept for a handle, for the caller to close. Undefined if there is none, or if this process has become
 * another user: the helper would have to enter the namespace as that user.
 */
export const takeSpare = (handle: unknown, protocol: number): NativeSocket | undefined => {
  if (typeof handle !== 'object' || handle === null || protocol !== NETLINK_ROUTE) return undefined
  const spare = release(handle)
  if (spare === undefined) return undefined
  if (spare.ids !== ids()) spare.socket.close()
  return spare.socket.fd < 0 ? undefined : spare.socket
}
