/** The client of connection tracking: what the kernel knows of connections, without the tool `conntrack`. */

import type { OpenOptions } from '../../client/opener.ts'
import { checkOpenOptions, Opener } from '../../client/opener.ts'
import type { Selection } from '../../client/selection.ts'
import { filterOf } from '../../client/selection.ts'
import { BatchError, isKernelError } from '../../netlink/protocol/errors.ts'
import { NLM_F_CREATE, NLM_F_EXCL } from '../../netlink/protocol/header.ts'
import type { BatchRequest } from '../../netlink/socket/batch.ts'
import { checkRequestOptions } from '../../netlink/socket/options.ts'
import type { Reader, RequestOptions } from '../../netlink/socket/requests.ts'
import type { Stream } from '../../netlink/socket/stream.ts'
import { LateStream } from '../../netlink/socket/stream.ts'
import { netfilter } from '../family.ts'
import { messageTypes } from '../tables/index.ts'
import type { ConnectionChanges, ConnectionRef, NewConnection } from './changes.ts'
import { describeRef, writeChanges, writeConnection, writeRef } from './changes.ts'
import type { Connection } from './connection.ts'
import { Expectations } from './expectations.ts'
import type { ConntrackFilter, KernelFilter, Question } from './filter.ts'
import { kernelQuestion, question } from './filter.ts'
import type { ConntrackRequester } from './messages.ts'
import { connectionReader, payloadOf } from './messages.ts'
import type { ConntrackEvent, ConntrackMonitorOptions } from './monitor.ts'
import { openMonitor } from './monitor.ts'
import type { ConntrackStats } from './stats.ts'
import { readStats, readTotals } from './stats.ts'

export interface ConntrackOptions extends OpenOptions {
  /** A socket of NETLINK_NETFILTER that is open already; it is not closed with the client. */
  readonly socket?: ConntrackRequester | undefined
}

const { IPCTNL_MSG_CT_NEW, IPCTNL_MSG_CT_GET, IPCTNL_MSG_CT_DELETE, IPCTNL_MSG_CT_GET_CTRZERO } = messageTypes

/** How often a status is read again that changed before it was written. */
const STATUS_TRIES = 4

export class Conntrack implements AsyncDisposable {
  /** For requests that have no operation here. */
  readonly socket: ConntrackRequester
  /** Connections that are awaited because of others. */
  readonly expectations: Expectations
  private readonly opener: Opener
  private readonly little: boolean
  private readonly reader: Reader<Connection>

  private constructor(socket: ConntrackRequester, opener: Opener) {
    this.socket = socket
    this.opener = opener
    this.little = socket.order === 'le'
    this.expectations = new Expectations(socket)
    this.reader = connectionReader(socket)
  }

  /**
   * Opens a socket in the namespace of this process or in `netns`, or takes over `fd`. Rejects with UnsupportedError
   * where there is no netlink, with SocketError where the kernel refuses, with NetnsError where the namespace can't be
   * entered (it takes CAP_SYS_ADMIN).
   */
  static async open(given: ConntrackOptions = {}): Promise<Conntrack> {
    checkOpenOptions('Conntrack.open', given)
    const { socket, ...options } = given
    if (socket !== undefined) return new Conntrack(socket, Opener.without(netfilter))
    const opener = await Opener.open(netfilter, options)
    return new Conntrack(opener.socket, opener)
  }

  /** All that match. Connections come and go while they are listed: each was there at some moment of it. */
  list(filter: ConntrackFilter = {}, options?: RequestOptions): Promise<Connection[]> {
    return this.gather('list', IPCTNL_MSG_CT_GET.type, () => question(filter), options)
  }

