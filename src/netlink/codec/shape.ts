/**
 * Shapes: how a program sees a message. Header and attributes are one object, 64-bit integers are plain numbers, and a prefix
 * is one text. A shape is data; `decode/shaped.ts` and the compiled decoder apply it, `encode/unshape.ts` reverses it.
 */

import type { Attributes, Message } from './node.ts'

/** Names in the object, by key of the message; null omits the field. */
export type Renames = { readonly [key: string]: string | null }

/** How the object that programs see differs from the message. */
export interface Shape {
  /** Other names for header fields; null omits a field. */
  readonly header?: Renames
  /** Other names for attributes; null omits an attribute, which is then not read. */
  readonly rename?: Renames
  /** Nests whose attributes become fields of the object itself. */
  readonly lift?: readonly string[]
  /** Addresses whose prefix length is a header field: `dst: 'dstLen'` gives `10.9.0.0/16`. */
  readonly prefix?: { readonly [attribute: string]: string }
  /**
   * Booleans for words of a header field that is a set of flags: `arp: ['flags', 'noarp', false]` is false if the word is
   * present. They are only read.
   */
  readonly has?: { readonly [name: string]: readonly [field: string, word: string, present: boolean] }
  /** Text for such an address if it is absent and its length is 0. */
  readonly absent?: { readonly [attribute: string]: string }
  /** The fields of the object to read, by their names in it; all others are skipped. Absent: all. */
  readonly only?: ReadonlySet<string>
}

/** Whether a field of the object is read. */
export const isRead = ({ only }: Shape, name: string | null): boolean =>
  name !== null && (only === undefined || only.has(name))

/** The names of the attributes of a lifted nest in the object, by their keys. */
export const liftedNames = ({ rows }: Attributes, lifted: string, { rename = {} }: Shape): Renames => {
  const node = rows[lifted]?.node
  if (node?.type !== 'attributes') throw new TypeError(`${lifted} is no nest`)
  const names = Object.keys(node.rows).map((key) => [key, rename[key] === undefined ? key : rename[key]])
  return { ...Object.fromEntries(names), unknown: `${lifted}Unknown` }
}

/** The names of all fields that an object may have. */
export const fieldsOf = ({ header, attributes }: Message, shape: Shape): ReadonlySet<string> => {
  const { rename = {}, lift = [], has = {} } = shape
  const named = (key: string, names: Renames): string | null => (names[key] === undefined ? key : names[key])
  const names = [
    ...header.fields.map(({ key }) => named(key, shape.header ?? {})),
    ...Object.keys(has),
    ...Object.keys(attributes.rows).flatMap((key) =>
      lift.includes(key) ? Object.values(liftedNames(attributes, key, shape)) : [named(key, rename)],
    ),
    'unknown',
  ]
  return new Set(names.filter((name) => name !== null))
}

/**
 * 64-bit quantities as numbers, exact up to 2^53. Identifiers are text already (`Identifier`). What is inside of an object is
 * read-only, since many objects may share it (`decode/compile/shared.ts`).
 */
export type Plain<T> = T extends bigint
  ? number
  : T extends Uint8Array | string | number | boolean | undefined
    ? T
    : T extends readonly (infer I)[]
      ? readonly Plain<I>[]
      : { readonly [K in keyof T]: Plain<T[K]> }

/**
 * `T` with the keys renamed by `R`, without those that are null. Keys that stay have their own mapped type without `as`, since
 * TypeScript drops the doc comments of keys that are mapped with it.
 */
type Renamed<T, R> = R extends object ? PlainFields<Omit<T, keyof R>> & OtherNames<T, R> : PlainFields<T>
/** `T` with plain numbers, under the same keys. */
type PlainFields<T> = { [K in keyof T]: Plain<T[K]> }
/** The keys of `T` that `R` renames. */
type OtherNames<T, R> = {
  [K in keyof T as K extends keyof R ? (R[K] extends string ? R[K] : never) : never]: Plain<T[K]>
}
/** The attributes of the nests `L` of `A`. */
type Lifted<A, L extends string> = [L] extends [never]
  ? unknown
  : { [K in L]: K extends keyof A ? NonNullable<A[K]> : never }[L]
/** The attributes `A`, those of the nests `L` among them instead of the nests. */
type Spread<A, L extends string> = Omit<A, L | 'header'> & Lifted<A, L>

/** If present, an attribute replaces a header field of the same name. */
type Merged<H, A> = { [K in keyof H]: K extends keyof A ? H[K] | NonNullable<A[K]> : H[K] } & Omit<A, keyof H>

/** The booleans of a shape. */
type Booleans<H> = H extends object ? { readonly [K in keyof H]: boolean } : unknown

/** The type of a message `M` shaped by `S`. */
export type Shaped<M, S extends Shape> = M extends { header: infer H }
  ? Booleans<S['has']> &
      Merged<
        Renamed<H, S['header']>,
        Renamed<Spread<M, S['lift'] extends readonly (infer L extends string)[] ? L : never>, S['rename']>
      >
  : never

/** Attributes that a shape omits, and no other that it reads depends on. */
export const hidden = (table: Attributes, shape: Shape): ReadonlySet<string> => {
  const { rename = {}, lift = [] } = shape
  const isHidden = (key: string): boolean => {
    if (!lift.includes(key)) return !isRead(shape, rename[key] === undefined ? key : rename[key])
    return !Object.values(liftedNames(table, key, shape)).some((name) => isRead(shape, name))
  }
  const rows = Object.entries(table.rows)
  const deciding = new Set(
    rows.flatMap(([key, { node }]) => (node.type === 'select' && !isHidden(key) ? [node.by] : [])),
  )
  return new Set(Object.keys(table.rows).filter((key) => isHidden(key) && !deciding.has(key)))
}
