/** Source that reads structs followed by attributes: messages inside of messages, and records. */
import { align4 } from '../../nlattr.ts'
import type { Attributes, Message, Records, Struct } from '../../node.ts'
import { lengthOffset } from '../../struct.ts'
import { attributesBody } from './attributes.ts'
import type { Context, Unit } from './unit.ts'
import { access, NESTED } from './unit.ts'

export const messageBody = (unit: Unit, { header, attributes }: Message): string => {
  const context: Context = { ...NESTED, field: (name) => `header${access(name)}`, header: 'header' }
  const lines = [
    `if (e - s < ${header.size}) throw BAD`,
    `const header = ${unit.constant(unit.part(header))}.f(b, v, s, s + ${header.size}, h)`,
    `const o = ${unit.fresh([])}`,
    'o.header = header',
    attributesBody(unit, attributes, `s + ${align4(header.size)}`, context),
  ]
  return unit.level(lines.join('\n'))
}

export const recordsBody = (unit: Unit, node: Records): string => {
  const { header, length, attributes } = node
  const at = lengthOffset(node)
  const inner = unit.another()
  const one = unit.constant({ f: inner.finish(recordBody(inner, header, length, attributes)) })
  return `
const o = []
let p = s
while (p < e) {
  const l = e - p < ${header.size} ? 0 : v.getUint16(p + ${at}, ${unit.little})
  if (l < ${header.size} || l > e - p) throw BAD
  o.push(${one}.f(b, v, p, p + l, h))
  p += (l + 3) & ~3
}
return o`
}

const recordBody = (unit: Unit, header: Struct, length: string, attributes: Attributes): string =>
  [
    `const header = ${unit.constant(unit.part(header))}.f(b, v, s, s + ${header.size}, h)`,
    `delete header${access(length)}`,
    `const o = ${unit.fresh([])}`,
    'o.header = header',
    attributesBody(unit, attributes, `s + ${align4(header.size)}`, NESTED),
    'return o',
  ].join('\n')
