/** Where statements stand: what family their table has, and which sets there are. */
import type { ByteOrder } from '../../../netlink/codec/order.ts'
import type { Element } from '../tables/element.ts'
import type { SetAttributes } from '../tables/set.ts'
import type { Part } from './values.ts'

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
  /** Types of what it leads to, where they are known. */
  readonly data?: readonly Part[] | undefined
}

/** A set of a rule's own, with its elements. */
export interface NewSet {
  /** Of a meter; the kernel finds one for others. */
  readonly name?: string
  /** What its keys are, where their types alone do not say how long they are. */
  readonly typeof?: string | undefined
  /** What such a map leads to: something of that type, or `verdict`. */
  readonly dataTypeof?: string | undefined
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
