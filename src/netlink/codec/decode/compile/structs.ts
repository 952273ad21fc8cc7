/** Source that reads values of fixed layout: structs, lists of values of one size, vectors. */
import type { Field, List, Struct, Vector } from '../../node.ts'
import { sizeOfEach } from '../../struct.ts'
import type { Placed } from './scalars.ts'
import { literal, scalar, shortened } from './scalars.ts'
import type { Context, Unit } from './unit.ts'
import { access, NESTED, ofObject } from './unit.ts'

export const structBody = (unit: Unit, node: Struct): string => {
  const rest = node.fields.at(-1)
  const open = rest !== undefined && rest.size === undefined
  const fixed = open ? node.fields.slice(0, -1) : node.fields
  const least = open ? rest.offset : node.size
  const end = ({ offset, size }: Field): number => offset + (size as number)
  const fields = fixed.map(
    (field): Placed => ({
      key: field.key,
      node: field.node,
      s: `(s + ${field.offset})`,
      e: `(s + ${end(field)})`,
    }),
  )
  const ends = fixed.map((field) => ` && e - s !== ${end(field)}`).join('')
  const context: Context = { ...NESTED, sibling: ofObject }
  const counted = open && rest.node.type === 'list' ? rest.node.countedBy : undefined
  const counter = node.fields.find(({ key }) => key === counted)
  const each = open && rest.node.type === 'list' && counter !== undefined ? sizeOfEach(rest.node) : 0
  // The interpreter reads a struct with a tail, or with fewer values than are counted.
  const whole =
    counter === undefined
      ? ''
      : `if (e - s > ${least} && e - s !== ${least} + (b[s + ${counter.offset}] + 1) * ${each}) throw BAD`
  const last = open ? unit.value(rest.node, `(s + ${rest.offset})`, 'e', context) : ''
  return [
    `if (e - s < ${least} && e !== s${ends}) throw BAD`,
    whole,
    `const o = e - s >= ${least} ? ${literal(unit, fields)} : ${shortened(unit, fields)}`,
    open
      ? `o${access(rest.key)} = e - s >= ${least} ? ${last} : undefined`
      : `if (e - s > ${node.size}) o.tail = b.slice(s + ${node.size}, e)`,
    'return o',
  ].join('\n')
}

export const vectorBody = (unit: Unit, { of, names, first }: Vector): string => {
  const { size } = of
  const named = names.map((key, index): Placed => {
    return { key, node: of, s: `(s + ${index * size})`, e: `(s + ${(index + 1) * size})` }
  })
  const known = names.length * size
  return [
    `if ((e - s) % ${size} !== 0) throw BAD`,
    `const o = e - s >= ${known} ? ${literal(unit, named)} : ${shortened(unit, named)}`,
    `for (let p = s + ${known}, i = ${names.length + first}; p < e; p += ${size}, i++) o[i] = ${scalar(unit.little, of, 'p')}`,
    'return o',
  ].join('\n')
}

export const listBody = (unit: Unit, node: List): string => {
  const { of, count } = node
  const size = sizeOfEach(node)
  return [
    `if ((e - s) % ${size} !== 0 ${count === undefined ? '' : `|| e - s !== ${count * size}`}) throw BAD`,
    'const o = []',
    `for (let p = s; p < e; p += ${size}) o.push(${unit.value(of, 'p', `(p + ${size})`, NESTED)})`,
    'return o',
  ].join('\n')
}
