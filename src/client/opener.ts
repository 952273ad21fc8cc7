/** Opens the sockets of a client: its own, and one more for each monitor. */
import { UnsupportedError } from '../netlink/protocol/errors.ts'
import type { Family } from '../netlink/protocol/family.ts'
import { checkOption, checkOptions, checkSignal, checkTimeout, OptionError } from '../netlink/socket/options.ts'
import type { SocketOptions } from '../netlink/socket/socket.ts'
import { NetlinkSocket } from '../netlink/socket/socket.ts'
import { checkKernelOptions } from '../netlink/socket/socket-options.ts'
import type { NativeFile } from '../netlink/transport/native.ts'
import { openKernel } from '../netlink/transport/open.ts'
import type { RelayAddress } from '../netlink/transport/relay/wire.ts'
import type { OpenTransport, Transport } from '../netlink/transport/transport.ts'
import { handOver } from '../setns/descriptor.ts'
import type { WaitOptions } from '../setns/options.ts'
import type { NamespaceRef } from '../setns/reference.ts'
import { describeNamespace, openNamespace, refuseOpened, remoteNamespace } from '../setns/reference.ts'
import { openNetlinkIn, openNetlinkNow } from '../setns/socket.ts'
import { takeSpare } from '../setns/spare.ts'
import { isRelayAddress, RELAY_ADDRESS } from './relay-address.ts'

/** `signal` and `timeout` limit the opening itself: a socket in another namespace takes a request to the namespace helper. */
export interface OpenOptions
  extends WaitOptions,
    Pick<SocketOptions, 'io' | 'fd' | 'receiveBuffer' | 'order' | 'onWarning'> {
  /**
   * The namespace to work in: a `Netns`, its name, its path, or the id of a process in it. If the option is left out, it is
   * the namespace of this process. An explicit undefined is refused, so that a missing value never means the host.
   */
  readonly netns?: NamespaceRef
  /**
   * Carries the messages instead of a kernel socket: a fake kernel for tests, a relay. A function is called once for the
   * client and once for each monitor, with the options of the socket. With a single transport, a monitor needs
   * `fd`. Absent: a kernel socket.
   */
  readonly transport?: Transport | OpenTransport | undefined
  /**
   * Works through a relay (`rtnl-relay`), which has the privilege or is on the machine that this client is for: the path of
   * its unix socket, a program that is started and speaks to it (`['ssh', 'host', 'rtnl-relay', '--stdio']`), or a stream.
   * `netns` is then a namespace of that machine. `timeout` is 30 seconds by default.
   */
  readonly relay?: RelayAddress | undefined
}

const SOCKET_KEYS = ['io', 'fd', 'receiveBuffer', 'order', 'onWarning', 'netns', 'transport', 'relay'] as const
/** Options of sockets of this machine. */
const KERNEL_KEYS = ['io', 'fd', 'order', 'transport'] as const
const KEYS: readonly (keyof OpenOptions)[] = [...SOCKET_KEYS, 'signal', 'timeout']

/**
 * Throws OptionError for an unknown option, an invalid value, or two options that each name a socket. `where` names the
 * call.
 */
export const checkOpenOptions = (where: string, options: OpenOptions & { readonly socket?: unknown }): void => {
  checkOptions(where, options, [...KEYS, 'socket'])
  checkKernelOptions(where, options)
  checkSignal(where, options.signal)
  checkTimeout(where, options.timeout)
  if ('netns' in options && options.netns === undefined)
    throw new OptionError(where, 'netns', 'expected a namespace, got undefined; leave it out for that of this process')
  checkOption(where, options, 'relay', isRelayAddress, RELAY_ADDRESS)
  const own = options.relay === undefined ? undefined : KERNEL_KEYS.find((key) => options[key] !== undefined)
  if (own !== undefined) throw new OptionError(where, own, 'has no effect beside `relay`, which opens the socket')
  const beside = SOCKET_KEYS.find((key) => options[key] !== undefined)
  if (options.socket !== undefined && beside !== undefined)
    throw new OptionError(where, beside, 'has no effect on a socket that is already open')
}

/** Another namespace that the client works in, kept open for sockets that are opened in it later. */
interface OpenNamespace {
  readonly file: NativeFile
  readonly target: string
}

const MONITOR_NEEDS =
  'it needs a socket of its own in the namespace of the client, which was opened with a socket of the caller; pass the monitor another one as `fd`'

