/** A netlink socket as programs use it: requests that settle, dumps as lists or streams, notifications. */
import { performance } from 'node:perf_hooks'
import type { Payload } from '../codec/fast/pool.ts'
import type { ByteOrder } from '../codec/order.ts'
import { hostOrder } from '../codec/order.ts'
import type { Exchange } from '../protocol/engine.ts'
import { Engine } from '../protocol/engine.ts'
import { BatchError, ClosedError, DumpInterruptedError, TimeoutError } from '../protocol/errors.ts'
import type { Place } from '../protocol/header.ts'
import { checkFlags, frameShared, NLM_F_ACK, NLM_F_DUMP, NLM_F_ECHO } from '../protocol/header.ts'
import { conductOf, NETLINK_ROUTE } from '../protocol/protocols.ts'
import { openKernel } from '../transport/open.ts'
import type { Transport } from '../transport/transport.ts'
import { isInPlace } from '../transport/transport.ts'
import { PendingAtomic } from './atomic.ts'
import type { BatchRequest, Outcome } from './batch.ts'
import { PendingBatch } from './batch.ts'
import type { PendingRequest, Reader, RequestContext, RequestOptions } from './exchange.ts'
import { ChangeRequest, GetRequest, VisitRequest } from './exchange.ts'
import { FastPath } from './fast-path.ts'
import { checkRequestOptions } from './options.ts'
import type { SocketOptions } from './socket-options.ts'
import { checkSocketOptions } from './socket-options.ts'
import { Stream } from './stream.ts'

export type { BatchRequest } from './batch.ts'
export type { Reader, RequestOptions } from './exchange.ts'
export type { SocketOptions } from './socket-options.ts'

/** Told of what belongs to no request. `nsid`: the namespace it came from, with `listenAllNsid`. */
export interface Listener {
  notification(bytes: Uint8Array, view: DataView, start: number, end: number, nsid: number | undefined): void
  /** Some were dropped. */
  lost(): void
  /** None will come any more. */
  closed(cause: unknown): void
}

/** How often a dump that was interrupted is asked again before DumpInterruptedError. */
const DUMP_ATTEMPTS = 10
/** Inline answers come without a turn of the event loop; after this many milliseconds it gets one. */
const INLINE_TURN_MS = 8
/** While requests take no longer together than this, so many go without a look at the clock. */
const QUICK_MS = 0.5
const UNSEEN = 7

export class NetlinkSocket implements AsyncDisposable {
  readonly order: ByteOrder
  private readonly transport: Transport
  private readonly engine: Engine
  private readonly listeners = new Set<Listener>()
  private readonly little: boolean
  private nsid: number | undefined
  private scheduled = false
  private flushing = false
  /** What answers lie in must not be written to. */
  private reading = false
  private alive = false
  private closedBy: unknown
  private closed = false
  /** When this turn of the event loop began, as far as requests go; 0 before the first. */
  private turn = 0
  /** Milliseconds that it had taken at the last look at the clock. */
  private spent = 0
  /** How many requests do without a look at the clock. */
  private unseen = 0
  private readonly terms: RequestContext
  private readonly fastPath: FastPath | undefined

