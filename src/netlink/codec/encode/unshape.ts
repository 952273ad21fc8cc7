/** Reverses a shape: turns a program's object into the value of a message. */

import { EncodeError } from '../errors.ts'
import type { Payload } from '../fast/pool.ts'
import type { Message, Row, Typed } from '../node.ts'
import type { ByteOrder } from '../order.ts'
import type { Shape } from '../shape.ts'
import { suggest } from './checks.ts'
import { encodeRequest } from './request.ts'

export type Value = { readonly [key: string]: unknown }

/** The path of a field in the message's value: one or two keys. */
export type FieldPath = readonly [string] | readonly [string, string]

const FIELD_PATHS = new WeakMap<Shape, Map<string, FieldPath>>()

export const fieldPathsOf = (node: Message, shape: Shape): Map<string, FieldPath> => {
  let paths = FIELD_PATHS.get(shape)
  if (paths !== undefined) return paths
  paths = new Map<string, FieldPath>()
  const called = (key: string, names: Shape['rename'] = {}): string => names[key] ?? key
  for (const { key } of node.header.fields) paths.set(called(key, shape.header), ['header', key])
  // An attribute replaces the header field of the same name: it contains the whole number, the field only the low bits.
  for (const [key, row] of Object.entries(node.attributes.rows)) {
    if (shape.lift?.includes(key) !== true) paths.set(called(key, shape.rename), [key])
    else for (const inner of keysOf(row)) paths.set(called(inner, shape.rename), [key, inner])
  }
  FIELD_PATHS.set(shape, paths)
  return paths
}

const keysOf = ({ node }: Row): string[] => (node.type === 'attributes' ? Object.keys(node.rows) : [])

/** The prefix length of an MPLS route: the bits of its label, which is written without a length. */
const MPLS_LABEL_BITS = 20

/** Parses the prefix length from `at` to the end; NaN if it is none. */
export const bitsAt = (text: string, at: number): number => {
  if (at === text.length || text.length - at > 3) return Number.NaN
  let bits = 0
  for (let index = at; index < text.length; index++) {
    const digit = text.charCodeAt(index) - 0x30
    if (digit < 0 || digit > 9) return Number.NaN
    bits = bits * 10 + digit
  }
  return bits
}

/** Splits `10.0.0.0/8` into address and prefix length. Without a length it is that of the whole address. */
export const splitPrefix = (text: unknown, family: unknown, path: string): { address: unknown; length: number } => {
  if (family === 'mpls') return { address: text, length: MPLS_LABEL_BITS }
  if (typeof text !== 'string') throw new EncodeError(path, PREFIX, text)
  const slash = text.indexOf('/')
  const address = slash < 0 ? text : text.slice(0, slash)
  const whole = address.includes(':') ? 128 : 32
  const length = slash < 0 ? whole : bitsAt(text, slash + 1)
  if (!(length <= whole)) throw new EncodeError(path, PREFIX, text)
  return { address, length }
}

const PREFIX = 'a prefix such as 10.0.0.0/8'

/** The message value of a program's object. Throws EncodeError for a field that does not exist. */
export const unshape = (node: Message, shape: Shape, input: Value): { header: { [key: string]: unknown } } => {
  const paths = fieldPathsOf(node, shape)
  const header: { [key: string]: unknown } = {}
  const value: { [key: string]: unknown; header: { [key: string]: unknown } } = { header }
  for (const name of Object.keys(input)) {
    if (input[name] === undefined) continue
    const fieldPath = paths.get(name)
    if (fieldPath === undefined)
      throw new EncodeError(name, 'a field that exists', undefined, suggest(name, [...paths.keys()]))
    const [outer, inner] = fieldPath
    const lengthKey = inner === undefined ? shape.prefix?.[outer] : undefined
    if (inner !== undefined && outer === 'header') {
      header[inner] = input[name]
    } else if (inner !== undefined) {
      value[outer] = { ...(value[outer] as object | undefined), [inner]: input[name] }
    } else if (lengthKey === undefined) {
      value[outer] = input[name]
    } else if (input[name] === shape.absent?.[outer]) {
      header[lengthKey] = 0
    } else {
      const { address, length } = splitPrefix(input[name], input['family'], name)
      value[outer] = address
      header[lengthKey] = length
    }
  }
  return value
}

/** The path of an error on the wire, as a path of the shape: the field as the caller wrote it. */
export const friendlyPath = (node: Message, shape: Shape, path: string): string => {
  for (const [name, fieldPath] of fieldPathsOf(node, shape)) {
    const key = fieldPath.join('.')
    const rest = path.slice(key.length)
    if (path.startsWith(key) && /^([.[]|$)/.test(rest)) return name + rest
  }
  return path
}

/** Encodes the payload of a request. Throws EncodeError with the caller's name of the field. */
export const encodeShaped = (node: Message, shape: Shape, value: object, order: ByteOrder): Payload => {
  try {
    return encodeRequest(node as Typed<unknown>, value, order)
  } catch (error) {
    if (!(error instanceof EncodeError)) throw error
    throw error.renamed(friendlyPath(node, shape, error.path))
  }
}
