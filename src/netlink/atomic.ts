/** Many messages that the kernel carries out all or none of, as their caller sees them: one promise. */
import type { KernelError } from './errors.ts'
import { BatchError } from './errors.ts'
import type { MessageKind, RequestOptions, Terms } from './exchange.ts'
import { PendingRequest, refusal } from './exchange.ts'
import type { Ack } from './extack.ts'

/** One of the messages: what is needed to say what is wrong with it. */
export interface AtomicPart {
  readonly request: Uint8Array
  readonly message: MessageKind | undefined
  readonly target: string | undefined
}

const joined = (parts: readonly AtomicPart[]): Uint8Array => {
  const bytes = new Uint8Array(parts.reduce((sum, { request }) => sum + request.length, 0))
  let at = 0
  for (const { request } of parts) {
    bytes.set(request, at)
    at += request.length
  }
  return bytes
}

export class PendingAtomic extends PendingRequest<void> {
  readonly kind = 'atomic'
  private readonly parts: readonly AtomicPart[]
  private readonly order: Terms['order']
  private readonly refusals = new Map<number, KernelError>()

  constructor(parts: readonly AtomicPart[], options: RequestOptions, terms: Terms) {
    super(joined(parts), parts[0]?.message, options, terms)
    this.parts = parts
    this.order = terms.order
  }

  refusedPart(index: number, ack: Ack): void {
    const { request, message, target } = this.parts[index] as AtomicPart
    this.refusals.set(index, refusal(request, message, target, ack, this.order))
  }

  override done(interrupted: boolean): void {
    if (this.refusals.size > 0) this.failed(undefined)
    else super.done(interrupted)
  }

  override refused(): void {
    this.failed(undefined)
  }

  /** A refusal is certain, whatever else went wrong: nothing was carried out. */
  override failed(error: unknown): void {
    super.failed(this.refusals.size > 0 ? new BatchError(this.refusals, this.parts.length) : error)
  }

  protected result(): void {}
}
