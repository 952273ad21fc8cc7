/** Encodes structs that are followed by attributes: messages, and records that contain their own length. */
import { layoutOf } from '../decode/layout.ts'
import { align4 } from '../nlattr.ts'
import type { Message, Records } from '../node.ts'
import type { Scope } from '../select.ts'
import { lengthOffset } from '../struct.ts'
import { writeAttributes } from './attributes.ts'
import { listOf, objectOf } from './checks.ts'
import type { Output } from './output.ts'
import { writeStruct } from './structs.ts'

export const writeMessage = (output: Output, node: Message, value: unknown, path: string): void => {
  const object = objectOf(value, path)
  const header = objectOf(object['header'] ?? {}, output.path(path, 'header'))
  const scope: Scope = { header: header as Scope['header'], attributes: {} }
  const start = output.at
  writeStruct(output, node.header, header, scope, output.path(path, 'header'))
  const [first] = layoutOf(object) ?? []
  if (first !== undefined && 'padding' in first && first.header !== undefined) shorten(output, start, first.header)
  // The length of a request includes this padding: with strict checking the kernel refuses a bare header of one byte.
  if (first !== undefined && 'padding' in first) output.append(first.padding)
  else output.reserve(align4(output.at) - output.at)
  writeAttributes(output, node.attributes, object, scope.header, path)
}

/** Removes the end of a header that was decoded from fewer bytes, unless a field has been set there since. */
const shorten = (output: Output, start: number, size: number): void => {
  if (output.bytes.subarray(start + size, output.at).every((byte) => byte === 0)) output.at = start + size
}

export const writeRecords = (output: Output, node: Records, value: unknown, scope: Scope, path: string): void => {
  const lengthAt = lengthOffset(node)
  for (const [index, item] of listOf(value, path).entries()) {
    const inner = output.path(path, index)
    const object = objectOf(item, inner)
    output.reserve(align4(output.at) - output.at)
    const start = output.at
    writeStruct(output, node.header, object['header'] ?? {}, scope, output.path(inner, 'header'))
    writeAttributes(output, node.attributes, object, scope.header, inner)
    output.view.setUint16(start + lengthAt, output.at - start, output.little)
  }
}
