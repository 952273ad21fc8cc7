/**
 * Shapes: how a program sees a message. Header and attributes are one object, 64-bit integers are plain numbers, and a prefix
 * is one text. A shape is data; `decode/shaped.ts` and the compiled decoder apply it, `encode/unshape.ts` reverses it.
 */

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
}

/** 64-bit quantities as numbers, exact up to 2^53. Identifiers are text already (`Identifier`). */
export type Plain<T> = T extends bigint
  ? number
  : T extends Uint8Array | string | number | boolean | undefined
    ? T
    : T extends readonly (infer I)[]
      ? readonly Plain<I>[]
      : { [K in keyof T]: Plain<T[K]> }

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

/** Attributes that a shape omits. */
export const hidden = ({ rename = {} }: Shape): ReadonlySet<string> =>
  new Set(Object.keys(rename).filter((key) => rename[key] === null))
