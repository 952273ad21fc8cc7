/** Netlink sockets: requests as promises, dumps as lists or streams, notifications. */
import type { ByteOrder } from '../codec/order.ts'
import { hostOrder } from '../codec/order.ts'
import { Engine } from '../protocol/engine.ts'
import type { ByteRange, RequestPayload } from '../protocol/header.ts'
import { checkFlags, checkPayload, frameShared, NLM_F_ACK, NLM_F_DUMP, NLM_F_ECHO } from '../protocol/header.ts'
import { NETLINK_ROUTE } from '../protocol/protocols.ts'
import { transportOf } from '../transport/open.ts'
import type { RemoteNamespaces, Transport } from '../transport/transport.ts'
import { PendingAtomic } from './atomic.ts'
import type { BatchRequest, Outcome } from './batch.ts'
import { PendingBatch, throwFailures } from './batch.ts'
import { setConduct } from './conduct.ts'
import { repeatDump } from './dump.ts'
import type { Listener } from './listeners.ts'
import { Listeners, shielded } from './listeners.ts'
import { checkRequestOptions } from './options.ts'
import type { Reader, RequestContext, RequestOptions } from './requests.ts'
import { ChangeRequest, GetRequest, VisitRequest } from './requests.ts'
import { Sender } from './sender.ts'
import type { SocketOptions } from './socket-options.ts'
import { checkSocketOptions } from './socket-options.ts'
import { Stream } from './stream.ts'

export type { BatchRequest } from './batch.ts'
export type { Listener } from './listeners.ts'
export type { Reader, RequestOptions } from './requests.ts'
export type { SocketOptions } from './socket-options.ts'

/**
 * A netlink socket of any protocol. Requests take a message type, flags and an encoded payload; the clients are built
 * on it.
 */
export class NetlinkSocket implements AsyncDisposable {
  /** The byte order of the kernel's machine, in which payloads must be encoded. */
  readonly order: ByteOrder
  private readonly transport: Transport
  private readonly engine: Engine
  private readonly listeners = new Listeners()
  private readonly sender: Sender
  private readonly little: boolean
  private readonly context: RequestContext

  /**
   * Opens a socket, or takes over the one of `options`. If it throws, nothing stays open.
   *
   * @throws {SocketError} if the kernel refuses.
   * @throws {UnsupportedError} if this system has no netlink.
   */
  constructor(options: SocketOptions = {}) {
    checkSocketOptions(options)
    this.order = options.order ?? hostOrder
    this.little = this.order === 'le'
    const protocol = options.protocol ?? options.family?.protocol
    this.transport = transportOf(options.transport, { ...options, protocol })
    this.engine = new Engine(this.order, this.listeners)
    const actual = this.transport.protocol ?? protocol ?? NETLINK_ROUTE
    setConduct(this.engine, this.transport, actual, options.onWarning !== undefined)
    this.sender = new Sender(this.engine, this.transport, this.listeners, this.little)
    this.context = {
      order: this.order,
      family: options.family,
      ended: () => this.sender.settled(),
      withdraw: (exchange) => this.engine.withdraw(exchange),
      warn: options.onWarning === undefined ? undefined : shielded(options.onWarning),
    }
    try {
      for (const group of options.groups ?? []) this.join(group)
      this.receive()
    } catch (error) {
      this.transport.close()
      throw error
    }
  }

  /** The port ID of this socket, by which the kernel addresses it. */
  get port(): number {
    return this.transport.port
  }

  /** The namespaces of the machine of a relay. Undefined: the socket is on this machine. */
  get remote(): RemoteNamespaces | undefined {
    return this.transport.remote
  }

  /**
   * Requests a change. Resolves when the kernel has carried it out.
   *
   * @throws {KernelError} if the kernel refuses.
   * @throws {EncodeError} for flags that do not fit 16 bits.
   */
  request(type: number, flags: number, payload: RequestPayload, options?: RequestOptions): Promise<void> {
    // not `async`, which would make a second promise
    try {
      const request = this.frame(type, flags, NLM_F_ACK, payload, options)
      const fast = this.sender.fastPathFor(options)
      return fast?.change(request) ?? this.sender.send(new ChangeRequest(request, options, this.context), options, fast)
    } catch (error) {
      return Promise.reject(error)
    }
  }

