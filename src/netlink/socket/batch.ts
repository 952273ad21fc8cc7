/** Batches: many changes with one promise, which resolves with an outcome for each change. */

import { BatchError, TimeoutError } from '../protocol/errors.ts'
import type { Exchange } from '../protocol/exchange.ts'
import type { Ack } from '../protocol/extack.ts'
import type { ByteRange, RequestPayload } from '../protocol/header.ts'
import { bytesOf } from '../protocol/header.ts'
import { onAbort } from './abort.ts'
import { withStacks } from './rejection.ts'
import type { RequestContext, RequestOptions } from './requests.ts'
import { operationOf, refusal, remark } from './requests.ts'

/** One request of a batch. */
export interface BatchRequest {
  /** nlmsg_type: RTM_NEWROUTE is 24. */
  readonly type: number
  /** NLM_F_* bits besides NLM_F_REQUEST and NLM_F_ACK, such as NLM_F_CREATE. Default 0. */
  readonly flags?: number | undefined
  /** What follows struct nlmsghdr. */
  readonly payload: RequestPayload
  /** The object of the request, for error messages. Absent: errors name only the request. */
  readonly target?: string | undefined
}

/** The outcome of one request: fulfilled, or rejected with a {@link KernelError} or the error that ended the batch. */
export type Outcome = PromiseSettledResult<void>

const CARRIED_OUT: Outcome = Object.freeze({ status: 'fulfilled', value: undefined })

const rejected = (reason: unknown): Outcome => ({ status: 'rejected', reason })

/** One request of a batch. It has no promise of its own, which would cost more than sending it. */
class Part implements Exchange {
  readonly bytes: Uint8Array
  readonly start: number
  readonly end: number
  readonly batch: PendingBatch
  private readonly index: number

  constructor(batch: PendingBatch, index: number, { bytes, start, end }: ByteRange) {
    this.batch = batch
    this.index = index
    this.bytes = bytes
    this.start = start
    this.end = end
  }

  get kind(): 'change' {
    return 'change'
  }

  get operation(): string {
    return operationOf(bytesOf(this), this.batch.context)
  }

  done(): void {
    this.batch.settle(this.index, CARRIED_OUT)
  }

  refused(ack: Ack): void {
    const { batch, index } = this
    this.failed(refusal(bytesOf(this), batch.targetOf(index), ack, batch.context))
  }

  warned(ack: Ack): void {
    const { batch, index } = this
    remark(bytesOf(this), batch.targetOf(index), ack, batch.context)
  }

  failed(reason: unknown): void {
    this.batch.settle(this.index, rejected(reason))
  }
}

export class PendingBatch {
  readonly promise: Promise<Outcome[]>
  readonly context: RequestContext
  private readonly requests: readonly BatchRequest[]
  private readonly outcomes: (Outcome | undefined)[]
  private left: number
  private resolve!: (outcomes: Outcome[] | Promise<Outcome[]>) => void
  private failed = false
  private timer: NodeJS.Timeout | undefined
  private disarm: (() => void) | undefined

  constructor(requests: readonly BatchRequest[], context: RequestContext) {
    this.context = context
    this.requests = requests
    this.outcomes = new Array(requests.length).fill(undefined)
    this.left = requests.length
    this.promise = new Promise((resolve) => {
      this.resolve = resolve
    })
    if (this.left === 0) this.resolve([])
  }

  part(index: number, range: ByteRange): Exchange {
    return new Part(this, index, range)
  }

  targetOf(index: number): string | undefined {
    return this.requests[index]?.target
  }

  /** `recall` withdraws the requests that were not sent. */
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
    if (timeout !== undefined && timeout !== Number.POSITIVE_INFINITY && this.left > 0)
      this.timer = setTimeout(late, timeout)
    if (signal !== undefined && this.left > 0) this.disarm = onAbort(signal, () => stop(signal.reason))
  }

  /** Sets the outcome of a request, unless it has one. */
  settle(index: number, outcome: Outcome): void {
    if (this.outcomes[index] !== undefined) return
    this.outcomes[index] = outcome
    if (outcome !== CARRIED_OUT) this.failed = true
    this.left--
    if (this.left > 0) return
    if (this.timer !== undefined) clearTimeout(this.timer)
    this.disarm?.()
    const outcomes = this.outcomes as Outcome[]
    this.resolve(this.failed ? withStacks(outcomes) : outcomes)
    this.context.ended()
  }
}

/** Throws BatchError if any outcome is rejected. */
export const throwFailures = (outcomes: readonly Outcome[]): void => {
  const failures = new Map<number, unknown>()
  for (const [index, outcome] of outcomes.entries())
    if (outcome.status === 'rejected') failures.set(index, outcome.reason)
  if (failures.size > 0) throw new BatchError(failures, outcomes.length)
}
