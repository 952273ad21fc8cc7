/**
 * The decoder that every other way of reading is measured by: walks bytes along a node and builds the value.
 * Keys stand in the value in the order of the wire. One malformed attribute becomes a problem and its siblings survive.
 */
import type { Enumeration } from '../enumeration.ts'
import { flagWords } from '../enumeration.ts'
import { DecodeError, joinPath } from '../errors.ts'
import type {
  Attributes,
  Groups,
  Identifier,
  Items,
  List,
  Message,
  Node,
  Problem,
  Records,
  Row,
  Scalar,
  Select,
  Text,
  Typed,
  Unknown,
  Vector,
} from '../node.ts'
import { align4, constantOf, NLA_HDRLEN, NLA_TYPE_MASK, u32, u64 } from '../node.ts'
import type { Struct } from '../struct.ts'
import { lengthOffset, sizeOfEach } from '../struct.ts'
import { addressEnd, formatIpv4, formatIpv6, formatLinkAddress, formatMpls, formatString } from '../text/format.ts'
import type { Span } from './describe.ts'
import type { Layout, LayoutEntry } from './layout.ts'
import { attachLayout, endingOf, gapAfter, layoutOf, saysAll } from './layout.ts'

/** Byte order of the machine whose kernel wrote the bytes. */
export type ByteOrder = 'le' | 'be'

const ORDERS: readonly ByteOrder[] = ['be', 'le']

/** This machine's: the first byte of a 1 in two is 1 where the low byte comes first. */
export const hostOrder = ORDERS[new Uint8Array(Uint16Array.of(1).buffer)[0] as number] as ByteOrder

export interface DecodeOptions {
  /** Default: this machine's. */
  readonly order?: ByteOrder
  /** Throw the first problem instead of collecting it. */
  readonly strict?: boolean
  /** Where problems go; without it they are dropped (the malformed attributes stay under `unknown`). */
  readonly problems?: Problem[]
  /** Remember what a value alone does not say (flag bits, padding, order of unknown attributes), so that encode gives the same bytes. */
  readonly exact?: boolean
  /** Keys of the outermost attributes that are of no interest: neither read nor kept. */
  readonly skip?: ReadonlySet<string>
  /** Collect what stands at which byte. */
  readonly spans?: Span[]
}

type Value = { [key: string]: unknown }

/** What a select may ask: the attributes beside it and the header of the message it stands in. */
export interface Scope {
  readonly header: Value
  readonly attributes: Value
}

/** Why a value can't be read; turned into a problem by the nest it stands in. */
class Malformed extends Error {}

/** Nests within nests that are read; the kernel's own go a dozen levels deep. */
const MAX_LEVELS = 64

export class Reader {
  readonly bytes: Uint8Array
  readonly view: DataView
  readonly little: boolean
  readonly options: DecodeOptions
  spans: Span[] | undefined

  private levels = 0

  constructor(bytes: Uint8Array, options: DecodeOptions) {
    // A Buffer's slice would share its memory; what is decoded owns its bytes.
    this.bytes = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.little = (options.order ?? hostOrder) === 'le'
    this.options = options
    this.spans = options.spans
  }

  problem(path: string, offset: number, message: string): void {
    if (this.options.strict === true) throw new DecodeError(message, path, offset)
    this.options.problems?.push({ path, offset, message })
  }

  node(node: Node, start: number, end: number, scope: Scope, path: string): unknown {
    switch (node.type) {
      case 'scalar':
        return this.scalar(node, start, end)
      case 'uint':
        return this.scalar(end - start === 8 ? u64 : u32, start, end)
      case 'enum':
        return this.enumeration(node, start, end)
      case 'flags':
        return flagWords(node, this.scalar(node.scalar, start, end) as number)
      case 'text':
        return this.text(node, start, end)
      case 'bytes':
        if (node.size !== undefined && end - start !== node.size)
          throw new Malformed(lengthMessage(node.size, end - start))
        return this.bytes.slice(start, end)
      case 'flag':
        if (node.reported === true && end - start === 1) return this.bytes[start] !== 0
        if (end !== start) throw new Malformed(lengthMessage(0, end - start))
        return true
      case 'identifier':
        if (end - start !== 8) throw new Malformed(lengthMessage(8, end - start))
        return this.identifier(node, start)
      case 'list':
        return this.list(node, start, end, scope, path)
      case 'vector':
        return this.vector(node, start, end)
      case 'struct':
        return this.struct(node, start, end, scope, path)
      case 'items':
        return this.items(node, start, end, scope, path)
      case 'groups':
        return this.groups(node, start, end, scope, path)
      case 'attributes':
        return this.attributes(node, {}, start, end, scope.header, path)
      case 'message':
        return this.message(node, start, end, path)
      case 'records':
        return this.records(node, start, end, scope, path)
      case 'select':
        return this.node(choose(node, scope), start, end, scope, path)
    }
  }

