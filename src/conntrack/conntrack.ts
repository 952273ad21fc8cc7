/** The client of connection tracking: what the kernel knows of connections, without the tool `conntrack`. */
import { isKernelError } from '../netlink/errors.ts'
import type { Reader, RequestOptions } from '../netlink/exchange.ts'
import { NLM_F_CREATE, NLM_F_EXCL } from '../netlink/header.ts'
import type { Stream } from '../netlink/stream.ts'
import { LateStream } from '../netlink/stream.ts'
import { messageTypes, NETFILTER } from '../nftables/tables/index.ts'
import type { OpenOptions } from '../setns/opener.ts'
import { Opener } from '../setns/opener.ts'
import type { ConnectionChanges, ConnectionRef, NewConnection } from './changes.ts'
import { describeRef, writeChanges, writeConnection, writeRef } from './changes.ts'
import type { Connection } from './connection.ts'
import { Expectations } from './expectations.ts'
import type { ConntrackFilter, KernelFilter, Question } from './filter.ts'
import { kernelQuestion, question } from './filter.ts'
import type { ConntrackAsker } from './messages.ts'
import { connectionReader, payloadOf } from './messages.ts'
import type { ConntrackEvent, ConntrackMonitorOptions } from './monitor.ts'
import { openMonitor } from './monitor.ts'
import type { ConntrackStats } from './stats.ts'
import { readStats, readTotals } from './stats.ts'

export interface ConntrackOptions extends OpenOptions {
  /** A socket of NETLINK_NETFILTER that is open already; it is not closed with the client. */
  readonly socket?: ConntrackAsker | undefined
}

const { IPCTNL_MSG_CT_NEW, IPCTNL_MSG_CT_GET, IPCTNL_MSG_CT_DELETE, IPCTNL_MSG_CT_GET_CTRZERO } = messageTypes

export class Conntrack implements AsyncDisposable {
  /** For requests that have no operation here. */
  readonly socket: ConntrackAsker
  /** Connections that are awaited because of others. */
  readonly expectations: Expectations
  private readonly opener: Opener
  private readonly little: boolean
  private readonly reader: Reader<Connection>

  private constructor(socket: ConntrackAsker, opener: Opener) {
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
  static async open({ socket, ...options }: ConntrackOptions = {}): Promise<Conntrack> {
    if (socket !== undefined) return new Conntrack(socket, Opener.without(NETFILTER))
    const opener = await Opener.open(NETFILTER, options)
    return new Conntrack(opener.socket, opener)
  }

  /** All that match. Connections come and go while they are listed: each was there at some moment of it. */
  list(filter: ConntrackFilter = {}, options?: RequestOptions): Promise<Connection[]> {
    return this.gather(IPCTNL_MSG_CT_GET.type, () => question(filter), options)
  }

  /** The same as a stream, in constant memory. */
  iterate(filter: ConntrackFilter = {}, options?: RequestOptions): AsyncIterableIterator<Connection> & AsyncDisposable {
    const open = async (): Promise<AsyncIterator<Connection>> => {
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
    return this.gather(IPCTNL_MSG_CT_GET_CTRZERO.type, () => kernelQuestion(filter), options)
  }

  /** One of them, by one of its directions. Rejects with KernelError (ENOENT) where there is none. */
  async get(which: ConnectionRef, options?: RequestOptions): Promise<Connection> {
    const { id: _, ...reference } = writeRef(which)
    const payload = payloadOf(this.socket, 'IPCTNL_MSG_CT_GET', reference)
    const about = { ...options, target: describeRef(which) }
    return (await this.socket.get(IPCTNL_MSG_CT_GET.type, payload, this.reader, about)) as Connection
  }

  /** Refused where there is such a connection. One that was listed is made as it was, its translations included. */
  async add(connection: NewConnection | Connection, options?: RequestOptions): Promise<void> {
    const payload = payloadOf(this.socket, 'IPCTNL_MSG_CT_NEW', writeConnection(connection, this.little))
    await this.socket.request(IPCTNL_MSG_CT_NEW.type, NLM_F_CREATE | NLM_F_EXCL, payload, {
      ...options,
      target: describeRef(connection),
    })
  }

  /** Rejects with KernelError (ENOENT) where there is no such connection. */
  async update(which: ConnectionRef, changes: ConnectionChanges, options?: RequestOptions): Promise<void> {
    const wire = writeChanges(which, changes, this.little)
    const send = (value: object): Uint8Array => payloadOf(this.socket, 'IPCTNL_MSG_CT_NEW', value)
    // before anything is asked
    let payload = send(wire)
    if (changes.status !== undefined) {
      // the kernel refuses a status that lacks what is set already
      const { status } = await this.get(which, options)
      payload = send({ ...wire, status: [...status, ...changes.status] })
    }
    await this.socket.request(IPCTNL_MSG_CT_NEW.type, 0, payload, { ...options, target: describeRef(which) })
  }

  /** One of them; where it was listed no other that took its place. Rejects with KernelError (ENOENT) where it is not there. */
  async delete(which: ConnectionRef, options?: RequestOptions): Promise<void> {
    const payload = this.deletion(which)
    await this.socket.request(IPCTNL_MSG_CT_DELETE.type, 0, payload, { ...options, target: describeRef(which) })
  }

  /** Deletes all that match, or simply all; resolves with how many there were. */
  async flush(filter: ConntrackFilter = {}, options?: RequestOptions): Promise<number> {
    const asked = question(filter)
    if (Object.values(filter).every((value) => value === undefined)) {
      const payload = payloadOf(this.socket, 'IPCTNL_MSG_CT_DELETE', { header: {} })
      const [count] = await Promise.all([
        this.count(options),
        this.socket.request(IPCTNL_MSG_CT_DELETE.type, 0, payload, options),
      ])
      return count
    }
    // one by one: of filters that it does not know an older kernel would delete all
    const found = await this.gather(IPCTNL_MSG_CT_GET.type, () => asked, options)
    const { type } = IPCTNL_MSG_CT_DELETE
    const results = await this.socket.batch(
      found.map((one) => ({ type, payload: this.deletion(one) })),
      options,
    )
    return results.filter(isDone).length
  }

  /** How many connections the namespace has. */
  async count(options?: RequestOptions): Promise<number> {
    const { entries } = await readTotals(this.socket, options)
    return entries
  }

  /** How many there are, how many there may be, and what each processor has counted. */
  stats(options?: RequestOptions): Promise<ConntrackStats> {
    return readStats(this.socket, options)
  }

  /**
   * What becomes of connections from now on, by a socket of its own. Slow consumers lose events and are told so (`lost`).
   * The kernel tells nothing where net.netfilter.nf_conntrack_events is 0. Throws EncodeError for a group that does not
   * exist, UnsupportedError where the client was opened with `fd`, `socket` or one `transport`, and the monitor has no
   * `fd` of its own.
   */
  monitor(options: ConntrackMonitorOptions = {}): Stream<ConntrackEvent> {
    return openMonitor(options, () => this.opener.another('monitor', options.fd))
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

  private async gather(type: number, ask: () => Question, options?: RequestOptions): Promise<Connection[]> {
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

/** What is gone by itself was not deleted; anything else that failed is thrown. */
const isDone = (result: PromiseSettledResult<void>): boolean => {
  if (result.status === 'fulfilled') return true
  if (isKernelError(result.reason) && result.reason.code === 'ENOENT') return false
  throw result.reason
}
