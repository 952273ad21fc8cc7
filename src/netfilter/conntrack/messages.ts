/** Requests of connection tracking, whose errors name the fields of the caller's objects. */
import type { About } from '../../client/change.ts'
import { Change } from '../../client/change.ts'
import type { Requester } from '../../client/requester.ts'
import { encode } from '../../netlink/codec/encode/encode.ts'
import { EncodeError } from '../../netlink/codec/errors.ts'
import type { Message, Typed } from '../../netlink/codec/node.ts'
import type { NetlinkSocket } from '../../netlink/socket/socket.ts'
import type { NetfilterMessageName } from '../tables/index.ts'
import { messageTypes } from '../tables/index.ts'
import { friendlyPath } from './changes.ts'

/** The methods of a socket that connection tracking calls. Tests pass other objects that have them. */
export interface ConntrackRequester extends Requester, Pick<NetlinkSocket, 'get'> {}

/**
 * The payload of a request.
 *
 * @throws {EncodeError} with the path of the field in the caller's object.
 */
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

/**
 * A change that can be sent.
 *
 * @throws {EncodeError} with the path of the field in the caller's object.
 */
export const makeChange = (
  requester: Pick<ConntrackRequester, 'order'>,
  name: NetfilterMessageName,
  flags: number,
  value: object,
  about: About,
): Change => new Change(messageTypes[name].type, flags, payloadOf(requester, name, value), about)