  /** Throws SocketError where the kernel refuses, UnsupportedError where there is no netlink. Opens nothing it does not close. */
  constructor(options: SocketOptions = {}) {
    checkSocketOptions(options)
    this.order = options.order ?? hostOrder
    this.little = this.order === 'le'
    const protocol = options.protocol ?? options.family?.protocol
    this.transport = options.transport ?? openKernel({ ...options, protocol })
    this.engine = new Engine(this.order, {
      notification: (bytes, view, start, end) => this.notify(bytes, view, start, end),
      lost: () => this.tell((one) => one.lost()),
    })
    this.engine.port = this.transport.port
    this.engine.window = this.transport.window
    this.setConduct(this.transport.protocol ?? protocol ?? NETLINK_ROUTE, options.onWarning !== undefined)
    this.fastPath = isInPlace(this.transport) ? new FastPath(this.engine, this.transport, this.little) : undefined
    this.terms = {
      order: this.order,
      family: options.family,
      ended: () => this.settle(),
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

  /** The port that the kernel knows this socket by. */
  get port(): number {
    return this.transport.port
  }

  /** A change; resolves when the kernel has carried it out. Rejects with KernelError where it refuses. */
  request(type: number, flags: number, payload: Uint8Array | Payload, options?: RequestOptions): Promise<void> {
    // not `async`, which would cost a promise more for each
    try {
      const request = this.frame(type, flags, NLM_F_ACK, payload, options)
      const way = this.shortest(options)
      return way?.change(request) ?? this.wait(new ChangeRequest(request, options, this.terms), options, way)
    } catch (error) {
      return Promise.reject(error)
    }
  }

  /** A change that answers with what was made (NLM_F_ECHO); empty where the kernel does not echo it. */
  async echo<T>(
    type: number,
    flags: number,
    payload: Uint8Array | Payload,
    read: Reader<T>,
    options?: RequestOptions,
  ): Promise<T[]> {
    const values: T[] = []
    const request = this.frame(type, flags, NLM_F_ACK | NLM_F_ECHO, payload, options)
    const visit: Reader<unknown> = (bytes, view, start, end) => values.push(read(bytes, view, start, end))
    await this.submit(new VisitRequest('echo', visit, request, options, this.terms), options)
    return values
  }

  /** A question with one answer; undefined where the kernel acknowledges without one. */
  async get<T>(
    type: number,
    payload: Uint8Array | Payload,
    read: Reader<T>,
    options?: RequestOptions,
  ): Promise<T | undefined> {
    const request = this.frame(type, 0, NLM_F_ACK, payload, options)
    return this.submit(new GetRequest('get', read, request, options, this.terms), options)
  }

  /**
   * Like `get`, for questions that the kernel is known to answer with one message or a refusal: without an ACK behind
   * it, which would cost a third of the time. Rejects with ERR_NO_ANSWER where it does neither.
   */
  ask<T>(type: number, payload: Uint8Array | Payload, read: Reader<T>, options?: RequestOptions): Promise<T> {
    try {
      const request = this.frame(type, 0, 0, payload, options)
      const way = this.shortest(options)
      return (way?.ask(request, read) ??
        this.wait(new GetRequest('ask', read, request, options, this.terms), options, way)) as Promise<T>
    } catch (error) {
      return Promise.reject(error)
    }
  }

  /** A dump as a list. One that was interrupted by a change is asked again; it is never torn. */
  async dump<T>(
    type: number,
    payload: Uint8Array | Payload,
    read: Reader<T>,
    options: RequestOptions = {},
  ): Promise<T[]> {
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

  /** A dump message by message. `restart` is called before it is asked again after an interruption. */
  async scan(
    type: number,
    payload: Uint8Array | Payload,
    visit: Reader<unknown>,
    restart: () => void,
    options: RequestOptions = {},
  ): Promise<void> {
    const { timeout } = options
    const since = performance.now()
    const once = async (attempt: number): Promise<boolean> => {
      const left = timeout === undefined ? undefined : Math.max(0, timeout - (performance.now() - since))
      const limited = { ...options, timeout: left }
      const dump = this.dumping(type, payload, visit, limited)
      try {
        await this.submit(dump, limited)
        return true
      } catch (error) {
        if (error instanceof TimeoutError) throw new TimeoutError(dump.operation, timeout as number)
        if (!(error instanceof DumpInterruptedError) || attempt === DUMP_ATTEMPTS) throw error
        return false
      }
    }
    for (let attempt = 1; !(await once(attempt)); attempt++) restart()
  }

  /**
   * A dump as a stream in constant memory: while nobody takes from it, the kernel waits with the rest. Ends with
   * DumpInterruptedError where the table changed meanwhile, since what was given out can't be taken back. Messages that
   * the reader has undefined for are passed over.
   */
  iterate<T>(
    type: number,
    payload: Uint8Array | Payload,
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
        return { finished: this.submit(dump, options), cancel: (reason) => this.cancel(dump, reason) }
      },
      hold: () => {
        const alone = this.engine.pending === 1 && this.listeners.size === 0
        if (alone) this.transport.hold()
        return alone
      },
      resume: () => this.transport.resume(),
    })
    return stream
  }

  /**
   * Many changes, few sends: settled one by one, in order. An abort takes back what was not sent, which rejects with its
   * reason; what was sent has the kernel's answer all the same. After `timeout` nothing is waited for.
   */
  async batch(requests: readonly BatchRequest[], options: RequestOptions = {}): Promise<Outcome[]> {
    checkRequestOptions('batch', options)
    const batch = new PendingBatch(requests, this.terms)
    const { signal } = options
    for (const [index, { type, flags = 0, payload }] of requests.entries()) {
      const part = batch.part(index, this.frame(type, flags, NLM_F_ACK, payload, undefined))
      if (this.closed) part.failed(this.closing(part.operation))
      else if (signal?.aborted === true) part.failed(signal.reason)
      else this.enqueue(part)
    }
    batch.arm(options, (mine) => this.engine.recall(mine))
    return batch.promise
  }