  scalar({ size, signed, order }: Scalar, start: number, end: number): number | bigint {
    if (end - start !== size) throw new Malformed(lengthMessage(size, end - start))
    const little = order === 'host' && this.little
    switch (size) {
      case 1:
        return signed ? this.view.getInt8(start) : this.view.getUint8(start)
      case 2:
        return signed ? this.view.getInt16(start, little) : this.view.getUint16(start, little)
      case 4:
        return signed ? this.view.getInt32(start, little) : this.view.getUint32(start, little)
      case 8:
        return signed ? this.view.getBigInt64(start, little) : this.view.getBigUint64(start, little)
    }
  }

  enumeration(node: Enumeration, start: number, end: number): string | number {
    const number = this.scalar(node.scalar, start, end) as number
    return node.words.get(number) ?? number
  }

  identifier({ order, words }: Identifier, start: number): string {
    const text = `0x${this.view.getBigUint64(start, order === 'host' && this.little).toString(16)}`
    return words?.get(text) ?? text
  }

  text(node: Text, start: number, end: number): string | undefined {
    const { format, size, least } = node
    if (size !== undefined && end - start !== size) throw new Malformed(lengthMessage(size, end - start))
    const length = end - start
    switch (format) {
      case 'string': {
        let stop = start
        while (stop < end && this.bytes[stop] !== 0) stop++
        return formatString(this.bytes, start, stop)
      }
      case 'lladdr':
        return formatLinkAddress(
          this.bytes,
          start,
          least === undefined ? end : addressEnd(least, this.bytes, start, end),
        )
      case 'mpls': {
        const labels = length % 4 === 0 && length > 0 ? formatMpls(this.bytes, start, end) : undefined
        if (labels === undefined) throw new Malformed('not an MPLS label stack')
        return labels
      }
      default:
        if (length === 0 && node.none === true) return undefined
        if (length === 4) return formatIpv4(this.bytes, start)
        if (length === 16) return formatIpv6(this.bytes, start)
        throw new Malformed(`an address has 4 or 16 bytes, not ${length}`)
    }
  }

  list(node: List, start: number, end: number, scope: Scope, path: string): unknown[] {
    const size = sizeOfEach(node)
    if ((end - start) % size !== 0) throw new Malformed(`${end - start} bytes are no list of ${size}-byte values`)
    if (node.count !== undefined && end - start !== node.count * size)
      throw new Malformed(lengthMessage(node.count * size, end - start))
    const values: unknown[] = []
    for (let at = start; at < end; at += size)
      values.push(this.node(node.of, at, at + size, scope, joinPath(path, values.length)))
    return values
  }

  /** Places that the bytes don't reach are undefined; those behind the last known name have their number as key. */
  vector({ of, names, first }: Vector, start: number, end: number): Value {
    if ((end - start) % of.size !== 0)
      throw new Malformed(`${end - start} bytes are no vector of ${of.size}-byte values`)
    const value: Value = {}
    for (const name of names) value[name] = undefined
    for (let at = start, place = 0; at < end; at += of.size, place++)
      value[names[place] ?? String(place + first)] = this.scalar(of, at, at + of.size)
    return value
  }

