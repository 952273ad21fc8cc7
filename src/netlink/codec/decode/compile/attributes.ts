/** Source of the loops over attributes. */
import { NLA_TYPE_MASK } from '../../nlattr.ts'
import type { Attributes, Items, Row } from '../../node.ts'
import type { Context, Unit } from './unit.ts'
import { NESTED, ofObject } from './unit.ts'

/** Code that visits the attributes from `start` to `e`. `visit` is the code for one. */
const each = ({ little }: Unit, start: string, visit: string): string => `
let p = ${start}
while (e - p >= 4) {
  const l = v.getUint16(p, ${little})
  if (l < 4 || l > e - p) throw BAD
  const q = p + 4, r = p + l, t = v.getUint16(p + 2, ${little}) & ${NLA_TYPE_MASK}
  ${visit}
  p += (l + 3) & ~3
}
if (p < e) throw BAD`

export const itemsBody = (unit: Unit, { of, id }: Items): string => {
  const check = id === undefined ? '' : `if (t !== ${id}) throw BAD`
  return `const o = []\n${each(unit, 's', `${check}\no.push(${unit.value(of, 'q', 'r', NESTED)})`)}\nreturn o`
}

/** How a shape reads the attributes of a message. */
export interface AttributeOptions {
  /** Expression for where the value of a key goes; default: the key of `o`. */
  readonly place?: (key: string) => string
  /** Expressions for values that are read differently than by their node, by key. */
  readonly custom?: { readonly [key: string]: string }
  /** Types of attributes to skip. */
  readonly unread?: readonly number[]
  /** Whether the bytes of attributes without a row are kept. Default: true. */
  readonly keepsUnknown?: boolean
}

/** Code that reads the attributes of a table. */
export const attributesBody = (
  unit: Unit,
  table: Attributes,
  start: string,
  context: Context,
  { place = ofObject, custom = {}, unread = [], keepsUnknown = true }: AttributeOptions = {},
): string => {
  const inner: Context = { ...context, sibling: place }
  const before: string[] = []
  const after: string[] = []
  const row = ([key, { id, node, repeated }]: [string, Row]): string => {
    const to = place(key)
    // The attribute that a select depends on may come after it.
    const waits = node.type === 'select' && !node.by.startsWith('header.')
    if (repeated && waits) {
      before.push(`const w${id} = []`)
      after.push(`if (w${id}.length > 0) ${to} = w${id}.map(([q, r]) => ${unit.value(node, 'q', 'r', inner)})`)
      return `case ${id}: w${id}.push([q, r]); break`
    }
    if (repeated) return `case ${id}: (${to} ??= []).push(${unit.value(node, 'q', 'r', inner)}); break`
    if (!waits) {
      const value = custom[key] ?? unit.value(node, 'q', 'r', inner)
      return `case ${id}: if (${to} !== undefined) throw BAD; ${to} = ${value}; break`
    }
    before.push(`let s${id} = 0, e${id} = 0`)
    after.push(`if (e${id} !== 0) ${to} = ${unit.value(node, `s${id}`, `e${id}`, inner)}`)
    return `case ${id}: if (e${id} !== 0) throw BAD; s${id} = q; e${id} = r; break`
  }
  const rows = Object.entries(table.rows).map(row)
  const skipped = keepsUnknown ? [...unread.map((id) => `case ${id}: break`), 'default: keep(o, t, b.slice(q, r))'] : []
  const cases = `switch (t) {\n${[...rows, ...skipped].join('\n')}\n}`
  return [...before, each(unit, start, cases), ...after].join('\n')
}
