/** Where the sockets of a client come from: its own, and one more for everything that watches. */
import { UnsupportedError } from '../netlink/errors.ts'
import type { NativeFile } from '../netlink/native.ts'
import { checkSignal, checkTimeout } from '../netlink/options.ts'
import type { MessageRegistry, SocketOptions } from '../netlink/socket.ts'
import { NetlinkSocket } from '../netlink/socket.ts'
import type { Transport } from '../netlink/transport.ts'
import type { WaitOptions } from './options.ts'
import type { NamespaceRef } from './reference.ts'
import { describeNamespace, openNamespace, refuseOpened } from './reference.ts'
import { openNetlinkIn, openNetlinkNow } from './socket.ts'

/** `signal` and `timeout` are about opening, where that takes a request to the namespace helper. */
export interface OpenOptions extends WaitOptions, Pick<SocketOptions, 'io' | 'fd' | 'receiveBuffer' | 'order'> {
  /** The namespace to work in: a `Netns`, its name, its path, the number of a process in it. Default that of this process. */
  readonly netns?: NamespaceRef | undefined
  /** Something else than the kernel: a fake for tests, a relay. A function makes one for the client and one for each monitor. */
  readonly transport?: Transport | (() => Transport) | undefined
}

/** What clients open: NETLINK_ROUTE and the like, with its messages. */
export interface Family {
  readonly protocol: number
  readonly messages: MessageRegistry
}

/** The namespace of a client that is in another one, for sockets still to be opened there. */
interface Place {
  readonly file: NativeFile
  readonly target: string
}

const MONITOR_NEEDS =
  'it needs a socket of its own in the namespace of the client, which was opened with a socket that was given to it; give the monitor one more (`fd`)'

const made = (transport: OpenOptions['transport']): Transport | undefined =>
  typeof transport === 'function' ? transport() : transport

export class Opener {
  /** Undefined where the client was given a socket. */
  readonly socket: NetlinkSocket | undefined
  private readonly family: Family
  private readonly options: OpenOptions
  private readonly place: Place | undefined

  private constructor(family: Family, options: OpenOptions, socket: NetlinkSocket | undefined, place?: Place) {
    this.family = family
    this.options = options
    this.socket = socket
    this.place = place
  }

  /** For a client that has a socket, and nowhere to open another one. */
  static without(family: Family): Opener {
    return new Opener(family, {}, undefined)
  }

  /** Rejects with UnsupportedError, SocketError, NetnsError, HelperError, TimeoutError. */
  static async open(family: Family, options: OpenOptions): Promise<Opener & { readonly socket: NetlinkSocket }> {
    const { netns, transport, signal, timeout, ...others } = options
    checkSignal('open', signal)
    checkTimeout('open', timeout)
    signal?.throwIfAborted()
    const opened = (fd: number | undefined, place?: Place): Opener & { readonly socket: NetlinkSocket } => {
      const socket = new NetlinkSocket({ ...others, ...family, fd, transport: made(transport) })
      return new Opener(family, options, socket, place) as Opener & { readonly socket: NetlinkSocket }
    }
    if (netns === undefined) return opened(options.fd)
    refuseOpened(options)
    const place: Place = { file: openNamespace(netns), target: describeNamespace(netns) }
    try {
      return opened(await openNetlinkIn(place.file, place.target, family.protocol, { signal, timeout }), place)
    } catch (error) {
      place.file.close()
      throw error
    }
  }

  /**
   * For one more socket beside the client's, or around `fd`. Throws UnsupportedError where the client itself was opened
   * with a socket that was given to it: nobody knows how to open a second one where that one is.
   */
  another(what: string, fd?: number): SocketOptions {
    const { io, order, transport } = this.options
    const { place, family } = this
    if (fd !== undefined) return { ...family, io, order, fd }
    const given = this.options.fd !== undefined || this.socket === undefined
    if (given || (transport !== undefined && typeof transport !== 'function'))
      throw new UnsupportedError(what, MONITOR_NEEDS)
    if (place !== undefined)
      return { ...family, io, order, fd: openNetlinkNow(place.file, place.target, family.protocol) }
    return { ...family, io, order, transport: made(transport) }
  }

  /** Closes the socket it opened. */
  close(): void {
    this.socket?.close()
    this.place?.file.close()
  }
}
