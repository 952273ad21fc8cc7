/** Expected connections, such as the data connections of FTP, which a helper expects because of another connection. */
import type { Shaped } from '../../netlink/codec/shape.ts'
import type { conntrackShape } from './connection.ts'
import type { KernelFilter } from './filter.ts'
import type { ExpectationMessage } from './tables/expectation.ts'
import type { Direction, IpFamily, Protocol } from './tuples.ts'
import { readTuple } from './tuples.ts'

/** A connection that a helper expects. Fields that it does not have are absent. */
export interface Expectation {
  /** Identifies the expectation as long as it exists. */
  readonly id: number
  /** The family of its addresses. */
  readonly family: IpFamily
  /** The transport protocol of the expected connection. */
  readonly protocol: Protocol
  /** Addresses and ports of the expected connection. Only the bits in `mask` are compared. */
  readonly expected: Direction
  /** The bits of the addresses and ports in `expected` that are compared. */
  readonly mask: Direction
  /** The connection whose helper expects it. */
  readonly master: Direction & { readonly protocol: Protocol }
  /** Seconds until the expectation expires. */
  readonly timeout?: number
  /** The helper that expects the connection: `ftp`. */
  readonly helper?: string
  /** The zone. Absent if the kernel does not report one. */
  readonly zone?: number
  /** `permanent`, `inactive`, `userspace`; a number for a flag without a name. */
  readonly flags: readonly string[]
  /** The helper's class of expectations, which limits their number. */
  readonly class?: number
}

/** Which expectations are listed. Without any field: all. */
export interface ExpectationFilter extends Pick<KernelFilter, 'family'> {}

/** The message as the decoder returns it. */
export type ExpectationValue = Shaped<ExpectationMessage, typeof conntrackShape>

export const readExpectation = (value: ExpectationValue): Expectation => {
  const { id = 0, tuple, mask, master, timeout, helpName, zone, flags = [] } = value
  return {
    id,
    family: value.family as IpFamily,
    protocol: (tuple?.proto?.num ?? 0) as Protocol,
    expected: readTuple(tuple),
    mask: readTuple(mask),
    master: { protocol: (master?.proto?.num ?? 0) as Protocol, ...readTuple(master) },
    ...(timeout === undefined ? {} : { timeout }),
    ...(helpName === undefined || helpName === '' ? {} : { helper: helpName }),
    ...(zone === undefined ? {} : { zone }),
    flags: flags.map(String),
    ...(value.class === undefined ? {} : { class: value.class }),
  }
}
