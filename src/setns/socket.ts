/** Sockets that were opened in another namespace. */
import { readFileSync } from 'node:fs'
import type { NativeFile } from '../netlink/native.ts'
import { askHelper, askHelperNow } from './helper.ts'
import type { SocketNumbers } from './messages.ts'
import type { WaitOptions } from './options.ts'

const AF_UNIX = 1
const AF_NETLINK = 16
const SOCK_RAW = 3
/** Bytes before the path of struct sockaddr_un. */
const SUN_PATH = 2

/** What the umask of a process leaves out, from the text of /proc/PID/status; everything where it is not in there. */
export const umaskOf = (status: string): number => Number.parseInt(/^Umask:\s*([0-7]+)$/m.exec(status)?.[1] ?? '777', 8)

/**
 * The umask of this process, where a file is made for the socket. `process.umask()` would change it for a moment, for all
 * threads.
 */
const umaskFor = ({ domain, connect }: SocketNumbers, address: Uint8Array): number | undefined => {
  const makesFile = domain === AF_UNIX && connect !== true && (address[SUN_PATH] ?? 0) !== 0
  return makesFile ? umaskOf(readFileSync('/proc/self/status', 'latin1')) : undefined
}

/** A socket of the namespace, bound to `address` (struct sockaddr) if there is one. The descriptor is the caller's. */
export const openSocketIn = async (
  namespace: NativeFile,
  target: string,
  numbers: SocketNumbers,
  address: Uint8Array = new Uint8Array(0),
  options: WaitOptions = {},
): Promise<number> => {
  const socket = { ...numbers, umask: umaskFor(numbers, address) }
  const { fd } = await askHelper({ operation: 'socket', target, text: address, socket, namespace }, options)
  return fd as number
}

const netlink = (protocol: number): SocketNumbers => ({ domain: AF_NETLINK, type: SOCK_RAW, protocol })

/** An AF_NETLINK socket of a namespace. */
export const openNetlinkIn = (
  namespace: NativeFile,
  target: string,
  protocol: number,
  options: WaitOptions = {},
): Promise<number> => openSocketIn(namespace, target, netlink(protocol), undefined, options)

/** The same at once, which the event loop waits for. Throws NetnsError, HelperError, SocketError. */
export const openNetlinkNow = (namespace: NativeFile, target: string, protocol: number): number => {
  const text = new Uint8Array(0)
  const { fd } = askHelperNow({ operation: 'socket', target, text, socket: netlink(protocol), namespace })
  return fd as number
}