  /** The same as a stream, in constant memory. */
  iterate(filter: ConntrackFilter = {}, options?: RequestOptions): AsyncIterableIterator<Connection> & AsyncDisposable {
    const open = async (): Promise<AsyncIterator<Connection>> => {
      checkRequestOptions('conntrack.iterate', options)
      const { request, matches } = question(filter)
      const payload = payloadOf(this.socket, 'IPCTNL_MSG_CT_GET', request)
      return this.socket.iterate(IPCTNL_MSG_CT_GET.type, payload, this.matching(matches), options)
    }
    return new LateStream<Connection>(open, (error) => {
      throw error
    })
  }

  /** Lists what matches and sets its counters to zero, which is one moment for each connection. */
  zero(filter: KernelFilter = {}, options?: RequestOptions): Promise<Connection[]> {
    return this.gather('zero', IPCTNL_MSG_CT_GET_CTRZERO.type, () => kernelQuestion(filter), options)
  }

  /** One of them, by one of its directions. Rejects with KernelError (ENOENT) where there is none. */
  async get(which: ConnectionRef, options?: RequestOptions): Promise<Connection> {
    checkRequestOptions('conntrack.get', options)
    const { id: _, ...reference } = writeRef(which)
    const payload = payloadOf(this.socket, 'IPCTNL_MSG_CT_GET', reference)
    const about = { ...options, target: describeRef(which) }
    return (await this.socket.get(IPCTNL_MSG_CT_GET.type, payload, this.reader, about)) as Connection
  }

  /** Refused where there is such a connection. One that was listed is made as it was, its translations included. */
  async add(connection: NewConnection | Connection, options?: RequestOptions): Promise<void> {
    checkRequestOptions('conntrack.add', options)
    const payload = payloadOf(this.socket, 'IPCTNL_MSG_CT_NEW', writeConnection(connection, this.little))
    await this.socket.request(IPCTNL_MSG_CT_NEW.type, NLM_F_CREATE | NLM_F_EXCL, payload, {
      ...options,
      target: describeRef(connection),
    })
  }

  /** Rejects with KernelError (ENOENT) where there is no such connection. */
  async update(which: ConnectionRef, changes: ConnectionChanges, options?: RequestOptions): Promise<void> {
    checkRequestOptions('conntrack.update', options)
    const wire = writeChanges(which, changes, this.little)
    const send = (value: object): Uint8Array => payloadOf(this.socket, 'IPCTNL_MSG_CT_NEW', value)
    // faults are found before anything is asked
    const plain = send(wire)
    const update = (payload: Uint8Array): Promise<void> =>
      this.socket.request(IPCTNL_MSG_CT_NEW.type, 0, payload, { ...options, target: describeRef(which) })
    if (changes.status === undefined) return update(plain)
    for (let tries = 1; ; tries++) {
      // the kernel refuses a status that lacks what is set already: a packet may have set more meanwhile
      const { status } = await this.get(which, options)
      const payload = send({ ...wire, status: [...status, ...changes.status] })
      const refusal = await update(payload).then(
        () => undefined,
        (error: unknown) => error,
      )
      if (refusal === undefined) return
      if (tries === STATUS_TRIES || !isBusy(refusal)) throw refusal
    }
  }

  /** One of them; where it was listed no other that took its place. Rejects with KernelError (ENOENT) where it is not there. */
  async delete(which: ConnectionRef, options?: RequestOptions): Promise<void> {
    checkRequestOptions('conntrack.delete', options)
    const payload = this.deletion(which)
    await this.socket.request(IPCTNL_MSG_CT_DELETE.type, 0, payload, { ...options, target: describeRef(which) })
  }

  /**
   * Deletes the connections that match, or all of them (`{ all: true }`); resolves with how many there were. Those that
   * end by themselves meanwhile are not counted.
   *
   * @throws {OptionError} for a filter that is missing, empty or has an undefined field.
   * @throws {BatchError} where some could not be deleted; all others were.
   */
  async flush(selection: Selection<ConntrackFilter>, options?: RequestOptions): Promise<number> {
    checkRequestOptions('conntrack.flush', options)
    const asked = question(filterOf('conntrack.flush', selection))
    if ('all' in selection) return this.flushAll(options)
    // one by one: of filters that it does not know an older kernel would delete all
    const found = await this.gather('flush', IPCTNL_MSG_CT_GET.type, () => asked, options)
    return this.deleteListed(found, options)
  }

