/** One request of a socket, as its caller sees it: a promise that settles once, whatever happens. */

import type { ByteOrder } from '../codec/order.ts'
import { DumpInterruptedError, KernelError, NoAnswerError, TimeoutError } from '../protocol/errors.ts'
import type { Exchange } from '../protocol/exchange.ts'
import type { Ack, Extack } from '../protocol/extack.ts'
import { explain } from '../protocol/extack.ts'
import type { Lookup, MessageType } from '../protocol/family.ts'
import type { ByteRange } from '../protocol/header.ts'
import { bytesOf, NLMSG_HDRLEN, NLMSG_TYPE_AT } from '../protocol/header.ts'
import { onAbort } from './abort.ts'
import { rejection } from './rejection.ts'

/**
 * Reads one message, whose struct nlmsghdr begins at `start` and whose payload ends at `end`. `view` is a view of `bytes`. The
 * receive buffer is overwritten after the call, so copy bytes that you keep; the values that `decode` returns are copies.
 */
export type Reader<T> = (bytes: Uint8Array, view: DataView, start: number, end: number) => T

/** Options of every request. Without `signal` and `timeout` a request waits until the kernel replies. */
export interface RequestOptions {
  /** When it aborts, the call rejects with its reason. The kernel may still carry out what was sent before. */
  readonly signal?: AbortSignal | undefined
  /** Milliseconds after which the call rejects with TimeoutError. The kernel may still carry out what was sent before. */
  readonly timeout?: number | undefined
  /** The object of the request, for error messages: `vlan5`. Absent: the method chooses it. */
  readonly target?: string | undefined
}

/** A warning of the kernel about a request that it has carried out. */
export interface Warning {
  /** The request: `RTM_NEWLINK`. */
  readonly operation: string
  /** The object of the request: `vlan5`. */
  readonly target: string | undefined
  /** The kernel's message. */
  readonly message: string
  /** The field that the message is about: `linkinfo.data.id`. Absent if the kernel names none. */
  readonly path: string | undefined
}

/** What requests need of their socket. */
export interface RequestContext {
  readonly order: ByteOrder
  /** Names the messages and the fields of errors. */
  readonly family: Lookup | undefined
  /** A request has ended. */
  readonly ended: () => void
  readonly withdraw: (exchange: Exchange) => void
  /** Passes on a warning of the kernel. Undefined if the socket has no `onWarning`. */
  readonly warn: ((warning: Warning) => void) | undefined
}

type Resolve = (value: unknown) => void

/** Settles the latest promise. A closure for each promise would cost as much as the promise, and so would `reject`. */
let resolveLatest: Resolve

const remember = (resolve: Resolve): void => {
  resolveLatest = resolve
}

/** A request. Subclasses handle the messages of the reply and the result: closures for each request would cost more. */
export abstract class PendingRequest<T> implements Exchange {
  abstract readonly kind: Exchange['kind']
  readonly bytes: Uint8Array
  readonly start: number
  readonly end: number
  readonly promise: Promise<T>
  private readonly options: RequestOptions | undefined
  private readonly context: RequestContext
  /** Undefined once the promise is settled. */
  private resolve: Resolve | undefined
  /** Clears the timer and the listener of the signal. */
  private disarm: (() => void) | undefined

  /** `range`: the whole message; sequence number and port are filled in. */
  constructor({ bytes, start, end }: ByteRange, options: RequestOptions | undefined, context: RequestContext) {
    this.bytes = bytes
    this.start = start
    this.end = end
    this.options = options
    this.context = context
    this.promise = new Promise(remember) as Promise<T>
    this.resolve = resolveLatest
    if (options !== undefined) this.arm(options)
  }

  get operation(): string {
    return operationOf(bytesOf(this), this.context)
  }

  reply?(bytes: Uint8Array, view: DataView, start: number, end: number): void

  /** Throws if the messages received are not a complete reply. */
  protected abstract result(): T

  done(interrupted: boolean): void {
    if (interrupted) return this.failed(new DumpInterruptedError(this.operation))
    const resolve = this.settle()
    if (resolve === undefined) return
    try {
      resolve(this.result())
    } catch (error) {
      resolve(rejection(error))
    }
  }

  refused(ack: Ack): void {
    this.failed(refusal(bytesOf(this), this.options?.target, ack, this.context))
  }

  warned(ack: Ack, _index: number): void {
    remark(bytesOf(this), this.options?.target, ack, this.context)
  }

