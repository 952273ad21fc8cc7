/** Writes values: liberal in what it takes (words or numbers, numbers or bigints), exact in what it refuses. */

import type { ByteOrder, Scope } from '../decode/decode.ts'
import { choose, hostOrder } from '../decode/decode.ts'
import type { Layout, LayoutEntry } from '../decode/layout.ts'
import { charsEnd, imageOf, isChars, layoutOf } from '../decode/layout.ts'
import { EncodeError, joinPath } from '../errors.ts'
import { keptOf } from '../fast/memoized.ts'
import { copy } from '../fast/pool.ts'
import type {
  Attributes,
  Groups,
  Identifier,
  Items,
  List,
  Message,
  Node,
  Records,
  Row,
  Scalar,
  Select,
  Text,
  Unknown,
  Vector,
} from '../node.ts'
import { align4, isNest, NLA_F_NESTED, NLA_HDRLEN, u32, u64 } from '../node.ts'
import type { Field, Struct } from '../struct.ts'
import { lengthOffset } from '../struct.ts'
import { parseQuad, parseText } from '../text/parse.ts'
import type { Value } from './checks.ts'
import { fieldKeys, identify, limits, listOf, maskOf, numberOf, objectOf, rowOf, unknownKey } from './checks.ts'

/** An attribute's length is 16 bits. */
const NLA_MAX = 0xffff

export class Writer {
  bytes: Uint8Array
  view: DataView
  at = 0
  readonly little: boolean
  /** Whether it says where it is: only errors want to know, and a path for each attribute costs as much as its bytes. */
  private readonly telling: boolean

  constructor(order: ByteOrder = hostOrder, size = 256, telling = false) {
    this.bytes = new Uint8Array(size)
    this.view = new DataView(this.bytes.buffer)
    this.little = order === 'le'
    this.telling = telling
  }

  /** Makes room for more bytes, all zero, and returns where they start. */
  reserve(count: number): number {
    const start = this.at
    this.at += count
    if (this.at > this.bytes.length) this.grow(start)
    // What stands there is left from another message.
    else for (let at = start; at < this.at; at++) this.bytes[at] = 0
    return start
  }

  append(bytes: Uint8Array): void {
    const start = this.at
    this.at += bytes.length
    if (this.at > this.bytes.length) this.grow(start)
    copy(bytes, 0, bytes.length, this.bytes, start)
  }

  /** Larger memory, with what was written before `start`. */
  private grow(start: number): void {
    const larger = new Uint8Array(Math.max(this.at, this.bytes.length * 2))
    larger.set(this.bytes.subarray(0, start))
    this.bytes = larger
    this.view = new DataView(larger.buffer)
  }

  /** What was written, in memory of its own. */
  finish(): Uint8Array {
    return this.bytes.slice(0, this.at)
  }

  node(node: Node, value: unknown, scope: Scope, path: string, ending?: Uint8Array): void {
    switch (node.type) {
      case 'scalar':
        return this.scalar(node, value, path)
      case 'uint':
        return this.scalar(typeof value === 'number' && value >= 0 && value <= 0xffffffff ? u32 : u64, value, path)
      case 'enum':
        return this.scalar(node.scalar, numberOf(node, value, path), path)
      case 'flags':
        return this.scalar(node.scalar, maskOf(node, value, path), path)
      case 'text':
        return this.text(node, value, path, ending)
      case 'bytes':
        return this.blob(value, node.size, path)
      case 'flag':
        if (node.reported === true && tells(ending, value)) return this.append(ending)
        if (value !== true) throw new EncodeError(path, 'true (leave it out for false)', value)
        return
      case 'identifier':
        return this.identifier(node, value, path, ending)
      case 'list':
        return this.list(node, value, scope, path)
      case 'vector':
        return this.vector(node, value, path)
      case 'struct':
        return this.struct(node, value, scope, path)
      case 'items':
        return this.items(node, value, scope, path)
      case 'groups':
        return this.groups(node, value, scope, path)
      case 'attributes':
        return this.attributes(node, value, scope.header, path)
      case 'message':
        return this.message(node, value, path)
      case 'records':
        return this.records(node, value, scope, path)
      case 'select':
        return this.node(this.choose(node, value, scope), value, scope, path, ending)
    }
  }

