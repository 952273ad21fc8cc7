/**
 * Decoders of generated code, a fast path: on first use a table and its shape become one function of straight-line code per
 * node. A compiled decoder reads well-formed messages only. It throws at anything else, and `decodeShaped` then decodes the
 * message again and reports what is wrong. If code generation is disabled (a content security policy), `decodeShaped`
 * decodes everything.
 */

import { fastPaths } from '../../fast/fast-paths.ts'
import type { Message } from '../../node.ts'
import type { ByteOrder } from '../../order.ts'
import { hostOrder } from '../../order.ts'
import type { Shape } from '../../shape.ts'
import type { DecodeOptions } from '../options.ts'
import { decodeShaped } from '../shaped.ts'
import { Compiler } from './compiler.ts'
import { BAD } from './library.ts'
import type { Part } from './unit.ts'

/** Decodes the payload between two offsets. Problems are reported in the `problems` that `compile` was given. */
export type Decoder<T = unknown> = (bytes: Uint8Array, view: DataView, start: number, end: number) => T

const canGenerate = ((): boolean => {
  try {
    return new Function('return true')() as boolean
  } catch {
    // A content security policy, or --disallow-code-generation-from-strings.
    return false
  }
})()

/** The compiler of a byte order, and the functions it made: by message, then by shape. */
interface Compiled {
  readonly compiler: Compiler
  readonly messages: WeakMap<Message, WeakMap<Shape, Part>>
}

const COMPILED: { [order in ByteOrder]?: Compiled } = {}

const compiledOf = (order: ByteOrder): Compiled => {
  const compiled = COMPILED[order] ?? { compiler: new Compiler(order), messages: new WeakMap() }
  COMPILED[order] = compiled
  return compiled
}

/** Generated once per message, shape and byte order, since it takes longer than decoding most lists. */
const generate = ({ compiler, messages }: Compiled, node: Message, shape: Shape): Part => {
  const shapes = messages.get(node) ?? new WeakMap<Shape, Part>()
  messages.set(node, shapes)
  const part = shapes.get(shape) ?? compiler.message(node, shape)
  shapes.set(shape, part)
  return part
}

const NO_HEADER = {}

export interface CompileOptions extends Pick<DecodeOptions, 'order' | 'problems' | 'strict'> {
  /** Default: true if code may be generated. */
  readonly generate?: boolean
}

/**
 * A decoder of a message's payload (the bytes after struct nlmsghdr) that gives shaped values. Calling it again with the same
 * node, shape and order is cheap: the generated code is shared. Tables and shapes must not change after their first use.
 */
export const compile = <T>(node: Message, shape: Shape, options: CompileOptions = {}): Decoder<T> => {
  const order = options.order ?? hostOrder
  const slow: Decoder = (bytes, _view, start, end) =>
    decodeShaped(node, shape, bytes.subarray(start, end), { ...options, order })
  if (!canGenerate || options.generate === false) return slow as Decoder<T>
  const compiled = compiledOf(order)
  let fast: Part | undefined
  return (bytes, view, start, end) => {
    if (!fastPaths) return slow(bytes, view, start, end) as T
    fast ??= generate(compiled, node, shape)
    try {
      return fast(bytes, view, start, end, NO_HEADER) as T
    } catch (error) {
      if (error !== BAD) throw error
      // The error left any number of nests.
      compiled.compiler.nesting.levels = 0
      return slow(bytes, view, start, end) as T
    }
  }
}
