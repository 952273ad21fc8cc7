/** The client of connection tracking (`conntrack`). */
import type { About, Change } from '../../client/change.ts'
import { deleteListed, send } from '../../client/change.ts'
import type { ClientOptions, Opened } from '../../client/client.ts'
import { Client, openClient } from '../../client/client.ts'
import { Collection, readerOf } from '../../client/collection.ts'
import type { Selection } from '../../client/selection.ts'
import { filterOf } from '../../client/selection.ts'
import { isKernelError } from '../../netlink/protocol/errors.ts'
import { NLM_F_CREATE, NLM_F_EXCL } from '../../netlink/protocol/header.ts'
import { checkRequestOptions } from '../../netlink/socket/options.ts'
import type { Reader, RequestOptions } from '../../netlink/socket/requests.ts'
import type { Stream } from '../../netlink/socket/stream.ts'
import { netfilter } from '../family.ts'
import type { NetfilterMessageName } from '../tables/index.ts'
import { messageTypes } from '../tables/index.ts'
import type { ConnectionChanges, ConnectionRef, NewConnection } from './changes.ts'
import { describeRef, writeChanges, writeConnection, writeRef } from './changes.ts'
import type { Connection, ConntrackValue } from './connection.ts'
import { Expectations } from './expectations.ts'
import type { ConntrackFilter, KernelFilter } from './filter.ts'
import { query } from './filter.ts'
import type { ConntrackRequester } from './messages.ts'
import { makeChange, payloadOf } from './messages.ts'
import type { ConntrackEvent, ConntrackMonitorOptions } from './monitor.ts'
import { openMonitor } from './monitor.ts'
import { connectionKind, zeroedKind } from './reading.ts'
import type { ConntrackStats } from './stats.ts'
import { readStats, readTotals } from './stats.ts'
import type { ConntrackMessage } from './tables/conntrack.ts'

/** Options of `Conntrack.open`. */
export interface ConntrackOptions extends ClientOptions<ConntrackRequester> {}

const CREATE = NLM_F_CREATE | NLM_F_EXCL
/** How often the status is read and written if packets change it in between. */
const STATUS_TRIES = 4

/** Tracked connections: lists, changes and watches them (`conntrack`). Requires CAP_NET_ADMIN in the namespace. */
export class Conntrack extends Client<ConntrackRequester> {
  /** Expected connections. */
  readonly expectations: Expectations
  private readonly connections: Collection<
    Connection,
    ConntrackFilter,
    ConntrackMessage,
    RequestOptions,
    ConntrackValue
  >
  private readonly little: boolean
  private readonly reader: Reader<Connection>

  private constructor(opened: Opened<ConntrackRequester>) {
    super(opened)
    const { socket } = this
    this.little = socket.order === 'le'
    this.connections = new Collection(socket, connectionKind)
    this.expectations = new Expectations(socket)
    this.reader = readerOf(connectionKind, socket.order)
  }

  /**
   * Opens a socket in the namespace of this process or in `netns`, or takes over `fd`.
   *
   * @throws {UnsupportedError} if the platform has no netlink.
   * @throws {SocketError} if the kernel refuses the socket.
   * @throws {NetnsError} if the namespace cannot be entered, which requires CAP_SYS_ADMIN.
   */
  static async open(options: ConntrackOptions = {}): Promise<Conntrack> {
    return new Conntrack(await openClient('Conntrack.open', netfilter, options))
  }

  /**
   * Lists connections. The result is no snapshot: each connection existed at some moment during the call.
   *
   * @throws {EncodeError} for an invalid filter, before anything is requested.
   * @throws {KernelError} `EPERM` without CAP_NET_ADMIN.
   */
  list(filter?: ConntrackFilter, options?: RequestOptions): Promise<Connection[]> {
    return this.connections.list(filter, options)
  }

  /**
   * Like `list`, as a stream in constant memory.
   *
   * @throws {EncodeError} for an invalid filter, before anything is requested.
   * @throws {KernelError} `EPERM` without CAP_NET_ADMIN.
   */
  iterate(filter?: ConntrackFilter, options?: RequestOptions): AsyncIterableIterator<Connection> & AsyncDisposable {
    return this.connections.iterate(filter, options)
  }

  /**
   * Like `iterate`, with each message as the kernel sent it, from struct nlmsghdr on.
   *
   * @throws {EncodeError} for an invalid filter, before anything is requested.
   * @throws {KernelError} `EPERM` without CAP_NET_ADMIN.
   */
  messages(filter?: ConntrackFilter, options?: RequestOptions): AsyncIterableIterator<Uint8Array> & AsyncDisposable {
    return this.connections.messages(filter, options)
  }

  /**
   * Lists connections and sets their counters to zero, atomically for each connection.
   *
   * @throws {EncodeError} for an invalid filter, before anything is requested.
   * @throws {KernelError} `EPERM` without CAP_NET_ADMIN.
   */
  async zero(filter: KernelFilter = {}, options?: RequestOptions): Promise<Connection[]> {
    checkRequestOptions('conntrack.zero', options)
    return new Collection(this.socket, zeroedKind).list(filter, options)
  }

