/**
 * The base of every client: a socket of one netlink family. `open` opens it in a namespace, and `close` closes it. A socket
 * that the caller passes instead is not closed.
 */
import type { Family } from '../netlink/protocol/family.ts'
import type { OpenOptions } from './opener.ts'
import { checkOpenOptions, Opener } from './opener.ts'

/** Options of opening a client. */
export interface ClientOptions<R> extends OpenOptions {
  /** An open socket of the client's family. The client does not close it. Absent: the client opens one. */
  readonly socket?: R | undefined
}

/** A socket, and the means to open another one in its namespace. */
export interface Opened<R> {
  readonly socket: R
  readonly opener: Opener
}

/**
 * Opens the socket of a client, or takes the one that the caller has passed. `where` names the call in errors.
 *
 * @throws {OptionError} for an unknown option, or one that has no effect.
 * @throws {UnsupportedError} if the platform has no netlink.
 * @throws {SocketError} if the kernel refuses the socket.
 * @throws {NetnsError} if the namespace cannot be entered, which requires CAP_SYS_ADMIN.
 */
export const openClient = async <R>(where: string, family: Family, given: ClientOptions<R>): Promise<Opened<R>> => {
  checkOpenOptions(where, given)
  const { socket, ...options } = given
  if (socket !== undefined) return { socket, opener: Opener.without(family) }
  const opener = await Opener.open(family, options)
  // each client requires some methods of NetlinkSocket
  return { socket: opener.socket as R, opener }
}

/** A client of one netlink family, with a socket of its own or of the caller. */
export abstract class Client<R> implements AsyncDisposable {
  /** The client's socket, for requests that have no method here. */
  readonly socket: R
  protected readonly opener: Opener

  protected constructor({ socket, opener }: Opened<R>) {
    this.socket = socket
    this.opener = opener
  }

  /** Closes the socket, unless the caller passed it to `open` as `socket`. Pending requests reject with ClosedError. */
  close(): void {
    this.opener.close()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.close()
  }
}
