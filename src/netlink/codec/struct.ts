/**
 * Fixed C structs. The layout is declared with buffer-layout on first use. Decoder and encoder read the fields at the
 * offsets found there, since buffer-layout rounds 64-bit values and reads from Buffers only.
 */
import * as layouts from 'buffer-layout'
import { upperSnake } from './constants.ts'
import type { Field, Infer, List, Node, Records, Scalar, Struct, Typed } from './node.ts'

/** How a struct differs from C's rules and from its keys. */
interface Options {
  /** Prefix of the field names in C: `ifi_`. Default: none. */
  readonly prefix?: string
  /**
   * C's names of fields if they do not follow from the keys; null: not a field of its own in C. Default: the keys in snake
   * case.
   */
  readonly names?: { readonly [key: string]: string | null }
  /** No padding between fields (`__attribute__((packed))`). */
  readonly packed?: boolean
}

/** The size of a node's value in bytes; undefined if it depends on the value. */
export const sizeOf = (node: Node): number | undefined => {
  switch (node.type) {
    case 'scalar':
      return node.size
    case 'identifier':
      return 8
    case 'enum':
    case 'flags':
    case 'bool':
      return node.scalar.size
    case 'text':
    case 'bytes':
      return node.size
    case 'list': {
      const each = sizeOf(node.of)
      return node.count === undefined || each === undefined ? undefined : node.count * each
    }
    case 'struct':
      return node.size
    default:
      return undefined
  }
}

/** The size of a list's values. Throws TypeError for values without a size, which is a mistake in the table. */
export const sizeOfEach = ({ of }: List): number => {
  const size = sizeOf(of)
  if (size === undefined || size === 0) throw new TypeError('list of a node without a size')
  return size
}

const alignmentOf = (node: Node): number => {
  switch (node.type) {
    case 'scalar':
      return node.size
    case 'identifier':
      return 8
    case 'enum':
    case 'flags':
    case 'bool':
      return node.scalar.size
    case 'list':
      return alignmentOf(node.of)
    case 'struct':
      return Math.max(1, ...node.fields.map((field) => alignmentOf(field.node)))
    default:
      return 1
  }
}

const INTEGERS = {
  u8: layouts.u8,
  s8: layouts.s8,
  u16: layouts.u16,
  s16: layouts.s16,
  u16be: layouts.u16be,
  u32: layouts.u32,
  s32: layouts.s32,
  u32be: layouts.u32be,
  s32be: layouts.s32be,
  u64: layouts.nu64,
  s64: layouts.ns64,
  u64be: layouts.nu64be,
} as const

const integerLayout = ({ size, signed, order }: Scalar, key: string): layouts.Layout =>
  INTEGERS[`${signed ? 's' : 'u'}${size * 8}${order === 'be' && size > 1 ? 'be' : ''}` as keyof typeof INTEGERS](key)

const fieldLayout = (node: Node, size: number, key: string): layouts.Layout => {
  if (node.type === 'scalar') return integerLayout(node, key)
  if (node.type === 'enum' || node.type === 'flags' || node.type === 'bool') return integerLayout(node.scalar, key)
  return layouts.blob(size, key)
}

const declare = (nodes: readonly [string, Node][], packed: boolean): { size: number; fields: Field[] } => {
  const parts: layouts.Layout[] = []
  let end = 0
  let widest = 1
  const pad = (alignment: number): void => {
    const gap = packed ? 0 : (alignment - (end % alignment)) % alignment
    if (gap > 0) parts.push(layouts.blob(gap))
    end += gap
  }
  for (const [key, node] of nodes) {
    const size = sizeOf(node)
    if (size === undefined) continue
    const alignment = alignmentOf(node)
    widest = Math.max(widest, alignment)
    pad(alignment)
    parts.push(fieldLayout(node, size, key))
    end += size
  }
  const unpadded = end
  pad(widest)
  const structure = layouts.struct(parts)
  const fields = nodes.map(([key, node]) => ({
    key,
    node,
    offset: structure.offsetOf(key) ?? unpadded,
    size: sizeOf(node),
  }))
  return { size: structure.span, fields }
}

/**
 * `struct('ifinfomsg', { family, type: u16, index: s32, ... }, { prefix: 'ifi_' })`. Padding follows C's rules. A last field
 * without a size takes the remaining bytes.
 */
export const struct = <F extends { [key: string]: Typed<unknown> }>(
  name: string | undefined,
  fields: F,
  { prefix = '', names = {}, packed = false }: Options = {},
): Struct<{ [K in keyof F]: Infer<F[K]> }> => {
  // made once: decoders ask for the name of every field that they read
  const fieldNames = new Map<string, string | null>()
  let declared: { size: number; fields: Field[] } | undefined
  const layout = (): { size: number; fields: Field[] } => {
    declared ??= declare(Object.entries(fields) as unknown as [string, Node][], packed)
    return declared
  }
  return {
    type: 'struct',
    name,
    get size() {
      return layout().size
    },
    get fields() {
      return layout().fields
    },
    fieldName: (key) => {
      let made = fieldNames.get(key)
      if (made === undefined) {
        made = names[key] === undefined ? prefix + upperSnake(key).toLowerCase() : names[key]
        fieldNames.set(key, made)
      }
      return made
    },
  }
}

/** Offset in a record of the field that holds its length. */
export const lengthOffset = ({ header, length }: Records): number => {
  const field = header.fields.find(({ key }) => key === length)
  if (field === undefined) throw new TypeError(`${header.name ?? 'a record'} has no field ${length}`)
  return field.offset
}

/** A field that older kernels do not send. */
export const later = <T>(node: Typed<T>): Typed<T | undefined> => node
