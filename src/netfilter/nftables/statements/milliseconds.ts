/** Timeouts of elements and sets. */
import { EncodeError } from '../../../netlink/codec/errors.ts'

/** The kernel counts nanoseconds in 64 bits. */
const MAX = 18_446_744_073_709

/**
 * A timeout as the kernel's whole milliseconds, rounded. A timeout above 0 is at least 1: the kernel reads 0 as never.
 *
 * @throws {EncodeError} for NaN, for negative and infinite numbers, and for more than 584 years.
 */
export const milliseconds = (timeout: number, path: string): bigint => {
  if (typeof timeout !== 'number' || !(timeout >= 0 && timeout <= MAX))
    throw new EncodeError(path, `a number of milliseconds from 0 to ${MAX}`, timeout)
  return BigInt(timeout > 0 ? Math.max(1, Math.round(timeout)) : 0)
}
