/** What has to be known around a rule to read it. */
import type { ByteOrder } from '../../../netlink/codec/order.ts'
import type { Element } from '../tables/element.ts'
import type { SetAttributes } from '../tables/set.ts'
import type { Family } from './place.ts'

/** A set as far as rules that look into it are concerned. */
export interface ReadSet {
  readonly name: string
  readonly flags: readonly (string | number)[]
  readonly keyLength: number
  readonly dataLength: number
  readonly elements: readonly Element[]
  /** All that the kernel tells of it. */
  readonly attributes?: SetAttributes | undefined
}

/** Where rules are read. */
export interface ReadPlace {
  readonly family: Family
  readonly order: ByteOrder
  /** Undefined for one that is not known. */
  readonly set: (name: string) => ReadSet | undefined
}
