/** Where the sockets of a client come from: its own, and one more for everything that watches. */
import { UnsupportedError } from '../netlink/protocol/errors.ts'
import type { Family } from '../netlink/protocol/family.ts'
import { checkOptions, checkSignal, checkTimeout, OptionError } from '../netlink/socket/options.ts'
import type { SocketOptions } from '../netlink/socket/socket.ts'
import { NetlinkSocket } from '../netlink/socket/socket.ts'
import { checkKernelOptions } from '../netlink/socket/socket-options.ts'
import type { NativeFile } from '../netlink/transport/native.ts'
import { openKernel } from '../netlink/transport/open.ts'
import type { Transport } from '../netlink/transport/transport.ts'
import { handOver } from '../setns/descriptor.ts'
import type { WaitOptions } from '../setns/options.ts'
import type { NamespaceRef } from '../setns/reference.ts'
import { describeNamespace, openNamespace, refuseOpened } from '../setns/reference.ts'
import { openNetlinkIn, openNetlinkNow } from '../setns/socket.ts'

/** `signal` and `timeout` are about opening, where that takes a request to the namespace helper. */
export interface OpenOptions
  extends WaitOptions,
    Pick<SocketOptions, 'io' | 'fd' | 'receiveBuffer' | 'order' | 'onWarning'> {
  /**
   * The namespace to work in: a `Netns`, its name, its path, the number of a process in it. Left out, it is that of this
   * process; undefined is refused, so that a value that went missing never means the host.
   */
  readonly netns?: NamespaceRef
  /** Something else than the kernel: a fake for tests, a relay. A function makes one for the client and one for each monitor. */
  readonly transport?: Transport | (() => Transport) | undefined
}

const SOCKET_KEYS = ['io', 'fd', 'receiveBuffer', 'order', 'onWarning', 'netns', 'transport'] as const
const KEYS: readonly (keyof OpenOptions)[] = [...SOCKET_KEYS, 'signal', 'timeout']

/** Throws OptionError for an unknown option, an invalid value, or two options that each name a socket. `where` names the call. */
export const checkOpenOptions = (where: string, options: OpenOptions & { readonly socket?: unknown }): void => {
  checkOptions(where, options, [...KEYS, 'socket'])
  checkKernelOptions(where, options)
  checkSignal(where, options.signal)
  checkTimeout(where, options.timeout)
  if ('netns' in options && options.netns === undefined)
    throw new OptionError(where, 'netns', 'expected a namespace, got undefined; leave it out for that of this process')
  const beside = SOCKET_KEYS.find((key) => options[key] !== undefined)
  if (options.socket !== undefined && beside !== undefined)
    throw new OptionError(where, beside, 'has no meaning for a socket that is open already')
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
    signal?.throwIfAborted()
    const opened = (given: Transport | undefined, place?: Place): Opener & { readonly socket: NetlinkSocket } => {
      const socket = new NetlinkSocket({ ...others, family, transport: given })
      return new Opener(family, options, socket, place) as Opener & { readonly socket: NetlinkSocket }
    }
    if (netns === undefined) return opened(made(transport))
    refuseOpened(options)
    const place: Place = { file: openNamespace(netns), target: describeNamespace(netns) }
    try {
      const fd = await openNetlinkIn(place.file, place.target, family.protocol, { signal, timeout })
      const { io, receiveBuffer } = options
      const { protocol } = family
      return opened(
        handOver(fd, () => openKernel({ io, receiveBuffer, protocol, fd, fresh: true })),
        place,
      )
    } catch (error) {
      place.file.close()
      throw error
    }
  }

  /**
   * Calls `use` with the options of one more socket beside the client's, or around `fd`. A descriptor that was opened for it
   * is closed if `use` throws. Throws UnsupportedError where the client itself was opened with a socket that was given to
   * it: nobody knows how to open a second one where that one is.
   */
  another<T>(what: string, fd: number | undefined, use: (options: SocketOptions) => T): T {
    const { io, order, transport } = this.options
    const { place, family } = this
    if (fd !== undefined) return use({ family, io, order, fd })
    const given = this.options.fd !== undefined || this.socket === undefined
    if (given || (transport !== undefined && typeof transport !== 'function'))
      throw new UnsupportedError(what, MONITOR_NEEDS)
    if (place === undefined) return use({ family, io, order, transport: made(transport) })
    const opened = openNetlinkNow(place.file, place.target, family.protocol)
    return handOver(opened, () => use({ family, io, order, fd: opened }))
  }

  /** Closes the socket it opened. */
  close(): void {
    this.socket?.close()
    this.place?.file.close()
  }
}
