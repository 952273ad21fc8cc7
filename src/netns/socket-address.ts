/** Encodes struct sockaddr of <sys/socket.h>, for the addresses that sockets are bound or connected to. */

import { EncodeError } from '../netlink/codec/errors.ts'
import { hostOrder } from '../netlink/codec/order.ts'
import { parseAddress } from '../netlink/codec/text/parse.ts'
import { checkText } from './values.ts'

export const AF_UNIX = 1
export const AF_INET = 2
export const AF_INET6 = 10
export const SOCK_STREAM = 1
export const SOCK_DGRAM = 2
/** sun_path of struct sockaddr_un. */
const PATH_SIZE = 108

const little = hostOrder === 'le'

/** The bytes of an IPv4 or IPv6 address. Names are refused: they would be resolved outside of the namespace. */
export const readAddress = (address: unknown, path: string): Uint8Array => {
  const bytes = typeof address === 'string' ? parseAddress(address) : undefined
  if (bytes === undefined || bytes.length < 4)
    throw new EncodeError(path, 'an IPv4 or IPv6 address (names would be looked up outside of the namespace)', address)
  return bytes
}

export const familyOf = (address: Uint8Array): number => (address.length === 4 ? AF_INET : AF_INET6)

export const checkPort = (port: unknown, path = 'port'): number => {
  if (Number.isInteger(port) && (port as number) >= 0 && (port as number) <= 0xffff) return port as number
  throw new EncodeError(path, 'a port from 0 to 65535', port)
}

/** struct sockaddr_in or sockaddr_in6. */
export const internetAddress = (address: Uint8Array, port: number): Uint8Array => {
  const four = address.length === 4
  const bytes = new Uint8Array(four ? 16 : 28)
  const view = new DataView(bytes.buffer)
  view.setUint16(0, four ? AF_INET : AF_INET6, little)
  view.setUint16(2, port)
  bytes.set(address, four ? 4 : 8)
  return bytes
}

const unixAddress = (text: Uint8Array): Uint8Array => {
  const bytes = new Uint8Array(2 + text.length)
  new DataView(bytes.buffer).setUint16(0, AF_UNIX, little)
  bytes.set(text, 2)
  return bytes
}

/** Text that cannot be encoded as UTF-8. */
const LONE_SURROGATE = /\p{Surrogate}/u

export const isAbstract = (path: unknown): boolean => typeof path === 'string' && path.startsWith('\0')

/** struct sockaddr_un of an abstract name: `\0` and the name, without a NUL at the end. */
export const abstractAddress = (name: string): Uint8Array => {
  const text = new TextEncoder().encode(name)
  if (text.length > PATH_SIZE || LONE_SURROGATE.test(name))
    throw new EncodeError('path', 'an abstract name of at most 107 bytes after the NUL', name)
  return unixAddress(text)
}

const PATH = 'a path of 1 to 107 bytes without NUL'

/**
 * The path of a unix socket. @throws {EncodeError} if it does not fit struct sockaddr_un; node:net would truncate it.
 */
export const checkSocketPath = (path: unknown): string => {
  const text = checkText(path, 'path', PATH)
  const { length } = new TextEncoder().encode(text)
  if (length === 0 || length >= PATH_SIZE || LONE_SURROGATE.test(text)) throw new EncodeError('path', PATH, path)
  return text
}

/** struct sockaddr_un of a path. */
export const pathAddress = (path: string): Uint8Array => unixAddress(new TextEncoder().encode(`${path}\0`))
