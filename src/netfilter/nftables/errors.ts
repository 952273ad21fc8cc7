/** Errors of transactions that the kernel did not carry out. */
import { NetlinkError } from '../../netlink/codec/errors.ts'
import type { KernelError } from '../../netlink/protocol/errors.ts'

/** The kernel refused a transaction: nothing of it was carried out. */
export class TransactionError extends NetlinkError {
  override name = 'TransactionError'
  /** The refusals, by the index of the change in the transaction. */
  readonly failures: ReadonlyMap<number, KernelError>

  constructor(failures: ReadonlyMap<number, KernelError>, total: number) {
    const [index, cause] = [...failures][0] as readonly [number, KernelError]
    const which = `${failures.size} of ${total}; first, number ${index}: ${cause.message}`
    super('ERR_TRANSACTION', `nothing was carried out: changes were refused (${which})`, { cause })
    this.failures = failures
  }
}

/** The ruleset changed after the transaction was built: it no longer has the generation of the transaction. */
export class ConflictError extends NetlinkError {
  override name = 'ConflictError'
  constructor(generation: number, cause: unknown) {
    super('ERR_CONFLICT', `nothing was carried out: the rules have changed since generation ${generation}`, { cause })
  }
}
