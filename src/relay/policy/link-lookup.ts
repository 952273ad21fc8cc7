/** What the relay itself knows about a link: policies speak of names, and requests of indexes. */
import { decode } from '../../netlink/codec/decode/decode.ts'
import { encode } from '../../netlink/codec/encode/encode.ts'
import { isKernelError } from '../../netlink/protocol/errors.ts'
import { NLMSG_HDRLEN } from '../../netlink/protocol/header.ts'
import { NetlinkSocket } from '../../netlink/socket/socket.ts'
import type { Transport } from '../../netlink/transport/transport.ts'
import type { LinkMessage } from '../../rtnl/link/tables/link.ts'
import { link } from '../../rtnl/link/tables/link.ts'
import { messageTypes } from '../../rtnl/tables/index.ts'

export interface KnownLink {
  readonly index: number
  readonly name: string
  readonly kind: string | undefined
  readonly group: number
  /** Index of the bridge or bond that it is a port of. */
  readonly master: number | undefined
}

const MAX_INT = 0x7fffffff

const { RTM_GETLINK, RTM_GETROUTE } = messageTypes

/** Reads links on a socket of the relay's own, in the namespace of the client's socket. */
export class LinkLookup {
  private readonly open: () => Transport | Promise<Transport>
  private socket: Promise<NetlinkSocket> | undefined
  /** What was read since the last change. */
  private readonly known = new Map<number | string, KnownLink | undefined>()

  constructor(open: () => Transport | Promise<Transport>) {
    this.open = open
  }

  /** Something may have changed: what was read is not used again. */
  forget(): void {
    this.known.clear()
  }

  /** The link with an index or a name; undefined if there is none. */
  async find(dev: number | string): Promise<KnownLink | undefined> {
    // attributes have 32 bits without a sign, and indexes are positive
    if (typeof dev === 'number' && (dev <= 0 || dev > MAX_INT)) return undefined
    if (this.known.has(dev)) return this.known.get(dev)
    const found = await this.read(dev)
    this.known.set(dev, found)
    return found
  }

  /** How many links a group has. */
  async count(group: number): Promise<number> {
    const socket = await this.connected()
    const payload = encode(RTM_GETLINK.node, { header: {}, extMask: ['skip_stats'] })
    const groups = await socket.dump(RTM_GETLINK.type, payload, groupOf)
    return groups.filter((one) => one === group).length
  }

  /** The link through which a packet to this address leaves; undefined if there is no route. */
  async towards(family: string, address: string): Promise<number | undefined> {
    const socket = await this.connected()
    const dstLen = family === 'inet' ? 32 : 128
    const request = { header: { family: family as 'inet', dstLen }, dst: address }
    const read = (bytes: Uint8Array, _view: DataView, start: number, end: number): number | undefined =>
      decode(RTM_GETROUTE.node, bytes.subarray(start + NLMSG_HDRLEN, end)).oif
    return socket.ask(RTM_GETROUTE.type, encode(RTM_GETROUTE.node, request), read).catch(absent)
  }

  close(): void {
    this.socket?.then((socket) => socket.close()).catch(() => undefined)
  }

  private async read(dev: number | string): Promise<KnownLink | undefined> {
    const socket = await this.connected()
    const header = typeof dev === 'number' ? { index: dev } : {}
    // altIfname finds alternative names and names alike, and may be longer
    const name = typeof dev === 'string' ? { altIfname: dev } : {}
    const payload = encode(RTM_GETLINK.node, { header, ...name, extMask: ['skip_stats'] })
    return socket.ask(RTM_GETLINK.type, payload, linkOf).catch(absent)
  }

  private connected(): Promise<NetlinkSocket> {
    this.socket ??= Promise.resolve(this.open()).then((transport) => new NetlinkSocket({ transport }))
    return this.socket
  }
}

const messageOf = (bytes: Uint8Array, start: number, end: number): LinkMessage =>
  decode(link, bytes.subarray(start + NLMSG_HDRLEN, end))

const groupOf = (bytes: Uint8Array, _view: DataView, start: number, end: number): number | undefined =>
  messageOf(bytes, start, end).group

const linkOf = (bytes: Uint8Array, _view: DataView, start: number, end: number): KnownLink => {
  const { header, ifname = '', group = 0, linkinfo, master } = messageOf(bytes, start, end)
  return { index: header.index, name: ifname, kind: linkinfo?.kind, group, master }
}

/** A refusal of the kernel means that there is no such link or route. */
const absent = (error: unknown): undefined => {
  if (isKernelError(error)) return undefined
  throw error
}