  /**
   * One connection, by one of its directions.
   *
   * @throws {KernelError} `ENOENT` if there is none.
   */
  async get(which: ConnectionRef, options?: RequestOptions): Promise<Connection> {
    checkRequestOptions('conntrack.get', options)
    const { id: _, ...reference } = writeRef(which)
    const payload = payloadOf(this.socket, 'IPCTNL_MSG_CT_GET', reference)
    const about = { ...options, target: describeRef(which) }
    return (await this.socket.get(messageTypes.IPCTNL_MSG_CT_GET.type, payload, this.reader, about)) as Connection
  }

  /**
   * Adds a connection. One that was listed is added with its translations.
   *
   * @throws {KernelError} `EEXIST` if there is such a connection.
   */
  add(connection: NewConnection | Connection, options?: RequestOptions): Promise<void> {
    const making = (): Change =>
      this.request('IPCTNL_MSG_CT_NEW', CREATE, writeConnection(connection, this.little), connection)
    return send(this.socket, making, options, 'conntrack.add')
  }

  /**
   * Changes a connection.
   *
   * @throws {KernelError} `ENOENT` if there is no such connection.
   */
  async change(which: ConnectionRef, changes: ConnectionChanges, options?: RequestOptions): Promise<void> {
    checkRequestOptions('conntrack.change', options)
    const wire = writeChanges(which, changes, this.little)
    const update = (value: object): Promise<void> =>
      send(this.socket, () => this.request('IPCTNL_MSG_CT_NEW', 0, value, which), options)
    if (changes.status === undefined) return update(wire)
    // invalid fields are refused before anything is requested
    payloadOf(this.socket, 'IPCTNL_MSG_CT_NEW', wire)
    for (let tries = 1; ; tries++) {
      // the kernel refuses a status without the bits that are set: a packet may have set more meanwhile
      const { status } = await this.get(which, options)
      const refusal = await update({ ...wire, status: [...status, ...changes.status] }).then(
        () => undefined,
        (error: unknown) => error,
      )
      if (refusal === undefined) return
      if (tries === STATUS_TRIES || !isBusy(refusal)) throw refusal
    }
  }

  /**
   * Deletes a connection. If it was listed, a later connection with the same addresses and ports is not deleted.
   *
   * @throws {KernelError} `ENOENT` if there is no such connection.
   */
  delete(which: ConnectionRef, options?: RequestOptions): Promise<void> {
    const making = (): Change => this.request('IPCTNL_MSG_CT_DELETE', 0, writeRef(which), which)
    return send(this.socket, making, options, 'conntrack.delete')
  }

  /**
   * Deletes the connections that match, or all of them (`{ all: true }`). Resolves with their number, without those that
   * ended meanwhile.
   *
   * @throws {OptionError} for a filter that is missing, empty or has an undefined field.
   * @throws {BatchError} if some could not be deleted; all others were.
   */
  async flush(selection: Selection<ConntrackFilter>, options?: RequestOptions): Promise<number> {
    checkRequestOptions('conntrack.flush', options)
    const filter = filterOf('conntrack.flush', selection)
    query(filter)
    if ('all' in selection) return this.flushAll(options)
    // one by one: an older kernel ignores filters that it does not know, and would delete everything
    const found = await this.list(filter, options)
    const gone = await deleteListed(
      found.map((one) => this.delete(one, options)),
      isGone,
    )
    return found.length - gone.length
  }

  /**
   * The number of connections of the namespace.
   *
   * @throws {KernelError} `EPERM` without CAP_NET_ADMIN.
   */
  async count(options?: RequestOptions): Promise<number> {
    checkRequestOptions('conntrack.count', options)
    const { entries } = await readTotals(this.socket, options)
    return entries
  }

  /**
   * The number of connections, its limit, and the counters of each processor.
   *
   * @throws {KernelError} `EPERM` without CAP_NET_ADMIN.
   */
  async stats(options?: RequestOptions): Promise<ConntrackStats> {
    checkRequestOptions('conntrack.stats', options)
    return readStats(this.socket, options)
  }

  /**
   * Reports new, changed and destroyed connections, on a socket of its own. A slow consumer loses events, and receives a
   * `lost` event. The kernel reports nothing while net.netfilter.nf_conntrack_events is 0.
   *
   * @throws {EncodeError} for a group that does not exist.
   * @throws {UnsupportedError} if the client was opened with `fd`, `socket` or a `transport` that is no function, and
   * `options.fd` is absent.
   */
  monitor(options: ConntrackMonitorOptions = {}): Stream<ConntrackEvent> {
    return openMonitor(options, (use) => this.opener.another('monitor', options.fd, use))
  }

  private request(name: NetfilterMessageName, flags: number, value: object, which: ConnectionRef): Change {
    return makeChange(this.socket, name, flags, value, aboutConnection(which))
  }

  private async flushAll(options?: RequestOptions): Promise<number> {
    const making = (): Change => makeChange(this.socket, 'IPCTNL_MSG_CT_DELETE', 0, { header: {} }, { target: 'all' })
    const [count] = await Promise.all([this.count(options), send(this.socket, making, options)])
    return count
  }
}

const aboutConnection = (which: ConnectionRef): About => ({
  get target(): string {
    return describeRef(which)
  },
})

/** A connection that ended meanwhile. */
const isGone = (reason: unknown): boolean => isKernelError(reason) && reason.code === 'ENOENT'

const isBusy = (reason: unknown): boolean => isKernelError(reason) && reason.code === 'EBUSY'
