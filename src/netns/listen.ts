/** Lets servers of node:net, node:http and other modules listen in a namespace. */
import type { Server } from 'node:net'
import { EncodeError } from '../netlink/codec/errors.ts'
import { ClosedError } from '../netlink/protocol/errors.ts'
import { handOverLater } from '../setns/descriptor.ts'
import { limited } from '../setns/limits.ts'
import type { SocketNumbers } from '../setns/messages.ts'
import type { WaitOptions } from '../setns/options.ts'
import type { Open } from './requests.ts'
import {
  AF_INET,
  AF_INET6,
  AF_UNIX,
  abstractAddress,
  checkPort,
  familyOf,
  internetAddress,
  isAbstract,
  readAddress,
  SOCK_STREAM,
} from './socket-address.ts'
import { bindToPath, removePath, resolveSocketPath, type SocketFile } from './socket-file.ts'
import { checkAlone, checkBoolean, checkCall, checkInteger } from './values.ts'

/** What `Netns.listen` binds to. */
export interface ListenOptions extends WaitOptions {
  /** An IP address. Default `::`, or `0.0.0.0` if the namespace has no IPv6. */
  readonly host?: string | undefined
  /** 0, the default: the kernel chooses one. */
  readonly port?: number | undefined
  /**
   * A unix socket: a path, whose file is created with this process's umask and removed when the server closes; or `\0` and
   * an abstract name, which belongs to the namespace. Absent: TCP.
   */
  readonly path?: string | undefined
  /** Number of connections that may wait to be accepted. Default 511. */
  readonly backlog?: number | undefined
  /** Sets IPV6_V6ONLY: the server accepts no IPv4. */
  readonly ipv6Only?: boolean | undefined
  /** Sets SO_REUSEPORT: several servers may listen on the port. Default false. */
  readonly reusePort?: boolean | undefined
  /**
   * Aborts the call. Once the server listens, it closes the server, as for `listen` of node:net. Absent: the server runs
   * until it is closed.
   */
  readonly signal?: AbortSignal | undefined
}

const OPTIONS = ['host', 'port', 'path', 'backlog', 'ipv6Only', 'reusePort']

/** The default of node:net. */
const BACKLOG = 511
const EAFNOSUPPORT = 97

/** A bound socket, owned by the caller. */
interface Bound {
  readonly fd: number
  /** The file that it was bound to, if any. */
  readonly file?: SocketFile
}

const numbers = (domain: number, more: Partial<SocketNumbers> = {}): SocketNumbers => ({
  domain,
  type: SOCK_STREAM,
  protocol: 0,
  ...more,
})

/** Opens a socket on all addresses, for a server without `host`. */
const openAnywhere = async (open: Open, port: number, how: object, signal?: AbortSignal): Promise<number> => {
  try {
    return await open(numbers(AF_INET6, how), internetAddress(readAddress('::', 'host'), port), signal)
  } catch (error) {
    if ((error as { errno?: number }).errno !== EAFNOSUPPORT) throw error
    return await open(numbers(AF_INET, how), internetAddress(readAddress('0.0.0.0', 'host'), port), signal)
  }
}

const openUnix = async (open: Open, path: string, backlog: number, signal?: AbortSignal): Promise<Bound> => {
  if (isAbstract(path)) return { fd: await open(numbers(AF_UNIX, { backlog }), abstractAddress(path), signal) }
  const resolved = resolveSocketPath(path)
  return bindToPath(await open(numbers(AF_UNIX), undefined, signal), resolved)
}

const openBound = async (open: Open, options: ListenOptions, signal?: AbortSignal): Promise<Bound> => {
  const { host, port = 0, path, backlog = BACKLOG, ipv6Only, reusePort } = options
  if (path !== undefined) return openUnix(open, path, backlog, signal)
  const how = { backlog, v6only: ipv6Only, reusePort, reuseAddress: true }
  if (host === undefined) return { fd: await openAnywhere(open, port, how, signal) }
  const address = readAddress(host, 'host')
  return { fd: await open(numbers(familyOf(address), how), internetAddress(address, port), signal) }
}

/** Passes a descriptor to a server. Resolves when the server listens. */
const adopt = (server: Server, fd: number, options: ListenOptions): Promise<void> =>
  new Promise((resolve, reject) => {
    const over = (settle: () => void) => (): void => {
      for (const [event, listener] of listeners) server.off(event, listener)
      settle()
    }
    const failed = (error: unknown): void => over(() => reject(error))()
    const listeners = [
      ['listening', over(resolve)],
      ['error', failed],
      ['close', over(() => reject(new ClosedError('netns listen')))],
    ] as const
    for (const [event, listener] of listeners) server.on(event, listener)
    const { backlog = BACKLOG, signal } = options
    try {
      // exclusive: in a cluster only this process has the descriptor
      server.listen({ fd, exclusive: true, backlog, ...(signal === undefined ? {} : { signal }) })
    } catch (error) {
      failed(error)
    }
  })

const check = (server: unknown, options: ListenOptions): void => {
  checkCall('Netns.listen', options, OPTIONS)
  const { port = 0, path, backlog, ipv6Only, reusePort } = options
  if (path !== undefined) {
    checkAlone(options, 'path', ['host', 'port', 'ipv6Only', 'reusePort'])
    if (typeof path !== 'string') throw new EncodeError('path', 'a path, or an abstract name', path)
  }
  checkPort(port)
  if (backlog !== undefined) checkInteger(backlog, 'backlog')
  checkBoolean(ipv6Only, 'ipv6Only')
  checkBoolean(reusePort, 'reusePort')
  if ((server as Server | undefined)?.listening !== false)
    throw new EncodeError('server', 'a server that does not listen yet', server)
}

/** Lets a server of node:net, node:http, ... listen in the namespace. Resolves once it does. */
export const listen = async <S extends Server>(open: Open, server: S, options: ListenOptions): Promise<S> => {
  check(server, options)
  return limited('netns listen', options, async (signal) => {
    const { fd, file } = await openBound(open, options, signal)
    try {
      await handOverLater(fd, () => adopt(server, fd, options))
    } catch (error) {
      if (file !== undefined) removePath(file)
      throw error
    }
    // node:net removes the files of sockets that it has bound itself
    if (file !== undefined) server.once('close', () => removePath(file))
    return server
  })
}
