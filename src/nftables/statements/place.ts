/** Where statements stand: what family their table has, and which sets there are. */
import type { ByteOrder } from '../../netlink/codec/decode.ts'
import type { Element } from '../tables/element.ts'
import type { SetAttributes } from '../tables/set.ts'

export type Family = 'ip' | 'ip6' | 'inet' | 'arp' | 'bridge' | 'netdev'

/** A set that rules look into. */
export interface KnownSet {
  readonly name: string
  /** By its number in the batch, where it is not there yet. */
  readonly reference: { readonly setId?: number }
  /** Whether its keys lie in network order, since it holds intervals. */
  readonly interval: boolean
  /** Bytes of what it leads to. */
  readonly dataLength: number
}

/** A set without a name of its own, with its elements. */
export interface NewSet {
  readonly attributes: Omit<SetAttributes, 'table' | 'name' | 'id'>
  readonly elements: readonly Element[]
}

export interface Place {
  readonly family: Family
  readonly order: ByteOrder
  /** Throws EncodeError for a set that is not there. */
  set(name: string): KnownSet
  /** Makes a set for the rule alone. */
  anonymous(set: NewSet): KnownSet
}