  /** Fields that don't fit any more are undefined; bytes that no field takes are kept under `tail`. */
  struct(node: Struct, start: number, end: number, { header }: Scope, path: string): Value {
    const value: Value = {}
    const scope = { header, attributes: value }
    let taken = start
    for (const { key, node: field, offset, size } of node.fields) {
      const from = start + offset
      const until = size === undefined ? openEnd(field, value, from, end) : from + size
      value[key] = undefined
      if (from > end || until > end) continue
      const inner = joinPath(path, key)
      const span = this.open('field', from, until - from, key, node.fieldName(key) ?? undefined, inner, field)
      value[key] = this.node(field, from, until, scope, inner)
      this.close(span, value[key])
      taken = until
    }
    if (end - start >= node.size) taken = Math.max(taken, start + node.size)
    if (taken < end) value['tail'] = this.bytes.slice(taken, end)
    if (this.options.exact === true && end - start >= node.size && !saysAll(node, this.bytes, start))
      attachLayout(value, [{ image: this.bytes.slice(start, start + node.size) }])
    return value
  }

  attributes(table: Attributes, value: Value, start: number, end: number, header: Value, path: string): Value {
    // tables may hold themselves, as a link holds its peer: the bytes must not decide how deep the stack gets
    if (this.levels === MAX_LEVELS) throw new Malformed(`nested more than ${MAX_LEVELS} levels deep`)
    this.levels++
    try {
      return this.nest(table, value, start, end, header, path)
    } finally {
      this.levels--
    }
  }

  private nest(table: Attributes, value: Value, start: number, end: number, header: Value, path: string): Value {
    const layout: Layout | undefined = this.options.exact === true ? [] : undefined
    const nest: Nest = { table, value, scope: { header, attributes: value }, path, layout }
    const keys = keysOf(table)
    const waiting: (() => void)[] = []
    this.each(start, end, path, layout, (found) => {
      const { id, type, from, after } = found
      const key = keys.get(id)
      const row = key === undefined ? undefined : table.rows[key]
      if (key === undefined || row === undefined) return this.foreign(nest, found)
      if (path === '' && this.options.skip?.has(key) === true) return
      if (key in value && !row.repeated) {
        const entry = this.keep(nest, found)
        layout?.push(entry)
        return this.problem(joinPath(path, key), from, 'stands there twice')
      }
      value[key] ??= row.repeated ? [] : undefined
      // What is read later keeps its place.
      const place = layout === undefined ? 0 : layout.push({ key, type, ending: undefined, after }) - 1
      const read = (): void => {
        const entry = this.attribute(nest, key, row, found)
        if (layout !== undefined) layout[place] = entry
      }
      if (row.node.type === 'select' && !row.node.by.startsWith('header.')) waiting.push(read)
      else read()
    })
    for (const read of waiting) read()
    if (layout !== undefined) attachLayout(value, layout)
    return value
  }

  /** Reads the value of one attribute, or keeps its bytes where it is malformed. */
  private attribute(nest: Nest, key: string, { node, repeated }: Row, found: Found): LayoutEntry {
    const { table, value, scope, path, layout } = nest
    const { type, from, until, after } = found
    const chosen = node.type === 'select' ? chooseAll(node, scope) : node
    // A malformed value before this one took the empty list away with it.
    if (repeated) value[key] ??= []
    const list = repeated ? (value[key] as unknown[]) : undefined
    const inner = list === undefined ? joinPath(path, key) : joinPath(joinPath(path, key), list.length)
    const span = this.open(
      'attribute',
      from - NLA_HDRLEN,
      until - from + NLA_HDRLEN,
      key,
      constantOf(table, key),
      inner,
      chosen,
    )
    let read: unknown
    try {
      read = this.node(chosen, from, until, scope, inner)
    } catch (error) {
      if (!(error instanceof Malformed)) throw error
      this.problem(inner, from, error.message)
    }
    this.close(span, read)
    if (read === undefined) {
      if (list === undefined || list.length === 0) delete value[key]
      return this.keep(nest, found)
    }
    if (list === undefined) value[key] = read
    else list.push(read)
    return { key, type, ending: layout && endingOf(chosen, this.bytes, from, until), after }
  }

  /** An attribute that the table does not know. */
  private foreign(nest: Nest, found: Found): void {
    const { from, until, id } = found
    const entry = this.keep(nest, found)
    nest.layout?.push(entry)
    this.close(
      this.open(
        'unknown',
        from - NLA_HDRLEN,
        until - from + NLA_HDRLEN,
        String(id),
        undefined,
        joinPath(nest.path, `#${id}`),
        undefined,
      ),
      undefined,
    )
  }

