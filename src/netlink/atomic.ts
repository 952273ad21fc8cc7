/** Many messages that the kernel carries out all or none of, as their caller sees them: one promise. */
import type { Node } from './codec/node.ts'
import { BatchError, KernelError } from './errors.ts'
import type { RequestOptions } from './exchange.ts'
import { PendingRequest } from './exchange.ts'
import type { Ack } from './extack.ts'
import { explain } from './extack.ts'

/** One of the messages: what is needed to say what is wrong with it. */
export interface AtomicPart {
  readonly bytes: Uint8Array
  readonly operation: string
  readonly node: Node | undefined
  readonly target: string | undefined
}

const joined = (parts: readonly AtomicPart[]): Uint8Array => {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.bytes.length, 0))
  let at = 0
  for (const part of parts) {
    bytes.set(part.bytes, at)
    at += part.bytes.length
  }
  return bytes
}

const nothing = (): undefined => undefined

export class PendingAtomic extends PendingRequest<undefined> {
  private readonly parts: readonly AtomicPart[]
  private readonly terms: ConstructorParameters<typeof PendingRequest>[4]
  private readonly refusals = new Map<number, KernelError>()

  constructor(
    parts: readonly AtomicPart[],
    options: RequestOptions,
    terms: ConstructorParameters<typeof PendingRequest>[4],
  ) {
    const operation = `batch of ${parts.length}`
    super({ kind: 'atomic', bytes: joined(parts), operation }, nothing, nothing, options, terms)
    this.parts = parts
    this.terms = terms
  }

  refusedPart(index: number, { errno, attributes }: Ack): void {
    const { bytes, operation, node, target } = this.parts[index] as AtomicPart
    const extack = attributes === undefined ? undefined : explain(attributes, bytes, node, this.terms.order)
    this.refusals.set(index, new KernelError({ errno, operation, target, extack, request: bytes }))
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
}
