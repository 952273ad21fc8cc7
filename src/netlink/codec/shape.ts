/**
 * Wire values as people want to see them: header and attributes in one object, plain numbers instead of bigints,
 * prefixes in one piece. What is done to which message is data (`Shape`); this is the slow, obvious way to do it.
 */
import type { DecodeOptions } from './decode/decode.ts'
import { decode } from './decode/decode.ts'
import type { Message } from './node.ts'

export type Names = { readonly [key: string]: string | null }

export interface Shape {
  /** Other names for fields of the header; null leaves one out. */
  readonly header?: Names
  /** Other names for attributes; one with null is not read at all. */
  readonly rename?: Names
  /** Nests whose attributes stand in the object itself. */
  readonly lift?: readonly string[]
  /** Addresses that a length in the header belongs to: `dst: 'dstLen'` gives `10.9.0.0/16`. */
  readonly prefix?: { readonly [attribute: string]: string }
  /** Text for such an address where it is absent and its length is 0. */
  readonly absent?: { readonly [attribute: string]: string }
}

/** 64-bit quantities as numbers: exact up to 2^53. What names something is text already (`Identifier`). */
export type Plain<T> = T extends bigint
  ? number
  : T extends Uint8Array | string | number | boolean | undefined
    ? T
    : T extends readonly (infer I)[]
      ? readonly Plain<I>[]
      : { [K in keyof T]: Plain<T[K]> }

type Key<K, R> = R extends object ? (K extends keyof R ? (R[K] extends string ? R[K] : never) : K) : K
type Renamed<T, R> = { [K in keyof T as Key<K, R>]: Plain<T[K]> }
type Lifted<A, L extends string> = [L] extends [never]
  ? unknown
  : { [K in L]: K extends keyof A ? NonNullable<A[K]> : never }[L]
type Spread<A, L extends string> = Omit<A, L | 'header'> & Lifted<A, L>

/** An attribute that has the name of a field replaces it where it is there. */
type Merged<H, A> = { [K in keyof H]: K extends keyof A ? H[K] | NonNullable<A[K]> : H[K] } & Omit<A, keyof H>

/** The type of a message `M` shaped by `S`. */
export type Shaped<M, S extends Shape> = M extends { header: infer H }
  ? Merged<
      Renamed<H, S['header']>,
      Renamed<Spread<M, S['lift'] extends readonly (infer L extends string)[] ? L : never>, S['rename']>
    >
  : never

type Value = { [key: string]: unknown }

export const toPlain = (value: unknown): unknown => {
  if (typeof value === 'bigint') return Number(value)
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value
  if (Array.isArray(value)) return value.map(toPlain)
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, toPlain(inner)]))
}

const join = (message: Value, shape: Shape): void => {
  const header = message['header'] as Value
  for (const [key, lengthKey] of Object.entries(shape.prefix ?? {})) {
    const length = header[lengthKey] as number
    const text = message[key] ?? (length === 0 ? shape.absent?.[key] : undefined)
    if (text === undefined) continue
    message[key] = message[key] === undefined || header['family'] === 'mpls' ? text : `${text}/${length}`
  }
}

const put = (value: Value, part: Value, names: Names = {}): void => {
  for (const [key, inner] of Object.entries(part)) {
    const name = names[key] === undefined ? key : names[key]
    if (name !== null && inner !== undefined) value[name] = toPlain(inner)
  }
}

/** Attributes that a shape leaves out. */
export const hidden = ({ rename = {} }: Shape): ReadonlySet<string> =>
  new Set(Object.keys(rename).filter((key) => rename[key] === null))

/** Reads a message and shapes it. Attributes replace fields of the header that have the same name. */
export const decodeShaped = (node: Message, shape: Shape, payload: Uint8Array, options: DecodeOptions): Value => {
  const message = decode(node, payload, { ...options, skip: hidden(shape) }) as Value
  join(message, shape)
  const { header, ...attributes } = message
  const value: Value = {}
  put(value, header as Value, shape.header)
  const lifted = (shape.lift ?? []).map((key) => [key, (attributes[key] ?? {}) as Value] as const)
  for (const [key] of lifted) delete attributes[key]
  put(value, attributes, shape.rename)
  for (const [key, nest] of lifted) put(value, nest, { ...shape.rename, unknown: `${key}Unknown` })
  return value
}
