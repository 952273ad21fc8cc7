/** Connects sockets of node:net from a namespace. */
import { once } from 'node:events'
import type { LookupFunction } from 'node:net'
import { isIP, Socket } from 'node:net'
import { EncodeError } from '../netlink/codec/errors.ts'
import { SocketError } from '../netlink/protocol/errors.ts'
import { handOver } from '../setns/descriptor.ts'
import { limited } from '../setns/limits.ts'
import type { SocketNumbers } from '../setns/messages.ts'
import type { WaitOptions } from '../setns/options.ts'
import type { Open } from './requests.ts'
import {
  AF_INET,
  AF_UNIX,
  abstractAddress,
  checkPort,
  checkSocketPath,
  familyOf,
  internetAddress,
  isAbstract,
  readAddress,
  SOCK_STREAM,
} from './socket-address.ts'
import { checkAlone, checkBoolean, checkCall } from './values.ts'

/** What `Netns.connect` connects to, and from where. */
export interface ConnectOptions extends WaitOptions {
  /** An IP address, default 127.0.0.1. A name requires `lookup`. */
  readonly host?: string | undefined
  /** The TCP port. Required unless `path` is given. */
  readonly port?: number | undefined
  /**
   * A unix socket: a path in the file system, which is the same socket in every namespace, or `\0` and an abstract name,
   * which belongs to the namespace. Absent: TCP.
   */
  readonly path?: string | undefined
  /** The IP address to connect from. Absent: the kernel chooses one. */
  readonly localAddress?: string | undefined
  /** The port to connect from. Absent: the kernel chooses one. */
  readonly localPort?: number | undefined
  /** Whether the socket stays writable after the other side has ended, as for node:net. Default false. */
  readonly allowHalfOpen?: boolean | undefined
  /**
   * Resolves a `host` that is a name, as for `connect` of node:net. It runs in this process, outside of the namespace.
   * Absent: names are refused.
   */
  readonly lookup?: LookupFunction | undefined
}

const OPTIONS = ['host', 'port', 'path', 'localAddress', 'localPort', 'allowHalfOpen', 'lookup']

/** The destination of a connection and the options of its socket; common to `connect` and agents. */
export type Destination = Omit<ConnectOptions, keyof WaitOptions> & {
  readonly noDelay?: boolean | undefined
  readonly keepAlive?: boolean | undefined
  readonly keepAliveInitialDelay?: number | undefined
  /** For `lookup`. */
  readonly family?: number | undefined
  readonly hints?: number | undefined
}

/** The handle of a node:net socket. It has no descriptor before the socket connects. */
interface Handle {
  open(fd: number): number
}

const stream = (domain: number, more: Partial<SocketNumbers> = {}): SocketNumbers => ({
  domain,
  type: SOCK_STREAM,
  protocol: 0,
  ...more,
})

const boundTo = ({ localAddress, localPort }: Destination, domain: number): Uint8Array | undefined => {
  if (localAddress === undefined && localPort === undefined) return undefined
  const address = readAddress(localAddress ?? (domain === AF_INET ? '0.0.0.0' : '::'), 'localAddress')
  if (familyOf(address) !== domain)
    throw new EncodeError('localAddress', 'an address of the family of `host`', localAddress)
  return internetAddress(address, checkPort(localPort ?? 0, 'localPort'))
}

/**
 * Opens a descriptor in the namespace and puts it into the socket's handle. Rejects if the socket was destroyed
 * meanwhile.
 */
const furnish = async (open: Open, socket: Socket, address: string, destination: Destination): Promise<void> => {
  const gone = new AbortController()
  const leave = (): void => gone.abort()
  socket.once('close', leave)
  const domain = familyOf(readAddress(address, 'host'))
  const local = boundTo(destination, domain)
  const fd = await open(stream(domain, { reuseAddress: local !== undefined }), local, gone.signal)
  socket.off('close', leave)
  const { _handle: handle } = socket as unknown as { readonly _handle: Handle | null }
  handOver(fd, () => {
    // a socket that was destroyed has no handle to close the descriptor
    const status = handle === null ? -ECANCELED : handle.open(fd)
    if (status < 0) throw new SocketError('open', -status)
  })
}

