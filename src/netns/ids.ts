/** Reads and sets the IDs of namespaces (`ip netns set`, `list-id`), and counts links, over netlink. */

import { decode } from '../netlink/codec/decode/decode.ts'
import { encode } from '../netlink/codec/encode/encode.ts'
import { EncodeError } from '../netlink/codec/errors.ts'
import { NLMSG_HDRLEN } from '../netlink/protocol/header.ts'
import type { Reader } from '../netlink/socket/requests.ts'
import { NetlinkSocket } from '../netlink/socket/socket.ts'
import type { NativeFile } from '../netlink/transport/native.ts'
import { route } from '../rtnl/family.ts'
import { type LinkMessage, link } from '../rtnl/link/tables/link.ts'
import { type NsidMessage, nsid } from '../rtnl/nsid/tables/nsid.ts'
import { messageTypes } from '../rtnl/tables/index.ts'
import { handOver } from '../setns/descriptor.ts'
import type { NamespaceRef } from '../setns/reference.ts'
import { NamespaceNumbers } from '../setns/reference.ts'
import { openSocketIn } from '../setns/socket.ts'

/** NETNSA_NSID_NOT_ASSIGNED. */
const NONE = -1
const AF_NETLINK = 16
const SOCK_RAW = 3
const NETLINK_ROUTE = 0

const read: Reader<NsidMessage> = (bytes, _view, start, end) => decode(nsid, bytes.subarray(start + NLMSG_HDRLEN, end))

const request = (socket: NetlinkSocket, attributes: object): Uint8Array =>
  encode(nsid, { header: {}, ...attributes } as NsidMessage, { order: socket.order })

/** Passes `ask` a socket in the namespace of this process. */
export const withSocket = async <T>(ask: (socket: NetlinkSocket) => Promise<T>): Promise<T> => {
  await using socket = new NetlinkSocket({ io: 'inline', family: route })
  return await ask(socket)
}

/** The nsid of a namespace; undefined if it has none here. */
export const idOf = async (
  socket: NetlinkSocket,
  namespace: NamespaceRef,
  signal?: AbortSignal,
): Promise<number | undefined> => {
  const numbers = new NamespaceNumbers()
  try {
    const payload = request(socket, await numbers.of(namespace, 'netns'))
    const { nsid: id } = await socket.ask(messageTypes.RTM_GETNSID.type, payload, read, { signal })
    return id === NONE ? undefined : id
  } finally {
    numbers.close()
  }
}

const checkId = (id: unknown, path: string, expected = 'a number from 0 to 2147483647'): void => {
  if (!Number.isInteger(id) || (id as number) < 0 || (id as number) > 0x7fffffff)
    throw new EncodeError(path, expected, id)
}

/** Assigns an nsid. Rejects with KernelError EEXIST if the namespace has one. */
export const setId = async (
  socket: NetlinkSocket,
  namespace: NamespaceRef,
  id: number | 'auto',
  signal?: AbortSignal,
): Promise<void> => {
  if (id !== 'auto') checkId(id, 'id', "a number from 0 to 2147483647, or 'auto'")
  const numbers = new NamespaceNumbers()
  try {
    const payload = request(socket, { ...(await numbers.of(namespace, 'netns')), nsid: id === 'auto' ? NONE : id })
    await socket.request(messageTypes.RTM_NEWNSID.type, 0, payload, { target: `nsid ${id}`, signal })
  } finally {
    numbers.close()
  }
}

/** The number by which one network namespace refers to another. */
export interface NamespaceId {
  /** The nsid. */
  readonly nsid: number
  /** With `target`: the nsid that the same namespace has here, if it has one. Absent otherwise. */
  readonly currentNsid?: number | undefined
}

const finish = ({ nsid: id = NONE, currentNsid }: NsidMessage): NamespaceId =>
  currentNsid === undefined || currentNsid === NONE ? { nsid: id } : { nsid: id, currentNsid }

/** All nsids here, or, with `target`, all nsids in the namespace with that nsid. */
export const listIds = async (
  socket: NetlinkSocket,
  target: number | undefined,
  signal?: AbortSignal,
): Promise<NamespaceId[]> => {
  if (target !== undefined) checkId(target, 'target')
  const payload = request(socket, { targetNsid: target })
  return (await socket.dump(messageTypes.RTM_GETNSID.type, payload, read, { signal })).map(finish)
}

/** Looks up one nsid. */
export const lookUpId = async (
  socket: NetlinkSocket,
  id: number,
  target: number | undefined,
  signal?: AbortSignal,
): Promise<NamespaceId> => {
  checkId(id, 'nsid')
  if (target !== undefined) checkId(target, 'target')
  const payload = request(socket, { nsid: id, targetNsid: target })
  return finish(await socket.ask(messageTypes.RTM_GETNSID.type, payload, read, { signal }))
}

/** The number of links in a namespace, including its loopback. */
export const countLinks = async (namespace: NativeFile, target: string, signal?: AbortSignal): Promise<number> => {
  const netlink = { domain: AF_NETLINK, type: SOCK_RAW, protocol: NETLINK_ROUTE }
  const fd = await openSocketIn(namespace, target, netlink, undefined, { signal })
  await using socket = handOver(fd, () => new NetlinkSocket({ io: 'inline', fd, family: route }))
  const all = { header: {}, extMask: ['skip_stats'] } as unknown as LinkMessage
  const payload = encode(link, all, { order: socket.order })
  return (await socket.dump(messageTypes.RTM_GETLINK.type, payload, () => 1, { signal })).length
}
