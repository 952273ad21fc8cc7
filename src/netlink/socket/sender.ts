/**
 * When queued requests are sent, and by which path. Requests of one turn of the event loop are sent together; nothing is
 * sent while a reply is being read.
 */
import type { Engine } from '../protocol/engine.ts'
import { ClosedError } from '../protocol/errors.ts'
import type { Exchange } from '../protocol/exchange.ts'
import type { Transport } from '../transport/transport.ts'
import { isSynchronous } from '../transport/transport.ts'
import { FastPath } from './fast-path.ts'
import { FAST } from './fast-paths.ts'
import type { Listeners } from './listeners.ts'
import type { PendingRequest, RequestOptions } from './requests.ts'
import { Turns } from './turns.ts'

const RESOLVED = Promise.resolve()

export class Sender {
  /** The receive buffer is being read; do not write into it. */
  reading = false
  closed = false
  private closedBy: unknown
  private readonly engine: Engine
  private readonly transport: Transport
  private readonly listeners: Listeners
  private readonly fastPath: FastPath | undefined
  private readonly turns = new Turns()
  private scheduled = false
  /** `collected` is a microtask: the code that made the first request of this turn has not returned since. */
  private collecting = false
  private flushing = false
  private alive = false

  constructor(engine: Engine, transport: Transport, listeners: Listeners, little: boolean) {
    this.engine = engine
    this.transport = transport
    this.listeners = listeners
    this.fastPath = FAST && isSynchronous(transport) ? new FastPath(engine, transport, little) : undefined
  }

  /** Sends a request by the queue, or continues the one that `fast` has sent without success. */
  send<T>(request: PendingRequest<T>, options: RequestOptions | undefined, fast: FastPath | undefined): Promise<T> {
    return fast === undefined ? this.submit(request, options) : fast.fallBack(request)
  }

  submit<T>(request: PendingRequest<T>, options: RequestOptions | undefined): Promise<T> {
    this.enqueue(request, options?.signal)
    return request.promise
  }

  /** Queues a request. It fails at once if the socket is closed or the signal has aborted. */
  enqueue(exchange: Exchange, signal: AbortSignal | undefined): void {
    if (this.closed) return exchange.failed(this.closing(exchange.operation))
    if (signal?.aborted === true) return exchange.failed(signal.reason)
    this.engine.submit(exchange)
    this.transport.resume()
    if (this.engine.batchReady && !this.reading) this.hurry()
    else this.schedule()
  }

  /** Withdraws a request, which rejects with `reason`. */
  withdraw(request: PendingRequest<void>, reason: unknown): void {
    this.engine.withdraw(request)
    request.failed(reason)
    this.transport.resume()
  }

  /**
   * The fast path, if a request may take it: nothing can withdraw a request that is sent before its call returns, and no
   * listener expects to be called meanwhile.
   */
  fastPathFor(options: RequestOptions | undefined): FastPath | undefined {
    const { fastPath } = this
    if (fastPath?.open !== true || this.closed || this.reading || !this.listeners.none) return undefined
    if (options !== undefined && (options.signal !== undefined || options.timeout !== undefined)) return undefined
    return this.turns.overdue ? undefined : fastPath
  }

  /** Sends what may be sent now. */
  readonly flush = (): void => {
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

  /** Nothing is sent any more. `cause`: the error that broke the socket, if one did. */
  close(cause: unknown): void {
    this.closed = true
    this.closedBy = cause
  }

  /** Why a call to a closed socket fails. */
  closing(operation: string): unknown {
    return this.closedBy ?? new ClosedError(operation)
  }

  /** A request was settled. */
  settled(): void {
    if (!this.flushing) this.stayAlive()
  }

  /** Keeps the process alive while a request is pending or a listener waits. */
  stayAlive(): void {
    const alive = !this.closed && (this.engine.pending > 0 || !this.listeners.none)
    if (alive === this.alive) return
    this.alive = alive
    this.transport.keepAlive(alive)
  }

  private schedule(): void {
    if (this.scheduled || this.flushing) return
    this.scheduled = true
    this.collecting = !(this.transport.immediate && this.turns.overdue)
    // queueMicrotask would make an AsyncResource for every request.
    if (this.collecting) RESOLVED.then(this.collected)
    else setImmediate(this.collected)
  }

  /** Sends what this turn has collected. */
  private readonly collected = (): void => {
    this.scheduled = false
    this.collecting = false
    this.fastPath?.observe(this.engine.queued)
    this.flush()
  }

  /**
   * Sends a full batch while the rest is still being encoded, so that the kernel works meanwhile. Its replies are read at
   * once, unless a listener would be called at an unexpected time.
   */
  private hurry(): void {
    const overdue = this.transport.immediate && this.turns.overdue
    if (overdue && isSynchronous(this.transport)) return this.schedule()
    this.flush()
    // a loop of awaits whose replies are read in the call itself would never return to the event loop
    const mayRead = this.collecting || !overdue
    if (mayRead && this.engine.full && this.listeners.none) this.transport.poll?.()
    this.schedule()
  }
}
