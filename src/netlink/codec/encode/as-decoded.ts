/** Encodes a nest with the exact layout that it was decoded with (`decode/layout.ts`). */
import type { Layout, LayoutEntry } from '../decode/layout.ts'
import { attributeType } from '../nlattr.ts'
import type { Attributes, Row, Unknown } from '../node.ts'
import type { Scope } from '../select.ts'
import { BYTES, writeAttribute, writeRepeated, writeUnknown } from './attribute.ts'
import type { Value } from './checks.ts'
import { listOf, rowOf } from './checks.ts'
import type { Output } from './output.ts'
import { isReportedAs } from './scalars.ts'

type KnownEntry = Extract<LayoutEntry, { readonly key: string }>

/** The attributes of one nest while they are encoded, and how many of each the layout contained. */
interface Nest {
  readonly table: Attributes
  readonly object: Value
  readonly scope: Scope
  readonly path: string
  readonly written: Map<string | Unknown, number>
}

/** The attributes in the order in which they were decoded, then those that were added since. */
export const writeAsDecoded = (
  output: Output,
  table: Attributes,
  object: Value,
  scope: Scope,
  path: string,
  layout: Layout,
): void => {
  const written: Nest['written'] = new Map()
  const nest: Nest = { table, object, scope, path, written }
  for (const entry of layout) writeEntry(output, nest, entry)
  for (const key of Object.keys(object)) {
    const value = object[key]
    if (value === undefined || key === 'header' || key === 'unknown') continue
    const row = rowOf(table, key, path)
    const { node, repeated } = row
    const inner = output.path(path, key)
    const before = written.get(key) ?? 0
    if (repeated) writeRepeated(output, row, listOf(value, inner), before, scope, inner)
    else if (before === 0 && (value !== false || node.type !== 'flag'))
      writeAttribute(output, attributeType(row), node, value, scope, inner)
  }
  const unknown = (object['unknown'] as Unknown[] | undefined) ?? []
  const added = unknown.filter((one) => !written.has(one))
  writeUnknown(output, added, scope, path)
  writeRest(output, layout)
}

/** The bytes after the last attribute that are no attribute. */
export const writeRest = (output: Output, layout: Layout): void => {
  for (const entry of layout) if ('rest' in entry) output.append(entry.rest)
}

/** One attribute as it was decoded; an attribute that was removed since is omitted. */
const writeEntry = (output: Output, nest: Nest, entry: LayoutEntry): void => {
  const { table, object, written, scope, path } = nest
  if (!('type' in entry)) return
  if ('unknown' in entry) {
    if (!((object['unknown'] as Unknown[] | undefined) ?? []).includes(entry.unknown)) return
    written.set(entry.unknown, 1)
    return writeAttribute(output, entry.type, BYTES, entry.unknown.bytes, scope, path, undefined, entry.after)
  }
  const row = table.rows[entry.key] as Row
  const index = written.get(entry.key) ?? 0
  written.set(entry.key, index + 1)
  const value = object[entry.key]
  if (value === undefined || (row.repeated && (value as unknown[]).length <= index)) return
  if (value === false && row.node.type === 'flag' && !isReportedAs(entry.ending, false)) return
  writeKnown(output, nest, row, index, entry)
}

const writeKnown = (
  output: Output,
  { object, scope, path }: Nest,
  { node, repeated }: Row,
  index: number,
  { key, type, ending, after }: KnownEntry,
): void => {
  const inner = output.path(path, key)
  const value = repeated ? (object[key] as unknown[])[index] : object[key]
  writeAttribute(output, type, node, value, scope, repeated ? output.path(inner, index) : inner, ending, after)
}