  /** Like `batch`; rejects with BatchError if any of them failed. */
  async batchAll(requests: readonly BatchRequest[], options: RequestOptions = {}): Promise<void> {
    const failures = new Map<number, unknown>()
    for (const [index, result] of (await this.batch(requests, options)).entries())
      if (result.status === 'rejected') failures.set(index, result.reason)
    if (failures.size > 0) throw new BatchError(failures, requests.length)
  }

  /**
   * Many messages in one datagram, for families that carry out all or none of them (nfnetlink, between
   * NFNL_MSG_BATCH_BEGIN and NFNL_MSG_BATCH_END). One has to carry NLM_F_ACK; the last that does settles it. Rejects with
   * BatchError, which names what was refused, if anything was.
   */
  async atomic(requests: readonly BatchRequest[], options: RequestOptions = {}): Promise<void> {
    checkRequestOptions('atomic', options)
    return this.submit(new PendingAtomic(requests, options, this.terms), options)
  }

  /** Leaves what comes in the kernel's buffer; false while answers are awaited, which have to be read. */
  pause(): boolean {
    if (this.engine.pending > 0) return false
    this.transport.hold()
    return true
  }

  unpause(): void {
    this.transport.resume()
  }

  /** Joins a multicast group. Throws SocketError. */
  join(group: number): void {
    this.transport.join(group)
    // notifications can overflow the receive buffer at any time: then silence leaves more in doubt than it saves
    this.engine.silent = false
  }

  leave(group: number): void {
    this.transport.leave(group)
  }

  /** Tells the listener of notifications until the returned function is called; keeps the process alive meanwhile. */
  listen(listener: Listener): () => void {
    if (this.closed) throw this.closing('listen')
    this.listeners.add(listener)
    this.transport.resume()
    this.stayAlive()
    return () => {
      this.listeners.delete(listener)
      this.stayAlive()
    }
  }

  /** Requests that have no answer yet reject with ClosedError. Closing twice does nothing. */
  close(): void {
    this.shut(undefined)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.close()
  }

  /**
   * Changes go without an ACK where the kernel is known to refuse aloud, on a socket that nobody else has set up; on other
   * protocols each request travels alone, and one that is not answered is told from one that is still to be.
   */
  private setConduct(protocol: number, warns: boolean): void {
    const { engine, transport } = this
    const { answersEach, answersAtOnce } = conductOf(protocol)
    engine.conclusive = transport.conclusive === true
    engine.answersEach = answersEach
    engine.answersAtOnce = answersAtOnce
    engine.silent = engine.conclusive && protocol === NETLINK_ROUTE && transport.adopted !== true && !warns
  }

  private receive(): void {
    this.transport.start({
      datagram: (bytes, view, start, end, length, nsid) => {
        this.nsid = nsid
        this.reading = true
        if (length > end - start) this.engine.truncated(view, start, end - start, length)
        else this.engine.receive(bytes, view, start, end, nsid !== undefined)
      },
      // nothing is sent before `drained`: what is being read is where an answer would be written to
      overrun: () => this.engine.overrun(),
      sendFailed: (ticket, error) => this.engine.sendFailed(ticket, error),
      concluded: (ticket) => this.engine.concluded(ticket),
      broken: (error) => this.shut(error),
      drained: () => {
        this.reading = false
        this.flush()
      },
    })
  }

  /** The message of a request with its caller's flags and our own; its options are checked as well. */
  private frame(
    type: number,
    flags: number,
    own: number,
    payload: Uint8Array | Payload,
    options: RequestOptions | undefined,
  ): Place {
    // the clients' own objects, which tell of a target when they are asked, hold nothing that could be misspelt
    if (options?.constructor === Object) checkRequestOptions(this.nameOf(type, payload), options)
    checkFlags(flags)
    return frameShared(type, flags | own, payload, this.little)
  }

  private nameOf(type: number, payload: Uint8Array | Payload): string {
    const bytes = payload instanceof Uint8Array ? payload : payload.content
    return this.terms.family?.find(type, 'request', bytes)?.name ?? `message ${type}`
  }

  private dumping(
    type: number,
    payload: Uint8Array | Payload,
    visit: Reader<unknown>,
    options: RequestOptions,
  ): VisitRequest {
    const request = this.frame(type, 0, NLM_F_DUMP, payload, options)
    return new VisitRequest('dump', visit, request, options, this.terms)
  }

  private submit<T>(exchange: PendingRequest<T>, options: RequestOptions | undefined): Promise<T> {
    if (this.closed) exchange.failed(this.closing(exchange.operation))
    else if (options?.signal?.aborted === true) exchange.failed(options.signal.reason)
    else this.enqueue(exchange)
    return exchange.promise
  }

  private enqueue(exchange: Exchange): void {
    this.engine.submit(exchange)
    this.transport.resume()
    if (this.engine.batchReady && !this.reading) this.hurry()
    else this.schedule()
  }