  /** Calls back for every attribute between two offsets; what is left and no attribute is a problem. */
  each(start: number, end: number, path: string, layout: Layout | undefined, visit: (found: Found) => void): void {
    let at = start
    while (end - at >= NLA_HDRLEN) {
      const length = this.view.getUint16(at, this.little)
      if (length < NLA_HDRLEN || length > end - at) break
      const type = this.view.getUint16(at + 2, this.little)
      const until = at + length
      const after = layout === undefined ? undefined : gapAfter(this.bytes, at, until, end)
      visit({ id: type & NLA_TYPE_MASK, type, from: at + NLA_HDRLEN, until, after })
      at += Math.min(align4(length), end - at)
    }
    if (at === end) return
    layout?.push({ rest: this.bytes.slice(at, end) })
    this.problem(path, at, `${end - at} bytes that are no attribute`)
  }

  /** An attribute that no row can take is kept as it came. */
  private keep({ value }: Nest, { id, type, from, until, after }: Found): LayoutEntry {
    const unknown = { id, bytes: this.bytes.slice(from, until) }
    const kept = value['unknown'] as Unknown[] | undefined
    if (kept === undefined) value['unknown'] = [unknown]
    else kept.push(unknown)
    return { unknown, type, after }
  }

  items(node: Items, start: number, end: number, scope: Scope, path: string): unknown[] {
    const values: unknown[] = []
    const layout: Layout | undefined = this.options.exact === true ? [] : undefined
    this.each(start, end, path, layout, ({ id, type, from, until, after }) => {
      const inner = joinPath(path, values.length)
      if (node.id !== undefined && id !== node.id) throw new Malformed(`item of type ${id}, expected ${node.id}`)
      const span = this.open(
        'item',
        from - NLA_HDRLEN,
        until - from + NLA_HDRLEN,
        String(values.length),
        undefined,
        inner,
        node.of,
      )
      const value = this.node(node.of, from, until, scope, inner)
      this.close(span, value)
      layout?.push({ key: String(values.length), type, ending: endingOf(node.of, this.bytes, from, until), after })
      values.push(value)
    })
    if (layout !== undefined) attachLayout(values, layout)
    return values
  }

  /** A new group begins with an attribute that the last one has already. */
  groups({ of }: Groups, start: number, end: number, { header }: Scope, path: string): unknown[] {
    const cuts: number[] = []
    let types = new Set<number>()
    for (let at = start; end - at >= NLA_HDRLEN; ) {
      const length = this.view.getUint16(at, this.little)
      if (length < NLA_HDRLEN || length > end - at) break
      const type = this.view.getUint16(at + 2, this.little) & NLA_TYPE_MASK
      if (cuts.length === 0 || types.has(type)) {
        cuts.push(at)
        types = new Set()
      }
      types.add(type)
      at += Math.min(align4(length), end - at)
    }
    if (cuts.length === 0 && start < end) cuts.push(start)
    return cuts.map((from, place) =>
      this.attributes(of, {}, from, cuts[place + 1] ?? end, header, joinPath(path, place)),
    )
  }

  message(node: Message, start: number, end: number, path: string): Value {
    const struct = headerOf(node, end - start)
    const { name, size } = struct
    if (end - start < size)
      throw new Malformed(`${end - start} bytes are too few for ${name ?? 'the header'} (${size})`)
    const scope: Scope = { header: {}, attributes: {} }
    const span = this.open('header', start, size, 'header', name, joinPath(path, 'header'), struct)
    const header = this.struct(struct, start, start + size, scope, joinPath(path, 'header'))
    this.close(span, header)
    const first = Math.min(start + align4(size), end)
    const value = this.attributes(node.attributes, { header }, first, end, header, path)
    const padding = this.bytes.slice(start + size, first)
    if (struct !== node.header) layoutOf(value)?.unshift({ padding, header: size })
    else if (first === end || padding.some((byte) => byte !== 0)) layoutOf(value)?.unshift({ padding })
    return value
  }

