/** Source that reads numbers, the words for them, and text. */
import { u32, u64 } from '../../builders.ts'
import type { Bool, Bytes, Enumeration, Flag, Flags, Identifier, Node, Scalar, Text } from '../../node.ts'
import { flagSets, wordTable } from './library.ts'
import { row } from './row.ts'
import type { Unit } from './unit.ts'
import { NESTED, quote } from './unit.ts'

/** A value of a fixed size, with expressions for its offsets. */
export interface Placed {
  readonly key: string
  readonly node: Node
  readonly s: string
  readonly e: string
}

/** An expression, if the length is right. */
export const sized = (size: number, s: string, e: string, expression: string): string =>
  `(${e} - ${s} === ${size} ? ${expression} : bad())`

export const scalar = (little: boolean, { size, signed, order }: Scalar, s: string): string => {
  const ordered = order === 'host' && little
  if (size === 1) return signed ? `v.getInt8(${s})` : `b[${s}]`
  if (size < 8) return `v.get${signed ? 'Int' : 'Uint'}${size * 8}(${s}, ${ordered})`
  // Inline: a function that is called for each of forty counters would not be inlined.
  const [upper, lower] = [half(little, signed, order, s, 'upper'), half(little, false, order, s, 'lower')]
  // Most are small. Without the sum V8 keeps them as integers and allocates nothing.
  return `((n = ${upper}) === 0 ? ${lower} : ${lower} + n * 4294967296)`
}

/** Half of a 64-bit number. */
const half = (
  little: boolean,
  signed: boolean,
  order: Scalar['order'],
  s: string,
  which: 'upper' | 'lower',
): string => {
  const ordered = order === 'host' && little
  return `v.get${signed ? 'Int' : 'Uint'}32(${ordered === (which === 'upper') ? `${s} + 4` : s}, ${ordered})`
}

export const uint = (little: boolean, s: string, e: string): string =>
  `(${e} - ${s} === 8 ? ${scalar(little, u64, s)} : ${sized(4, s, e, scalar(little, u32, s))})`

/** Expression for a number, or the word or words for it. The length is not checked. */
export const number = (unit: Unit, node: Scalar | Enumeration | Flags, s: string): string => {
  const { little } = unit
  if (node.type === 'scalar') return scalar(little, node, s)
  if (node.type === 'flags') return `${unit.constant(flagSets(node))}(${scalar(little, node.scalar, s)})`
  const table = wordTable(node)
  const name = unit.constant(table)
  return Array.isArray(table) ? `${name}[b[${s}]]` : `${name}(${scalar(little, node.scalar, s)})`
}

export const bool = (little: boolean, { scalar: { size, ...rest } }: Bool, s: string, e: string): string =>
  sized(size, s, e, `((n = ${scalar(little, { size, ...rest }, s)}) > 1 ? bad() : n === 1)`)

export const identifier = (unit: Unit, { order, words }: Identifier, s: string, e: string): string => {
  const text = `identifier(v, ${s}, ${order === 'host' && unit.little})`
  return sized(8, s, e, words === undefined ? text : `named(${unit.constant(words)}, ${text})`)
}

export const flag = ({ reported }: Flag<boolean>, s: string, e: string): string => {
  const present = sized(0, s, e, 'true')
  return reported === true ? `(${e} - ${s} === 1 ? b[${s}] !== 0 : ${present})` : present
}

export const bytes = ({ size }: Bytes, s: string, e: string): string =>
  size === undefined ? `b.slice(${s}, ${e})` : sized(size, s, e, `b.slice(${s}, ${e})`)

export const text = ({ format, size, least }: Text, s: string, e: string): string => {
  const read = {
    string: `text(b, ${s}, ${e})`,
    lladdr:
      least === undefined
        ? `formatLinkAddress(b, ${s}, ${e})`
        : `formatLinkAddress(b, ${s}, addressEnd(${least}, b, ${s}, ${e}))`,
    mpls: `mpls(b, ${s}, ${e})`,
    ipv4: `formatIpv4(b, ${s})`,
    ipv6: `formatIpv6(b, ${s})`,
    address: `(${e} - ${s} === 4 ? formatIpv4(b, ${s}) : ${sized(16, s, e, `formatIpv6(b, ${s})`)})`,
  }[format]
  return size === undefined ? read : sized(size, s, e, read)
}

/** Expression for a value whose bytes are known to be there. */
export const placed = (unit: Unit, { node, s, e }: Placed): string => {
  const numeric = node.type === 'scalar' || node.type === 'enum' || node.type === 'flags'
  return numeric ? number(unit, node, s) : unit.value(node, s, e, NESTED)
}

/** From this number of equal integers on, a loop that reads them all costs less than code for each, which runs a few times only. */
const MANY = 6

/** Whether the fields are integers of one kind, one after the other. */
const isRow = ([first, ...others]: readonly Placed[]): boolean =>
  first?.node.type === 'scalar' &&
  others.length + 1 >= MANY &&
  others.every(({ node }) => node.type === 'scalar' && JSON.stringify(node) === JSON.stringify(first.node))

/** Source of an object whose keys are the fields' and whose values are `of` each. */
const object = (fields: readonly Placed[], of: (field: Placed, index: number) => string): string =>
  `{ ${fields.map((field, index) => `${quote(field.key)}: ${of(field, index)}`).join(',\n')} }`

/** Expression for an object of values of fixed size. */
export const literal = (unit: Unit, fields: readonly Placed[]): string => {
  const [first] = fields
  if (first === undefined || !isRow(fields)) return object(fields, (field) => placed(unit, field))
  const read = unit.constant(row(unit.little, first.node as Scalar, fields.length))
  return `(a = ${read}(v, ${first.s}), ${object(fields, (_, index) => `a[${index}]`)})`
}

/** The same if only the first values are there. */
export const shortened = (unit: Unit, fields: readonly Placed[]): string => {
  return object(fields, (field) => `e >= ${field.e} ? ${placed(unit, field)} : undefined`)
}