const ECANCELED = 125

/** Calls `lookup` for a single address. */
const lookUp = (host: string, options: object, lookup: LookupFunction): Promise<string> =>
  new Promise((resolve, reject) => {
    lookup(host, { ...options, all: false }, (error, address) => {
      if (error === null) resolve(address as string)
      else reject(error)
    })
  })

/**
 * A TCP socket that connects from the namespace. It is returned while it is connecting, and can be written to, given a
 * timeout and destroyed like any other. node:net calls `lookup` and waits for its result; meanwhile the descriptor is
 * opened in the namespace and put into the handle.
 *
 * @throws {EncodeError} for an invalid address or port.
 */
const dialAddress = (open: Open, destination: Destination): Socket => {
  const { host = '127.0.0.1', port, lookup, family, hints, ...how } = destination
  const named = isIP(host) === 0 && lookup !== undefined
  checkPort(port)
  if (!named) boundTo(destination, familyOf(readAddress(host, 'host')))
  const { allowHalfOpen, noDelay, keepAlive, keepAliveInitialDelay } = how
  const socket = new Socket({ allowHalfOpen, noDelay, keepAlive, keepAliveInitialDelay } as object)
  socket.connect({
    // in brackets it is not an address to node:net, which therefore calls `lookup`
    host: named ? host : `[${host}]`,
    port: port as number,
    family,
    hints,
    autoSelectFamily: false,
    lookup: (_host, options, done) => {
      const connected = async (): Promise<string> => {
        const address = named ? await lookUp(host, options, lookup) : host
        await furnish(open, socket, address, destination)
        return address
      }
      connected().then(
        (address) => done(null, address, isIP(address)),
        (error: NodeJS.ErrnoException) => done(error, '', 0),
      )
    },
  })
  return socket
}

/** A socket that connects to a path. It does not depend on the namespace, so this process opens it. */
const dialPath = ({ path, allowHalfOpen }: Destination): Socket => {
  const socket = new Socket({ allowHalfOpen } as object)
  return socket.connect({ path: checkSocketPath(path) })
}

/** A connected socket. The helper connects it, since versions of node:net treat abstract names differently. */
const connectAbstract = async (open: Open, destination: Destination, signal?: AbortSignal): Promise<Socket> => {
  const address = abstractAddress(destination.path as string)
  const fd = await open(stream(AF_UNIX, { connect: true }), address, signal)
  const { allowHalfOpen } = destination
  return handOver(fd, () => new Socket({ fd, allowHalfOpen, readable: true, writable: true } as object))
}

/** A connecting socket, or the promise of one that is connected. */
export const dial = (open: Open, destination: Destination): Socket | Promise<Socket> => {
  const { path } = destination
  if (path === undefined) return dialAddress(open, destination)
  return isAbstract(path) ? connectAbstract(open, destination) : dialPath(destination)
}

const checkConnect = (options: ConnectOptions): void => {
  checkCall('Netns.connect', options, OPTIONS)
  checkBoolean(options.allowHalfOpen, 'allowHalfOpen')
  if (options.path !== undefined) checkAlone(options, 'path', ['host', 'port', 'localAddress', 'localPort', 'lookup'])
  if (options.lookup !== undefined && typeof options.lookup !== 'function')
    throw new EncodeError('lookup', 'a function', options.lookup)
}

/** Connects from the namespace. Resolves when the socket is connected. */
export const connect = async (open: Open, options: ConnectOptions): Promise<Socket> => {
  checkConnect(options)
  const { path, host = '127.0.0.1', port } = options
  return limited(`connect to ${path ?? `${host} port ${port}`}`, options, async (signal) => {
    if (isAbstract(path)) return connectAbstract(open, options, signal)
    const socket = dial(open, options) as Socket
    try {
      await once(socket, 'connect', { signal })
      return socket
    } catch (error) {
      socket.destroy()
      throw signal?.aborted === true ? signal.reason : error
    }
  })
}
