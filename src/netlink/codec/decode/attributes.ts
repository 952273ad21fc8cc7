/**
 * Decodes attributes. The keys of the value are in the order of the wire. A malformed attribute becomes a problem, its bytes
 * are kept under `unknown`, and its siblings are decoded.
 */
import { constantOf } from '../constants.ts'
import { joinPath } from '../errors.ts'
import { align4, NLA_HDRLEN, NLA_TYPE_MASK } from '../nlattr.ts'
import type { Attributes, Row, Unknown } from '../node.ts'
import type { Scope } from '../select.ts'
import { chooseAll } from '../select.ts'
import type { Layout, LayoutEntry } from './layout.ts'
import { attachLayout, endingOf, gapAfter } from './layout.ts'
import type { NodeReader, Value } from './reader.ts'
import { Malformed } from './reader.ts'

/** Limit of nests within nests; the kernel's own are about a dozen levels deep. */
const MAX_LEVELS = 64

/** An attribute in the bytes. */
export interface Found {
  /** Attribute type without the flag bits. */
  readonly id: number
  /** Attribute type with the flag bits. */
  readonly type: number
  /** Offsets of its payload. */
  readonly from: number
  readonly until: number
  /** The bytes after it if they are not the usual padding; only with `exact`. */
  readonly after: Uint8Array | undefined
}

/** The attributes of one nest while they are read. */
interface Nest {
  readonly table: Attributes
  readonly value: Value
  readonly scope: Scope
  readonly path: string
  readonly layout: Layout | undefined
}

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

/** Calls `visit` for every attribute between two offsets. Bytes after the last attribute are a problem. */
export const eachAttribute = (
  reader: NodeReader,
  start: number,
  end: number,
  path: string,
  layout: Layout | undefined,
  visit: (found: Found) => void,
): void => {
  const { bytes, view, little } = reader
  let at = start
  while (end - at >= NLA_HDRLEN) {
    const length = view.getUint16(at, little)
    if (length < NLA_HDRLEN || length > end - at) break
    const type = view.getUint16(at + 2, little)
    const until = at + length
    const after = layout === undefined ? undefined : gapAfter(bytes, at, until, end)
    visit({ id: type & NLA_TYPE_MASK, type, from: at + NLA_HDRLEN, until, after })
    at += Math.min(align4(length), end - at)
  }
  if (at === end) return
  layout?.push({ rest: bytes.slice(at, end) })
  reader.problem(path, at, `${end - at} bytes that are no attribute`)
}

/** Adds the attributes between two offsets to `value`. */
export const readAttributes = (
  reader: NodeReader,
  table: Attributes,
  value: Value,
  start: number,
  end: number,
  header: Value,
  path: string,
): Value => {
  // Tables may be recursive, as a link contains its peer. The bytes must not decide how deep the stack gets.
  if (reader.levels === MAX_LEVELS) throw new Malformed(`nested more than ${MAX_LEVELS} levels deep`)
  reader.levels++
  try {
    return readNest(reader, table, value, start, end, header, path)
  } finally {
    reader.levels--
  }
}

const readNest = (
  reader: NodeReader,
  table: Attributes,
  value: Value,
  start: number,
  end: number,
  header: Value,
  path: string,
): Value => {
  const layout: Layout | undefined = reader.options.exact === true ? [] : undefined
  const nest: Nest = { table, value, scope: { header, attributes: value }, path, layout }
  const keys = keysOf(table)
  const waiting: (() => void)[] = []
  eachAttribute(reader, start, end, path, layout, (found) => {
    const { id, type, from, after } = found
    const key = keys.get(id)
    const row = key === undefined ? undefined : table.rows[key]
    if (key === undefined || row === undefined) return readForeign(reader, nest, found)
    if (path === '' && reader.options.skip?.has(key) === true) return
    if (key in value && !row.repeated) {
      const entry = keep(reader, nest, found)
      layout?.push(entry)
      return reader.problem(joinPath(path, key), from, 'duplicate attribute')
    }
    value[key] ??= row.repeated ? [] : undefined
    // An attribute that is read later keeps its slot in the layout.
    const slot = layout === undefined ? 0 : layout.push({ key, type, ending: undefined, after }) - 1
    const read = (): void => {
      const entry = readAttribute(reader, nest, key, row, found)
      if (layout !== undefined) layout[slot] = entry
    }
    // The attribute that a select depends on may come after it.
    if (row.node.type === 'select' && !row.node.by.startsWith('header.')) waiting.push(read)
    else read()
  })
  for (const read of waiting) read()
  if (layout !== undefined) attachLayout(value, layout)
  return value
}

/** Decodes the value of one attribute, or keeps its bytes if it is malformed. */
const readAttribute = (
  reader: NodeReader,
  nest: Nest,
  key: string,
  { node, repeated }: Row,
  found: Found,
): LayoutEntry => {
  const { table, value, scope, path, layout } = nest
  const { type, from, until, after } = found
  const chosen = node.type === 'select' ? chooseAll(node, scope) : node
  // A malformed value before this one has removed the empty list.
  if (repeated) value[key] ??= []
  const list = repeated ? (value[key] as unknown[]) : undefined
  const inner = list === undefined ? joinPath(path, key) : joinPath(joinPath(path, key), list.length)
  const [offset, length] = [from - NLA_HDRLEN, until - from + NLA_HDRLEN]
  const constant = reader.spans === undefined ? undefined : constantOf(table, key)
  const span = reader.open('attribute', offset, length, key, constant, inner, chosen)
  let read: unknown
  try {
    read = reader.node(chosen, from, until, scope, inner)
  } catch (error) {
    if (!(error instanceof Malformed)) throw error
    reader.problem(inner, from, error.message)
  }
  reader.close(span, read)
  if (read === undefined) {
    if (list === undefined || list.length === 0) delete value[key]
    return keep(reader, nest, found)
  }
  if (list === undefined) value[key] = read
  else list.push(read)
  return { key, type, ending: layout && endingOf(chosen, reader.bytes, from, until), after }
}

/** Keeps an attribute that the table does not contain. */
const readForeign = (reader: NodeReader, nest: Nest, found: Found): void => {
  const { from, until, id } = found
  const entry = keep(reader, nest, found)
  nest.layout?.push(entry)
  const [offset, length] = [from - NLA_HDRLEN, until - from + NLA_HDRLEN]
  const path = joinPath(nest.path, `#${id}`)
  reader.close(reader.open('unknown', offset, length, String(id), undefined, path, undefined), undefined)
}

/** Keeps the bytes of an attribute that no row can decode. */
const keep = ({ bytes }: NodeReader, { value }: Nest, { id, type, from, until, after }: Found): LayoutEntry => {
  const unknown = { id, bytes: bytes.slice(from, until) }
  const kept = value['unknown'] as Unknown[] | undefined
  if (kept === undefined) value['unknown'] = [unknown]
  else kept.push(unknown)
  return { unknown, type, after }
}