  /**
   * Requests a change with NLM_F_ECHO. Resolves with the created objects; empty if the kernel does not echo this message.
   *
   * @throws {KernelError} if the kernel refuses.
   */
  async echo<T>(
    type: number,
    flags: number,
    payload: RequestPayload,
    read: Reader<T>,
    options?: RequestOptions,
  ): Promise<T[]> {
    const values: T[] = []
    const request = this.frame(type, flags, NLM_F_ACK | NLM_F_ECHO, payload, options)
    const visit: Reader<unknown> = (bytes, view, start, end) => values.push(read(bytes, view, start, end))
    await this.sender.submit(new VisitRequest('echo', visit, request, options, this.context), options)
    return values
  }

  /**
   * Requests one message. Resolves with undefined if the kernel acknowledges without it.
   *
   * @throws {KernelError} if the kernel refuses.
   */
  async get<T>(
    type: number,
    payload: RequestPayload,
    read: Reader<T>,
    options?: RequestOptions,
  ): Promise<T | undefined> {
    const request = this.frame(type, 0, NLM_F_ACK, payload, options)
    return this.sender.submit(new GetRequest('get', read, request, options, this.context), options)
  }

  /**
   * Like `get`, without NLM_F_ACK, for requests that the kernel is known to answer with one message or a refusal. The ACK
   * would cost a third of the time.
   *
   * @throws {KernelError} if the kernel refuses.
   * @throws {NoAnswerError} if the kernel sends neither.
   */
  ask<T>(type: number, payload: RequestPayload, read: Reader<T>, options?: RequestOptions): Promise<T> {
    try {
      const request = this.frame(type, 0, 0, payload, options)
      const fast = this.sender.fastPathFor(options)
      return (fast?.ask(request, read) ??
        this.sender.send(new GetRequest('ask', read, request, options, this.context), options, fast)) as Promise<T>
    } catch (error) {
      return Promise.reject(error)
    }
  }

  /**
   * A dump as a list. If the table changes meanwhile, the dump is repeated: the list never mixes two states.
   *
   * @throws {DumpInterruptedError} if the table changed during each of ten attempts.
   * @throws {KernelError} if the kernel refuses.
   */
  async dump<T>(type: number, payload: RequestPayload, read: Reader<T>, options: RequestOptions = {}): Promise<T[]> {
    let values: T[] = []
    const restart = (): void => {
      values = []
    }
    await this.scan(
      type,
      payload,
      (bytes, view, start, end) => values.push(read(bytes, view, start, end)),
      restart,
      options,
    )
    return values
  }

  /**
   * A dump message by message. `restart` is called before the dump is repeated after an interruption.
   *
   * @throws {DumpInterruptedError} if the table changed during each of ten attempts.
   * @throws {KernelError} if the kernel refuses.
   */
  async scan(
    type: number,
    payload: RequestPayload,
    visit: Reader<unknown>,
    restart: () => void,
    options: RequestOptions = {},
  ): Promise<void> {
    const start = (limited: RequestOptions): VisitRequest => {
      const dump = this.dumping(type, payload, visit, limited)
      this.sender.submit(dump, limited)
      return dump
    }
    await repeatDump(start, restart, options)
  }

  /**
   * A dump as a stream in constant memory: while the program takes no values, the kernel does not send more. Messages for
   * which `read` returns undefined are skipped.
   *
   * @throws {DumpInterruptedError} if the table changed meanwhile, since values cannot be retracted.
   * @throws {KernelError} if the kernel refuses.
   */
  iterate<T>(
    type: number,
    payload: RequestPayload,
    read: Reader<T | undefined>,
    options: RequestOptions = {},
  ): AsyncIterableIterator<T> {
    const stream = new Stream<T>({
      start: (push) => {
        const reply: Reader<void> = (bytes, view, start, end) => {
          const value = read(bytes, view, start, end)
          if (value !== undefined) push(value)
        }
        const dump = this.dumping(type, payload, reply, options)
        return { finished: this.sender.submit(dump, options), cancel: (reason) => this.sender.withdraw(dump, reason) }
      },
      hold: () => {
        const alone = this.engine.pending === 1 && this.listeners.none
        if (alone) this.transport.hold()
        return alone
      },
      resume: () => this.transport.resume(),
    })
    return stream
  }

  /**
   * Sends many changes together; each has an outcome of its own. An abort withdraws the changes that were not sent, which
   * reject with its reason. Changes that were sent keep the kernel's reply. After `timeout`, all outcomes that are missing are
   * rejected with TimeoutError.
   *
   * @throws {OptionError} for an unknown option. The failure of a change is its outcome.
   */
  async batch(requests: readonly BatchRequest[], options: RequestOptions = {}): Promise<Outcome[]> {
    checkRequestOptions('batch', options)
    const batch = new PendingBatch(requests, this.context)
    const { signal } = options
    for (const [index, { type, flags = 0, payload }] of requests.entries()) {
      const part = batch.part(index, this.frame(type, flags, NLM_F_ACK, payload, undefined))
      this.sender.enqueue(part, signal)
    }
    batch.arm(options, (mine) => this.engine.recall(mine))
    return batch.promise
  }

