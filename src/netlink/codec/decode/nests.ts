/** Decodes nests that are lists: of items, or of repeated sequences of attributes. */
import { joinPath } from '../errors.ts'
import { align4, NLA_HDRLEN, NLA_TYPE_MASK } from '../nlattr.ts'
import type { Groups, Items } from '../node.ts'
import type { Scope } from '../select.ts'
import { eachAttribute, readAttributes } from './attributes.ts'
import type { Layout } from './layout.ts'
import { attachLayout, endingOf } from './layout.ts'
import type { NodeReader } from './reader.ts'
import { Malformed } from './reader.ts'

export const readItems = (
  reader: NodeReader,
  node: Items,
  start: number,
  end: number,
  scope: Scope,
  path: string,
): unknown[] => {
  const values: unknown[] = []
  const layout: Layout | undefined = reader.options.exact === true ? [] : undefined
  eachAttribute(reader, start, end, path, layout, ({ id, type, from, until, after }) => {
    const inner = joinPath(path, values.length)
    if (node.id !== undefined && id !== node.id) throw new Malformed(`item of type ${id}, expected ${node.id}`)
    const [offset, length] = [from - NLA_HDRLEN, until - from + NLA_HDRLEN]
    const span = reader.open('item', offset, length, String(values.length), undefined, inner, node.of)
    const value = reader.node(node.of, from, until, scope, inner)
    reader.close(span, value)
    layout?.push({ key: String(values.length), type, ending: endingOf(node.of, reader.bytes, from, until), after })
    values.push(value)
  })
  if (layout !== undefined) attachLayout(values, layout)
  return values
}

/** A new group starts with an attribute that the current group already has. */
export const readGroups = (
  reader: NodeReader,
  { of }: Groups,
  start: number,
  end: number,
  { header }: Scope,
  path: string,
): unknown[] => {
  const { view, little } = reader
  const cuts: number[] = []
  let types = new Set<number>()
  for (let at = start; end - at >= NLA_HDRLEN; ) {
    const length = view.getUint16(at, little)
    if (length < NLA_HDRLEN || length > end - at) break
    const type = view.getUint16(at + 2, little) & NLA_TYPE_MASK
    if (cuts.length === 0 || types.has(type)) {
      cuts.push(at)
      types = new Set()
    }
    types.add(type)
    at += Math.min(align4(length), end - at)
  }
  if (cuts.length === 0 && start < end) cuts.push(start)
  return cuts.map((from, index) =>
    readAttributes(reader, of, {}, from, cuts[index + 1] ?? end, header, joinPath(path, index)),
  )
}
