/** struct sockaddr of <sys/socket.h> as it is in memory, for the addresses that sockets are bound to. */
import { resolve } from 'node:path'
import { hostOrder } from '../netlink/codec/decode.ts'
import { EncodeError } from '../netlink/codec/errors.ts'
import { parseAddress } from '../netlink/codec/parse.ts'

export const AF_UNIX = 1
export const AF_INET = 2
export const AF_INET6 = 10
/** sun_path of struct sockaddr_un. */
const PATH_ROOM = 108

const little = hostOrder === 'le'

/** Bytes of an IPv4 or IPv6 address. Names are refused: they would be looked up in the wrong namespace. */
export const readAddress = (address: unknown, path: string): Uint8Array => {
  const bytes = typeof address === 'string' ? parseAddress(address) : undefined
  if (bytes === undefined || bytes.length < 4)
    throw new EncodeError(path, 'an IPv4 or IPv6 address (names would be looked up outside of the namespace)', address)
  return bytes
}

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

/** struct sockaddr_un: a path, or an abstract name behind a NUL. The helper's directory is not ours: paths are made absolute. */
export const unixAddress = (path: string): Uint8Array => {
  const abstract = path.startsWith('\0')
  const text = new TextEncoder().encode(abstract || path === '' ? path : resolve(path))
  if (text.length === 0 || text.length > PATH_ROOM - (abstract ? 0 : 1))
    throw new EncodeError('path', 'a path of 1 to 107 bytes', path)
  const bytes = new Uint8Array(2 + text.length + (abstract ? 0 : 1))
  new DataView(bytes.buffer).setUint16(0, AF_UNIX, little)
  bytes.set(text, 2)
  return bytes
}
