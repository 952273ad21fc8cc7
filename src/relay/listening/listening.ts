/** `rtnl-relay --listen`: serves any number of clients on a unix datagram socket. */
import type { Gate } from '../gate.ts'
import { DEFAULT_LIMITS } from '../limits.ts'
import { isActivated, passedSocket } from './activation.ts'
import { groupId } from './group.ts'
import { isRestricted, mostDescriptors, neededCapabilities } from './privileges.ts'
import { Reception } from './reception.ts'
import type { Bound } from './socket-file.ts'
import { bindSocket, boundAt, ListenError } from './socket-file.ts'

/** What is used of the process. */
export interface ListeningIo {
  readonly env: { readonly [name: string]: string | undefined }
  readonly pid: number
  /** The effective user. */
  readonly uid: number
  /** The text of a file. */
  readText(path: string): string
  /** Aborts on SIGINT and SIGTERM. */
  interrupted(): AbortSignal
  /**
   * Starts this program anew in the place of this process, with these capabilities and the descriptor as its first passed
   * one. Returns only if that fails, with a negated errno.
   */
  restart(keep: number, fd: number): number
  /** Milliseconds of a clock that never goes back. */
  clock(): number
}

export interface ListeningOptions {
  /** Undefined: the service manager has opened the socket. */
  readonly path: string | undefined
  /** Who may send to the socket, besides this user. */
  readonly group: string | undefined
  readonly gate: Gate
  readonly warn: (text: string) => void
}

const boundFor = (io: ListeningIo, { path, group }: ListeningOptions): Bound => {
  if (isActivated(io.env, io.pid)) {
    const { datagrams, path } = passedSocket(io.env)
    return boundAt(path, datagrams)
  }
  if (path === undefined) throw new ListenError('the service manager has passed no socket, and --listen has no path')
  return bindSocket(path, group === undefined ? undefined : groupId(group, io.readText('/etc/group')))
}

/** Starts anew without the capabilities that a relay does not need, if this process has them. */
const restrict = (io: ListeningIo, bound: Bound, { namespaces, processes }: Gate): void => {
  const keep = neededCapabilities(namespaces, processes)
  if (io.uid !== 0 || isRestricted(io.readText('/proc/self/status'), keep)) return
  const result = io.restart(keep, bound.datagrams.socket.fd)
  throw new ListenError(`the capabilities of root could not be given up: error ${-result}`)
}

/** Milliseconds between two lines about clients: a client must not be able to fill a log. */
const PAUSE = 1000

/** Reports at most one problem a second, and how many were left out. */
const reporterOf = ({ clock }: ListeningIo, warn: (text: string) => void): ((problem: string) => void) => {
  let last = Number.NEGATIVE_INFINITY
  let omitted = 0
  return (problem) => {
    if (clock() - last < PAUSE) {
      omitted++
      return
    }
    last = clock()
    warn(omitted === 0 ? problem : `${problem} (and ${omitted} more lines like this)`)
    omitted = 0
  }
}

/**
 * Serves clients until the process is told to end.
 *
 * @throws {ListenError} if the socket cannot be made; {SocketError} if nothing can be received any more.
 */
export const listen = async (io: ListeningIo, options: ListeningOptions): Promise<void> => {
  const bound = boundFor(io, options)
  try {
    restrict(io, bound, options.gate)
    const reception = new Reception({
      bound,
      limits: DEFAULT_LIMITS,
      share: Math.floor(mostDescriptors(io.readText('/proc/self/limits')) / 2),
      gate: options.gate,
      report: reporterOf(io, options.warn),
    })
    io.interrupted().addEventListener('abort', () => reception.close(), { once: true })
    await reception.done
  } finally {
    // the service manager keeps its own
    if (options.path !== undefined) bound.remove()
  }
}