  records(node: Records, start: number, end: number, scope: Scope, path: string): unknown[] {
    const { size } = node.header
    const lengthAt = lengthOffset(node)
    const values: unknown[] = []
    let at = start
    while (at < end) {
      const inner = joinPath(path, values.length)
      const length = end - at < size ? 0 : this.view.getUint16(at + lengthAt, this.little)
      if (length < size || length > end - at)
        throw new Malformed(`record ${values.length} has a length of ${length} where ${end - at} bytes are left`)
      const span = this.open('item', at, length, String(values.length), node.header.name, inner, node.header)
      const header = this.struct(node.header, at, at + size, scope, joinPath(inner, 'header'))
      delete header[node.length]
      const value = this.attributes(node.attributes, { header }, at + size, at + length, scope.header, inner)
      this.close(span, value)
      values.push(value)
      at += Math.min(align4(length), end - at)
    }
    return values
  }

  /** Starts a span when spans are wanted; those read before `close` are its children. */
  private open(
    kind: Span['kind'],
    offset: number,
    length: number,
    name: string,
    constant: string | undefined,
    path: string,
    node: Node | undefined,
  ): Opened | undefined {
    if (this.spans === undefined) return undefined
    const span: Span = { kind, offset, length, name, constant, path, node, value: undefined, children: [] }
    const outer = this.spans
    outer.push(span)
    this.spans = span.children
    return { span, outer }
  }

  private close(opened: Opened | undefined, value: unknown): void {
    if (opened === undefined) return
    opened.span.value = value
    this.spans = opened.outer
  }
}

/** The attributes of one nest while they are read. */
interface Nest {
  readonly table: Attributes
  readonly value: Value
  readonly scope: Scope
  readonly path: string
  readonly layout: Layout | undefined
}

/** An attribute found: number, number with its flag bits, where its value is. */
interface Found {
  readonly id: number
  readonly type: number
  readonly from: number
  readonly until: number
  /** What stands behind it where that is not just padding; for `exact` alone. */
  readonly after: Uint8Array | undefined
}

interface Opened {
  readonly span: Span
  readonly outer: Span[]
}

/** Where a last field without a size ends: its values are counted, or take what is left. */
const openEnd = (node: Node, value: Value, from: number, end: number): number =>
  node.type === 'list' && node.countedBy !== undefined
    ? Math.min(end, from + (Number(value[node.countedBy]) + 1) * sizeOfEach(node))
    : end

/** A request that asks may have the family alone for a header, where the whole header does not fit. */
const headerOf = ({ header, short = header }: Message, length: number): Struct =>
  length > 0 && length < header.size ? short : header

const lengthMessage = (expected: number, found: number): string => `${found} bytes, expected ${expected}`

const KEYS = new WeakMap<Attributes, Map<number, string>>()

/** Keys of a table by attribute type. */
export const keysOf = (table: Attributes): Map<number, string> => {
  let keys = KEYS.get(table)
  if (keys === undefined) {
    keys = new Map(Object.entries(table.rows).map(([key, row]) => [row.id, key]))
    KEYS.set(table, keys)
  }
  return keys
}

/** The case of a select that the values beside it, or the header above it, ask for. */
export const choose = (node: Select, scope: Scope): Node => {
  const by = node.by.startsWith('header.') ? scope.header[node.by.slice(7)] : scope.attributes[node.by]
  const word = String(by)
  return by !== undefined && Object.hasOwn(node.cases, word) ? (node.cases[word] as Node) : node.otherwise
}

/** The same where the case is a select itself: the node that is none. */
const chooseAll = (node: Select, scope: Scope): Node => {
  const chosen = choose(node, scope)
  return chosen.type === 'select' ? chooseAll(chosen, scope) : chosen
}

/**
 * Reads the value of a node. Throws DecodeError where the bytes can't hold even its fixed part (or, when strict, at
 * the first problem); everything else that does not fit is told in `options.problems`.
 */
export const decode = <T>(node: Typed<T>, bytes: Uint8Array, options: DecodeOptions = {}): T => {
  try {
    const scope = { header: {}, attributes: {} }
    return new Reader(bytes, options).node(node as Node, 0, bytes.length, scope, '') as T
  } catch (error) {
    if (error instanceof Malformed) throw new DecodeError(error.message, '', 0)
    throw error
  }
}