  failed(error: unknown): void {
    this.settle()?.(rejection(error))
  }

  private arm({ signal, timeout }: RequestOptions): void {
    if (timeout === undefined && signal === undefined) return
    const limited = timeout !== undefined && timeout !== Number.POSITIVE_INFINITY
    const late = (): void => this.giveUp(new TimeoutError(this.operation, timeout as number))
    const timer = limited ? setTimeout(late, timeout) : undefined
    const deaf = signal === undefined ? undefined : onAbort(signal, () => this.giveUp(signal.reason))
    this.disarm = () => {
      clearTimeout(timer)
      deaf?.()
    }
  }

  private giveUp(reason: unknown): void {
    this.context.withdraw(this)
    this.failed(reason)
  }

  /** Returns the function that settles the promise; undefined if it is settled already. */
  private settle(): Resolve | undefined {
    const { resolve } = this
    if (resolve === undefined) return undefined
    this.resolve = undefined
    this.disarm?.()
    this.context.ended()
    return resolve
  }
}

/** A request that is only acknowledged or refused. */
export class ChangeRequest extends PendingRequest<void> {
  // no field: very many wait at once
  get kind(): 'change' {
    return 'change'
  }

  protected result(): void {}
}

/** A request whose replies are all passed to a visitor. */
export class VisitRequest extends PendingRequest<void> {
  readonly kind: 'dump' | 'echo'
  private readonly visit: Reader<unknown>

  constructor(
    kind: 'dump' | 'echo',
    visit: Reader<unknown>,
    range: ByteRange,
    options: RequestOptions | undefined,
    context: RequestContext,
  ) {
    super(range, options, context)
    this.kind = kind
    this.visit = visit
  }

  override reply(bytes: Uint8Array, view: DataView, start: number, end: number): void {
    this.visit(bytes, view, start, end)
  }

  protected result(): void {}
}

/** A request that resolves with the first message of the reply; undefined if there is none. */
export class GetRequest<T> extends PendingRequest<T | undefined> {
  readonly kind: 'get' | 'ask'
  private readonly read: Reader<T>
  private answered = false
  private value: T | undefined

  constructor(
    kind: 'get' | 'ask',
    read: Reader<T>,
    range: ByteRange,
    options: RequestOptions | undefined,
    context: RequestContext,
  ) {
    super(range, options, context)
    this.kind = kind
    this.read = read
  }

  override reply(bytes: Uint8Array, view: DataView, start: number, end: number): void {
    if (this.answered) return
    this.value = this.read(bytes, view, start, end)
    this.answered = true
  }

  protected result(): T | undefined {
    if (this.kind === 'ask' && !this.answered) throw new NoAnswerError(this.operation, 'acknowledged, but not answered')
    return this.value
  }
}

const typeOf = (request: Uint8Array, order: ByteOrder): number =>
  new DataView(request.buffer, request.byteOffset).getUint16(NLMSG_TYPE_AT, order === 'le')

/** `RTM_NEWLINK`, or the number of a message type without a name. */
export const operationOf = (request: Uint8Array, context: RequestContext): string =>
  messageTypeOf(request, context)?.name ?? `message ${typeOf(request, context.order)}`

const messageTypeOf = (request: Uint8Array, { family, order }: RequestContext): MessageType | undefined =>
  family?.find(typeOf(request, order), 'request', request.subarray(NLMSG_HDRLEN))

/** The kernel's extended ACK, with names of fields instead of offsets. */
const extackOf = (request: Uint8Array, { attributes }: Ack, context: RequestContext): Extack | undefined => {
  if (attributes === undefined) return undefined
  return explain(attributes, request, messageTypeOf(request, context)?.node, context.order)
}

/** The error of a refused request. */
export const refusal = (
  request: Uint8Array,
  target: string | undefined,
  ack: Ack,
  context: RequestContext,
): KernelError => {
  const extack = extackOf(request, ack, context)
  const operation = operationOf(request, context)
  return new KernelError({ errno: ack.errno, operation, target, extack, request: request.slice() })
}

/** Passes on the kernel's warning about a request that it has carried out. */
export const remark = (request: Uint8Array, target: string | undefined, ack: Ack, context: RequestContext): void => {
  const { message, path } = extackOf(request, ack, context) ?? {}
  if (message !== undefined) context.warn?.({ operation: operationOf(request, context), target, message, path })
}
