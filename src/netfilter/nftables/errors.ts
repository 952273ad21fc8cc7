/** What becomes of transactions that the kernel does not carry out. */
import { NetlinkError } from '../../netlink/codec/errors.ts'
import type { KernelError } from '../../netlink/protocol/errors.ts'

/** The kernel refused a transaction: nothing of it was carried out. */
export class TransactionError extends NetlinkError {
  override name = 'TransactionError'
  /** What was refused, by its place among the statements of the transaction. */
  readonly failures: ReadonlyMap<number, KernelError>

  constructor(failures: ReadonlyMap<number, KernelError>, total: number) {
    const [index, cause] = [...failures][0] as readonly [number, KernelError]
    const which = `${failures.size} of ${total}; first, number ${index}: ${cause.message}`
    super('ERR_TRANSACTION', `nothing was carried out: statements were refused (${which})`, { cause })
    this.failures = failures
  }
}

/** Somebody else changed the rules after they were read: the transaction was written for what is no more. */
export class ConflictError extends NetlinkError {
  override name = 'ConflictError'
  constructor(generation: number, cause: unknown) {
    super('ERR_CONFLICT', `nothing was carried out: the rules have changed since generation ${generation}`, { cause })
  }
}
