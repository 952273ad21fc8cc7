/** The client of NETLINK_ROUTE. */

import { runBatch } from '../client/batch.ts'
import type { ClientOptions, Opened } from '../client/client.ts'
import { Client, openClient } from '../client/client.ts'
import type { Requester } from '../client/requester.ts'
import { throwFailures } from '../netlink/socket/batch.ts'
import { checkRequestOptions } from '../netlink/socket/options.ts'
import type { RequestOptions } from '../netlink/socket/requests.ts'
import type { Stream } from '../netlink/socket/stream.ts'
import type { Batch, Fill } from './batch.ts'
import { makers } from './batch.ts'
import type { EventFields, RtnlEvent } from './events.ts'
import { route } from './family.ts'
import type { MonitorOptions } from './monitor.ts'
import { openMonitor } from './monitor.ts'
import type { Objects } from './objects.ts'
import { objects } from './objects.ts'
import type { Gateway } from './route/gateway.ts'
import { defaultGateway, primaryInterface } from './route/gateway.ts'
import type { Link } from './shapes.ts'

/** Options of `Rtnl.open`. */
export interface RtnlOptions extends ClientOptions<Requester> {}

/** The collection of each object. */
type Members = { readonly [M in keyof Objects]: InstanceType<Objects[M]['collection']> }

/** One member for each object: `links`, `addresses`, ... */
export interface Rtnl extends Members {}

/** Reads, changes and watches links, addresses, routes, rules and neighbours of one network namespace. */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: the constructor assigns every member of the list.
export class Rtnl extends Client<Requester> {
  private constructor(opened: Opened<Requester>) {
    super(opened)
    const members: { [member: string]: object } = {}
    for (const [member, { collection: Collection }] of Object.entries(objects))
      members[member] = new Collection(opened.socket)
    Object.assign(this, members)
  }

  /**
   * Opens a socket in the namespace of this process or in `netns`, or takes over `fd`.
   *
   * @throws {UnsupportedError} if the platform has no netlink.
   * @throws {SocketError} if the kernel refuses the socket.
   * @throws {NetnsError} if the namespace cannot be entered, which requires CAP_SYS_ADMIN.
   */
  static async open(options: RtnlOptions = {}): Promise<Rtnl> {
    return new Rtnl(await openClient('Rtnl.open', route, options))
  }

  /**
   * Reports changes as they happen, on a socket of its own. A slow consumer loses events, and receives a `lost` event. With
   * `only`, the named objects have the given fields only.
   *
   * @throws {UnsupportedError} if the client was opened with `fd`, `socket` or a `transport` that is not a function, and
   * `options.fd` is absent.
   */
  monitor<const P extends EventFields>(options: MonitorOptions & { readonly only: P }): Stream<RtnlEvent<P>>
  monitor(options: MonitorOptions): Stream<RtnlEvent>
  monitor(options: MonitorOptions): Stream<RtnlEvent> {
    return openMonitor(options, (use) => this.opener.another('monitor', options.fd, use))
  }

  /**
   * Sends many changes together: `rtnl.batch((b) => { b.routes.add(...); b.links.delete(...) })`. They are sent in order,
   * and each has an outcome of its own: if one fails, the changes before and after it are carried out all the same.
   *
   * The names of links are looked up before the first change is sent. A change that names a link which an earlier change of
   * the same batch creates is therefore not sent, and its outcome is rejected with `ENODEV`; the other changes are sent.
   *
   * An abort withdraws the changes that were not sent, whose outcomes are rejected with its reason; changes that were sent
   * keep the kernel's answer. After `timeout`, all outcomes that are missing are rejected with TimeoutError; the kernel may
   * still carry out changes that were sent.
   *
   * `fill` must not be asynchronous: if it returns a promise, the call rejects and nothing is sent.
   *
   * @throws {EncodeError} if `fill` returns a promise. The failure of a change is its outcome.
   */
  batch<R>(fill: Fill<R>, options?: RequestOptions): Promise<PromiseSettledResult<void>[]> {
    return runBatch<Batch>(this.socket, makers, fill, options)
  }

  /**
   * Like `batch`, but rejects if any change fails. The other changes are carried out.
   *
   * @throws {BatchError} with the reason of each failure.
   */
  async batchAll<R>(fill: Fill<R>, options?: RequestOptions): Promise<void> {
    throwFailures(await this.batch(fill, options))
  }

  /**
   * The gateway for destinations without a more specific route, as `ip route get` reports it. Undefined if there is none, or
   * if a route or rule makes these destinations unreachable.
   *
   * @throws {KernelError} if the kernel refuses for another reason.
   */
  async defaultGateway(family: 'inet' | 'inet6' = 'inet', options?: RequestOptions): Promise<Gateway | undefined> {
    return defaultGateway(this.routes, this.links, family, options)
  }

  /**
   * The link of the default route of IPv4, or of IPv6 if IPv4 has none. Undefined if there is neither.
   *
   * @throws {KernelError} if the kernel refuses for another reason than a missing route.
   */
  async primaryInterface(options?: RequestOptions): Promise<Link | undefined> {
    return primaryInterface(this.routes, this.links, options)
  }

  /**
   * Hardware address of a link (`02:42:ac:11:00:02`), by default of the primary interface; undefined if it has none.
   *
   * @throws {KernelError} `ENODEV` if there is no link `dev`.
   */
  async macAddress(dev?: string | number, options: RequestOptions = {}): Promise<string | undefined> {
    checkRequestOptions('macAddress', options)
    const found =
      dev === undefined ? this.primaryInterface(options) : this.links.get(dev, { ...options, only: ['address'] })
    const link = await found
    return link?.address === '' ? undefined : link?.address
  }
}
