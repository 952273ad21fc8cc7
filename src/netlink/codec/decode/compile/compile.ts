/**
 * Decoders of generated code, a fast path: on first use a table and its shape become one function of straight-line code per
 * node. Where only a few messages may come, the tables decode the first ones. A compiled decoder reads well-formed messages only. It throws at anything else, and `decodeShaped` then decodes the
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

/** The state of one message type with one shape. */
interface Known {
  /** The generated function. Absent: not yet. */
  part?: Part
  /** Messages that the tables have decoded. */
  decoded: number
}

/** The compiler of a byte order, and what it made: by message, then by shape. */
interface Compiled {
  readonly compiler: Compiler
  readonly messages: WeakMap<Message, WeakMap<Shape, Known>>
}

const COMPILED: { [order in ByteOrder]?: Compiled } = {}

const compiledOf = (order: ByteOrder): Compiled => {
  const compiled = COMPILED[order] ?? { compiler: new Compiler(order), messages: new WeakMap() }
  COMPILED[order] = compiled
  return compiled
}

const knownOf = ({ messages }: Compiled, node: Message, shape: Shape): Known => {
  const shapes = messages.get(node) ?? new WeakMap<Shape, Known>()
  messages.set(node, shapes)
  const known = shapes.get(shape) ?? { decoded: 0 }
  shapes.set(shape, known)
  return known
}

/** Messages. To generate the code takes about as long as to decode this many by the tables. */
const FEW = 8

const NO_HEADER = {}

export interface CompileOptions extends Pick<DecodeOptions, 'order' | 'problems' | 'strict'> {
  /**
   * Whether there may be only a few messages, such as one reply. The first eight are then decoded by the tables, unless the
   * code exists already. Absent: false.
   */
  readonly few?: boolean
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
  const known = knownOf(compiled, node, shape)
  const most = options.few === true ? FEW : 0
  return (bytes, view, start, end) => {
    if (!fastPaths || (known.part === undefined && known.decoded++ < most)) return slow(bytes, view, start, end) as T
    known.part ??= compiled.compiler.message(node, shape)
    try {
      return known.part(bytes, view, start, end, NO_HEADER) as T
    } catch (error) {
      if (error !== BAD) throw error
      // The error left any number of nests.
      compiled.compiler.nesting.levels = 0
      return slow(bytes, view, start, end) as T
    }
  }
}
