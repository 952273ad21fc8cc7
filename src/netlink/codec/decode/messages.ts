/** Decodes structs that are followed by attributes: messages, and records that contain their own length. */
import { joinPath } from '../errors.ts'
import { align4 } from '../nlattr.ts'
import type { Message, Records, Struct } from '../node.ts'
import type { Scope } from '../select.ts'
import { NO_SCOPE } from '../select.ts'
import { lengthOffset } from '../struct.ts'
import { readAttributes } from './attributes.ts'
import { layoutOf } from './layout.ts'
import type { NodeReader, Value } from './reader.ts'
import { Malformed } from './reader.ts'
import { readStruct } from './structs.ts'

/** A dump request may have only the family as its header, if the bytes are too few for the whole header. */
const headerOf = ({ header, short = header }: Message, length: number): Struct =>
  length > 0 && length < header.size ? short : header

export const readMessage = (reader: NodeReader, node: Message, start: number, end: number, path: string): Value => {
  const struct = headerOf(node, end - start)
  const { name, size } = struct
  if (end - start < size) throw new Malformed(`${end - start} bytes are too few for ${name ?? 'the header'} (${size})`)
  const inner = joinPath(path, 'header')
  const span = reader.open('header', start, size, 'header', name, inner, struct)
  const header = readStruct(reader, struct, start, start + size, NO_SCOPE, inner)
  reader.close(span, header)
  const first = Math.min(start + align4(size), end)
  const value = readAttributes(reader, node.attributes, { header }, first, end, header, path)
  const padding = reader.bytes.slice(start + size, first)
  if (struct !== node.header) layoutOf(value)?.unshift({ padding, header: size })
  else if (first === end || padding.some((byte) => byte !== 0)) layoutOf(value)?.unshift({ padding })
  return value
}

export const readRecords = (
  reader: NodeReader,
  node: Records,
  start: number,
  end: number,
  scope: Scope,
  path: string,
): unknown[] => {
  const { size } = node.header
  const lengthAt = lengthOffset(node)
  const values: unknown[] = []
  let at = start
  while (at < end) {
    const inner = joinPath(path, values.length)
    const length = end - at < size ? 0 : reader.view.getUint16(at + lengthAt, reader.little)
    if (length < size || length > end - at)
      throw new Malformed(`record ${values.length} has a length of ${length} where ${end - at} bytes are left`)
    const span = reader.open('item', at, length, String(values.length), node.header.name, inner, node.header)
    const header = readStruct(reader, node.header, at, at + size, scope, joinPath(inner, 'header'))
    delete header[node.length]
    const value = readAttributes(reader, node.attributes, { header }, at + size, at + length, scope.header, inner)
    reader.close(span, value)
    values.push(value)
    at += Math.min(align4(length), end - at)
  }
  return values
}
