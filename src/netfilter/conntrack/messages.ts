/** Payloads of requests and answers of connection tracking, in the words that people use. */
import { compile } from '../../netlink/codec/decode/compile/compile.ts'
import { encode } from '../../netlink/codec/encode/encode.ts'
import { EncodeError } from '../../netlink/codec/errors.ts'
import type { Message, Typed } from '../../netlink/codec/node.ts'
import { NLMSG_HDRLEN } from '../../netlink/protocol/header.ts'
import type { Reader } from '../../netlink/socket/requests.ts'
import type { NetlinkSocket } from '../../netlink/socket/socket.ts'
import type { NetfilterMessageName } from '../tables/index.ts'
import { messageTypes } from '../tables/index.ts'
import { friendlyPath } from './changes.ts'
import type { Connection, ConntrackValue } from './connection.ts'
import { conntrackShape, readConnection } from './connection.ts'

/** The methods of a socket that connection tracking calls. Tests pass other objects that have them. */
export interface ConntrackRequester
  extends Pick<NetlinkSocket, 'order' | 'get' | 'scan' | 'dump' | 'iterate' | 'request' | 'batch'> {}

/** The payload of a request. Throws EncodeError that names the field as the caller wrote it. */
export const payloadOf = (
  requester: Pick<ConntrackRequester, 'order'>,
  name: NetfilterMessageName,
  value: object,
): Uint8Array => {
  try {
    return encode(messageTypes[name].node as Message as Typed<unknown>, value, { order: requester.order })
  } catch (error) {
    if (!(error instanceof EncodeError)) throw error
    throw error.renamed(friendlyPath(error.path))
  }
}

export const readerOf = <V, T>(
  { order }: Pick<ConntrackRequester, 'order'>,
  name: NetfilterMessageName,
  finish: (value: V) => T,
): Reader<T> => {
  const decode = compile<V>(messageTypes[name].node, conntrackShape, { order })
  return (bytes, view, start, end) => finish(decode(bytes, view, start + NLMSG_HDRLEN, end))
}

export const connectionReader = (requester: Pick<ConntrackRequester, 'order'>): Reader<Connection> =>
  readerOf<ConntrackValue, Connection>(requester, 'IPCTNL_MSG_CT_NEW', (value) =>
    readConnection(value, requester.order === 'le'),
  )
