/** The client of NETLINK_ROUTE. */

import type { OpenOptions } from '../client/opener.ts'
import { checkOpenOptions, Opener } from '../client/opener.ts'
import { BatchError } from '../netlink/protocol/errors.ts'
import type { RequestOptions } from '../netlink/socket/requests.ts'
import type { Stream } from '../netlink/socket/stream.ts'
import type { Fill } from './batch.ts'
import { runBatch } from './batch.ts'
import type { RtnlEvent } from './events.ts'
import { route } from './family.ts'
import type { MonitorOptions } from './monitor.ts'
import { openMonitor } from './monitor.ts'
import type { Member, Objects } from './objects.ts'
import { objects } from './objects.ts'
import type { Requester } from './requester.ts'
import type { Gateway } from './route/gateway.ts'
import { defaultGateway, primaryInterface } from './route/gateway.ts'
import type { Link } from './shapes.ts'

export interface RtnlOptions extends OpenOptions {
  /** A socket that is open already, or what can stand for one; it is not closed with the client. */
  readonly socket?: Requester | undefined
}

type Members = { readonly [M in Member]: InstanceType<Objects[M]['collection']> }

/** One member for each object: `links`, `addresses`, ... */
export interface Rtnl extends Members {}

// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: the constructor assigns every member of the list.
export class Rtnl implements AsyncDisposable {
  /** For requests that have no operation here. */
  readonly socket: Requester
  private readonly opener: Opener

  private constructor(socket: Requester, opener: Opener) {
    this.socket = socket
    this.opener = opener
    const members: { [member: string]: object } = {}
    for (const [member, { collection: Collection }] of Object.entries(objects)) members[member] = new Collection(socket)
    Object.assign(this, members)
  }

  /**
   * Opens a socket in the namespace of this process or in `netns`, or takes over `fd`. Rejects with UnsupportedError
   * where there is no netlink, with SocketError where the kernel refuses, with NetnsError where the namespace can't be
   * entered (it takes CAP_SYS_ADMIN).
   */
  static async open(given: RtnlOptions = {}): Promise<Rtnl> {
    checkOpenOptions('Rtnl.open', given)
    const { socket, ...options } = given
    if (socket !== undefined) return new Rtnl(socket, Opener.without(route))
    const opener = await Opener.open(route, options)
    return new Rtnl(opener.socket, opener)
  }

  /**
   * What changes from now on, as it happens, by a socket of its own, in the namespace of the client or that of
   * `options.fd`. Slow consumers lose events and are told so (`lost`). Throws UnsupportedError where the client itself
   * was opened with `fd`, `socket` or one `transport`, and the monitor has no `fd` of its own: nobody knows how to open
   * a second socket where that one is.
   */
  monitor(options: MonitorOptions): Stream<RtnlEvent> {
    return openMonitor(options, (use) => this.opener.another('monitor', options.fd, use))
  }

  /**
   * Many changes in few sends: `rtnl.batch((b) => { b.routes.add(...); b.links.delete(...) })`. They are sent in order when
   * all could be made, and settled one by one. Links are looked up before anything is sent: a link that the batch itself
   * makes can't be named in it. After an abort all that is not settled rejects with its
   * reason: what was not sent is not carried out, what was may be. `fill` must not be asynchronous: one that returns a
   * promise is refused, and nothing is sent.
   */
  batch<R>(fill: Fill<R>, options?: RequestOptions): Promise<PromiseSettledResult<void>[]> {
    return runBatch(this.socket, fill, options)
  }

  /** Like `batch`; rejects with BatchError, which says which of them failed, if any did. */
  async batchAll<R>(fill: Fill<R>, options?: RequestOptions): Promise<void> {
    const results = await this.batch(fill, options)
    const failures = new Map<number, unknown>()
    for (const [index, result] of results.entries())
      if (result.status === 'rejected') failures.set(index, result.reason)
    if (failures.size > 0) throw new BatchError(failures, results.length)
  }

  /**
   * Where packets to the world go: the gateway that the kernel uses for destinations without a route of their own, as
   * `ip route get` tells it. Undefined where there is none, or where a route or rule makes the world unreachable.
   */
  async defaultGateway(family: 'inet' | 'inet6' = 'inet', options?: RequestOptions): Promise<Gateway | undefined> {
    return defaultGateway(this.routes, this.links, family, options)
  }

  /** The link that packets to the world leave by: of IPv4 or, where that has no way out, of IPv6. */
  async primaryInterface(options?: RequestOptions): Promise<Link | undefined> {
    return primaryInterface(this.routes, this.links, options)
  }

  /** Hardware address of a link (`02:42:ac:11:00:02`), by default of the primary one; undefined where it has none. */
  async macAddress(dev?: string | number, options: RequestOptions = {}): Promise<string | undefined> {
    const link = dev === undefined ? await this.primaryInterface(options) : await this.links.get(dev, options)
    return link?.address === '' ? undefined : link?.address
  }

  /** Closes the socket it opened. Requests that have no answer yet reject with ClosedError. */
  close(): void {
    this.opener.close()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.close()
  }
}