  private cancel(exchange: PendingRequest<void>, reason: unknown): void {
    this.engine.withdraw(exchange)
    exchange.failed(reason)
    this.transport.resume()
  }

  /**
   * What was asked in one turn travels together. Answers that come at once would let a loop of awaits go on for ever
   * without a turn of the event loop: it gets one when they have taken long enough.
   */
  private schedule(): void {
    if (this.scheduled || this.flushing) return
    this.scheduled = true
    if (this.transport.immediate && this.sinceTurn() > INLINE_TURN_MS) setImmediate(this.collected)
    // queueMicrotask would make an AsyncResource for every request.
    else RESOLVED.then(this.collected)
  }

  /** The short way, for a request that may be sent before its call returns: nobody can give up on it, nor is told of it. */
  private shortest(options: RequestOptions | undefined): FastPath | undefined {
    const { fastPath } = this
    if (fastPath?.open !== true || this.closed || this.reading || this.listeners.size > 0) return undefined
    if (options !== undefined && (options.signal !== undefined || options.timeout !== undefined)) return undefined
    return this.sinceTurn() > INLINE_TURN_MS ? undefined : fastPath
  }

  private wait<T>(
    request: PendingRequest<T>,
    options: RequestOptions | undefined,
    way: FastPath | undefined,
  ): Promise<T> {
    return way === undefined ? this.submit(request, options) : way.fallBack(request)
  }

  /** What has come together by now. */
  private readonly collected = (): void => {
    this.fastPath?.observe(this.engine.queued)
    this.flush()
  }

  /**
   * Very many are asked in one turn: the kernel has the first of them while the rest is written down. What it has
   * answered is read meanwhile, unless somebody listens who does not expect to be called now.
   */
  private hurry(): void {
    // answered in place, a loop of awaits would go on without a turn of the event loop
    const exhausted = this.transport.immediate && this.sinceTurn() > INLINE_TURN_MS
    if (exhausted && isInPlace(this.transport)) return this.schedule()
    this.flush()
    if (!exhausted && this.engine.full && this.listeners.size === 0) this.transport.look?.()
    this.schedule()
  }

  /** Milliseconds that this turn of the event loop has taken since the first request in it. */
  private sinceTurn(): number {
    if (this.unseen > 0) {
      this.unseen--
      return this.spent
    }
    const now = performance.now()
    if (this.turn === 0) {
      this.turn = now
      this.spent = 0
      setImmediate(() => {
        this.turn = 0
        this.unseen = 0
      })
    }
    const before = this.spent
    this.spent = now - this.turn
    if (this.spent - before < QUICK_MS) this.unseen = UNSEEN
    return this.spent
  }

  private readonly flush = (): void => {
    this.scheduled = false
    if (this.flushing) return
    this.flushing = true
    try {
      for (let outgoing = this.engine.take(); outgoing !== undefined && !this.closed; outgoing = this.engine.take())
        this.transport.send(outgoing)
    } finally {
      this.flushing = false
      this.stayAlive()
    }
  }

  private settle(): void {
    if (!this.flushing) this.stayAlive()
  }

  private stayAlive(): void {
    const alive = !this.closed && (this.engine.pending > 0 || this.listeners.size > 0)
    if (alive === this.alive) return
    this.alive = alive
    this.transport.keepAlive(alive)
  }

  /** A listener that throws does not stop the others, nor the socket; the error surfaces as an uncaught one. */
  private tell(what: (listener: Listener) => void): void {
    for (const listener of this.listeners) {
      try {
        what(listener)
      } catch (error) {
        surface(error)
      }
    }
  }

  /** `tell` without a closure for each of very many. */
  private notify(bytes: Uint8Array, view: DataView, start: number, end: number): void {
    for (const listener of this.listeners) {
      try {
        listener.notification(bytes, view, start, end, this.nsid)
      } catch (error) {
        surface(error)
      }
    }
  }

  private closing(operation: string): unknown {
    return this.closedBy ?? new ClosedError(operation)
  }

  private shut(cause: unknown): void {
    if (this.closed) return
    this.closed = true
    this.closedBy = cause
    this.transport.close()
    this.engine.close(cause)
    this.tell((listener) => listener.closed(cause))
    this.listeners.clear()
  }
}

/** The same, whose errors surface as uncaught ones instead of getting between the answers of the kernel. */
const shielded =
  <A>(call: (argument: A) => void) =>
  (argument: A): void => {
    try {
      call(argument)
    } catch (error) {
      surface(error)
    }
  }

const RESOLVED = Promise.resolve()

const surface = (error: unknown): void => {
  process.nextTick(() => {
    throw error
  })
}
