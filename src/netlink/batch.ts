/** Many changes at once, as their caller sees them: one promise, and an outcome for each. */
import { onAbort } from './abort.ts'
import type { Exchange } from './engine.ts'
import { TimeoutError } from './errors.ts'
import type { MessageKind, RequestOptions, Terms } from './exchange.ts'
import { nameOf, refusal } from './exchange.ts'
import type { Ack } from './extack.ts'

/** One request of a batch. */
export interface BatchRequest {
  readonly type: number
  readonly flags?: number | undefined
  readonly payload: Uint8Array
  readonly target?: string | undefined
}

export type Outcome = PromiseSettledResult<void>

const CARRIED_OUT: Outcome = Object.freeze({ status: 'fulfilled', value: undefined })

const rejected = (reason: unknown): Outcome => ({ status: 'rejected', reason })

/** One of many: without a promise of its own, which costs more than sending it. */
class Part implements Exchange {
  readonly kind = 'change'
  readonly request: Uint8Array
  readonly batch: PendingBatch
  private readonly index: number
  private readonly target: string | undefined

  constructor(batch: PendingBatch, index: number, request: Uint8Array, target: string | undefined) {
    this.batch = batch
    this.index = index
    this.request = request
    this.target = target
  }

  get operation(): string {
    return nameOf(this.request, this.batch.messageOf(this.request), this.batch.terms.order)
  }

  done(): void {
    this.batch.settle(this.index, CARRIED_OUT)
  }

  refused(ack: Ack): void {
    const { request, target, batch } = this
    this.failed(refusal(request, batch.messageOf(request), target, ack, batch.terms.order))
  }

  failed(reason: unknown): void {
    this.batch.settle(this.index, rejected(reason))
  }
}

export class PendingBatch {
  readonly promise: Promise<Outcome[]>
  readonly terms: Terms
  readonly messageOf: (request: Uint8Array) => MessageKind | undefined
  private readonly outcomes: (Outcome | undefined)[]
  private left: number
  private resolve!: (outcomes: Outcome[]) => void
  private timer: NodeJS.Timeout | undefined
  private disarm: (() => void) | undefined

  constructor(count: number, messageOf: (request: Uint8Array) => MessageKind | undefined, terms: Terms) {
    this.terms = terms
    this.messageOf = messageOf
    this.outcomes = new Array(count).fill(undefined)
    this.left = count
    this.promise = new Promise((resolve) => {
      this.resolve = resolve
    })
    if (count === 0) this.resolve([])
  }

  part(index: number, request: Uint8Array, target: string | undefined): Exchange {
    return new Part(this, index, request, target)
  }

  /** `recall` takes back what was not sent. */
  arm({ signal, timeout }: RequestOptions, recall: (mine: (exchange: Exchange) => boolean) => Exchange[]): void {
    const mine = (exchange: Exchange): boolean => exchange instanceof Part && exchange.batch === this
    const stop = (reason: unknown): void => {
      for (const part of recall(mine)) part.failed(reason)
    }
    const late = (): void => {
      const reason = new TimeoutError(`batch of ${this.outcomes.length}`, timeout as number)
      stop(reason)
      for (const [index, outcome] of this.outcomes.entries())
        if (outcome === undefined) this.settle(index, rejected(reason))
    }
    if (timeout !== undefined && this.left > 0) this.timer = setTimeout(late, timeout)
    if (signal !== undefined && this.left > 0) this.disarm = onAbort(signal, () => stop(signal.reason))
  }

  /** The first outcome counts. */
  settle(index: number, outcome: Outcome): void {
    if (this.outcomes[index] !== undefined) return
    this.outcomes[index] = outcome
    this.left--
    if (this.left > 0) return
    if (this.timer !== undefined) clearTimeout(this.timer)
    this.disarm?.()
    this.resolve(this.outcomes as Outcome[])
    this.terms.ended()
  }
}
