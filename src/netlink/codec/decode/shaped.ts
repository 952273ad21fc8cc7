/** Decodes a message and applies its shape, step by step: the definition that the compiled decoder must agree with. */
import type { Message } from '../node.ts'
import type { Renames, Shape } from '../shape.ts'
import { hidden, isRead, liftedNames } from '../shape.ts'
import { decode } from './decode.ts'
import type { DecodeOptions } from './options.ts'

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

const put = (value: Value, part: Value, shape: Shape, names: Renames = {}): void => {
  for (const [key, inner] of Object.entries(part)) {
    const name = names[key] === undefined ? key : names[key]
    if (name !== null && isRead(shape, name) && inner !== undefined) value[name] = toPlain(inner)
  }
}

/** Decodes a message and applies a shape. Attributes replace header fields of the same name. */
export const decodeShaped = (node: Message, shape: Shape, payload: Uint8Array, options: DecodeOptions): Value => {
  const message = decode(node, payload, { ...options, skip: hidden(node.attributes, shape) }) as Value
  join(message, shape)
  const { header, ...attributes } = message
  const value: Value = {}
  put(value, header as Value, shape, shape.header)
  for (const [name, [field, word, present]] of Object.entries(shape.has ?? {})) {
    const words = (header as Value)[field] as readonly unknown[] | undefined
    if (words !== undefined && isRead(shape, name)) value[name] = words.includes(word) === present
  }
  const lifted = (shape.lift ?? []).map((key) => [key, (attributes[key] ?? {}) as Value] as const)
  for (const [key] of lifted) delete attributes[key]
  put(value, attributes, shape, shape.rename)
  for (const [key, nest] of lifted) put(value, nest, shape, liftedNames(node.attributes, key, shape))
  return value
}
