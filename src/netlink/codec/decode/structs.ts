/** Decodes values of fixed layout: structs, lists of values of one size, vectors. */
import { joinPath } from '../errors.ts'
import type { List, Node, Struct, Vector } from '../node.ts'
import type { Scope } from '../select.ts'
import { sizeOfEach } from '../struct.ts'
import { attachLayout, coversAllBytes } from './layout.ts'
import type { NodeReader, Value } from './reader.ts'
import { Malformed, wrongLength } from './reader.ts'
import { readScalar } from './scalars.ts'

export const readList = (
  reader: NodeReader,
  node: List,
  start: number,
  end: number,
  scope: Scope,
  path: string,
): unknown[] => {
  const size = sizeOfEach(node)
  if ((end - start) % size !== 0) throw new Malformed(`${end - start} bytes are no list of ${size}-byte values`)
  if (node.count !== undefined && end - start !== node.count * size) throw wrongLength(node.count * size, end - start)
  const values: unknown[] = []
  for (let at = start; at < end; at += size)
    values.push(reader.node(node.of, at, at + size, scope, joinPath(path, values.length)))
  return values
}

/** Names whose integer is missing are undefined; integers after the last name have their number as key. */
export const readVector = (reader: NodeReader, { of, names, first }: Vector, start: number, end: number): Value => {
  if ((end - start) % of.size !== 0) throw new Malformed(`${end - start} bytes are no vector of ${of.size}-byte values`)
  const value: Value = {}
  for (const name of names) value[name] = undefined
  for (let at = start, index = 0; at < end; at += of.size, index++)
    value[names[index] ?? String(index + first)] = readScalar(reader, of, at, at + of.size)
  return value
}

/** Fields past the end are undefined; bytes that belong to no field are kept under `tail`. */
export const readStruct = (
  reader: NodeReader,
  node: Struct,
  start: number,
  end: number,
  { header }: Scope,
  path: string,
): Value => {
  const value: Value = {}
  const scope = { header, attributes: value }
  let taken = start
  for (const { key, node: field, offset, size } of node.fields) {
    const from = start + offset
    const until = size === undefined ? openEnd(field, value, from, end) : from + size
    value[key] = undefined
    if (from > end || until > end) continue
    const inner = joinPath(path, key)
    const span = reader.open('field', from, until - from, key, node.fieldName(key) ?? undefined, inner, field)
    value[key] = reader.node(field, from, until, scope, inner)
    reader.close(span, value[key])
    taken = until
  }
  const { bytes, options } = reader
  if (end - start >= node.size) taken = Math.max(taken, start + node.size)
  if (taken < end) value['tail'] = bytes.slice(taken, end)
  if (options.exact === true && end - start >= node.size && !coversAllBytes(node, bytes, start))
    attachLayout(value, [{ image: bytes.slice(start, start + node.size) }])
  return value
}

/** Where a last field without a size ends: after the number of values that another field gives, or at the end. */
const openEnd = (node: Node, value: Value, from: number, end: number): number =>
  node.type === 'list' && node.countedBy !== undefined
    ? Math.min(end, from + (Number(value[node.countedBy]) + 1) * sizeOfEach(node))
    : end