export class Opener {
  /** Undefined if the caller has passed a socket to the client. */
  readonly socket: NetlinkSocket | undefined
  private readonly family: Family
  private readonly options: OpenOptions
  private readonly namespace: OpenNamespace | undefined

  private constructor(
    family: Family,
    options: OpenOptions,
    socket: NetlinkSocket | undefined,
    namespace?: OpenNamespace,
  ) {
    this.family = family
    this.options = options
    this.socket = socket
    this.namespace = namespace
  }

  /** For a client with a socket of the caller. Its namespace is unknown, so no other socket can be opened in it. */
  static without(family: Family): Opener {
    return new Opener(family, {}, undefined)
  }

  /**
   * Opens the socket of a client.
   *
   * @throws {UnsupportedError} if the platform has no netlink.
   * @throws {SocketError} if the kernel refuses the socket.
   * @throws {NetnsError} if the namespace cannot be entered.
   * @throws {HelperError} if the namespace helper fails.
   * @throws {RelayError} if the relay fails or refuses.
   * @throws {TimeoutError} after `timeout`.
   */
  static async open(family: Family, options: OpenOptions): Promise<Opener & { readonly socket: NetlinkSocket }> {
    const { netns, transport, relay, signal, timeout, ...others } = options
    signal?.throwIfAborted()
    if (relay !== undefined) return Opener.openRelayed(family, options, relay)
    const opened = (
      given: OpenOptions['transport'],
      namespace?: OpenNamespace,
    ): Opener & { readonly socket: NetlinkSocket } => {
      const socket = new NetlinkSocket({ ...others, family, transport: given })
      return new Opener(family, options, socket, namespace) as Opener & { readonly socket: NetlinkSocket }
    }
    if (netns === undefined) return opened(transport)
    refuseOpened(options)
    const namespace: OpenNamespace = { file: openNamespace(netns), target: describeNamespace(netns) }
    try {
      const { protocol } = family
      const { file, target } = namespace
      const socket = takeSpare(netns, protocol) ?? (await openNetlinkIn(file, target, protocol, { signal, timeout }))
      const { io, receiveBuffer } = options
      return opened(openKernel({ io, receiveBuffer, protocol }, socket), namespace)
    } catch (error) {
      namespace.file.close()
      throw error
    }
  }

  /** Opens the socket of a client at a relay. Monitors are opened with the same connection. */
  private static async openRelayed(
    family: Family,
    options: OpenOptions,
    relay: RelayAddress,
  ): Promise<Opener & { readonly socket: NetlinkSocket }> {
    const { netns, signal, timeout, receiveBuffer, onWarning } = options
    const { protocol } = family
    const where = netns === undefined ? undefined : remoteNamespace(netns)
    const wanted = { protocol, receiveBuffer }
    // imported late: most programs have no relay
    const { openRelayed } = await import('./relay.ts')
    const { connection, order, transport } = await openRelayed(relay, { signal, timeout }, wanted, where)
    const socket = new NetlinkSocket({ family, order, onWarning, transport })
    const others: OpenOptions = { order, transport: (another) => connection.openNow(another, where) }
    return new Opener(family, others, socket) as Opener & { readonly socket: NetlinkSocket }
  }

  /**
   * Calls `use` with the options of another socket in the client's namespace, or of the open socket `fd`. If `use` throws,
   * a descriptor that was opened for it is closed. `what` names the caller in errors.
   *
   * @throws {UnsupportedError} if the client has a socket, `fd` or single transport of the caller, and `fd` is undefined:
   * the namespace of that socket is unknown.
   */
  another<T>(what: string, fd: number | undefined, use: (options: SocketOptions) => T): T {
    const { io, order, transport } = this.options
    const { namespace, family } = this
    if (fd !== undefined) return use({ family, io, order, fd })
    const given = this.options.fd !== undefined || this.socket === undefined
    if (given || (transport !== undefined && typeof transport !== 'function'))
      throw new UnsupportedError(what, MONITOR_NEEDS)
    if (namespace === undefined) return use({ family, io, order, transport })
    const opened = openNetlinkNow(namespace.file, namespace.target, family.protocol)
    return handOver(opened, () => use({ family, io, order, fd: opened }))
  }

  /** Closes the socket that `open` opened, and the namespace. */
  close(): void {
    this.socket?.close()
    this.namespace?.file.close()
  }
}
