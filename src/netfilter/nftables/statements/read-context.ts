/** The context in which a rule is read: its family, byte order and sets. */
import type { ByteOrder } from '../../../netlink/codec/order.ts'
import type { Element } from '../tables/element.ts'
import type { SetAttributes } from '../tables/set.ts'
import type { Family } from './context.ts'

/** A set as the readers of rules need it. */
export interface ReadSet {
  readonly name: string
  readonly flags: readonly (string | number)[]
  readonly keyLength: number
  readonly dataLength: number
  readonly elements: readonly Element[]
  /** All its attributes, as the kernel returns them. */
  readonly attributes?: SetAttributes | undefined
}

/** Whether a set belongs to a rule, which contains its elements. */
export const isAnonymous = ({ flags }: ReadSet): boolean => flags.includes('anonymous')

export interface ReadContext {
  readonly family: Family
  readonly order: ByteOrder
  /** Undefined if the set is not known. */
  readonly set: (name: string) => ReadSet | undefined
}