  /**
   * Like `batch`.
   *
   * @throws {BatchError} with the reason of each failure. The other changes are carried out.
   */
  async batchAll(requests: readonly BatchRequest[], options: RequestOptions = {}): Promise<void> {
    throwFailures(await this.batch(requests, options))
  }

  /**
   * Sends many messages in one datagram, for families that carry out all or none of them (nfnetlink, between
   * NFNL_MSG_BATCH_BEGIN and NFNL_MSG_BATCH_END). At least one must have NLM_F_ACK; the ACK of the last one settles the
   * batch.
   *
   * @throws {BatchError} with the refusal of each refused message.
   */
  async atomic(requests: readonly BatchRequest[], options: RequestOptions = {}): Promise<void> {
    checkRequestOptions('atomic', options)
    return this.sender.submit(new PendingAtomic(requests, options, this.context), options)
  }

  /** Stops reading, so that notifications stay in the kernel's buffer. False while requests are pending. */
  pause(): boolean {
    if (this.engine.pending > 0) return false
    this.transport.hold()
    return true
  }

  /** Continues after `pause`. */
  unpause(): void {
    this.transport.resume()
  }

  /** Joins a multicast group. @throws {SocketError} if the kernel refuses. */
  join(group: number): void {
    this.transport.join(group)
    // notifications can overflow the receive buffer at any time; after that an omitted ACK costs more than it saves
    this.engine.silent = false
  }

  /** Leaves a multicast group. @throws {SocketError} if the kernel refuses. */
  leave(group: number): void {
    this.transport.leave(group)
  }

  /** Calls the listener for each notification until the returned function is called. Keeps the process alive meanwhile. */
  listen(listener: Listener): () => void {
    if (this.sender.closed) throw this.sender.closing('listen')
    this.listeners.add(listener)
    this.transport.resume()
    this.sender.stayAlive()
    return () => {
      this.listeners.delete(listener)
      this.sender.stayAlive()
    }
  }

  /** Closes the socket. Pending requests reject with ClosedError. Closing twice has no effect. */
  close(): void {
    this.shut(undefined)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.close()
  }

  private receive(): void {
    this.transport.start({
      datagram: (bytes, view, start, end, length, nsid) => {
        this.listeners.nsid = nsid
        this.sender.reading = true
        if (length > end - start) this.engine.truncated(view, start, end - start, length)
        else this.engine.receive(bytes, view, start, end, nsid !== undefined)
      },
      // nothing is sent before `drained`: a reply would be received into the buffer that is being read
      overrun: () => this.engine.overrun(),
      sendFailed: (ticket, error) => this.engine.sendFailed(ticket, error),
      concluded: (ticket) => this.engine.concluded(ticket),
      broken: (error) => this.shut(error),
      opened: () => {
        this.engine.port = this.transport.port
        this.engine.window = this.transport.window
      },
      drained: () => {
        this.sender.reading = false
        this.sender.flush()
      },
    })
  }

  /** Makes the message of a request, and checks its options. `own`: flags that this library adds. */
  private frame(
    type: number,
    flags: number,
    own: number,
    payload: RequestPayload,
    options: RequestOptions | undefined,
  ): ByteRange {
    // options that the clients make are instances of their own classes, and need no check
    if (options?.constructor === Object) checkRequestOptions(this.nameOf(type, payload), options)
    checkFlags(flags)
    return frameShared(type, flags | own, payload, this.little)
  }

  private nameOf(type: number, payload: RequestPayload): string {
    checkPayload(payload)
    const bytes = payload instanceof Uint8Array ? payload : payload.content
    return this.context.family?.find(type, 'request', bytes)?.name ?? `message ${type}`
  }

  private dumping(
    type: number,
    payload: RequestPayload,
    visit: Reader<unknown>,
    options: RequestOptions,
  ): VisitRequest {
    const request = this.frame(type, 0, NLM_F_DUMP, payload, options)
    return new VisitRequest('dump', visit, request, options, this.context)
  }

  private shut(cause: unknown): void {
    if (this.sender.closed) return
    this.sender.close(cause)
    this.transport.close()
    this.engine.close(cause)
    this.listeners.close(cause)
  }
}