  scalar({ size, signed, order }: Scalar, value: unknown, path: string): void {
    if (typeof value === 'boolean') return this.scalar({ size, signed, order } as Scalar, value ? 1 : 0, path)
    const { low, high } = limits(size, signed)
    const whole = typeof value === 'bigint' || Number.isSafeInteger(value)
    if (!whole || (value as number | bigint) < low || (value as number | bigint) > high)
      throw new EncodeError(path, `an integer from ${low} to ${high}`, value)
    const little = order === 'host' && this.little
    const at = this.reserve(size)
    if (size === 1) this.view.setUint8(at, Number(value))
    else if (size === 2) this.view.setUint16(at, Number(value), little)
    else if (size === 4) this.view.setUint32(at, Number(value), little)
    else this.view.setBigUint64(at, BigInt(value as number | bigint), little)
  }

  /** Writes a number that fits, where there is room for it. */
  number(at: number, size: 1 | 2 | 4, number: number, big: boolean): void {
    if (size === 4) this.view.setUint32(at, number, this.little && !big)
    else if (size === 2) this.view.setUint16(at, number, this.little && !big)
    else this.bytes[at] = number
  }

  /** An attribute that is such a number, at a multiple of 4. */
  numberAttribute(type: number, size: 1 | 2 | 4, number: number, big: boolean): void {
    const start = this.at
    // four bytes are room enough for any, padding included
    this.at += NLA_HDRLEN + 4
    if (this.at > this.bytes.length) this.grow(start)
    this.view.setUint16(start, NLA_HDRLEN + size, this.little)
    this.view.setUint16(start + 2, type, this.little)
    if (size < 4) this.view.setUint32(start + NLA_HDRLEN, 0)
    this.number(start + NLA_HDRLEN, size, number, big)
  }

  /** `ending` follows the text: by default a NUL, unless the node has none. */
  text(
    node: Text,
    value: unknown,
    path: string,
    ending: Uint8Array = node.unterminated === true ? NOTHING : NUL,
  ): void {
    const { format, size } = node
    if (format === 'string' && size === undefined && this.ascii(value)) return this.append(ending)
    if (format === (size === 4 ? 'ipv4' : 'address') && this.quad(value)) return
    const bytes = parseText(node, value, path)
    this.append(bytes)
    if (format !== 'string' && node.least === undefined) return
    if (size !== undefined) this.reserve(size - bytes.length)
    else this.append(ending)
  }

  /** Writes an IPv4 address; false, and nothing written, for anything else. */
  private quad(value: unknown): boolean {
    const number = typeof value === 'string' ? parseQuad(value) : -1
    if (number < 0) return false
    this.view.setUint32(this.reserve(4), number)
    return true
  }

  /** Writes text whose letters are one byte each, as names mostly are; false, and nothing written, for any other. */
  private ascii(value: unknown): boolean {
    if (typeof value !== 'string' || value.length > SHORT) return false
    const start = this.reserve(value.length)
    for (let index = 0; index < value.length; index++) {
      const code = value.charCodeAt(index)
      if (code === 0 || code > 127) {
        this.at = start
        return false
      }
      this.bytes[start + index] = code
    }
    return true
  }

  blob(value: unknown, size: number | undefined, path: string): void {
    if (!(value instanceof Uint8Array)) throw new EncodeError(path, 'bytes (a Uint8Array)', value)
    if (size !== undefined && value.length !== size) throw new EncodeError(path, `${size} bytes`, value)
    this.append(value)
  }

  private identifier(node: Identifier, value: unknown, path: string, ending?: Uint8Array): void {
    const start = this.at
    this.scalar({ type: 'scalar', size: 8, signed: false, order: node.order }, identify(node, value, path), path)
    // Two identifiers may have one word.
    if (ending !== undefined && this.word(node, ending) === value) copy(ending, 0, 8, this.bytes, start)
  }

