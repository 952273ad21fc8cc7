/** Opens sockets in another namespace. */
import type { NativeFile, NativeSocket } from '../netlink/transport/native.ts'
import { adoptSocket } from './descriptor.ts'
import { askHelper, askHelperNow } from './helper.ts'
import type { SocketNumbers } from './messages.ts'
import type { WaitOptions } from './options.ts'

const AF_NETLINK = 16
const SOCK_RAW = 3

/** Opens a socket, bound to `address` (struct sockaddr) if given. The caller owns the descriptor. */
export const openSocketIn = async (
  namespace: NativeFile,
  target: string,
  socket: SocketNumbers,
  address: Uint8Array = new Uint8Array(0),
  options: WaitOptions = {},
): Promise<number> => {
  const { fd } = await askHelper({ operation: 'socket', target, text: address, socket, namespace }, options)
  return fd as number
}

const netlink = (protocol: number): SocketNumbers => ({ domain: AF_NETLINK, type: SOCK_RAW, protocol })

/** Opens an AF_NETLINK socket. */
export const openNetlinkIn = async (
  namespace: NativeFile,
  target: string,
  protocol: number,
  options: WaitOptions = {},
): Promise<NativeSocket> => adoptSocket(await openSocketIn(namespace, target, netlink(protocol), undefined, options))

/** The same synchronously: blocks the event loop. Throws NetnsError, HelperError, SocketError. */
export const openNetlinkNow = (namespace: NativeFile, target: string, protocol: number): number => {
  const text = new Uint8Array(0)
  const { fd } = askHelperNow({ operation: 'socket', target, text, socket: netlink(protocol), namespace })
  return fd as number
}
