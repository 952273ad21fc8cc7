/** Source that reads a whole message as its shape describes it. */
import { align4 } from '../../nlattr.ts'
import type { Attributes, Field, Flags, Message, Row, Struct } from '../../node.ts'
import type { Renames, Shape } from '../../shape.ts'
import { hidden, isRead, liftedNames } from '../../shape.ts'
import { attributesBody } from './attributes.ts'
import { SUFFIXES } from './library.ts'
import { placed, scalar } from './scalars.ts'
import type { Context, Unit } from './unit.ts'
import { access, NESTED, quote } from './unit.ts'

/** Header fields come first; attributes of the same name replace them. */
export const shapedBody = (unit: Unit, { header, attributes }: Message, shape: Shape): string => {
  const field = (key: string): string => `h_${key}`
  const called = (key: string, names: Renames = {}): string | null => {
    const name = names[key] === undefined ? key : names[key]
    return isRead(shape, name) ? name : null
  }
  const named = (key: string): string | null => called(key, shape.rename)
  const shown = header.fields.flatMap(({ key }) => {
    const name = called(key, shape.header)
    return name === null ? [] : [{ key, name }]
  })
  const taken = new Set<string | null>(shown.map(({ name }) => name))
  const own = (key: string): boolean =>
    named(key) !== null && !taken.has(named(key)) && shape.lift?.includes(key) !== true
  const place = (key: string): string => (own(key) ? `o${access(named(key) as string)}` : `x_${key}`)
  const [read, unread] = split(attributes, hidden(attributes, shape))
  const aside = Object.keys(attributes.rows).filter((key) => !own(key))
  const has = Object.entries(shape.has ?? {}).filter(([name]) => isRead(shape, name))
  const headerFields = header.fields.map(({ key }) => `${quote(key)}: ${field(key)}`)
  const context: Context = { ...NESTED, field, header: `{ ${headerFields.join(', ')} }` }
  const custom = Object.fromEntries(
    Object.keys(shape.prefix ?? {}).map((key) => [key, prefixed(unit, attributes, key, shape, context)]),
  )
  return [
    `if (e - s < ${header.size}) throw BAD`,
    ...header.fields.map(
      ({ key, node, offset, size }) =>
        `const ${field(key)} = ${placed(unit, { key, node, s: `(s + ${offset})`, e: `(s + ${offset + (size as number)})` })}`,
    ),
    `const o = ${unit.fresh([...taken, ...has.map(([name]) => name), ...Object.keys(read.rows)])}`,
    ...shown.map(({ key, name }) => `o${access(name)} = ${field(key)}`),
    ...has.map(
      ([name, [key, word, present]]) =>
        `o${access(name)} = ${bit(unit, header, key, word)} ${present ? '!==' : '==='} 0`,
    ),
    ...aside.map((key) => `let x_${key}`),
    attributesBody(unit, read, `s + ${align4(header.size)}`, context, {
      place,
      custom,
      unread,
      keepsUnknown: isRead(shape, 'unknown'),
    }),
    ...Object.entries(shape.absent ?? {})
      .filter(([key]) => named(key) !== null)
      .map(
        ([key, text]) =>
          `if (${place(key)} === undefined && ${field(shape.prefix?.[key] as string)} === 0) ${place(key)} = ${quote(text)}`,
      ),
    ...aside
      .filter((key) => taken.has(named(key)))
      .map((key) => `if (x_${key} !== undefined) o${access(named(key) as string)} = x_${key}`),
    ...(shape.lift ?? []).map((key) => `if (x_${key} !== undefined) {\n${lifted(attributes, key, shape)}\n}`),
    'return o',
  ].join('\n')
}

/** Expression for the bit of a word of a header field. */
const bit = ({ little }: Unit, { fields }: Struct, key: string, word: string): string => {
  const { node, offset } = fields.find((field) => field.key === key) as Field
  const words = node as Flags
  return `(${scalar(little, words.scalar, `(s + ${offset})`)} & ${words.numbers[word]})`
}

/** A table without the rows of some keys, and the types of those rows. */
const split = (table: Attributes, left: ReadonlySet<string>): [Attributes, number[]] => {
  const rows = Object.entries(table.rows)
  const read = Object.fromEntries(rows.filter(([key]) => !left.has(key)))
  return [{ ...table, rows: read }, rows.filter(([key]) => left.has(key)).map(([, { id }]) => id)]
}

/** Code that makes the attributes of a lifted nest fields of the object. */
const lifted = (table: Attributes, key: string, shape: Shape): string =>
  Object.entries(liftedNames(table, key, shape))
    .flatMap(([inner, name]) => {
      const value = `x_${key}${access(inner)}`
      return name === null || !isRead(shape, name) ? [] : [`if (${value} !== undefined) o${access(name)} = ${value}`]
    })
    .join('\n')

/** Expression for an address and its prefix length, as one text. */
const prefixed = (unit: Unit, { rows }: Attributes, key: string, shape: Shape, context: Context): string => {
  const { node } = rows[key] as Row
  const length = context.field(shape.prefix?.[key] as string)
  const family = context.field('family')
  const value = unit.value(node, 'q', 'r', context)
  const quad = `r - q === 4 && ${family} === 'inet' ? formatIpv4Prefix(b, q, ${length})`
  const groups = `r - q === 16 && ${family} === 'inet6' ? formatIpv6Prefix(b, q, ${length})`
  return `(${quad} : ${groups} : ${family} === 'mpls' ? ${value} : ${value} + ${unit.constant(SUFFIXES)}[${length}])`
}