  private word({ order, words }: Identifier, bytes: Uint8Array): string | undefined {
    const number = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, order === 'host' && this.little)
    return words?.get(`0x${number.toString(16)}`)
  }

  list({ of, count }: List, value: unknown, scope: Scope, path: string): void {
    const values = listOf(value, path)
    if (count !== undefined && values.length !== count) throw new EncodeError(path, `a list of ${count}`, value)
    for (let index = 0; index < values.length; index++) this.node(of, values[index], scope, this.path(path, index))
  }

  vector({ of, names, first }: Vector, value: unknown, path: string): void {
    const object = objectOf(value, path)
    const start = this.at
    for (const [key, number] of Object.entries(object)) {
      if (number === undefined) continue
      const place = names.includes(key) ? names.indexOf(key) : /^\d+$/.test(key) ? Number(key) - first : -1
      if (place < 0 || place > NLA_MAX / of.size) throw unknownKey(path, key, names)
      const end = start + (place + 1) * of.size
      if (end > this.at) this.reserve(end - this.at)
      const after = this.at
      this.at = end - of.size
      this.scalar(of, number, this.path(path, key))
      this.at = after
    }
  }

  /** Fields that the value leaves out are zero. */
  struct(node: Struct, value: unknown, { header }: Scope, path: string): void {
    const object = objectOf(value, path)
    const scope: Scope = { header, attributes: object as Scope['attributes'] }
    const keys = fieldKeys(node)
    for (const key of Object.keys(object)) if (!keys.has(key) && key !== 'tail') throw unknownKey(path, key, [...keys])
    const start = this.at
    const rest = node.fields.at(-1)
    const open =
      rest !== undefined && rest.size === undefined && !(rest.key in object && object[rest.key] === undefined)
    this.reserve(open ? rest.offset : this.shortened(node, object))
    const image = imageOf(object)
    if (image !== undefined) copy(image, 0, Math.min(image.length, this.at - start), this.bytes, start)
    for (const { key, node: field, offset, size } of node.fields) {
      if (object[key] === undefined) {
        if (image !== undefined) this.bytes.fill(0, start + offset, Math.min(start + offset + (size ?? 0), this.at))
        continue
      }
      const after = this.at
      if (size !== undefined) this.at = start + offset
      this.node(field, object[key], scope, this.path(path, key))
      if (size !== undefined) this.at = after
      if (image !== undefined && isChars({ node: field })) this.chars(image, offset, start + offset, size as number)
    }
    if (object['tail'] !== undefined) this.blob(object['tail'], undefined, this.path(path, 'tail'))
  }

  /** Puts back what stood behind a text in a field of fixed size, if it is still that text. */
  private chars(image: Uint8Array, from: number, at: number, size: number): void {
    const end = charsEnd(image, from, from + size)
    const same = charsEnd(this.bytes, at, at + size) - at === end - from
    for (let index = 0; index < end - from; index++) if (!same || this.bytes[at + index] !== image[from + index]) return
    copy(image, from, size, this.bytes, at)
  }

  /** A struct that was decoded from an older kernel's, shorter one has its last keys, with undefined behind them. */
  private shortened({ fields, size }: Struct, object: Value): number {
    const left = ({ key }: Field): boolean => key in object && object[key] === undefined
    const last = fields.findLast((field) => !left(field))
    if (last === undefined) return 0
    return last === fields.at(-1) ? size : last.offset + (last.size as number)
  }

  attributes(table: Attributes, value: unknown, header: Scope['header'], path: string): void {
    const object = objectOf(value, path)
    const kept = keptOf(object)
    if (kept === undefined) return this.nest(table, object, header, path)
    if (kept.table === table && kept.little === this.little) return this.append(kept.bytes)
    const start = this.at
    this.nest(table, object, header, path)
    Object.assign(kept, { table, little: this.little, bytes: this.bytes.slice(start, this.at) })
  }

  private nest(table: Attributes, object: Value, header: Scope['header'], path: string): void {
    const scope: Scope = { header, attributes: object as Scope['attributes'] }
    const layout = layoutOf(object)
    if (layout !== undefined) return this.nestAsItWas({ table, object, scope, path, written: new Map() }, layout)
    for (const key in object) {
      const value = object[key]
      if (value === undefined || key === 'header' || key === 'unknown') continue
      const row = rowOf(table, key, path)
      const { node, repeated } = row
      const inner = this.path(path, key)
      if (repeated) this.repeated(row, listOf(value, inner), 0, scope, inner)
      else if (value !== false || node.type !== 'flag') this.attribute(attributeType(row), node, value, scope, inner)
    }
    const unknown = object['unknown'] as Unknown[] | undefined
    if (unknown !== undefined) this.unknown(unknown, scope, path)
  }

  private repeated(row: Row, values: readonly unknown[], first: number, scope: Scope, path: string): void {
    for (let index = first; index < values.length; index++)
      this.attribute(attributeType(row), row.node, values[index], scope, this.path(path, index))
  }

  private unknown(all: readonly Unknown[], scope: Scope, path: string): void {
    for (const { id, bytes } of all) this.attribute(id, BYTES, bytes, scope, this.path(path, 'unknown'))
  }

  /** In the order in which it was decoded; what has come since stands behind it. */
  private nestAsItWas(nest: Nest, layout: Layout): void {
    const { table, object, scope, path, written } = nest
    for (const entry of layout) this.entry(nest, entry)
    for (const key of Object.keys(object)) {
      const value = object[key]
      if (value === undefined || key === 'header' || key === 'unknown') continue
      const row = rowOf(table, key, path)
      const { node, repeated } = row
      const inner = this.path(path, key)
      const before = written.get(key) ?? 0
      if (repeated) this.repeated(row, listOf(value, inner), before, scope, inner)
      else if (before === 0 && (value !== false || node.type !== 'flag'))
        this.attribute(attributeType(row), node, value, scope, inner)
    }
    const unknown = (object['unknown'] as Unknown[] | undefined) ?? []
    this.unknown(
      unknown.filter((one) => !written.has(one)),
      scope,
      path,
    )
    this.rest(layout)
  }

  /** Bytes that were no attribute, behind all that are. */
  private rest(layout: Layout): void {
    for (const entry of layout) if ('rest' in entry) this.append(entry.rest)
  }

  /** One attribute as it stood where the value was decoded from; one that was taken out since is left out. */
  private entry(nest: Nest, entry: LayoutEntry): void {
    const { table, object, written } = nest
    if (!('type' in entry)) return
    if ('unknown' in entry) {
      if (!((object['unknown'] as Unknown[] | undefined) ?? []).includes(entry.unknown)) return
      written.set(entry.unknown, 1)
      return this.attribute(entry.type, BYTES, entry.unknown.bytes, nest.scope, nest.path, undefined, entry.after)
    }
    const row = table.rows[entry.key] as Row
    const index = written.get(entry.key) ?? 0
    written.set(entry.key, index + 1)
    const value = object[entry.key]
    if (value === undefined || (row.repeated && (value as unknown[]).length <= index)) return
    if (value === false && row.node.type === 'flag' && !tells(entry.ending, false)) return
    this.row(nest, entry.key, row, index, entry)
  }

  private row({ object, scope, path }: Nest, key: string, row: Row, index: number, entry: KnownEntry): void {
    const { node, repeated } = row
    const { type, ending, after } = entry
    const inner = this.path(path, key)
    const value = repeated ? (object[key] as unknown[])[index] : object[key]
    this.attribute(type, node, value, scope, repeated ? this.path(inner, index) : inner, ending, after)
  }

  attribute(
    type: number,
    node: Node,
    value: unknown,
    scope: Scope,
    path: string,
    ending?: Uint8Array,
    after?: Uint8Array,
  ): void {
    this.reserve(align4(this.at) - this.at)
    const start = this.reserve(NLA_HDRLEN)
    this.node(node, value, scope, path, ending)
    const length = this.at - start
    if (length > NLA_MAX) throw new EncodeError(path, `at most ${NLA_MAX - NLA_HDRLEN} bytes on the wire`, length)
    this.view.setUint16(start, length, this.little)
    this.view.setUint16(start + 2, type, this.little)
    if (after === undefined || after.length > align4(length) - length) this.reserve(align4(length) - length)
    else this.append(after)
  }

  items(node: Items, value: unknown, scope: Scope, path: string): void {
    const values = listOf(value, path)
    const layout = layoutOf(values) ?? NO_LAYOUT
    for (let index = 0; index < values.length; index++) {
      const entry = layout[index]
      const known = entry !== undefined && 'key' in entry ? entry : undefined
      const type = known?.type ?? (node.id ?? node.first + index) | (isNest(node.of) ? NLA_F_NESTED : 0)
      this.attribute(type, node.of, values[index], scope, this.path(path, index), known?.ending, known?.after)
    }
    this.rest(layout)
  }

  groups({ of }: Groups, value: unknown, { header }: Scope, path: string): void {
    for (const [index, one] of listOf(value, path).entries()) this.attributes(of, one, header, this.path(path, index))
  }

  message(node: Message, value: unknown, path: string): void {
    const object = objectOf(value, path)
    const header = objectOf(object['header'] ?? {}, this.path(path, 'header'))
    const scope: Scope = { header: header as Scope['header'], attributes: {} }
    const start = this.at
    this.struct(node.header, header, scope, this.path(path, 'header'))
    const [first] = layoutOf(object) ?? []
    if (first !== undefined && 'padding' in first && first.header !== undefined) this.shorten(start, first.header)
    // Requests are counted with this padding: strict kernels refuse a bare header of one byte.
    if (first !== undefined && 'padding' in first) this.append(first.padding)
    else this.reserve(align4(this.at) - this.at)
    this.attributes(node.attributes, object, scope.header, path)
  }

  /** Takes away the end of a header that was decoded from fewer bytes, unless a field has been set there since. */
  private shorten(start: number, size: number): void {
    if (this.bytes.subarray(start + size, this.at).every((byte) => byte === 0)) this.at = start + size
  }

  records(node: Records, value: unknown, scope: Scope, path: string): void {
    const lengthAt = lengthOffset(node)
    for (const [index, item] of listOf(value, path).entries()) {
      const inner = this.path(path, index)
      const object = objectOf(item, inner)
      this.reserve(align4(this.at) - this.at)
      const start = this.at
      this.struct(node.header, object['header'] ?? {}, scope, this.path(inner, 'header'))
      this.attributes(node.attributes, object, scope.header, inner)
      this.view.setUint16(start + lengthAt, this.at - start, this.little)
    }
  }

  private path(path: string, key: string | number): string {
    return this.telling ? joinPath(path, key) : path
  }

  private choose(node: Select, value: unknown, scope: Scope): Node {
    const chosen = choose(node, scope)
    return value instanceof Uint8Array && chosen.type !== 'bytes' ? BYTES : chosen
  }
}

/** The attributes of one nest while they are written, and how many of each stood in its layout. */
interface Nest {
  readonly table: Attributes
  readonly object: Value
  readonly scope: Scope
  readonly path: string
  readonly written: Map<string | Unknown, number>
}

type KnownEntry = Extract<LayoutEntry, { readonly key: string }>

/** Whether a flag was reported in a byte, and still is what it was. */
const tells = (ending: Uint8Array | undefined, value: unknown): ending is Uint8Array =>
  ending?.length === 1 && (ending[0] !== 0) === value

const NUL = Uint8Array.of(0)
const NOTHING = new Uint8Array(0)
/** Up to here a loop over letters costs less than an encoder. */
const SHORT = 64
const NO_LAYOUT: Layout = []

const BYTES: Node = { type: 'bytes', size: undefined }

/** The type of a row's attribute, flags included. */
export const attributeType = (row: Row): number => row.id | ((row.nested ?? isNest(row.node)) ? NLA_F_NESTED : 0)
