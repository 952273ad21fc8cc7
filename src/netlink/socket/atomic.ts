/** Transactions: many messages with one promise. The kernel carries out all of them or none. */

import type { KernelError } from '../protocol/errors.ts'
import { BatchError } from '../protocol/errors.ts'
import type { Ack } from '../protocol/extack.ts'
import { checkPayload, framedLength, putRequest } from '../protocol/header.ts'
import type { BatchRequest } from './batch.ts'
import type { RequestContext, RequestOptions } from './requests.ts'
import { PendingRequest, refusal, remark } from './requests.ts'

/** The messages joined in one buffer. */
const joined = (requests: readonly BatchRequest[], starts: readonly number[], little: boolean): Uint8Array => {
  const bytes = new Uint8Array(starts[requests.length] as number)
  for (let index = 0; index < requests.length; index++) {
    const { type, flags = 0, payload } = requests[index] as BatchRequest
    putRequest(bytes, starts[index] as number, type, flags, payload, little)
  }
  return bytes
}

/** Where each message starts, and where the last one ends. */
const startsOf = (requests: readonly BatchRequest[]): number[] => {
  const starts = [0]
  let end = 0
  for (const { payload } of requests) {
    checkPayload(payload)
    end += framedLength(payload)
    starts.push(end)
  }
  return starts
}

export class PendingAtomic extends PendingRequest<void> {
  readonly kind = 'atomic'
  private readonly requests: readonly BatchRequest[]
  private readonly starts: readonly number[]
  private readonly family: RequestContext
  private readonly refusals = new Map<number, KernelError>()

  constructor(requests: readonly BatchRequest[], options: RequestOptions, context: RequestContext) {
    const starts = startsOf(requests)
    const bytes = joined(requests, starts, context.order === 'le')
    super({ bytes, start: 0, end: bytes.length }, options, context)
    this.requests = requests
    this.starts = starts
    this.family = context
  }

  refusedPart(index: number, ack: Ack): void {
    this.refusals.set(index, refusal(this.part(index), this.requests[index]?.target, ack, this.family))
  }

  override warned(ack: Ack, index: number): void {
    remark(this.part(index), this.requests[index]?.target, ack, this.family)
  }

  override done(interrupted: boolean): void {
    if (this.refusals.size > 0) this.failed(undefined)
    else super.done(interrupted)
  }

  override refused(): void {
    this.failed(undefined)
  }

  /** A refusal means that nothing was carried out, so it takes precedence over other errors. */
  override failed(error: unknown): void {
    super.failed(this.refusals.size > 0 ? new BatchError(this.refusals, this.requests.length) : error)
  }

  protected result(): void {}

  private part(index: number): Uint8Array {
    return this.bytes.subarray(this.starts[index], this.starts[index + 1])
  }
}
