/** Encodes nests: the attributes of a table, and lists of them. */
import type { Layout } from '../decode/layout.ts'
import { layoutOf } from '../decode/layout.ts'
import { memoOf } from '../fast/memoized.ts'
import { attributeType, isNest, NLA_F_NESTED } from '../nlattr.ts'
import type { Attributes, Groups, Items, Unknown } from '../node.ts'
import type { Scope } from '../select.ts'
import { writeAsDecoded, writeRest } from './as-decoded.ts'
import { writeAttribute, writeRepeated, writeUnknown } from './attribute.ts'
import type { Value } from './checks.ts'
import { listOf, objectOf, rowOf } from './checks.ts'
import type { Output } from './output.ts'

export const writeAttributes = (
  output: Output,
  table: Attributes,
  value: unknown,
  header: Scope['header'],
  path: string,
): void => {
  const object = objectOf(value, path)
  const memo = memoOf(object)
  if (memo === undefined) return writeNest(output, table, object, header, path)
  const { little } = output
  if (memo.table === table && memo.little === little) return output.append(memo.bytes)
  const start = output.at
  writeNest(output, table, object, header, path)
  Object.assign(memo, { table, little, bytes: output.bytes.slice(start, output.at) })
}

const writeNest = (output: Output, table: Attributes, object: Value, header: Scope['header'], path: string): void => {
  const scope: Scope = { header, attributes: object as Scope['attributes'] }
  const layout = layoutOf(object)
  if (layout !== undefined) return writeAsDecoded(output, table, object, scope, path, layout)
  for (const key in object) {
    const value = object[key]
    if (value === undefined || key === 'header' || key === 'unknown') continue
    const row = rowOf(table, key, path)
    const { node, repeated } = row
    const inner = output.path(path, key)
    if (repeated) writeRepeated(output, row, listOf(value, inner), 0, scope, inner)
    else if (value !== false || node.type !== 'flag')
      writeAttribute(output, attributeType(row), node, value, scope, inner)
  }
  const unknown = object['unknown'] as Unknown[] | undefined
  if (unknown !== undefined) writeUnknown(output, unknown, scope, path)
}

const NO_LAYOUT: Layout = []

export const writeItems = (output: Output, node: Items, value: unknown, scope: Scope, path: string): void => {
  const values = listOf(value, path)
  const layout = layoutOf(values) ?? NO_LAYOUT
  for (let index = 0; index < values.length; index++) {
    const entry = layout[index]
    const known = entry !== undefined && 'key' in entry ? entry : undefined
    const type = known?.type ?? (node.id ?? node.first + index) | (isNest(node.of) ? NLA_F_NESTED : 0)
    writeAttribute(output, type, node.of, values[index], scope, output.path(path, index), known?.ending, known?.after)
  }
  writeRest(output, layout)
}

export const writeGroups = (output: Output, { of }: Groups, value: unknown, { header }: Scope, path: string): void => {
  for (const [index, one] of listOf(value, path).entries())
    writeAttributes(output, of, one, header, output.path(path, index))
}
