/** Encodes one attribute around its value. */
import { EncodeError } from '../errors.ts'
import { align4, attributeType, NLA_HDRLEN } from '../nlattr.ts'
import type { Node, Row, Unknown } from '../node.ts'
import type { Scope } from '../select.ts'
import type { Output } from './output.ts'

/** An attribute's length is 16 bits. */
const NLA_MAX = 0xffff

export const BYTES: Node = { type: 'bytes', size: undefined }

/** `ending` and `after`: the bytes after the value and after the attribute, as they were decoded. */
export const writeAttribute = (
  output: Output,
  type: number,
  node: Node,
  value: unknown,
  scope: Scope,
  path: string,
  ending?: Uint8Array,
  after?: Uint8Array,
): void => {
  output.reserve(align4(output.at) - output.at)
  const start = output.reserve(NLA_HDRLEN)
  output.node(node, value, scope, path, ending)
  const length = output.at - start
  if (length > NLA_MAX) throw new EncodeError(path, `at most ${NLA_MAX - NLA_HDRLEN} bytes on the wire`, length)
  output.view.setUint16(start, length, output.little)
  output.view.setUint16(start + 2, type, output.little)
  if (after === undefined || after.length > align4(length) - length) output.reserve(align4(length) - length)
  else output.append(after)
}

/** The attributes of a repeated row, from the element `first` on. */
export const writeRepeated = (
  output: Output,
  row: Row,
  values: readonly unknown[],
  first: number,
  scope: Scope,
  path: string,
): void => {
  for (let index = first; index < values.length; index++)
    writeAttribute(output, attributeType(row), row.node, values[index], scope, output.path(path, index))
}

/** Attributes that the table does not contain. */
export const writeUnknown = (output: Output, all: readonly Unknown[], scope: Scope, path: string): void => {
  for (const { id, bytes } of all) writeAttribute(output, id, BYTES, bytes, scope, output.path(path, 'unknown'))
}
