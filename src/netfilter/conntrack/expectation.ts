/** Expected connections, such as the data connections of FTP, which a helper expects because of another connection. */
import type { Shaped } from '../../netlink/codec/shape.ts'
import type { conntrackShape } from './connection.ts'
import type { KernelFilter } from './filter.ts'
import type { ExpectationMessage } from './tables/expectation.ts'
import type { Direction, IpFamily, Protocol } from './tuples.ts'
import { readTuple } from './tuples.ts'

export interface Expectation {
  readonly id: number
  readonly family: IpFamily
  readonly protocol: Protocol
  /** Addresses and ports of the expected connection. Only the bits in `mask` are compared. */
  readonly expected: Direction
  readonly mask: Direction
  /** The connection whose helper expects it. */
  readonly master: Direction & { readonly protocol: Protocol }
  /** Seconds until the expectation expires. */
  readonly timeout?: number
  readonly helper?: string
  readonly zone?: number
  readonly flags: readonly string[]
  readonly class?: number
}

export interface ExpectationFilter extends Pick<KernelFilter, 'family'> {}

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
