/** The context in which statements are written: the family of the table, the byte order and the sets. */
import type { ByteOrder } from '../../../netlink/codec/order.ts'
import type { Element } from '../tables/element.ts'
import type { SetAttributes } from '../tables/set.ts'
import type { Part } from './values.ts'

/** The family of a table: the packets that its chains see. `inet` is IPv4 and IPv6, `netdev` all packets of a link. */
export type Family = 'ip' | 'ip6' | 'inet' | 'arp' | 'bridge' | 'netdev'

/** The data of a map. */
export interface MapData {
  readonly kind: 'values' | 'ranges' | 'verdicts' | 'objects'
  /** The types of values and ranges; empty for verdicts and objects. */
  readonly parts: readonly Part[]
}

/** A set or map that a rule refers to. */
export interface KnownSet {
  readonly name: string
  /** Its number in the batch, for a set that is written with its rule. Empty for the sets of the table. */
  readonly reference: { readonly setId?: number }
  /** It contains intervals, so its keys are in network order. */
  readonly interval: boolean
  /** Length of a map's data in bytes; 0 if it has none. */
  readonly dataLength: number
  /** Types of a map's data, if known. */
  readonly data?: readonly Part[] | undefined
  /** Types of the keys, of a set of the table. Absent for a set that is written with its rule. */
  readonly parts?: readonly Part[] | undefined
  /** The data of a map of the table. Absent for sets. */
  readonly mapData?: MapData | undefined
}

/** An anonymous set or a meter, with its elements. */
export interface NewSet {
  /** Name of a meter. The kernel names the other sets. */
  readonly name?: string
  /** Declaration of the keys (nft's `typeof`), if their types do not determine their length. */
  readonly typeof?: string | undefined
  /** Declaration of the data of such a map: a field of its type, or `verdict`. */
  readonly dataTypeof?: string | undefined
  readonly attributes: Omit<SetAttributes, 'table' | 'name' | 'id'>
  readonly elements: readonly Element[]
}

export interface WriteContext {
  readonly family: Family
  readonly order: ByteOrder
  /** `path`: the field that contains the name. @throws {EncodeError} if the table has no set or map of that name. */
  set(name: string, path: string): KnownSet
  /** Adds a set that belongs to the rule. */
  anonymous(set: NewSet): KnownSet
}
