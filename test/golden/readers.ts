/** All decoders of messages, run on the same bytes. */
import { deepStrictEqual } from 'node:assert/strict'
import { compile } from '../../src/netlink/codec/decode/compile/compile.ts'
import { decode } from '../../src/netlink/codec/decode/decode.ts'
import { describe } from '../../src/netlink/codec/decode/describe.ts'
import { decodeShaped } from '../../src/netlink/codec/decode/shaped.ts'
import { DecodeError } from '../../src/netlink/codec/errors.ts'
import type { Message, Problem } from '../../src/netlink/codec/node.ts'
import type { ByteOrder } from '../../src/netlink/codec/order.ts'
import type { Shape } from '../../src/netlink/codec/shape.ts'
import { shapeOf } from './messages.ts'

export type Outcome = 'value' | 'problems' | 'error'

export interface Read {
  readonly value: unknown
  readonly problems: readonly Problem[]
  /** The message of the DecodeError that it ended with. */
  readonly error: string | undefined
}

/** Runs a reader. Rethrows everything except a DecodeError. */
export const attempt = (read: (problems: Problem[]) => unknown): Read => {
  const problems: Problem[] = []
  try {
    return { value: read(problems), problems, error: undefined }
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error
    return { value: undefined, problems, error: error.message }
  }
}

/** Attributes that a shape omits are not read. */
const isShown = (shape: Shape, { path }: Problem): boolean => shape.rename?.[/^\w+/.exec(path)?.[0] ?? ''] !== null

/**
 * Decodes a payload with decode, describe, decodeShaped and the compiled decoder. Throws if the first two, or the last
 * two, differ in value, problems or error; returns the result of the first two.
 */
export const readEveryWay = (node: Message, bytes: Uint8Array, order: ByteOrder = 'le'): Read => {
  const shape = shapeOf(node)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const read = attempt((problems) => decode(node, bytes, { order, problems }))
  const described = attempt((problems) => describe(node, bytes, { order, problems }).value)
  deepStrictEqual(described, read, 'describe and decode')
  const shaped = attempt((problems) => decodeShaped(node, shape, bytes, { order, problems }))
  const compiled = attempt((problems) => compile(node, shape, { order, problems })(bytes, view, 0, bytes.length))
  deepStrictEqual(compiled, shaped, 'compile and decodeShaped')
  deepStrictEqual(
    [shaped.problems, shaped.error],
    [read.problems.filter((problem) => isShown(shape, problem)), read.error],
    'decodeShaped and decode tell the same problems',
  )
  return read
}

/** Throws if `compile` without generated code differs from `decodeShaped`. */
export const readInterpreted = (node: Message, bytes: Uint8Array, order: ByteOrder = 'le'): void => {
  const shape = shapeOf(node)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const problems: Problem[] = []
  const read = compile(node, shape, { order, problems, generate: false })
  deepStrictEqual(read(bytes, view, 0, bytes.length), decodeShaped(node, shape, bytes, { order }))
}

export const outcomeOf = ({ problems, error }: Read): Outcome =>
  error !== undefined ? 'error' : problems.length > 0 ? 'problems' : 'value'

/** Paths in a value under which unknown attributes are kept. */
export const unknownIn = (value: unknown, path = ''): string[] => {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return []
  return Object.entries(value).flatMap(([key, inner]) =>
    key === 'unknown' || key === 'tail' ? [`${path}.${key}`] : unknownIn(inner, `${path}.${key}`),
  )
}
