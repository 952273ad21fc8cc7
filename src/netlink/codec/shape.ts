/**
 * Wire values as people want to see them: header and attributes in one object, plain numbers instead of bigints,
 * prefixes in one piece. What is done to which message is data (`Shape`); this is the slow, obvious way to do it.
 */
import type { DecodeOptions } from './decode.ts'
import { decode } from './decode.ts'
import type { Message } from './node.ts'

export interface Shape {
  /** Other names for fields of the header and for attributes; null leaves one out. */
  readonly rename?: { readonly [key: string]: string | null }
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

type Key<K, R> = K extends keyof R ? (R[K] extends string ? R[K] : never) : K
type Renamed<T, R> = { [K in keyof T as Key<K, R>]: Plain<T[K]> }
type Lifted<A, L extends string> = { [K in L]: K extends keyof A ? NonNullable<A[K]> : never }[L]
type Spread<A, L extends string> = Omit<A, L | 'header'> & Lifted<A, L>

/** The type of a shaped message. */
export type Shaped<M, R = object, L extends string = never> = M extends { header: infer H }
  ? Omit<Renamed<H, R>, keyof Renamed<Spread<M, L>, R>> & Renamed<Spread<M, L>, R>
  : never

type Value = { [key: string]: unknown }

export const toPlain = (value: unknown): unknown => {
  if (typeof value === 'bigint') return Number(value)
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value
  if (Array.isArray(value)) return value.map(toPlain)
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, toPlain(inner)]))
}

/** The parts of a message in the order in which they are laid over each other. */
const parts = (message: Value, shape: Shape): Value[] => {
  const { header, ...attributes } = message
  const lifted: Value[] = []
  for (const key of shape.lift ?? []) {
    const { unknown, ...nest } = (attributes[key] ?? {}) as Value
    lifted.push(nest, { [`${key}Unknown`]: unknown })
    delete attributes[key]
  }
  return [header as Value, attributes, ...lifted]
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

/** Reads a message and shapes it. */
export const decodeShaped = (node: Message, shape: Shape, payload: Uint8Array, options: DecodeOptions): Value => {
  const message = decode(node, payload, options) as Value
  join(message, shape)
  const value: Value = {}
  for (const part of parts(message, shape)) {
    for (const [key, inner] of Object.entries(part)) {
      const name = shape.rename?.[key] === undefined ? key : shape.rename[key]
      if (name !== null && inner !== undefined) value[name] = toPlain(inner)
    }
  }
  return value
}