  /** How many connections the namespace has. */
  async count(options?: RequestOptions): Promise<number> {
    checkRequestOptions('conntrack.count', options)
    const { entries } = await readTotals(this.socket, options)
    return entries
  }

  /** How many there are, how many there may be, and what each processor has counted. */
  async stats(options?: RequestOptions): Promise<ConntrackStats> {
    checkRequestOptions('conntrack.stats', options)
    return readStats(this.socket, options)
  }

  /**
   * What becomes of connections from now on, by a socket of its own. Slow consumers lose events and are told so (`lost`).
   * The kernel tells nothing where net.netfilter.nf_conntrack_events is 0. Throws EncodeError for a group that does not
   * exist, UnsupportedError where the client was opened with `fd`, `socket` or one `transport`, and the monitor has no
   * `fd` of its own.
   */
  monitor(options: ConntrackMonitorOptions = {}): Stream<ConntrackEvent> {
    return openMonitor(options, (use) => this.opener.another('monitor', options.fd, use))
  }

  /** Closes the socket it opened. Requests that have no answer yet reject with ClosedError. */
  close(): void {
    this.opener.close()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.close()
  }

  private deletion(which: ConnectionRef): Uint8Array {
    return payloadOf(this.socket, 'IPCTNL_MSG_CT_DELETE', writeRef(which))
  }

  private matching(matches: Question['matches']): Reader<Connection | undefined> {
    return (bytes, view, start, end) => {
      const one = this.reader(bytes, view, start, end)
      return matches(one) ? one : undefined
    }
  }

  private async flushAll(options?: RequestOptions): Promise<number> {
    const payload = payloadOf(this.socket, 'IPCTNL_MSG_CT_DELETE', { header: {} })
    const [count] = await Promise.all([
      this.count(options),
      this.socket.request(IPCTNL_MSG_CT_DELETE.type, 0, payload, options),
    ])
    return count
  }

  /** Deletes what was listed, all that can be: one that can't be written or is refused keeps no other. */
  private async deleteListed(found: readonly Connection[], options?: RequestOptions): Promise<number> {
    const failures = new Map<number, unknown>()
    const places: number[] = []
    const requests: BatchRequest[] = []
    for (const [place, one] of found.entries())
      try {
        requests.push({ type: IPCTNL_MSG_CT_DELETE.type, payload: this.deletion(one), target: describeRef(one) })
        places.push(place)
      } catch (error) {
        failures.set(place, error)
      }
    let deleted = 0
    for (const [index, result] of (await this.socket.batch(requests, options)).entries())
      if (result.status === 'fulfilled') deleted++
      else if (!isGone(result.reason)) failures.set(places[index] as number, result.reason)
    if (failures.size > 0) throw new BatchError(failures, found.length)
    return deleted
  }

  private async gather(
    verb: string,
    type: number,
    ask: () => Question,
    options?: RequestOptions,
  ): Promise<Connection[]> {
    checkRequestOptions(`conntrack.${verb}`, options)
    const { request, matches } = ask()
    let found: Connection[] = []
    const read = this.matching(matches)
    const visit: Reader<void> = (bytes, view, start, end) => {
      const one = read(bytes, view, start, end)
      if (one !== undefined) found.push(one)
    }
    const restart = (): void => {
      found = []
    }
    await this.socket.scan(type, payloadOf(this.socket, 'IPCTNL_MSG_CT_GET', request), visit, restart, options)
    return found
  }
}

/** What ends by itself meanwhile is not there to be deleted. */
const isGone = (reason: unknown): boolean => isKernelError(reason) && reason.code === 'ENOENT'

const isBusy = (reason: unknown): boolean => isKernelError(reason) && reason.code === 'EBUSY'
