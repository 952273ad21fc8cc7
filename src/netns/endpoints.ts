/** Sockets of node:net, node:http and node:dgram that live in a namespace: opened there by the helper, adopted here. */
import type { Socket as DatagramSocket, SocketType } from 'node:dgram'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { Agent, type AgentOptions } from 'node:http'
import { type Server, Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { EncodeError } from '../netlink/codec/errors.ts'
import type { SocketNumbers } from '../setns/messages.ts'
import type { WaitOptions } from '../setns/options.ts'
import { AF_INET, AF_INET6, AF_UNIX, checkPort, internetAddress, readAddress, unixAddress } from './socket-address.ts'

/** Opens a socket in the namespace, and binds it if there is an address. */
export type Open = (socket: SocketNumbers, address?: Uint8Array, options?: WaitOptions) => Promise<number>

const SOCK_STREAM = 1
const SOCK_DGRAM = 2
/** What node:net asks for as well. */
const BACKLOG = 511

export interface ConnectOptions {
  /** An address; names are not looked up. */
  readonly host?: string | undefined
  readonly port?: number | undefined
  /** A unix socket: its path, or `\0` and an abstract name, which belongs to the namespace. */
  readonly path?: string | undefined
  readonly localAddress?: string | undefined
  readonly localPort?: number | undefined
  readonly allowHalfOpen?: boolean | undefined
  /** Gives up. */
  readonly signal?: AbortSignal | undefined
}

export interface ListenOptions {
  /** An address; default `::`, or `0.0.0.0` where the namespace has no IPv6. */
  readonly host?: string | undefined
  /** 0, the default, leaves the choice to the kernel. */
  readonly port?: number | undefined
  readonly path?: string | undefined
  readonly backlog?: number | undefined
  readonly ipv6Only?: boolean | undefined
  readonly reusePort?: boolean | undefined
}

export interface DatagramOptions {
  readonly type: SocketType
  /** To bind to; without a port as well the kernel binds when something is sent. */
  readonly address?: string | undefined
  readonly port?: number | undefined
  readonly reuseAddr?: boolean | undefined
  readonly reusePort?: boolean | undefined
  readonly ipv6Only?: boolean | undefined
}

const stream = (domain: number, more: object = {}): SocketNumbers => ({
  domain,
  type: SOCK_STREAM,
  protocol: 0,
  ...more,
})

const familyOf = (address: Uint8Array): number => (address.length === 4 ? AF_INET : AF_INET6)

/** What node:net is told, which does not let it open another socket by itself. */
interface Adoption {
  readonly host: string
  readonly port: number
  readonly autoSelectFamily: false
}

const target = ({ host = '127.0.0.1', port }: ConnectOptions): { readonly domain: number; readonly to: Adoption } => {
  const domain = familyOf(readAddress(host, 'host'))
  return { domain, to: { host, port: checkPort(port), autoSelectFamily: false } }
}

/** Takes no time; and what node:net makes of abstract names differs from version to version. */
const connectUnix = async (open: Open, path: string, allowHalfOpen: boolean): Promise<Socket> => {
  const fd = await open(stream(AF_UNIX, { connect: true }), unixAddress(path))
  return new Socket({ fd, allowHalfOpen, readable: true, writable: true })
}

const boundTo = ({ localAddress, localPort }: ConnectOptions, domain: number): Uint8Array | undefined => {
  if (localAddress === undefined && localPort === undefined) return undefined
  const address = readAddress(localAddress ?? (domain === AF_INET ? '0.0.0.0' : '::'), 'localAddress')
  return internetAddress(address, checkPort(localPort ?? 0, 'localPort'))
}

/** Resolves once it is connected. */
export const connect = async (open: Open, options: ConnectOptions): Promise<Socket> => {
  const { signal, allowHalfOpen = false } = options
  signal?.throwIfAborted()
  if (options.path !== undefined) return connectUnix(open, options.path, allowHalfOpen)
  const { domain, to } = target(options)
  const address = boundTo(options, domain)
  const fd = await open(stream(domain, { reuseAddress: address !== undefined }), address)
  // manualStart: it is not connected yet, and must not be read from
  const socket = new Socket({ fd, allowHalfOpen, readable: true, writable: true, manualStart: true } as object)
  try {
    socket.connect(to as never)
    await once(socket, 'connect', { signal })
  } catch (error) {
    socket.destroy()
    throw error
  }
  return socket
}

const EAFNOSUPPORT = 97

/** Where a server listens, if nobody says: everywhere. */
const openAnywhere = async (open: Open, port: number, options: object): Promise<number> => {
  try {
    return await open(stream(AF_INET6, options), internetAddress(readAddress('::', 'host'), port))
  } catch (error) {
    if ((error as { errno?: number }).errno !== EAFNOSUPPORT) throw error
    return await open(stream(AF_INET, options), internetAddress(readAddress('0.0.0.0', 'host'), port))
  }
}

const openListening = (open: Open, options: ListenOptions): Promise<number> => {
  const { host, port = 0, path, backlog = BACKLOG, ipv6Only, reusePort } = options
  if (path !== undefined) return open(stream(AF_UNIX, { backlog }), unixAddress(path))
  const how = { backlog, v6only: ipv6Only, reusePort, reuseAddress: true }
  checkPort(port)
  if (host === undefined) return openAnywhere(open, port, how)
  const address = readAddress(host, 'host')
  return open(stream(familyOf(address), how), internetAddress(address, port))
}

/** Lets a server of node:net, node:http, ... listen in the namespace. Resolves once it does. */
export const listen = async <S extends Server>(open: Open, server: S, options: ListenOptions): Promise<S> => {
  const fd = await openListening(open, options)
  // exclusive: of a cluster it is this process alone that has the descriptor
  server.listen({ fd, exclusive: true, backlog: options.backlog ?? BACKLOG })
  await once(server, 'listening')
  const { path } = options
  // node:net does so with those that it has bound itself
  if (path !== undefined && !path.startsWith('\0')) server.once('close', () => rmSync(path, { force: true }))
  return server
}

export const openDatagram = async (open: Open, options: DatagramOptions): Promise<DatagramSocket> => {
  const { type, address, port, reuseAddr, reusePort, ipv6Only } = options
  if (type !== 'udp4' && type !== 'udp6') throw new EncodeError('type', 'udp4 or udp6', type)
  const domain = type === 'udp4' ? AF_INET : AF_INET6
  const numbers = { domain, type: SOCK_DGRAM, protocol: 0, reuseAddress: reuseAddr, reusePort, v6only: ipv6Only }
  const bound = address !== undefined || port !== undefined
  const bytes = bound ? readAddress(address ?? (domain === AF_INET ? '0.0.0.0' : '::'), 'address') : undefined
  if (bytes !== undefined && familyOf(bytes) !== domain)
    throw new EncodeError('address', `an address of ${type}`, address)
  const fd = await open(numbers, bytes === undefined ? undefined : internetAddress(bytes, checkPort(port ?? 0)))
  const socket = createSocket(type)
  // listens from here on; unlike after other ways to bind there is nothing to wait for
  socket.bind({ fd, exclusive: true })
  return socket
}

type Created = (error: Error | null, stream?: Duplex) => void

/** An agent of node:http whose connections start in the namespace: `http.get(url, { agent })`. */
export const agentOf = (open: Open, options: AgentOptions = {}): Agent =>
  Object.assign(new Agent(options), {
    createConnection: ({ host, port, path }: ConnectOptions, created: Created): void => {
      // null where it goes to no unix socket
      const to = typeof path === 'string' ? { path } : { host, port: Number(port) }
      connect(open, to).then((socket) => created(null, socket), created)
    },
  })
