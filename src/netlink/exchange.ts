/** One request of a socket, as its caller sees it: a promise that settles once, whatever happens. */
import { onAbort } from './abort.ts'
import type { ByteOrder } from './codec/decode.ts'
import type { Node } from './codec/node.ts'
import type { Exchange } from './engine.ts'
import { DumpInterruptedError, KernelError, NetlinkError, TimeoutError } from './errors.ts'
import type { Ack } from './extack.ts'
import { explain } from './extack.ts'
import { NLMSG_TYPE_AT } from './header.ts'

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

/** What a message is called and how its payload reads. */
export interface MessageKind {
  readonly name: string
  readonly node: Node
}

/** What requests need of their socket. */
export interface Terms {
  readonly order: ByteOrder
  /** A request has ended. */
  readonly ended: () => void
  readonly withdraw: (exchange: Exchange) => void
}

/** What settles the promise that was made last: a closure for each would cost as much as the promise. */
const latest = {} as { resolve: (value: never) => void; reject: (error: unknown) => void }

const remember = (resolve: (value: never) => void, reject: (error: unknown) => void): void => {
  latest.resolve = resolve
  latest.reject = reject
}

/** Subclasses say what they do with the messages of an answer, and what they resolve with: closures for each would cost more. */
export abstract class PendingRequest<T> implements Exchange {
  abstract readonly kind: Exchange['kind']
  /** The whole message; sequence number and port are filled in. */
  readonly request: Uint8Array
  readonly promise: Promise<T>
  private readonly message: MessageKind | undefined
  private readonly options: RequestOptions | undefined
  private readonly terms: Terms
  private readonly resolve: (value: T) => void
  private readonly reject: (error: unknown) => void
  private settled = false
  /** Takes back what was set up to give up in time. */
  private disarm: (() => void) | undefined

  /** `message`: to name the request, and the field that the kernel found fault with. */
  constructor(
    request: Uint8Array,
    message: MessageKind | undefined,
    options: RequestOptions | undefined,
    terms: Terms,
  ) {
    this.request = request
    this.message = message
    this.options = options
    this.terms = terms
    this.promise = new Promise(remember)
    this.resolve = latest.resolve as (value: T) => void
    this.reject = latest.reject
    if (options !== undefined) this.arm(options)
  }

  get operation(): string {
    return nameOf(this.request, this.message, this.terms.order)
  }

  reply?(bytes: Uint8Array, view: DataView, start: number, end: number): void

  /** Throws where what came is no answer. */
  protected abstract result(): T

  done(interrupted: boolean): void {
    if (interrupted) this.failed(new DumpInterruptedError(this.operation))
    else if (this.end()) this.finish()
  }

  private finish(): void {
    try {
      this.resolve(this.result())
    } catch (error) {
      this.reject(error)
    }
  }

  refused(ack: Ack): void {
    this.failed(refusal(this.request, this.message, this.options?.target, ack, this.terms.order))
  }

  failed(error: unknown): void {
    if (this.end()) this.reject(error)
  }

  private arm({ signal, timeout }: RequestOptions): void {
    if (timeout === undefined && signal === undefined) return
    const late = (): void => this.giveUp(new TimeoutError(this.operation, timeout as number))
    const timer = timeout === undefined ? undefined : setTimeout(late, timeout)
    const deaf = signal === undefined ? undefined : onAbort(signal, () => this.giveUp(signal.reason))
    this.disarm = () => {
      clearTimeout(timer)
      deaf?.()
    }
  }

  private giveUp(reason: unknown): void {
    this.terms.withdraw(this)
    this.failed(reason)
  }

  /** False when it had ended before. */
  private end(): boolean {
    if (this.settled) return false
    this.settled = true
    this.disarm?.()
    this.terms.ended()
    return true
  }
}

/** Carried out, or refused. */
export class ChangeRequest extends PendingRequest<void> {
  readonly kind = 'change'

  protected result(): void {}
}

/** Every message of the answer goes to a visitor. */
export class VisitRequest extends PendingRequest<void> {
  readonly kind: 'dump' | 'echo'
  private readonly visit: Reader<unknown>

  constructor(
    kind: 'dump' | 'echo',
    visit: Reader<unknown>,
    request: Uint8Array,
    message: MessageKind | undefined,
    options: RequestOptions | undefined,
    terms: Terms,
  ) {
    super(request, message, options, terms)
    this.kind = kind
    this.visit = visit
  }

  override reply(bytes: Uint8Array, view: DataView, start: number, end: number): void {
    this.visit(bytes, view, start, end)
  }

  protected result(): void {}
}

/** The first message of the answer counts; undefined where there is none. */
export class GetRequest<T> extends PendingRequest<T | undefined> {
  readonly kind: 'get' | 'ask'
  private readonly read: Reader<T>
  private answered = false
  private value: T | undefined

  constructor(
    kind: 'get' | 'ask',
    read: Reader<T>,
    request: Uint8Array,
    message: MessageKind | undefined,
    options: RequestOptions | undefined,
    terms: Terms,
  ) {
    super(request, message, options, terms)
    this.kind = kind
    this.read = read
  }

  override reply(bytes: Uint8Array, view: DataView, start: number, end: number): void {
    if (this.answered) return
    this.value = this.read(bytes, view, start, end)
    this.answered = true
  }

  protected result(): T | undefined {
    if (this.kind === 'ask' && !this.answered)
      throw new NetlinkError('ERR_NO_ANSWER', `${this.operation}: acknowledged, but not answered`)
    return this.value
  }
}

/** `RTM_NEWLINK`, or the number of a message that is not known. */
export const nameOf = (request: Uint8Array, message: MessageKind | undefined, order: ByteOrder): string =>
  message?.name ?? `message ${typeOf(request, order)}`

export const typeOf = (request: Uint8Array, order: ByteOrder): number =>
  new DataView(request.buffer, request.byteOffset).getUint16(NLMSG_TYPE_AT, order === 'le')

/** What the kernel says against a request, in words. */
export const refusal = (
  request: Uint8Array,
  message: MessageKind | undefined,
  target: string | undefined,
  { errno, attributes }: Ack,
  order: ByteOrder,
): KernelError => {
  const operation = nameOf(request, message, order)
  const extack = attributes === undefined ? undefined : explain(attributes, request, message?.node, order)
  return new KernelError({ errno, operation, target, extack, request: request.slice() })
}
