/** One request of a socket, as its caller sees it: a promise that settles once, whatever happens. */
import { onAbort } from './abort.ts'
import type { ByteOrder } from './codec/decode.ts'
import type { Node } from './codec/node.ts'
import type { Exchange } from './engine.ts'
import { DumpInterruptedError, KernelError, TimeoutError } from './errors.ts'
import type { Ack } from './extack.ts'
import { explain } from './extack.ts'

/** Reads one message: `start` is where its struct nlmsghdr begins, `end` is behind its payload. The bytes are reused. */
export type Reader<T> = (bytes: Uint8Array, view: DataView, start: number, end: number) => T

export interface RequestOptions {
  /** Gives up when it aborts, with its reason. What was sent by then may be carried out all the same. */
  readonly signal?: AbortSignal | undefined
  /** Milliseconds after which to give up. */
  readonly timeout?: number | undefined
  /** What the request is about, for error messages. */
  readonly target?: string | undefined
}

/** A request in bytes and what is known about it. */
export interface Request {
  readonly kind: Exchange['kind']
  /** The whole message; sequence number and port are filled in. */
  readonly bytes: Uint8Array
  /** `RTM_NEWLINK`. */
  readonly operation: string
  /** How its payload reads, to name the field that the kernel found fault with. */
  readonly node?: Node | undefined
}

/** How an exchange ends for its socket. */
export type Ended = (exchange: Exchange) => void

export class PendingRequest<T = unknown> implements Exchange {
  readonly kind: Exchange['kind']
  readonly operation: string
  readonly request: Uint8Array
  readonly reply: (bytes: Uint8Array, view: DataView, start: number, end: number) => void
  private readonly result: () => T
  private readonly node: Node | undefined
  private readonly order: ByteOrder
  private readonly options: RequestOptions
  private readonly ended: Ended
  private readonly withdraw: Ended
  private settled = false
  private timer: NodeJS.Timeout | undefined
  private disarm: (() => void) | undefined
  private resolve!: (value: T) => void
  private reject!: (error: unknown) => void
  readonly promise: Promise<T>

  constructor(
    request: Request,
    reply: (bytes: Uint8Array, view: DataView, start: number, end: number) => void,
    result: () => T,
    options: RequestOptions,
    socket: { readonly order: ByteOrder; readonly ended: Ended; readonly withdraw: Ended },
  ) {
    this.kind = request.kind
    this.operation = request.operation
    this.request = request.bytes
    this.node = request.node
    this.reply = reply
    this.result = result
    this.options = options
    this.order = socket.order
    this.ended = socket.ended
    this.withdraw = socket.withdraw
    this.promise = new Promise((resolve, reject) => {
      this.resolve = resolve
      this.reject = reject
    })
    if (options.signal !== undefined || options.timeout !== undefined) this.arm(options)
  }

  done(interrupted: boolean): void {
    if (interrupted) this.failed(new DumpInterruptedError(this.operation))
    else if (this.end()) this.finish()
  }

  /** An answer that is none rejects. */
  private finish(): void {
    try {
      this.resolve(this.result())
    } catch (error) {
      this.reject(error)
    }
  }

  refused(ack: Ack): void {
    const { operation, request, order, node } = this
    const { target } = this.options
    const extack = ack.attributes === undefined ? undefined : explain(ack.attributes, request, node, order)
    this.failed(new KernelError({ errno: ack.errno, operation, target, extack, request: request.slice() }))
  }

  failed(error: unknown): void {
    if (this.end()) this.reject(error)
  }

  private arm({ signal, timeout }: RequestOptions): void {
    if (timeout !== undefined) {
      this.timer = setTimeout(() => this.giveUp(new TimeoutError(this.operation, timeout)), timeout)
    }
    if (signal !== undefined) this.disarm = onAbort(signal, () => this.giveUp(signal.reason))
  }

  private giveUp(reason: unknown): void {
    this.withdraw(this)
    this.failed(reason)
  }

  /** False when it had ended before. */
  private end(): boolean {
    if (this.settled) return false
    this.settled = true
    if (this.timer !== undefined) clearTimeout(this.timer)
    this.disarm?.()
    this.ended(this)
    return true
  }
}
